//! The minimap: the whole run below the lanes, and the window in it, to be taken hold of; and beside it the zoom.

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::Scene;
use super::moves::Moves;
use crate::broker::executors::decimal;
use crate::ui::markup::{component, html};
use crate::view::spacetime::{self, Minimap};

/// The height of the strip, in pixels.
const HEIGHT: f64 = 26.0;
/// How far a key moves it: a tenth of the window, and nearly all of it.
const STEP: f64 = 0.1;
const PAGE: f64 = 0.9;

/// The row below the lanes.
pub(super) fn minimap(scene: &Scene, names: f64) -> Html {
    let width = scene.window.width - 16.0;
    let picture = {
        let columns = scene.columns.borrow();
        spacetime::minimap(&columns, scene.cursor(), scene.diagram.scale, scene.window.width, (width, HEIGHT))
    };
    let zoom = |label: &'static str, id: &'static str, sign: &'static str, act: fn(&Scene)| {
        let scene = scene.clone();
        html! {
            <button aria-label={label} title={label} data-testid={id} onclick={move |_| act(&scene)}>{ sign }</button>
        }
    };
    html! {
        <div class="minimap-row">
            <span class="seg small zoom" role="group" aria-label="Zoom" data-width={decimal(names)}>
                { zoom("Zoom out", "zoom-out", "−", |scene| Moves(scene).zoom_out()) }
                { zoom("Show all of the run", "zoom-fit", "fit", |scene| Moves(scene).fit()) }
                { zoom("Zoom in", "zoom-in", "+", |scene| Moves(scene).zoom_in()) }
            </span>
            { component::<Strip>(StripProps { scene: super::Shared(scene.clone()), picture, width }, None) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct StripProps {
    scene: super::Shared,
    picture: Minimap,
    width: f64,
}

/// The strip itself: a slider.
#[component]
fn Strip(props: &StripProps) -> Html {
    let StripProps { scene: super::Shared(scene), picture, width } = props;
    // How far from the window's left edge it is held, while it is.
    let held = use_mut_ref(|| None::<f64>);
    let (from, to) = picture.window;
    let down = {
        let (held, scene, width) = (held.clone(), scene.clone(), *width);
        move |event: PointerEvent| {
            let Some((element, x)) = place(&event) else { return };
            // Beside the window it is taken by its middle.
            let grip = if (from..=to).contains(&x) { x - from } else { (to - from) / 2.0 };
            *held.borrow_mut() = Some(grip);
            let _ = element.set_pointer_capture(event.pointer_id());
            go(&scene, x - grip, width);
        }
    };
    let drag = {
        let (held, scene, width) = (held.clone(), scene.clone(), *width);
        move |event: PointerEvent| {
            if let (Some(grip), Some((_, x))) = (*held.borrow(), place(&event)) {
                go(&scene, x - grip, width);
            }
        }
    };
    let up = move |_: PointerEvent| *held.borrow_mut() = None;
    let keys = scene.clone();
    let onkeydown = move |event: KeyboardEvent| {
        let (moves, width) = (Moves(&keys), keys.window.width);
        match event.key().as_str() {
            "ArrowLeft" | "ArrowDown" => moves.move_by(-STEP * width),
            "ArrowRight" | "ArrowUp" => moves.move_by(STEP * width),
            "PageUp" => moves.move_by(-PAGE * width),
            "PageDown" => moves.move_by(PAGE * width),
            "Home" => moves.look_at(f64::NEG_INFINITY),
            "End" => moves.look_at(f64::INFINITY),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    };
    let path = |class: &'static str, d: &str| html! { <path {class} d={d.to_owned()} /> };
    html! {
        <svg class="minimap" {width} height={HEIGHT} role="slider" tabindex="0" data-testid="minimap" aria-label="The window in the run"
            aria-valuemin="0" aria-valuemax="100" aria-valuenow={(picture.permille.0 / 10).to_string()} aria-valuetext={told(scene)}
            {onkeydown} onpointerdown={down} onpointermove={drag} onpointerup={up.clone()} onpointercancel={up}>
            <rect class="track" {width} height={HEIGHT} rx="5" />
            { path("bars", &picture.bars) }
            { for picture.notable.iter().map(|(class, d)| path(class, d)) }
            if let Some(x) = picture.cursor {
                <path class="cursor" d={format!("M{} 0V{}", x.round() as i64, HEIGHT as i64)} />
            }
            <rect class="window" x={from} y="0.75" width={to - from} height={HEIGHT - 1.5} rx="4" />
        </svg>
    }
}

/// The strip, and the pixel of it where something happened.
fn place(event: &PointerEvent) -> Option<(Element, f64)> {
    let element = event.target()?.dyn_into::<Element>().ok()?.closest(".minimap").ok()??;
    let x = f64::from(event.client_x()) - element.get_bounding_client_rect().left();
    Some((element, x))
}

/// Has the window begin at a pixel of the strip.
fn go(scene: &Scene, x: f64, width: f64) {
    let end = scene.columns.borrow().end(scene.diagram.scale.spacing).max(1.0);
    Moves(scene).look_at((x - 2.0) / (width - 4.0) * end);
}

/// Which events the window shows.
fn told(scene: &Scene) -> String {
    let all = scene.frame.sim().trace().len();
    match scene.diagram.range {
        Some((first, last)) => format!("events {first} to {last} of {all}"),
        None => "no events".to_owned(),
    }
}
