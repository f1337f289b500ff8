//! The lanes' names: each opens a menu, and is dragged to another place.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::menu::{self, Opened};
use super::moves::Moves;
use super::{Scene, Shared};
use crate::id::NodeId;
use crate::texts::texts;
use crate::ui::canvas::{fitting, spaced};
use crate::ui::markup::html;
use crate::view::spacetime::Lane;

/// How far a name is moved before it is dragged rather than clicked, in pixels.
const DRAG_FROM: f64 = 5.0;
/// The most letters of a name.
const LETTERS_MAX: f64 = 13.0;

/// A name that is being dragged: whose, where it was taken hold of, and the place that it would have.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Drag {
    machine: NodeId,
    from: f64,
    to: Option<usize>,
}

#[derive(PartialEq, Properties)]
pub(super) struct NamesProps {
    pub(super) scene: Shared,
    pub(super) width: f64,
}

/// The names, from above.
#[component]
pub(super) fn Names(props: &NamesProps) -> Html {
    let NamesProps { scene: Shared(scene), width } = props;
    let drag = use_state_eq(|| None::<Drag>);
    let lanes = &scene.diagram.lanes;
    let names = lanes.iter().enumerate().map(|(at, lane)| name(scene, at, lane, *width, &drag));
    let line = drag.and_then(|drag| drag.to).and_then(|to| line_at(lanes, drag.as_ref(), to));
    let (move_drag, move_scene) = (drag.clone(), scene.clone());
    let onpointermove = move |event: PointerEvent| on_move(&move_scene, &move_drag, &event);
    let (up_drag, up_scene) = (drag.clone(), scene.clone());
    let onpointerup = move |event: PointerEvent| on_up(&up_scene, &up_drag, &event);
    let cancel = drag.clone();
    html! {
        <svg class={spaced(&["lane-names", if line.is_some() { "is-dragging" } else { "" }])} {width} height={scene.diagram.size.1}
            role="group" aria-label={texts().diagram().lanes} {onpointermove} {onpointerup} onpointercancel={move |_: PointerEvent| cancel.set(None)}>
            { for names }
            if let Some(y) = line {
                <path class="drop-line" d={format!("M8 {0}H{1}", y.round() as i64, *width as i64)} />
            }
        </svg>
    }
}

fn name(scene: &Scene, at: usize, lane: &Lane, width: f64, drag: &UseStateHandle<Option<Drag>>) -> Html {
    let text = fitting(&lane.name, LETTERS_MAX);
    let machine = lane.machine;
    let (down, keys, keys_scene) = (drag.clone(), lane.name.clone(), scene.clone());
    let onpointerdown = move |event: PointerEvent| {
        if event.button() == 0 {
            down.set(Some(Drag { machine, from: f64::from(event.client_y()), to: None }));
            let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
            // Without it the drag just ends where the names do.
            let _ = element.map(|element| element.set_pointer_capture(event.pointer_id()));
        }
    };
    let onkeydown = move |event: KeyboardEvent| on_key(&keys_scene, machine, &keys, &event);
    let t = texts().diagram();
    let state = [
        if lane.is_pinned { t.pinned } else { "" },
        if lane.is_collapsed { t.collapsed } else { "" },
        if lane.is_down { t.down } else { "" },
    ];
    let class = spaced(&[
        "lane-name",
        lane.colour,
        if lane.is_down { "is-down" } else { "" },
        if drag.is_some_and(|drag| drag.machine == machine && drag.to.is_some()) { "is-held" } else { "" },
    ]);
    let is_open = matches!(*scene.opened, Some(Opened::Lane { machine: other, .. }) if other == machine);
    html! {
        <g key={machine.index()} {class} data-lane={lane.name.clone()} role="button" tabindex={if at == 0 { "0" } else { "-1" }}
            aria-haspopup="menu" aria-expanded={is_open.to_string()} aria-label={t.lane_of(&lane.name) + &state.concat()}
            {onpointerdown} {onkeydown}>
            <rect x="4" y={lane.y - 12.0} width={width - 12.0} height="24" rx="6" />
            <text x={width - 16.0} y={lane.y + 4.5}>
                if lane.is_pinned {
                    <tspan class="sign">{ "▴ " }</tspan>
                }
                if lane.is_collapsed {
                    <tspan class="sign">{ "⋯ " }</tspan>
                }
                { text }
            </text>
        </g>
    }
}

/// Where the line is that shows a name its new place.
fn line_at(lanes: &[Lane], drag: Option<&Drag>, to: usize) -> Option<f64> {
    let others: Vec<&Lane> = lanes.iter().filter(|lane| drag.is_none_or(|drag| drag.machine != lane.machine)).collect();
    let (before, after) = (to.checked_sub(1).and_then(|at| others.get(at)), others.get(to));
    match (before, after) {
        (Some(before), Some(after)) => Some((before.y + after.y) / 2.0),
        (Some(before), None) => Some(before.y + 14.0),
        (None, Some(after)) => Some(after.y - 14.0),
        (None, None) => None,
    }
}

fn on_move(scene: &Scene, drag: &UseStateHandle<Option<Drag>>, event: &PointerEvent) {
    let Some(held) = **drag else { return };
    let y = f64::from(event.client_y());
    if held.to.is_none() && (y - held.from).abs() < DRAG_FROM {
        return;
    }
    let held_by = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let svg = held_by.and_then(|element| element.closest(".lane-names").ok().flatten());
    let Some(top) = svg.map(|svg| svg.get_bounding_client_rect().top()) else { return };
    let others = scene.diagram.lanes.iter().filter(|lane| lane.machine != held.machine);
    let to = others.filter(|lane| lane.y < y - top).count();
    drag.set(Some(Drag { to: Some(to), ..held }));
}

fn on_up(scene: &Scene, drag: &UseStateHandle<Option<Drag>>, event: &PointerEvent) {
    let Some(held) = **drag else { return };
    drag.set(None);
    match held.to {
        Some(to) => move_to(scene, held.machine, to),
        None => menu::open_lane(scene, held.machine, event.target()),
    }
}

/// Moves a lane to a place among those that are shown.
pub(super) fn move_to(scene: &Scene, machine: NodeId, to: usize) {
    let shown: Vec<NodeId> = scene.diagram.lanes.iter().map(|lane| lane.machine).collect();
    Moves(scene).arrange(|lanes| lanes.with_moved(machine, to, &shown));
}

/// Up and down go from name to name, with Alt they move the lane; Enter opens its menu.
fn on_key(scene: &Scene, machine: NodeId, name: &str, event: &KeyboardEvent) {
    let lanes = &scene.diagram.lanes;
    let Some(at) = lanes.iter().position(|lane| lane.machine == machine) else { return };
    let is_moving = event.alt_key();
    match event.key().as_str() {
        "ArrowUp" | "ArrowDown" => {
            let to = if event.key() == "ArrowUp" { at.checked_sub(1) } else { Some(at + 1) };
            let Some(to) = to.filter(|to| *to < lanes.len()) else { return event.stop_propagation() };
            if is_moving {
                *scene.wanted_lane.borrow_mut() = Some(name.to_owned());
                move_to(scene, machine, to);
            } else {
                focus(&lanes[to].name);
            }
        }
        "Enter" | " " => menu::open_lane(scene, machine, event.target()),
        "Delete" => Moves(scene).arrange(|view| view.with_hidden(machine, true)),
        _ => return,
    }
    event.prevent_default();
    event.stop_propagation();
}

/// The name of a lane gets the focus.
fn focus(name: &str) {
    let found = crate::ui::canvas::document()
        .and_then(|document| document.query_selector(&format!("[data-lane='{name}']")).ok().flatten());
    crate::ui::canvas::focus(found);
}
