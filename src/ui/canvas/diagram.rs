//! The space-time diagram: draws a window of the run, and lets one move along it and pick events.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, SvgElement};
use yew::prelude::*;

use super::size::use_size;
use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent};
use crate::view::spacetime::{self, COLUMN, Diagram, Relation, Spacing, Window};

mod marks;
mod run;

/// The width of the lanes' names.
const NAMES: f64 = 116.0;
/// How far the pointer moves before it drags rather than clicks, in pixels.
const DRAG_FROM: f64 = 6.0;

/// Where one looks, when it is not at the cursor: it holds as long as the cursor stays where it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Look {
    cursor: EventId,
    last: EventId,
}

/// A drag: where it began, and the last event that was drawn then.
#[derive(Debug, Clone, Copy)]
struct Drag {
    x: f64,
    last: EventId,
    moved: bool,
}

/// A lane a node, time to the right.
#[component]
pub(in crate::ui) fn SpaceTime(frame: &Frame) -> Html {
    let spacing = use_state_eq(Spacing::default);
    let look = use_state_eq(|| None::<Look>);
    let diagram_ref = use_node_ref();
    let (width, height) = use_size(&diagram_ref).unwrap_or_default();
    let cursor = frame.sim().cursor();
    let last = look.filter(|look| look.cursor == cursor).map(|look| look.last);
    let text = if is_presenting() { 1.3 } else { 1.0 };
    let names = (NAMES * text).round();
    let window = Window { width: (width - names).max(60.0), height, spacing: *spacing, last, text };
    let (focus, compared) = (frame.focus(), frame.session().compared);
    let diagram = Rc::new(spacetime::picture(&frame.sim(), focus, compared, window));
    let moves = Moves { frame: frame.clone(), look: look.clone(), diagram: diagram.clone() };
    // What is looked at from elsewhere, such as a match of the search, comes into sight.
    use_effect_with(frame.session().looked_at, {
        let moves = moves.clone();
        move |looked_at| looked_at.iter().for_each(|event| moves.reveal(*event))
    });
    let wanted = use_mut_ref(|| None::<EventId>);
    use_wanted_focus(&diagram_ref, &wanted);
    let hand = use_hand(&moves);
    let onkeydown = {
        let (moves, wanted) = (moves.clone(), wanted.clone());
        move |event: KeyboardEvent| {
            if moves.on_key(&event, &wanted) {
                event.prevent_default();
                event.stop_propagation();
            }
        }
    };
    html! {
        <section class="panel spacetime" data-testid="spacetime" aria-labelledby="spacetime-title">
            { head(&moves, focus, &spacing, last.is_some()) }
            { super::search::filter_row(frame) }
            <div class="diagram" ref={diagram_ref} tabindex="0" role="group" {onkeydown}
                aria-label="Space-time diagram. Left and right move along the run, Enter goes into it: then arrow keys go from event to event, Enter looks at one, Shift and Enter compares."
                onclick={hand.click} ondblclick={hand.double_click} onwheel={hand.wheel} onpointerdown={hand.down} onpointermove={hand.drag}
                onpointerup={hand.up.clone()} onpointercancel={hand.up}>
                { lane_names(&diagram, names) }
                if width > 0.0 {
                    { component::<run::Run>(run::RunProps { diagram, cursor }, None) }
                }
            </div>
        </section>
    }
}

fn is_presenting() -> bool {
    let root = super::document().and_then(|document| document.document_element());
    root.is_some_and(|root| root.has_attribute("data-present"))
}

fn lane_names(diagram: &Diagram, width: f64) -> Html {
    let name = |lane: &spacetime::Lane| {
        let text = match lane.name.chars().count() {
            ..=13 => lane.name.clone(),
            _ => lane.name.chars().take(12).chain(['…']).collect(),
        };
        html! {
            <text key={lane.machine.index()} x={width - 16.0} y={lane.y + 4.5}
                class={lane.is_down.then_some("is-down")}>{ text }</text>
        }
    };
    html! {
        <svg class="lane-names" {width} height={diagram.size.1} aria-hidden="true">
            { for diagram.lanes.iter().map(name) }
        </svg>
    }
}

fn head(moves: &Moves, focus: EventId, spacing: &UseStateHandle<Spacing>, is_away: bool) -> Html {
    let Moves { frame, diagram, .. } = moves;
    let choice = |which: Spacing, word: &'static str| {
        let pick = spacing.setter();
        html! {
            <button aria-pressed={(**spacing == which).to_string()} onclick={move |_| pick.set(which)}>{ word }</button>
        }
    };
    let has_later = diagram.range.1 > frame.sim().cursor() || frame.session().looked_at.is_some();
    let home = moves.clone();
    html! {
        <div class="panel-head">
            <h2 id="spacetime-title">{ "Space-time" }</h2>
            { key(html! { <circle class="solid" cx="6" cy="6" r="5" /> }, &format!("in the past of event {focus}"), false) }
            { key(html! { <circle class="hollow" cx="6" cy="6" r="5" /> }, "concurrent with it", false) }
            if has_later {
                { key(html! { <circle class="faded" cx="6" cy="6" r="5" /> }, "later", false) }
            }
            { key(html! { <path class="tri-mark" d="M6 1l5.5 10H.5z" /> }, "emergency", true) }
            { key(html! { <path class="diamond" d="M6 0l6 6-6 6-6-6z" /> }, "decision", true) }
            { key(html! { <path class="cross" d="M2 2l8 8M10 2l-8 8" /> }, "lost, down or refused", true) }
            { hidden(diagram.hidden) }
            { component::<super::search::SearchBox>(frame.clone(), None) }
            <span class="end">
                if let Some(relation) = &diagram.relation {
                    { told(relation) }
                }
                if is_away {
                    <button class="button small" onclick={move |_| home.go_home()}>{ "To the cursor" }</button>
                }
                <span class="seg small" role="group" aria-label="Spacing">
                    { choice(Spacing::Events, "events") }
                    { choice(Spacing::Time, "time") }
                </span>
            </span>
        </div>
    }
}

fn key(shape: Html, words: &str, may_vanish: bool) -> Html {
    let class = classes!("key", may_vanish.then_some("more"));
    html! { <span {class}><svg viewBox="0 0 12 12" aria-hidden="true">{ shape }</svg>{ words }</span> }
}

fn hidden((nodes, all_quiet): (usize, bool)) -> Html {
    let words = match (nodes, all_quiet) {
        (0, _) => return Html::default(),
        (1, true) => "+ 1 quiet node".to_owned(),
        (n, true) => format!("+ {n} quiet nodes"),
        (1, false) => "+ 1 more node".to_owned(),
        (n, false) => format!("+ {n} more nodes"),
    };
    html! { <span class="key">{ words }</span> }
}

fn told(relation: &Relation) -> Html {
    let Relation { first, second, words, proof } = relation;
    html! {
        <span class="relation" role="status" data-testid="relation">
            <b>{ first.number() }</b>{ format!(" {words} ") }<b>{ second.number() }</b>{ format!(": {proof}") }
        </span>
    }
}

/// The element of an event that is to have the focus after the next drawing gets it.
#[hook]
fn use_wanted_focus(diagram_ref: &NodeRef, wanted: &Rc<std::cell::RefCell<Option<EventId>>>) {
    let (diagram_ref, wanted) = (diagram_ref.clone(), wanted.clone());
    use_effect(move || {
        let event = wanted.borrow_mut().take();
        if let (Some(event), Some(diagram)) = (event, diagram_ref.cast::<Element>()) {
            super::focus(diagram.query_selector(&format!("[data-event='{event}']")).ok().flatten());
        }
    });
}

/// What the hand does: clicks, turns the wheel, drags.
struct Hand {
    click: Callback<MouseEvent>,
    double_click: Callback<MouseEvent>,
    wheel: Callback<WheelEvent>,
    down: Callback<PointerEvent>,
    drag: Callback<PointerEvent>,
    up: Callback<PointerEvent>,
}

#[hook]
fn use_hand(moves: &Moves) -> Hand {
    let dragged = use_memo((), |()| Cell::new(None::<Drag>));
    let turned = use_memo((), |()| Cell::new(0.0));
    let click = {
        let (moves, dragged) = (moves.clone(), dragged.clone());
        Callback::from(move |event: MouseEvent| {
            let was_drag = dragged.take().is_some_and(|drag| drag.moved);
            if let Some(id) = event_at(event.target()).filter(|_| !was_drag) {
                moves.pick(id, event.shift_key());
                // A click would leave the focus in the diagram, and with it the arrow keys.
                crate::ui::shell::let_go();
            }
        })
    };
    let double_click = {
        let moves = moves.clone();
        Callback::from(move |event: MouseEvent| {
            if let Some(id) = event_at(event.target()) {
                moves.unpick();
                moves.frame.want.emit(Intent::Seek(id));
            }
        })
    };
    let wheel = {
        let moves = moves.clone();
        Callback::from(move |event: WheelEvent| {
            // Lines and pages count as pixels of about their size.
            let unit = if event.delta_mode() == 0 { 1.0 } else { 20.0 };
            let by = if event.delta_x().abs() > event.delta_y().abs() { event.delta_x() } else { event.delta_y() };
            let columns = (turned.get() + by * unit) / COLUMN;
            turned.set((columns - columns.trunc()) * COLUMN);
            moves.scroll(columns.trunc() as i64);
        })
    };
    let down = {
        let (last, dragged) = (moves.diagram.range.1, dragged.clone());
        Callback::from(move |event: PointerEvent| {
            if event.button() == 0 {
                dragged.set(Some(Drag { x: f64::from(event.client_x()), last, moved: false }));
            }
        })
    };
    let drag = {
        let (moves, dragged) = (moves.clone(), dragged.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(drag) = dragged.get().filter(|_| event.buttons() & 1 != 0) else { return };
            let by = drag.x - f64::from(event.client_x());
            if drag.moved || by.abs() >= DRAG_FROM {
                dragged.set(Some(Drag { moved: true, ..drag }));
                moves.look_at(i64::from(drag.last.number()) + (by / COLUMN).round() as i64);
            }
        })
    };
    // The click that follows tells a drag from a click, and ends it.
    let up = Callback::from(move |_: PointerEvent| {
        if dragged.get().is_some_and(|drag| !drag.moved) {
            dragged.set(None);
        }
    });
    Hand { click, double_click, wheel, down, drag, up }
}

/// The event that is drawn where something happened.
fn event_at(target: Option<web_sys::EventTarget>) -> Option<EventId> {
    let element = target?.dyn_into::<Element>().ok()?.closest("[data-event]").ok()??;
    element.get_attribute("data-event")?.parse().ok().map(EventId::new)
}

/// All ways to move in the diagram.
#[derive(Clone)]
struct Moves {
    frame: Frame,
    look: UseStateHandle<Option<Look>>,
    diagram: Rc<Diagram>,
}

impl Moves {
    /// Looks at an event; at a second one to compare the two, at the same one again to look at none.
    fn pick(&self, id: EventId, compares: bool) {
        let (looked_at, compared) = {
            let session = self.frame.session();
            (session.looked_at, session.compared)
        };
        let want = &self.frame.want;
        let is_second = compares || (looked_at.is_some() && compared.is_none());
        match looked_at {
            Some(first) if first == id => self.unpick(),
            _ if is_second && self.frame.focus() != id => want.emit(Intent::CompareWith(Some(id))),
            _ => {
                want.emit(Intent::CompareWith(None));
                want.emit(Intent::SelectEvent(Some(id)));
            }
        }
    }

    fn unpick(&self) {
        self.frame.want.emit(Intent::CompareWith(None));
        self.frame.want.emit(Intent::SelectEvent(None));
    }

    fn scroll(&self, columns: i64) {
        if columns != 0 {
            self.look_at(i64::from(self.diagram.range.1.number()) + columns);
        }
    }

    fn look_at(&self, last: i64) {
        let sim = self.frame.sim();
        let known = sim.trace().len() as i64;
        let last = last.clamp(i64::from(self.diagram.capacity).min(known), known);
        self.look.set(Some(Look { cursor: sim.cursor(), last: EventId::new(last as u32) }));
    }

    fn go_home(&self) {
        self.look.set(None);
    }

    /// Does what a key asks for. Returns whether it asks for anything.
    fn on_key(&self, event: &KeyboardEvent, wanted: &Rc<std::cell::RefCell<Option<EventId>>>) -> bool {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        let key = event.key();
        let Some(here) = event_at(event.target()) else { return self.on_key_outside(&key, wanted) };
        let go = |to: Option<EventId>| {
            if let Some(to) = to {
                self.reveal(to);
                *wanted.borrow_mut() = Some(to);
                // Drawing again, even where nothing moved, hands the focus over.
                self.frame.want.emit(Intent::Redraw);
            }
        };
        let known = self.frame.sim().trace().len() as u32;
        match key.as_str() {
            "ArrowLeft" => go(here.number().checked_sub(1).filter(|id| *id > 0).map(EventId::new)),
            "ArrowRight" => go(Some(here.number() + 1).filter(|id| *id <= known).map(EventId::new)),
            "ArrowUp" => go(self.across(here, false)),
            "ArrowDown" => go(self.across(here, true)),
            "Home" => go(Some(EventId::new(1))),
            "End" => go(Some(self.frame.sim().cursor())),
            "Enter" | " " => self.pick(here, event.shift_key()),
            "Escape" => self.unpick(),
            _ => return false,
        }
        true
    }

    /// The same for the diagram as a whole.
    fn on_key_outside(&self, key: &str, wanted: &Rc<std::cell::RefCell<Option<EventId>>>) -> bool {
        match key {
            "ArrowLeft" => self.scroll(-4),
            "ArrowRight" => self.scroll(4),
            "Home" => self.look_at(0),
            "End" => self.go_home(),
            "Enter" | "ArrowDown" | "ArrowUp" => {
                *wanted.borrow_mut() = marks::tab_stop(&self.diagram);
                self.frame.want.emit(Intent::Redraw);
            }
            "Escape" => self.unpick(),
            _ => return false,
        }
        true
    }

    /// Scrolls as little as it takes to have an event in the window.
    fn reveal(&self, id: EventId) {
        let (first, last) = self.diagram.range;
        if id > last {
            self.look_at(i64::from(id.number()));
        } else if id < first {
            self.look_at(i64::from(id.number()) + i64::from(self.diagram.capacity) - 1);
        }
    }

    /// The nearest event on the next lane that has one.
    fn across(&self, here: EventId, down: bool) -> Option<EventId> {
        let marks = &self.diagram.marks;
        let from = marks.iter().find(|mark| mark.id == here)?;
        let beyond = marks.iter().filter(|mark| if down { mark.y > from.y } else { mark.y < from.y });
        let distance = |mark: &&spacetime::Mark| {
            (((mark.y - from.y).abs() * 1000.0) as i64, ((mark.x - from.x).abs() * 1000.0) as i64)
        };
        beyond.min_by_key(distance).map(|mark| mark.id)
    }
}

/// Moves an element along the run, at once or gliding. Styles are set through the CSSOM: the page allows none in
/// the markup.
fn slide(element: &SvgElement, left: f64, at_once: bool) {
    let style = element.style();
    let _ = style.set_property("transition-duration", if at_once { "0s" } else { "" });
    let _ = style.set_property("transform", &format!("translateX({}px)", decimal(-left)));
}
