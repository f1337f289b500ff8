//! The minimap: the whole run below the lanes, and the window in it, to be taken hold of; and beside it the zoom.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::moves::Moves;
use super::{Scene, Shared};
use crate::id::NodeId;
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::view::spacetime;

/// The height of the strip, in pixels.
const HEIGHT: f64 = 30.0;
/// Room right of it.
const ASIDE: f64 = 14.0;
/// How far a key moves it: a tenth of the window, and nearly all of it.
const STEP: f64 = 0.1;
const PAGE: f64 = 0.9;

/// The row below the lanes.
pub(super) fn minimap(scene: &Scene) -> Html {
    let zoom = |label: &'static str, id: &'static str, sign: &'static str, act: fn(&Scene)| {
        let scene = scene.clone();
        html! {
            <button aria-label={label} title={label} data-testid={id} onclick={move |_| act(&scene)}>{ sign }</button>
        }
    };
    let t = texts().diagram();
    html! {
        <div class="minimap-row">
            <span class="seg small zoom" role="group" aria-label={t.zoom}>
                { zoom(t.zoom_out, "zoom-out", "−", |scene| Moves(scene).zoom_out()) }
                { zoom(t.zoom_fit, "zoom-fit", t.fit, |scene| Moves(scene).fit()) }
                { zoom(t.zoom_in, "zoom-in", "+", |scene| Moves(scene).zoom_in()) }
            </span>
            { component::<Strip>(StripProps { scene: Shared(scene.clone()) }, None) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct StripProps {
    scene: Shared,
}

/// The strip itself: a slider. The run in it is drawn anew only when it has changed.
#[component]
fn Strip(props: &StripProps) -> Html {
    let Shared(scene) = &props.scene;
    let width = scene.window.width - ASIDE;
    let spacing = scene.diagram.scale.spacing;
    let lanes: Vec<NodeId> = scene.diagram.lanes.iter().map(|lane| lane.machine).collect();
    let key = (scene.columns.borrow().stamp(), lanes, spacing, width);
    let run = use_memo(key, |(_, lanes, spacing, width)| {
        spacetime::minimap(&scene.columns.borrow(), lanes, *spacing, (*width, HEIGHT))
    });
    let (cursor, scale) = (scene.cursor(), scene.diagram.scale);
    let frame = spacetime::minimap_frame(&scene.columns.borrow(), cursor, scale, scene.window.width, width);
    // How far from the window's left edge it is held, while it is.
    let held = use_mut_ref(|| None::<f64>);
    let (from, to) = frame.window;
    let down = {
        let (held, scene) = (held.clone(), scene.clone());
        move |event: PointerEvent| {
            let Some((element, x)) = place(&event) else { return };
            // Beside the window it is taken by its middle.
            let grip = if (from..=to).contains(&x) { x - from } else { (to - from) / 2.0 };
            *held.borrow_mut() = Some(grip);
            // Without it the drag just ends at the edge.
            let _ = element.set_pointer_capture(event.pointer_id());
            if !(from..=to).contains(&x) {
                go(&scene, x - grip, width);
            }
        }
    };
    let drag = {
        let (held, scene) = (held.clone(), scene.clone());
        move |event: PointerEvent| {
            if let (Some(grip), Some((_, x))) = (*held.borrow(), place(&event)) {
                go(&scene, x - grip, width);
            }
        }
    };
    let up = move |_: PointerEvent| *held.borrow_mut() = None;
    let keys = scene.clone();
    let onkeydown = move |event: KeyboardEvent| {
        if on_key(&keys, &event.key()) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let path = |class: &'static str, d: &str| html! { <path {class} d={d.to_owned()} /> };
    html! {
        <svg class="minimap" {width} height={HEIGHT} role="slider" tabindex="0" data-testid="minimap" aria-label={texts().diagram().window}
            aria-valuemin="0" aria-valuemax="100" aria-valuenow={frame.percent.to_string()} aria-valuetext={told(scene)}
            {onkeydown} onpointerdown={down} onpointermove={drag} onpointerup={up.clone()} onpointercancel={up}>
            <rect class="track" {width} height={HEIGHT} rx="6" />
            { path("rows", &run.rows) }
            { for run.notable.iter().map(|(class, d)| path(class, d)) }
            if let Some(x) = frame.cursor {
                <path class="cursor" d={format!("M{} 0V{}", x.round() as i64, HEIGHT as i64)} />
            }
            <rect class="window" x={from} y="0.75" width={to - from} height={HEIGHT - 1.5} rx="5" />
        </svg>
    }
}

/// Moves the window by keys. Returns whether this is one of them.
fn on_key(scene: &Scene, key: &str) -> bool {
    let (moves, width) = (Moves(scene), scene.window.width);
    match key {
        "ArrowLeft" | "ArrowDown" => moves.move_by(-STEP * width),
        "ArrowRight" | "ArrowUp" => moves.move_by(STEP * width),
        "PageUp" => moves.move_by(-PAGE * width),
        "PageDown" => moves.move_by(PAGE * width),
        "Home" => moves.look_at(f64::NEG_INFINITY),
        "End" => moves.look_at(f64::INFINITY),
        _ => return false,
    }
    true
}

/// The strip, and the pixel of it where something happened.
fn place(event: &PointerEvent) -> Option<(Element, f64)> {
    let element = event.target()?.dyn_into::<Element>().ok()?.closest(".minimap").ok()??;
    let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
    Some((element, x))
}

/// Has the window begin at a pixel of the strip.
fn go(scene: &Scene, x: f64, width: f64) {
    let place = spacetime::place_in(&scene.columns.borrow(), scene.diagram.scale.spacing, x, width);
    Moves(scene).look_at(place);
}

/// Which events the window shows.
fn told(scene: &Scene) -> String {
    let all = scene.frame.sim().trace().len();
    match scene.diagram.range {
        Some((first, last)) => texts().diagram().window_told(first.number(), last.number(), all),
        None => texts().diagram().window_empty.to_owned(),
    }
}
