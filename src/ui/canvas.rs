//! The cluster and the space-time diagram.

mod cards;
mod crowd;
mod diagram;
mod flights;
mod popover;
pub(in crate::ui) mod search;
mod size;
mod under_way;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use yew::prelude::*;

use cards::{Cards, CardsProps};
use crowd::{Crowd, CrowdProps};
use popover::{Popover, PopoverProps};

use super::{Dialog, Frame, Intent};
use crate::id::{MessageId, NodeId};
use crate::sim::Sim;
use crate::texts::{of_scenario, texts};
use crate::ui::markup::{classes, component, html};
use crate::view::cluster;
use crate::view::faults::lasting;

pub(in crate::ui) use diagram::SpaceTime;
pub(in crate::ui) use under_way::acts;

/// What a popover stands at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Opened {
    Node(NodeId),
    Message(MessageId),
    /// A machine's link to the broker, and what can go wrong with both.
    Link(NodeId),
}

/// The machines, and the messages between them.
#[component]
pub(super) fn Cluster(frame: &Frame) -> Html {
    let opened = use_state_eq(|| None::<Opened>);
    let picture = Rc::new(cluster::picture(&frame.sim(), frame.session().selected));
    let open = {
        let (opened, want) = (opened.setter(), frame.want.clone());
        use_callback((), move |what: Option<Opened>, ()| {
            match what {
                Some(Opened::Node(node)) => want.emit(Intent::SelectNode(Some(node))),
                Some(Opened::Message(_) | Opened::Link(_)) => {}
                None => want.emit(Intent::SelectNode(None)),
            }
            opened.set(what);
        })
    };
    let close = {
        let opened = opened.clone();
        Callback::from(move |()| {
            if let Some(was) = *opened {
                return_focus(was);
            }
            opened.set(None);
        })
    };
    // The cluster stands at the cursor; narration and inspector follow the event that is looked at.
    let elsewhere = (frame.focus() != frame.sim().cursor())
        .then(|| texts().diagram().looks_elsewhere(frame.sim().cursor().number(), frame.focus().number()));
    let line = elsewhere.or_else(|| question(&frame.sim()).map(|question| of_scenario(question).to_owned()));
    let is_recorded = frame.sim().world().is_recorded();
    let hint = match picture.has_cards() {
        _ if is_recorded => texts().diagram().recorded(&picture.summary),
        true => texts().diagram().hint.to_owned(),
        false => picture.summary.clone(),
    };
    let seed = frame.sim().scenario().seed;
    let popover = |at| match *opened {
        Some(what) => {
            let props = PopoverProps { frame: frame.clone(), what, at, open: open.clone(), close: close.clone() };
            component::<Popover>(props, None)
        }
        None => Html::default(),
    };
    html! {
        <section class="panel cluster" data-testid="cluster" aria-labelledby="cluster-title">
            <div class="panel-head">
                <h2 id="cluster-title">{ texts().diagram().cluster }</h2>
                if let Some(line) = line {
                    <p class="question">{ line }</p>
                } else {
                    <span class="hint">{ hint }</span>
                    if !is_recorded {
                        <span class="mono seed">{ texts().diagram().seed(seed) }</span>
                    }
                }
                if !is_recorded { { faults(frame) } }
            </div>
            if picture.has_cards() {
                { component::<Cards>(CardsProps { frame: frame.clone(), picture, opened: *opened, open, close: close.clone() }, None) }
            } else {
                { component::<Crowd>(CrowdProps { picture, moves: frame.moves(), open: open.clone() }, None) }
                { popover(None) }
            }
        </section>
    }
}

/// The way to all faults, with how many there are now.
fn faults(frame: &Frame) -> Html {
    let wrong = lasting(&frame.sim()).len();
    html! {
        <button type="button" class={classes!("button", "small", "faults", (wrong > 0).then_some("is-wrong"))} data-testid="faults"
            title={texts().diagram().faults_about} onclick={frame.wants(Intent::Open(Some(Dialog::Faults(None))))}>
            if wrong > 0 { { texts().diagram().faults_now(wrong) } } else { { texts().diagram().faults } }
        </button>
    }
}

/// What the scenario asks, for as long as the run stands where it opened.
fn question(sim: &Sim) -> Option<&str> {
    let scenario = sim.scenario();
    scenario.question.as_deref().filter(|_| sim.world().now().ms() <= scenario.opens_at_ms)
}

/// The focus goes back to where the popover came from.
fn return_focus(was: Opened) {
    let selector = match was {
        Opened::Node(node) => format!("[data-machine='{}']", node.index()),
        // In a crowd no link is drawn: there it is the node.
        Opened::Link(node) => format!("[data-to='{0}'], [data-machine='{0}']", node.index()),
        Opened::Message(message) => format!("[data-message='{message}'] > g"),
    };
    let found = document().and_then(|document| document.query_selector(&selector).ok().flatten());
    focus(found);
}

/// Gives the focus to an element, be it HTML or SVG.
fn focus(element: Option<web_sys::Element>) {
    let Some(element) = element else { return };
    // Neither result matters: an element that can't have the focus just does not get it.
    if let Some(svg) = element.dyn_ref::<web_sys::SvgElement>() {
        let _ = svg.focus();
    } else if let Some(html) = element.dyn_ref::<web_sys::HtmlElement>() {
        let _ = html.focus();
    }
}

/// How much room a name takes, in usual letters: a few are nearly two wide.
fn letters_of(name: &str) -> f64 {
    name.chars().map(width_of).sum()
}

fn width_of(letter: char) -> f64 {
    let is_wide = matches!(letter, 'W' | 'M' | 'w' | 'm' | '@' | '%') || letter >= '\u{2E80}';
    if is_wide { 1.8 } else { 1.0 }
}

/// A name, or as much of its beginning as has room in so many usual letters.
fn fitting(name: &str, letters: f64) -> String {
    if letters_of(name) <= letters { name.to_owned() } else { beginning(name, letters) }
}

#[inline(never)]
fn beginning(name: &str, letters: f64) -> String {
    // The dots are as wide as the widest.
    let mut left = letters - 1.75;
    let has_room = |letter: &char| {
        left -= width_of(*letter);
        left >= 0.0
    };
    name.chars().take_while(has_room).chain(['…']).collect()
}

/// Classes as one attribute. Most of what is drawn at each step has some, and this costs less than Yew's own set of them.
fn spaced(classes: &[&str]) -> String {
    let mut all = String::new();
    for class in classes.iter().filter(|class| !class.is_empty()) {
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(class);
    }
    all
}

/// The height of the browser's window, in pixels.
fn window_height() -> f64 {
    let height = web_sys::window().and_then(|window| window.inner_height().ok());
    height.and_then(|height| height.as_f64()).unwrap_or(f64::INFINITY)
}

fn document() -> Option<web_sys::Document> {
    web_sys::window().and_then(|window| window.document())
}

/// What opens a popover, by pointer and by key: an SVG group that is a button has to see to both itself.
fn opener(open: &Callback<Option<Opened>>, opens: Option<Opened>) -> (Callback<MouseEvent>, Callback<KeyboardEvent>) {
    let onclick = open.reform(move |event: MouseEvent| {
        event.stop_propagation();
        opens
    });
    let open = open.clone();
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if presses(&event) {
            event.prevent_default();
            event.stop_propagation();
            open.emit(opens);
        }
    });
    (onclick, onkeydown)
}

/// Whether a key presses a button that is no HTML button.
fn presses(event: &KeyboardEvent) -> bool {
    matches!(event.key().as_str(), "Enter" | " ")
}
