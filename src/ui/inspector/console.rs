//! The console: any call to any node, sent by hand. It is a command like others, given at the cursor.

use serde_json::Value;
use web_sys::{HtmlSelectElement, wasm_bindgen::JsCast};
use yew::prelude::*;

use super::parts;
use super::wire::{status, text};
use crate::broker::wire::Response;
use crate::id::{EventId, MessageId};
use crate::texts::texts;
use crate::time::Time;
use crate::ui::markup::html;
use crate::ui::{Frame, Intent};
use crate::view::calls::{self, Example};

const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];
/// So many calls are remembered; beyond it the first is forgotten.
const HISTORY_MAX: usize = 50;

/// A call that was sent by hand, and how it went.
#[derive(Debug, Clone)]
struct Called {
    number: u32,
    method: String,
    address: String,
    body: String,
    answer: Response,
    /// How long the answer took: virtual milliseconds, and events.
    took_ms: u64,
    events: u32,
    /// The event that answered, with its time and its message, by which it is known again after a change of the past.
    at: Option<(EventId, Time, Option<MessageId>)>,
}

/// What stands in the console, and what was sent from it. It outlives the tab.
#[derive(Debug)]
pub(in crate::ui) struct Console {
    method: String,
    address: String,
    body: String,
    /// What is wrong with the body, when somebody asked.
    complaint: Option<String>,
    history: Vec<Called>,
    /// The number of the call whose answer is shown.
    shown: Option<u32>,
}

impl Default for Console {
    fn default() -> Self {
        let address = "/executors/count".to_owned();
        Self {
            method: "GET".to_owned(),
            address,
            body: String::new(),
            complaint: None,
            history: Vec::new(),
            shown: None,
        }
    }
}

impl Console {
    fn fill(&mut self, method: &str, address: &str, body: &str) {
        (self.method, self.address, self.body) = (method.to_owned(), address.to_owned(), body.to_owned());
        self.complaint = None;
    }
}

/// Changes what stands in the console.
fn change(frame: &Frame, by: impl FnOnce(&mut Console)) {
    by(&mut frame.session.borrow_mut().console);
}

/// Sends what stands in the console, and brings the answer into view.
fn send(frame: &Frame) {
    let document = web_sys::window().and_then(|window| window.document());
    if let Some(pane) = document.and_then(|document| document.get_element_by_id("console")) {
        pane.scroll_into_view();
    }
    let (method, address, body) = {
        let console = &frame.session().console;
        (console.method.clone(), console.address.trim().to_owned(), console.body.clone())
    };
    let (from, since) = (frame.sim().cursor(), frame.sim().world().now());
    let answer = frame.request(&method, &address, &body);
    let (events, took_ms, at) = {
        let sim = frame.sim();
        let answered = sim.event().filter(|event| event.id > from && answer.status != 504);
        let at = answered.map(|event| (event.id, event.at, event.message));
        (sim.cursor().number() - from.number(), sim.world().now().since(since).ms(), at)
    };
    change(frame, |console| {
        let number = console.history.last().map_or(1, |last| last.number + 1);
        if console.history.len() >= HISTORY_MAX {
            console.history.remove(0);
        }
        console.history.push(Called { number, method, address, body, answer, took_ms, events, at });
        (console.shown, console.complaint) = (Some(number), None);
    });
    frame.want.emit(Intent::Redraw);
}

/// The console.
pub(super) fn console(frame: &Frame) -> Html {
    let session = frame.session();
    let console = &session.console;
    let shown = console.history.iter().find(|called| Some(called.number) == console.shown);
    let on = |by: fn(&mut Console, String)| {
        let frame = frame.clone();
        move |event: InputEvent| {
            let value = parts::value_of(&event).unwrap_or_default();
            change(&frame, |console| by(console, value));
        }
    };
    let onsubmit = {
        let frame = frame.clone();
        move |event: SubmitEvent| {
            event.prevent_default();
            send(&frame);
        }
    };
    let onkeydown = {
        let frame = frame.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
                event.prevent_default();
                event.stop_propagation();
                send(&frame);
            }
        }
    };
    let texts = texts().wire();
    html! {
        <div id="console" class="console-pane" data-testid="console" {onkeydown}>
            <div class="data-head">
                <h3 class="section-name">{ texts.by_hand }</h3>
                { examples(frame) }
            </div>
            <form class="console" {onsubmit}>
                { methods(frame, &console.method) }
                <input class="input mono" aria-label={texts.address} autocomplete="off" spellcheck="false"
                    placeholder={texts.address_hint} data-testid="call-address"
                    value={console.address.clone()} oninput={on(|console, value| console.address = value)} />
                <button class="button primary" data-testid="send-call" aria-keyshortcuts="Control+Enter"
                    title={texts.send_keys}>{ texts.send }</button>
                <textarea class="input mono" aria-label={texts.body} placeholder={texts.body_hint} spellcheck="false"
                    data-testid="call-body" value={console.body.clone()} oninput={on(|console, value| console.body = value)} />
                <div class="console-foot">
                    <button type="button" class="button quiet small" onclick={format_body(frame)}>{ texts.tidy }</button>
                    <span class="soft"><kbd>{ texts.ctrl }</kbd><kbd>{ "Enter" }</kbd>{ texts.sends }</span>
                </div>
                <div class="answer-area" aria-live="polite" data-testid="call-answer">
                    if let Some(complaint) = &console.complaint { <p class="complaint">{ complaint }</p> }
                    if let Some(called) = shown { { answered(frame, called) } }
                </div>
            </form>
            { history(frame, console) }
        </div>
    }
}

/// Calls to begin with: what is picked fills the fields.
fn examples(frame: &Frame) -> Html {
    let examples = calls::examples(&frame.sim());
    let option = |(at, example): (usize, &Example)| {
        html! { <option value={at.to_string()}>{ format!("{} {} · {}", example.method, example.address, example.what) }</option> }
    };
    let mut groups = Vec::new();
    let mut at = 0;
    for group in examples.chunk_by(|a, b| a.group == b.group) {
        let options = group.iter().zip(at..).map(|(example, at)| option((at, example)));
        groups.push(html! { <optgroup label={group[0].group}>{ for options }</optgroup> });
        at += group.len();
    }
    let onchange = {
        let frame = frame.clone();
        move |event: web_sys::Event| {
            let Some(select) = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok()) else {
                return;
            };
            let picked = select.value().parse().ok().and_then(|at: usize| examples.get(at));
            if let Some(Example { method, address, body, .. }) = picked {
                change(&frame, |console| console.fill(method, address, body));
                frame.want.emit(Intent::Redraw);
            }
            // The same example may be picked once more.
            select.set_value("");
        }
    };
    html! {
        <select class="select small" aria-label={texts().wire().examples_about} data-testid="call-examples" {onchange}>
            <option value="" selected={true}>{ texts().wire().examples }</option>
            { for groups }
        </select>
    }
}

fn methods(frame: &Frame, chosen: &str) -> Html {
    let method = |method: &'static str| {
        let frame = frame.clone();
        let onchange = move |_: web_sys::Event| {
            change(&frame, |console| console.method = method.to_owned());
            frame.want.emit(Intent::Redraw);
        };
        html! {
            <label><input type="radio" name="method" value={method} checked={method == chosen} {onchange} />{ method }</label>
        }
    };
    html! { <div class="seg" role="radiogroup" aria-label={texts().wire().method}>{ for METHODS.into_iter().map(method) }</div> }
}

fn format_body(frame: &Frame) -> Callback<MouseEvent> {
    let frame = frame.clone();
    Callback::from(move |_| {
        change(&frame, |console| match calls::formatted(&console.body) {
            Ok(body) => (console.body, console.complaint) = (body, None),
            Err(complaint) => console.complaint = Some(complaint),
        });
        frame.want.emit(Intent::Redraw);
    })
}

/// The answer that is shown: its status, what it complains of, how long it took, and all of it.
fn answered(frame: &Frame, called: &Called) -> Html {
    let Called { answer, .. } = called;
    let problems = calls::problems(&answer.body);
    let hint = calls::hint(&frame.sim(), &called.address, answer.status, &answer.body);
    let took = match called.events {
        0 => texts().wire().refused_before.to_owned(),
        events => texts().wire().took(called.took_ms, events),
    };
    html! {
        <>
            <p class="answer-head">
                { status(answer.status) }<strong>{ calls::status_words(answer.status) }</strong>
                <span class="soft">{ format!("{} {} · {took}", called.method, called.address) }</span>
                { event(frame, called) }
            </p>
            if !problems.is_empty() {
                <ul class="complaint">{ for problems.iter().map(|problem| html! { <li>{ problem }</li> }) }</ul>
            }
            if let Some(hint) = hint { <p class="because" data-testid="call-hint">{ hint }</p> }
            if problems.is_empty() || answer.body["detail"].is_array() {
                <pre class="answer" tabindex="0" role="group" aria-label={texts().wire().your_answer}>{ body_text(answer) }</pre>
            }
        </>
    }
}

fn body_text(answer: &Response) -> String {
    match &answer.body {
        // What somebody stored comes back as it is.
        Value::String(body) => text(&answer.headers, &Value::Null).replace("null", "") + body,
        body => text(&answer.headers, body),
    }
}

/// The way to the event that answered, as long as it has not been changed away.
fn event(frame: &Frame, called: &Called) -> Html {
    let Some((event, at, message)) = called.at else { return Html::default() };
    let sim = frame.sim();
    let is_here = sim.trace().get(event).is_some_and(|found| found.at == at && found.message == message);
    match is_here {
        true => parts::event_button(frame, event, html! { { texts().inspector().event(event) } }),
        false => html! { <span class="soft">{ texts().wire().no_more(event) }</span> },
    }
}

/// What was sent, the latest first. One can look at it, or send it once more.
fn history(frame: &Frame, console: &Console) -> Html {
    if console.history.is_empty() {
        return Html::default();
    }
    let pick = |called: &Called, sends: bool| {
        let (frame, called) = (frame.clone(), called.clone());
        Callback::from(move |_: MouseEvent| {
            change(&frame, |console| {
                console.fill(&called.method, &called.address, &called.body);
                console.shown = Some(called.number);
            });
            match sends {
                true => send(&frame),
                false => frame.want.emit(Intent::Redraw),
            }
        })
    };
    let row = |called: &Called| {
        let is_shown = (Some(called.number) == console.shown).then_some("true");
        html! {
            <li key={called.number}>
                <button type="button" class="called" aria-current={is_shown} onclick={pick(called, false)}>
                    { status(called.answer.status) }
                    <span class="verb">{ &called.method }</span><span class="path">{ &called.address }</span>
                </button>
                { event(frame, called) }
                <button type="button" class="button quiet small" onclick={pick(called, true)}>{ texts().wire().send_again }</button>
            </li>
        }
    };
    html! {
        <>
            <h3 class="section-name">{ texts().wire().sent }</h3>
            <ol class="calls" data-testid="call-history">{ for console.history.iter().rev().map(row) }</ol>
        </>
    }
}
