//! The inspector: seven ways to look at one event and its run, and the sentence below them all.

mod branches;
mod console;
mod decision;
mod knowledge;
mod merge;
mod narration;
mod parts;
mod queue;
mod stores;
mod what;
mod wire;

use wasm_bindgen::JsCast;
use yew::prelude::*;

pub(super) use branches::chip as branch_chip;
pub(super) use console::Console;
pub(super) use narration::narration;
pub(in crate::ui) use parts::value_of;

use super::{Frame, Intent, Tab};
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::view;

/// The tabs in order: which, and what its panel is called by tests.
const TABS: [(Tab, &str); 7] = [
    (Tab::What, "what"),
    (Tab::Merge, "merge"),
    (Tab::Decision, "decision"),
    (Tab::Queue, "queue"),
    (Tab::Knowledge, "knowledge"),
    (Tab::Wire, "wire"),
    (Tab::Branches, "branches"),
];

/// What a tab is called.
fn title(tab: Tab) -> &'static str {
    let texts = texts().inspector();
    match tab {
        Tab::What => texts.what,
        Tab::Merge => texts.merge,
        Tab::Decision => texts.decision,
        Tab::Queue => texts.queue,
        Tab::Knowledge => texts.knowledge,
        Tab::Wire => texts.wire,
        Tab::Branches => texts.branches,
    }
}

/// What the panel of a tab is called by tests, and by lessons.
pub(super) fn tab_name(shown: Tab) -> &'static str {
    TABS.iter().find(|(tab, _)| *tab == shown).map_or("merge", |(_, id)| *id)
}

/// The tabs, and the panel of the one that is shown.
#[component]
pub(super) fn Inspector(frame: &Frame) -> Html {
    let shown = frame.session().tab;
    let id = tab_name(shown);
    let panel = match shown {
        Tab::Decision | Tab::Queue | Tab::Knowledge | Tab::Wire if frame.sim().world().is_recorded() => {
            parts::empty(texts().inspector().no_broker, texts().inspector().no_broker_about)
        }
        Tab::What => what::what(frame),
        Tab::Merge => component::<merge::Merge>(frame.clone(), None),
        Tab::Decision => component::<decision::Decision>(frame.clone(), None),
        Tab::Queue => component::<queue::Queue>(frame.clone(), None),
        Tab::Knowledge => component::<knowledge::Knowledge>(frame.clone(), None),
        Tab::Wire => wire::wire(frame),
        Tab::Branches => branches::branches(frame),
    };
    html! {
        <section class="panel inspector" data-testid="inspector" aria-labelledby="inspector-title">
            <h2 id="inspector-title" class="hidden-text">{ texts().inspector().inspector }</h2>
            { component::<Tabs>(frame.clone(), None) }
            <div class="inspector-body" role="tabpanel" tabindex="0" key={id}
                id={format!("panel-{id}")} aria-labelledby={format!("tab-{id}")} data-testid={id}>
                { panel }
            </div>
            { component::<Follow>(FollowProps { shown: id, explained: frame.session().explained }, None) }
        </section>
    }
}

/// The row of tabs. Where it is wider than its room, the one that is shown is scrolled into it.
#[component]
fn Tabs(frame: &Frame) -> Html {
    let shown = frame.session().tab;
    let row = use_node_ref();
    use_effect_with(shown, {
        let row = row.clone();
        move |_| {
            let Some(row) = row.cast::<web_sys::HtmlElement>() else { return };
            let tab = row.query_selector("[aria-selected=true]").ok().flatten();
            if let Some(tab) = tab.and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok()) {
                // Its neighbours look in from both sides.
                row.set_scroll_left(tab.offset_left() - (row.client_width() - tab.offset_width()) / 2);
            }
        }
    });
    html! {
        <div ref={row} class="tabs" role="tablist" aria-label={texts().inspector().inspector} onkeydown={on_key(frame, shown)}>
            { for TABS.iter().map(|(tab, id)| tab_button(frame, *tab, id, shown)) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct FollowProps {
    shown: &'static str,
    explained: u32,
}

/// Where the page is scrolled, what explains a step comes into sight.
#[component]
fn Follow(props: &FollowProps) -> Html {
    let FollowProps { shown, explained } = *props;
    use_effect_with(explained, move |explained| {
        if *explained > 0 {
            bring_into_sight(&format!("#panel-{shown} table"));
        }
    });
    Html::default()
}

/// Scrolls as little as is needed.
fn bring_into_sight(selector: &str) {
    use web_sys::{ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};
    let document = web_sys::window().and_then(|window| window.document());
    let Some(element) = document.and_then(|document| document.query_selector(selector).ok()?) else { return };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Nearest);
    options.set_inline(ScrollLogicalPosition::Nearest);
    options.set_behavior(if parts::is_still() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
}

/// A press with the mouse leaves the focus where it was, so that the arrows go on stepping through the run; with the keyboard
/// they go from tab to tab.
fn tab_button(frame: &Frame, tab: Tab, id: &str, shown: Tab) -> Html {
    let is_shown = tab == shown;
    html! {
        <button key={id.to_owned()} role="tab" id={format!("tab-{id}")} aria-controls={is_shown.then(|| format!("panel-{id}"))}
            aria-selected={is_shown.to_string()} tabindex={if is_shown { "0" } else { "-1" }}
            onmousedown={Callback::from(|event: MouseEvent| event.prevent_default())} onclick={frame.wants(Intent::Show(tab))}>
            { title(tab) }
            if tab == Tab::Queue { { badge(frame) } }
            if tab == Tab::Branches { { branches::badge(frame) } }
        </button>
    }
}

fn badge(frame: &Frame) -> Html {
    let (waiting, is_emergency) = view::queue::badge(frame.sim().world().broker());
    if waiting == 0 {
        return Html::default();
    }
    let label = match is_emergency {
        true => texts().inspector().waiting_emergency(waiting),
        false => texts().inspector().waiting(waiting),
    };
    html! {
        <>
            <span class={classes!("badge", is_emergency.then_some("emergency"))} aria-hidden="true">{ waiting }</span>
            <span class="hidden-text">{ label }</span>
        </>
    }
}

/// Arrows, Home and End go from tab to tab, as in every list of tabs.
fn on_key(frame: &Frame, shown: Tab) -> Callback<KeyboardEvent> {
    let want = frame.want.clone();
    Callback::from(move |event: KeyboardEvent| {
        let at = TABS.iter().position(|(tab, _)| *tab == shown).unwrap_or(0);
        let to = match event.key().as_str() {
            "ArrowRight" => (at + 1) % TABS.len(),
            "ArrowLeft" => (at + TABS.len() - 1) % TABS.len(),
            "Home" => 0,
            "End" => TABS.len() - 1,
            _ => return,
        };
        // Elsewhere the same keys step through the run.
        event.prevent_default();
        event.stop_propagation();
        want.emit(Intent::Show(TABS[to].0));
        let tab = web_sys::window()
            .and_then(|window| window.document())
            .and_then(|document| document.get_element_by_id(&format!("tab-{}", TABS[to].1)))
            .and_then(|tab| tab.dyn_into::<web_sys::HtmlElement>().ok());
        let _ = tab.map(|tab| tab.focus());
    })
}
