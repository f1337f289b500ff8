//! What the hand does: points, clicks, drags, pinches and turns the wheel.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::Scene;
use super::moves::{Moves, event_at};
use crate::id::EventId;
use crate::ui::Intent;
use crate::view::spacetime::{Look, Scale};

/// How far the pointer moves before it drags rather than clicks, in pixels.
const DRAG_FROM: f64 = 6.0;
/// How far the pointer may go from the event whose card is open, so that it can go to the card.
const NEAR: f64 = 56.0;
/// How much a wheel's pixel zooms.
const ZOOM_A_PIXEL: f64 = 0.0022;

/// Fingers on the diagram, or a mouse button that is down.
#[derive(Default)]
struct Grip {
    /// Each pointer by its number, and where it is.
    pointers: Vec<(i32, f64)>,
    /// Where they were and how it looked when the last of them came or went.
    start: Option<(Vec<f64>, Look, Scale)>,
    /// Whether they have moved far enough to be no click.
    moved: bool,
    is_touch: bool,
}

/// What the diagram listens to.
pub(super) struct Hand {
    pub(super) click: Callback<MouseEvent>,
    pub(super) double_click: Callback<MouseEvent>,
    pub(super) down: Callback<PointerEvent>,
    pub(super) drag: Callback<PointerEvent>,
    pub(super) up: Callback<PointerEvent>,
    pub(super) focus_in: Callback<FocusEvent>,
    pub(super) focus_out: Callback<FocusEvent>,
}

type Latest = Rc<RefCell<Option<Scene>>>;

#[hook]
pub(super) fn use_hand(section: &NodeRef, diagram: &NodeRef, latest: &Latest) -> Hand {
    let grip = use_mut_ref(Grip::default);
    use_outer_listeners(section, diagram, latest);
    // Whoever listens looks at what was drawn last.
    let with = |act: fn(&Scene, &NodeRef, &RefCell<Grip>, &MouseEvent)| {
        let (latest, diagram, grip) = (latest.clone(), diagram.clone(), grip.clone());
        move |event: &MouseEvent| {
            let scene = latest.borrow().clone();
            if let Some(scene) = scene {
                act(&scene, &diagram, &grip, event);
            }
        }
    };
    let with_pointer = |act: fn(&Scene, &NodeRef, &mut Grip, &PointerEvent)| {
        let (latest, diagram, grip) = (latest.clone(), diagram.clone(), grip.clone());
        Callback::from(move |event: PointerEvent| {
            let scene = latest.borrow().clone();
            if let Some(scene) = scene {
                act(&scene, &diagram, &mut grip.borrow_mut(), &event);
            }
        })
    };
    let (click, double_click) = (with(on_click), with(on_double_click));
    let focus = |active: bool| {
        let latest = latest.clone();
        Callback::from(move |event: FocusEvent| {
            let scene = latest.borrow().clone();
            let other = if active { event.target() } else { event.related_target() };
            if let Some(scene) = scene {
                let event = event_at(other);
                if scene.chosen.active != event && (active || event.is_none()) {
                    Moves(&scene).activate(event);
                }
            }
        })
    };
    Hand {
        click: Callback::from(move |event: MouseEvent| click(&event)),
        double_click: Callback::from(move |event: MouseEvent| double_click(&event)),
        down: with_pointer(on_down),
        drag: with_pointer(on_drag),
        up: with_pointer(on_up),
        focus_in: focus(true),
        focus_out: focus(false),
    }
}

/// The pixel of the window where something happened.
fn place(diagram: &NodeRef, event: &MouseEvent) -> Option<(f64, f64)> {
    let plot = diagram.cast::<Element>()?.query_selector(".plot").ok()??;
    let rect = plot.get_bounding_client_rect();
    Some((f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top()))
}

/// The event that is meant: the one whose element it is, else the nearest.
fn meant(scene: &Scene, diagram: &NodeRef, event: &MouseEvent) -> Option<EventId> {
    let (x, y) = place(diagram, event)?;
    scene.diagram.event_at(&scene.columns.borrow(), x, y).or_else(|| event_at(event.target()))
}

fn on_click(scene: &Scene, diagram: &NodeRef, grip: &RefCell<Grip>, event: &MouseEvent) {
    let (moved, is_touch) = {
        let mut grip = grip.borrow_mut();
        (std::mem::take(&mut grip.moved), grip.is_touch)
    };
    if moved || is_at_names(event) {
        return;
    }
    let moves = Moves(scene);
    let Some(id) = meant(scene, diagram, event) else { return moves.hover(None) };
    if is_touch {
        moves.hover(Some(id));
        let section = diagram.cast::<Element>().and_then(|diagram| diagram.closest(".spacetime").ok().flatten());
        *scene.stood.borrow_mut() = section.map(|section| section.get_bounding_client_rect().top());
    }
    moves.pick(id, event.shift_key());
    // A click would leave the focus in the diagram, and with it the arrow keys.
    crate::ui::shell::let_go();
}

fn on_double_click(scene: &Scene, diagram: &NodeRef, _: &RefCell<Grip>, event: &MouseEvent) {
    if let Some(id) = meant(scene, diagram, event).filter(|_| !is_at_names(event)) {
        Moves(scene).unpick();
        scene.frame.want.emit(Intent::Seek(id));
    }
}

fn is_at_names(event: &MouseEvent) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest(".lane-names").ok().flatten().is_some())
}

fn on_down(scene: &Scene, _: &NodeRef, grip: &mut Grip, event: &PointerEvent) {
    if event.button() != 0 || is_at_names(event) {
        return;
    }
    if grip.pointers.is_empty() {
        grip.moved = false;
    }
    grip.is_touch = event.pointer_type() == "touch";
    grip.pointers.retain(|(id, _)| *id != event.pointer_id());
    grip.pointers.push((event.pointer_id(), f64::from(event.client_x())));
    grip.begin(scene);
}

impl Grip {
    /// From here on moves are counted.
    fn begin(&mut self, scene: &Scene) {
        let places = self.pointers.iter().map(|(_, x)| *x).collect();
        self.start = Some((places, Moves(scene).here(), scene.diagram.scale));
    }
}

fn on_drag(scene: &Scene, diagram: &NodeRef, grip: &mut Grip, event: &PointerEvent) {
    let x = f64::from(event.client_x());
    let Some(at) = grip.pointers.iter().position(|(id, _)| *id == event.pointer_id()) else {
        return on_point(scene, diagram, event);
    };
    if event.pointer_type() == "mouse" && event.buttons() & 1 == 0 {
        // It was let go outside.
        grip.pointers.clear();
        return;
    }
    grip.pointers[at].1 = x;
    let Some((places, look, scale)) = &grip.start else { return };
    let (Some(was), Some(is)) = (middle(places.iter()), middle(grip.pointers.iter().map(|(_, x)| x))) else { return };
    if !grip.moved && (was - is).abs() < DRAG_FROM && places.len() < 2 {
        return;
    }
    if !grip.moved {
        grip.moved = true;
        let element = diagram.cast::<Element>();
        // Without it the drag just ends at the edge.
        let _ = element.map(|element| element.set_pointer_capture(event.pointer_id()));
    }
    let columns = scene.columns.borrow();
    let left = place(diagram, event).map_or(0.0, |(within, _)| x - within);
    let next = match (&places[..], &grip.pointers[..]) {
        ([a, b], [(_, c), (_, d)]) => {
            let by = (c - d).abs().max(20.0) / (a - b).abs().max(20.0);
            let zoomed = look.zoomed(by, Some(was - left), &columns, *scale, scene.window);
            let scale = Scale::new(&columns, scene.cursor(), zoomed, scene.window);
            zoomed.moved(was - is, &columns, scale, scene.window)
        }
        _ => look.moved(was - is, &columns, *scale, scene.window),
    };
    drop(columns);
    Moves(scene).look(next);
}

fn middle<'a>(places: impl ExactSizeIterator<Item = &'a f64>) -> Option<f64> {
    let count = places.len();
    (count > 0).then(|| places.sum::<f64>() / count as f64)
}

/// The pointer moves with no button down: what it is at shows its card.
fn on_point(scene: &Scene, diagram: &NodeRef, event: &PointerEvent) {
    if event.pointer_type() == "touch" {
        return;
    }
    let hit = meant(scene, diagram, event).filter(|_| !is_at_names(event));
    let near = || {
        let (x, y) = place(diagram, event)?;
        let (to_x, to_y) = scene.diagram.place_of(&scene.columns.borrow(), scene.chosen.hovered?)?;
        Some((x - to_x).abs() < NEAR && (y - to_y).abs() < NEAR)
    };
    if hit != scene.chosen.hovered && (hit.is_some() || near() != Some(true)) {
        Moves(scene).hover(hit);
    }
}

/// The click that follows tells a drag from a click, and ends it.
fn on_up(scene: &Scene, _: &NodeRef, grip: &mut Grip, event: &PointerEvent) {
    grip.pointers.retain(|(id, _)| *id != event.pointer_id());
    grip.begin(scene);
}

/// What Yew cannot listen to: a wheel that does not scroll the page as well, and the pointer's going away.
#[hook]
fn use_outer_listeners(section: &NodeRef, diagram: &NodeRef, latest: &Latest) {
    let (section, diagram, latest) = (section.clone(), diagram.clone(), latest.clone());
    use_effect_with((), move |()| {
        let mut listeners = Vec::new();
        if let Some(element) = diagram.cast::<Element>() {
            let options = EventListenerOptions::enable_prevent_default();
            let (latest, diagram) = (latest.clone(), diagram.clone());
            listeners.push(EventListener::new_with_options(&element, "wheel", options, move |event| {
                let scene = latest.borrow().clone();
                if let (Some(scene), Some(event)) = (scene, event.dyn_ref::<WheelEvent>())
                    && on_wheel(&scene, &diagram, event)
                {
                    event.prevent_default();
                }
            }));
        }
        listeners.extend(listen_for_escape(latest.clone()));
        if let Some(element) = section.cast::<Element>() {
            listeners.push(EventListener::new(&element, "pointerleave", move |event| {
                let scene = latest.borrow().clone();
                let is_mouse = event.dyn_ref::<PointerEvent>().is_some_and(|event| event.pointer_type() != "touch");
                if let Some(scene) = scene.filter(|scene| is_mouse && scene.chosen.hovered.is_some()) {
                    Moves(&scene).hover(None);
                }
            }));
        }
        move || drop(listeners)
    });
}

/// Escape puts the card of what is pointed at away, wherever the focus is (WCAG 1.4.13).
fn listen_for_escape(latest: Latest) -> Option<EventListener> {
    let options = EventListenerOptions { phase: EventListenerPhase::Capture, passive: false };
    let document = crate::ui::canvas::document()?;
    Some(EventListener::new_with_options(&document, "keydown", options, move |event| {
        let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| key.key() == "Escape") else { return };
        let scene = latest.borrow().clone().filter(|scene| scene.chosen.hovered.is_some());
        // What is open has its own Escape.
        let target = key.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_open = target.is_some_and(|target| target.closest("dialog, .popover, .search").ok().flatten().is_some());
        if let Some(scene) = scene.filter(|_| !is_open) {
            Moves(&scene).hover(None);
            key.prevent_default();
            key.stop_propagation();
        }
    }))
}

/// Turns of the wheel move along the run; with Ctrl, or as the browser tells a pinch, they zoom. Returns whether the page
/// is to stay where it is: a wheel that goes up and down scrolls it where there is more of it.
fn on_wheel(scene: &Scene, diagram: &NodeRef, event: &WheelEvent) -> bool {
    // Lines and pages count as pixels of about their size.
    let unit = if event.delta_mode() == 0 { 1.0 } else { 20.0 };
    let (x, y) = (event.delta_x() * unit, event.delta_y() * unit);
    let moves = Moves(scene);
    if event.ctrl_key() || event.meta_key() {
        let at = place(diagram, event).map(|(x, _)| x);
        moves.zoom_by((-y * ZOOM_A_PIXEL).exp(), at);
        return true;
    }
    if x.abs() > y.abs() || event.shift_key() {
        moves.move_by(if x.abs() > y.abs() { x } else { y });
        return true;
    }
    if has_more(diagram) {
        return false;
    }
    moves.move_by(y);
    true
}

/// Whether the diagram, or the page, scrolls up and down.
fn has_more(diagram: &NodeRef) -> bool {
    let more = |element: &Element| element.scroll_height() > element.client_height() + 2;
    let root = crate::ui::canvas::document().and_then(|document| document.document_element());
    diagram.cast::<Element>().is_some_and(|element| more(&element)) || root.is_some_and(|root| more(&root))
}
