//! What can be done with a lane, and with those that are hidden.

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, HtmlElement};
use yew::prelude::*;

use super::moves::Moves;
use super::{Scene, names, put_at};
use crate::id::NodeId;
use crate::texts::texts;
use crate::ui::markup::{component, html};

/// How far a menu stays from the window's edge.
const EDGE: f64 = 8.0;

/// Which menu is open, and where in the section it stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Opened {
    /// A lane's.
    Lane { machine: NodeId, at: (f64, f64) },
    /// The one of the hidden lanes.
    Hidden { at: (f64, f64) },
}

/// Opens the menu of a lane beside its name.
pub(super) fn open_lane(scene: &Scene, machine: NodeId, target: Option<EventTarget>) {
    if let Some(at) = beside(target, ".lane-name") {
        scene.opened.set(Some(Opened::Lane { machine, at }));
    }
}

/// Opens the menu of the hidden lanes below its button.
pub(super) fn open_hidden(scene: &Scene, event: &MouseEvent) {
    if let Some(at) = beside(event.target(), "button") {
        scene.opened.set(Some(Opened::Hidden { at }));
    }
}

/// The lower left corner of an element, in pixels of the section.
fn beside(target: Option<EventTarget>, selector: &str) -> Option<(f64, f64)> {
    let element = target?.dyn_into::<Element>().ok()?.closest(selector).ok()??;
    let section = element.closest(".spacetime").ok()??.get_bounding_client_rect();
    let own = element.get_bounding_client_rect();
    Some((own.left() - section.left(), own.bottom() - section.top()))
}

/// The open menu.
pub(super) fn menu(scene: &Scene) -> Html {
    let Some(opened) = *scene.opened else { return Html::default() };
    let Some((label, at, items)) = content(scene, opened) else { return Html::default() };
    let (close, wanted) = (scene.opened.clone(), scene.wanted_lane.clone());
    let back = match opened {
        Opened::Lane { .. } => scene.diagram.lanes.iter().find(|lane| is_of(opened, lane.machine)),
        Opened::Hidden { .. } => None,
    };
    let back = back.map(|lane| lane.name.clone());
    let close = Callback::from(move |()| {
        close.set(None);
        *wanted.borrow_mut() = back.clone();
    });
    component::<Menu>(MenuProps { label, at, items, close }, None)
}

fn is_of(opened: Opened, lane: NodeId) -> bool {
    matches!(opened, Opened::Lane { machine, .. } if machine == lane)
}

type Content = (String, (f64, f64), Vec<(String, Callback<()>)>);

#[inline(never)]
fn content(scene: &Scene, opened: Opened) -> Option<Content> {
    let item = |text: String, act: fn(&Scene, NodeId), machine: NodeId| {
        let scene = scene.clone();
        (text, Callback::from(move |()| act(&scene, machine)))
    };
    let t = texts().diagram();
    match opened {
        Opened::Lane { machine, at } => {
            let lanes = &scene.diagram.lanes;
            let place = lanes.iter().position(|lane| lane.machine == machine)?;
            let lane = lanes.get(place)?;
            let mut items = Vec::new();
            if place > 0 {
                items.push(item(t.move_up.to_owned(), |scene, id| shift(scene, id, false), machine));
            }
            if place + 1 < lanes.len() {
                items.push(item(t.move_down.to_owned(), |scene, id| shift(scene, id, true), machine));
            }
            let pin = if lane.is_pinned { t.unpin } else { t.pin };
            items.push(item(pin.to_owned(), toggle_pinned, machine));
            let collapse = if lane.is_collapsed { t.expand } else { t.collapse };
            items.push(item(collapse.to_owned(), toggle_collapsed, machine));
            if lane.is_collapsed {
                items.push(item(t.collapse_again.to_owned(), collapse_again, machine));
            }
            items.push(item(t.hide.to_owned(), |scene, id| hide(scene, id, true), machine));
            Some((t.lane_of(&lane.name), at, items))
        }
        Opened::Hidden { at } => {
            let hidden = &scene.diagram.hidden.by_hand;
            let show = |(id, name): &(NodeId, String)| item(t.show_lane(name), |scene, id| hide(scene, id, false), *id);
            let mut items: Vec<_> = hidden.iter().map(show).collect();
            let first = hidden.first()?.0;
            if hidden.len() > 1 {
                items.push(item(
                    t.show_all.to_owned(),
                    |scene, _| Moves(scene).arrange(|view| view.with_all_shown()),
                    first,
                ));
            }
            Some((t.hidden_lanes.to_owned(), at, items))
        }
    }
}

fn shift(scene: &Scene, machine: NodeId, down: bool) {
    let at = scene.diagram.lanes.iter().position(|lane| lane.machine == machine);
    let to = at.and_then(|at| if down { Some(at + 1) } else { at.checked_sub(1) });
    if let Some(to) = to {
        names::move_to(scene, machine, to);
    }
}

fn toggle_pinned(scene: &Scene, machine: NodeId) {
    Moves(scene).arrange(|view| {
        let pin = !view.is_pinned(machine);
        view.with_pinned(machine, pin)
    });
}

fn toggle_collapsed(scene: &Scene, machine: NodeId) {
    Moves(scene).arrange(|view| {
        let collapse = !view.is_collapsed(machine);
        view.with_collapsed(machine, collapse)
    });
}

fn collapse_again(scene: &Scene, machine: NodeId) {
    Moves(scene).arrange(|view| view.with_collapsed(machine, true));
}

fn hide(scene: &Scene, machine: NodeId, hide: bool) {
    Moves(scene).arrange(|view| view.with_hidden(machine, hide));
}

#[derive(PartialEq, Properties)]
struct MenuProps {
    label: String,
    /// Where it stands, in pixels of the section.
    at: (f64, f64),
    items: Vec<(String, Callback<()>)>,
    close: Callback<()>,
}

/// A menu. It takes the focus, and gives it back when it closes.
#[component]
fn Menu(props: &MenuProps) -> Html {
    let node_ref = use_node_ref();
    {
        let node_ref = node_ref.clone();
        use_effect_with(props.at, move |at| {
            let Some(element) = node_ref.cast::<HtmlElement>() else { return };
            put_at(&element, &[("--x", at.0), ("--y", at.1)]);
            // Near the bottom it stands higher.
            let below = element.get_bounding_client_rect().bottom() + EDGE - crate::ui::canvas::window_height();
            put_at(&element, &[("--y", at.1 - below.max(0.0))]);
            crate::ui::canvas::focus(element.query_selector("button").ok().flatten());
        });
    }
    let button = |(text, act): &(String, Callback<()>)| {
        let (act, close) = (act.clone(), props.close.clone());
        let onclick = move |_: MouseEvent| {
            act.emit(());
            close.emit(());
        };
        html! { <button role="menuitem" tabindex="-1" {onclick}>{ text }</button> }
    };
    let keys = props.close.clone();
    let list = node_ref.clone();
    let onkeydown = move |event: KeyboardEvent| {
        event.stop_propagation();
        match event.key().as_str() {
            "Escape" | "Tab" => keys.emit(()),
            "ArrowDown" => step(&list, 1),
            "ArrowUp" => step(&list, -1),
            _ => return,
        }
        event.prevent_default();
    };
    let leave = props.close.clone();
    let inside = node_ref.clone();
    let onfocusout = move |event: FocusEvent| {
        let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let stays = inside.cast::<web_sys::Node>().is_some_and(|menu| menu.contains(to.as_ref()));
        if to.is_some() && !stays {
            leave.emit(());
        }
    };
    let outside = props.close.clone();
    html! {
        <>
            <div class="veil" onpointerdown={move |_: PointerEvent| outside.emit(())}></div>
            <div class="popover lane-menu" role="menu" aria-label={props.label.clone()} ref={node_ref} {onkeydown} {onfocusout}>
                <div class="menu" role="none">{ for props.items.iter().map(button) }</div>
            </div>
        </>
    }
}

/// Gives the focus to the next or the previous item, round and round.
fn step(menu: &NodeRef, by: i32) {
    let Some(menu) = menu.cast::<Element>() else { return };
    let items = menu.get_elements_by_tag_name("button");
    let active = crate::ui::canvas::document().and_then(|document| document.active_element());
    let count = items.length() as i32;
    let here = (0..count).find(|at| items.item(*at as u32) == active).unwrap_or(0);
    if count > 0 {
        crate::ui::canvas::focus(items.item((here + by).rem_euclid(count) as u32));
    }
}
