//! The page in a real browser: clicks go in, and what stands on the screen is what the core says.
#![cfg(target_arch = "wasm32")]

use clocktower::web::Playground;
use gloo_timers::future::TimeoutFuture;
use js_sys::futures::JsFuture;
use js_sys::{JSON, Promise};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, HtmlSelectElement};

wasm_bindgen_test_configure!(run_in_browser);

/// The playground in an element of its own, taken away with it.
struct Page {
    root: Element,
    run: Playground,
}

impl Drop for Page {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn js(value: &Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap()
}

fn value(object: Result<JsValue, JsError>) -> Value {
    let object = object.unwrap_or_else(|error| panic!("{:?}", JsValue::from(error)));
    serde_json::from_str(&String::from(JSON::stringify(&object).unwrap())).unwrap()
}

/// Lets the page draw: its panels are measured in the first frame, the pictures are drawn in the next, and what explains
/// them in the one after it. Frames are waited for, however long they take.
async fn drawn() {
    for _ in 0..4 {
        let frame = Promise::new(&mut |go, _| {
            web_sys::window().unwrap().request_animation_frame(&go).unwrap();
        });
        JsFuture::from(frame).await.unwrap();
        TimeoutFuture::new(1).await;
    }
}

impl Page {
    async fn open(scenario: Option<Value>) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        document.body().unwrap().append_child(&root).unwrap();
        let options = scenario.map_or(JsValue::UNDEFINED, |scenario| js(&json!({ "scenario": scenario })));
        let run = clocktower::ui::mount(root.clone(), options);
        let run = run.unwrap_or_else(|error| panic!("{:?}", JsValue::from(error)));
        drawn().await;
        Self { root, run }
    }

    fn find(&self, selector: &str) -> Option<HtmlElement> {
        self.root.query_selector(selector).unwrap().map(JsCast::unchecked_into)
    }

    fn all(&self, selector: &str) -> Vec<HtmlElement> {
        let found = self.root.query_selector_all(selector).unwrap();
        (0..found.length()).map(|at| found.get(at).unwrap().unchecked_into()).collect()
    }

    fn part(&self, testid: &str) -> HtmlElement {
        self.find(&format!("[data-testid={testid}]")).unwrap_or_else(|| panic!("{testid} is not on the page"))
    }

    fn text(&self, testid: &str) -> String {
        self.part(testid).text_content().unwrap_or_default()
    }

    async fn click(&self, testid: &str) {
        self.part(testid).click();
        drawn().await;
    }

    async fn show(&self, tab: &str) {
        let tabs = self.all("[role=tab]");
        let found = tabs.iter().find(|t| t.text_content().unwrap_or_default().starts_with(tab));
        found.unwrap_or_else(|| panic!("there is no tab {tab}")).click();
        drawn().await;
    }

    async fn fill(&self, field: &str, text: &str) {
        let field = self.part(&format!("field-{field}"));
        match field.dyn_ref::<HtmlSelectElement>() {
            Some(select) => select.set_value(text),
            None => field.unchecked_ref::<HtmlInputElement>().set_value(text),
        }
        for event in ["input", "change"] {
            let init = EventInit::new();
            init.set_bubbles(true);
            field.dispatch_event(&Event::new_with_event_init_dict(event, &init).unwrap()).unwrap();
        }
        drawn().await;
    }

    fn apply(&self, command: Value) {
        self.run.apply(js(&command)).unwrap_or_else(|error| panic!("{:?}", JsValue::from(error)));
    }

    async fn run_on(&self, events: usize) {
        for _ in 0..events {
            self.run.step(None).unwrap_or_else(|error| panic!("{:?}", JsValue::from(error)));
        }
        drawn().await;
    }

    fn state(&self) -> Value {
        value(self.run.state())
    }

    fn clock(&self) -> Value {
        value(self.run.clock(f64::from(self.run.cursor())))
    }
}

/// One small executor, so that one job runs and the others wait.
fn one_small_executor() -> Value {
    let capabilities = json!({"memory": 1 << 30, "cpu_cores": 1, "cpu_load": 0, "has_battery": false});
    json!({
        "version": 1, "title": "One small executor", "seed": 1,
        "nodes": [{"kind": "broker"}, {"kind": "executor", "capabilities": capabilities}, {"kind": "client"}],
    })
}

#[wasm_bindgen_test]
async fn the_page_shows_every_node_and_the_event_at_the_cursor() {
    let page = Page::open(None).await;
    for name in ["broker", "exec-1", "exec-2", "exec-3", "store-1", "client-1"] {
        assert!(page.find(&format!("[data-testid=cluster] [data-node={name}]")).is_some(), "{name}");
    }
    let cursor = page.run.cursor();
    assert!(page.find(&format!("[data-testid=spacetime] [data-event='{cursor}']")).is_some());
    assert!(!page.text("narration").is_empty());
}

#[wasm_bindgen_test]
async fn every_step_button_moves_the_run_and_back_moves_it_back() {
    let page = Page::open(None).await;
    let start = page.run.cursor();
    page.click("step").await;
    assert_eq!(page.run.cursor(), start + 1);
    page.click("back").await;
    assert_eq!(page.run.cursor(), start);
    for button in ["step-merge", "step-decision", "step-heartbeat"] {
        let before = page.run.cursor();
        page.click(button).await;
        assert!(page.run.cursor() > before, "{button}");
    }
}

#[wasm_bindgen_test]
async fn an_executor_is_added_through_its_dialog_and_joins() {
    let page = Page::open(None).await;
    page.click("add-executor").await;
    page.fill("name", "exec-9").await;
    page.fill("memory", "12").await;
    page.click("confirm").await;
    assert!(page.find("[data-testid=cluster] [data-node=exec-9]").is_some());
    // Registration is four messages, and others go on meanwhile.
    page.run_on(40).await;
    let state = page.state();
    let exec = state["nodes"].as_array().unwrap().iter().find(|node| node["name"] == "exec-9").unwrap();
    assert_eq!(exec["registered"], true);
    assert_eq!(exec["total"]["memory"], json!(12u64 << 30));
}

#[wasm_bindgen_test]
async fn a_mistake_in_a_dialog_is_told_at_its_field_and_nothing_is_done() {
    let page = Page::open(None).await;
    let nodes = page.state()["nodes"].as_array().unwrap().len();
    page.click("add-executor").await;
    page.fill("name", "exec-1").await;
    page.click("confirm").await;
    assert!(page.text("field-error").contains("exec-1"), "{}", page.text("field-error"));
    page.fill("name", "exec-9").await;
    page.fill("cores", "four").await;
    page.click("confirm").await;
    assert!(!page.text("field-error").is_empty());
    assert_eq!(page.state()["nodes"].as_array().unwrap().len(), nodes);
    page.click("cancel").await;
}

#[wasm_bindgen_test]
async fn an_emergency_is_placed_before_the_normal_jobs_that_wait_and_the_screen_says_why() {
    let page = Page::open(Some(one_small_executor())).await;
    page.run_on(8).await;
    for name in ["first", "second", "third"] {
        page.apply(
            json!({"type": "submit_job", "name": name, "duration_ms": 300_000, "capabilities": {"memory": 1 << 30}}),
        );
        page.run_on(10).await;
    }
    page.click("inject-emergency").await;
    page.fill("name", "ambulance").await;
    page.fill("memory", "0.5").await;
    page.click("confirm").await;
    page.show("Queue").await;
    let waiting = |page: &Page| -> Vec<String> {
        page.all("[data-testid=queue] [data-job]").iter().filter_map(|row| row.get_attribute("data-job")).collect()
    };
    for _ in 0..20 {
        if waiting(&page).first().is_some_and(|first| first == "ambulance") {
            break;
        }
        page.click("step").await;
    }
    assert_eq!(waiting(&page)[..3], ["ambulance", "second", "third"]);
    assert_eq!(page.state()["queue"], json!(["ambulance", "second", "third"]), "the screen says what the core says");

    // The first decision after the running job has ended.
    for _ in 0..6 {
        page.click("step-decision").await;
        let at = Some(page.run.cursor());
        if !value(page.run.events(at, at))[0]["winner"].is_null() {
            break;
        }
    }
    let shown = page.text("decision");
    assert!(shown.contains("ambulance") && shown.contains("chosen") && shown.contains("medical"), "{shown}");
    assert!(shown.contains("Without the emergency"), "{shown}");
    assert!(page.text("narration").contains("ambulance"), "{}", page.text("narration"));
}

#[wasm_bindgen_test]
async fn a_heartbeat_step_shows_the_merged_clock_of_the_core() {
    let page = Page::open(None).await;
    page.click("step-heartbeat").await;
    page.show("Merge").await;
    let heads = page.all("[data-testid=merge] thead th");
    let ticks = page.all("[data-testid=merge] tr.tick td .v");
    assert_eq!(heads.len(), ticks.len());
    assert!(ticks.len() >= 5);
    let shown: serde_json::Map<String, Value> = heads
        .iter()
        .zip(&ticks)
        .map(|(head, tick)| {
            let count: u32 = tick.text_content().unwrap().trim().parse().unwrap_or(0);
            (head.text_content().unwrap().trim().to_owned(), count.into())
        })
        .filter(|(_, count)| *count != 0)
        .collect();
    assert_eq!(Value::Object(shown), page.clock());
}

#[wasm_bindgen_test]
async fn what_javascript_does_to_the_run_is_drawn() {
    let page = Page::open(None).await;
    page.apply(json!({"type": "crash", "node": "exec-2"}));
    drawn().await;
    let node = page.find("[data-node=exec-2]").unwrap();
    assert!(node.text_content().unwrap().contains("crashed"), "{:?}", node.text_content());
    page.apply(json!({"type": "add_client", "name": "client-7"}));
    drawn().await;
    assert!(page.find("[data-node=client-7]").is_some());
}

#[wasm_bindgen_test]
async fn a_policy_is_changed_on_the_page() {
    let page = Page::open(None).await;
    page.show("Queue").await;
    let fifo = page
        .all("[data-testid=queue] input[type=radio]")
        .into_iter()
        .find(|input| input.unchecked_ref::<HtmlInputElement>().value() == "fifo");
    fifo.expect("fifo can be chosen").click();
    drawn().await;
    assert_eq!(page.state()["policy"]["order"], "fifo");
}

#[wasm_bindgen_test]
async fn every_tab_shows_its_panel() {
    let page = Page::open(None).await;
    page.click("step-decision").await;
    for (tab, panel) in
        [("Merge", "merge"), ("Decision", "decision"), ("Queue", "queue"), ("Knowledge", "knowledge"), ("Wire", "wire")]
    {
        page.show(tab).await;
        assert!(!page.text(panel).is_empty(), "{tab}");
    }
}

#[wasm_bindgen_test]
async fn a_crowd_of_200_executors_is_drawn() {
    let executors = (1..=200).map(|n| json!({"kind": "executor", "name": format!("exec-{n}")}));
    let nodes: Vec<Value> =
        [json!({"kind": "broker"}), json!({"kind": "client"})].into_iter().chain(executors).collect();
    let page = Page::open(Some(json!({"version": 1, "title": "crowd", "nodes": nodes}))).await;
    for _ in 0..5 {
        page.click("step").await;
    }
    assert_eq!(page.all("[data-testid=cluster] [data-node^=exec-]").len(), 200);
}

#[wasm_bindgen_test]
async fn playing_goes_on_by_itself_and_stops_when_told() {
    let page = Page::open(None).await;
    let start = page.run.cursor();
    page.click("play").await;
    TimeoutFuture::new(2500).await;
    page.click("play").await;
    let stopped = page.run.cursor();
    assert!(stopped > start, "it did not play");
    TimeoutFuture::new(1500).await;
    assert_eq!(page.run.cursor(), stopped, "it did not stop");
}
