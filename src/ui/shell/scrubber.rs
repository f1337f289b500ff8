//! The scrubber: the whole run in one line, with its landmarks above and the time below. Whatever lies under the
//! pointer, or has the focus, is told beside it.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::texts::texts;
use crate::time::Time;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent};
use crate::view::landmarks::{Landmark, Landmarks, Place, Tick, ticks};
use crate::view::within;
use crate::view::words::real;

/// The most landmarks: they keep the page light, and more could not be told apart.
const LANDMARKS_MAX: usize = 90;
/// The most ticks of time.
const TICKS_MAX: u64 = 8;
/// Half the thumb: the track is as much shorter than the field at both ends, in pixels.
const INSET_PX: f64 = 8.0;
/// A pointer that is so near to a landmark means it, in pixels.
const NEAR_PX: f64 = 6.0;

/// What the pointer is at: where on the track, in per mille, and the event there.
type Pointed = Option<(u32, EventId)>;

/// The line of time.
#[component]
pub(super) fn Scrubber(frame: &Frame) -> Html {
    let sim = frame.sim();
    let (cursor, known, now) = (sim.cursor(), sim.trace().len(), sim.world().now());
    let landmarks = use_mut_ref(Landmarks::default);
    let pointed = use_state(|| Pointed::None);
    let places = {
        let mut landmarks = landmarks.borrow_mut();
        landmarks.follow(sim.trace());
        landmarks.on_track(sim.trace(), LANDMARKS_MAX)
    };
    let at = cursor.index() as f64 * 100.0 / known.max(1) as f64;
    let at = decimal((at * 100.0).round() / 100.0);
    let fork = sim.branch(sim.current_branch()).and_then(|branch| Some(branch.fork?.after));
    let fork = fork.map(|after| (after.index().min(known) * 1000 / known.max(1)) as u32);
    let here = places.iter().find(|place| place.event == cursor);
    let told = texts().header().event_told(cursor.number(), known, &real(now.since(Time::START)));
    let told = here.map_or_else(|| told.clone(), |place| format!("{told}; {}", place.told(sim.trace())));
    let onpointermove = {
        let (pointed, places) = (pointed.clone(), places.clone());
        move |event: PointerEvent| pointed.set(under(&event, known, &places))
    };
    let onpointerout = {
        let pointed = pointed.clone();
        move |_: PointerEvent| pointed.set(None)
    };
    let onclick = {
        let (want, places) = (frame.want.clone(), places.clone());
        move |event: MouseEvent| {
            // A key on a range is no click; a click near a landmark means the landmark.
            let place = under(&event, known, &places).and_then(|(_, at)| places.iter().find(|place| place.event == at));
            if let Some(place) = place {
                want.emit(Intent::Seek(place.event));
            }
        }
    };
    html! {
        <div class="scrub">
            <svg aria-hidden="true">
                <rect class="track" y="12" width="100%" height="4" rx="2" />
                <rect class="done" y="12" width={format!("{at}%")} height="4" rx="2" />
                { component::<Marks>(MarksProps { places: places.clone(), ticks: ticks(sim.trace(), TICKS_MAX), fork }, None) }
            </svg>
            <input type="range" min="0" max={known.to_string()} value={cursor.to_string()} aria-label={texts().header().event}
                aria-valuetext={told} data-testid="scrubber" oninput={on_seek(frame)} {onpointermove} {onpointerout} {onclick} />
            { component::<Tip>(tip(frame, &places, *pointed), None) }
        </div>
    }
}

fn on_seek(frame: &Frame) -> Callback<InputEvent> {
    frame.want.reform(|event: InputEvent| {
        let range = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let event = range.map_or(0.0, |range| range.value_as_number());
        Intent::Seek(EventId::new(event as u32))
    })
}

/// What lies under the pointer: a landmark that is near, or else the event there.
fn under(event: &MouseEvent, known: usize, places: &[Place]) -> Pointed {
    let field = event.target()?.dyn_into::<Element>().ok()?;
    let length = f64::from(field.client_width()) - 2.0 * INSET_PX;
    let x = within(f64::from(event.offset_x()) - INSET_PX, 0.0, length.max(1.0));
    let away = |place: &&Place| (f64::from(place.permille) * length / 1000.0 - x).abs();
    let nearest = places.iter().min_by(|a, b| away(a).total_cmp(&away(b))).filter(|place| away(place) <= NEAR_PX);
    Some(match nearest {
        Some(place) => (place.permille, place.event),
        None => {
            let part = x / length.max(1.0);
            ((part * 1000.0) as u32, EventId::new((part * known as f64).round() as u32))
        }
    })
}

#[derive(PartialEq, Properties)]
struct TipProps {
    is_pointed: bool,
    has_fork: bool,
    permille: u32,
    /// The event and its time.
    event: String,
    landmark: Option<(Landmark, String)>,
}

/// What is under the pointer, else what is at the cursor.
#[inline(never)]
fn tip(frame: &Frame, places: &[Place], pointed: Pointed) -> TipProps {
    let sim = frame.sim();
    let known = sim.trace().len().max(1);
    let (permille, event) = pointed.unwrap_or_else(|| {
        let cursor = sim.cursor();
        ((cursor.index() * 1000 / known) as u32, cursor)
    });
    let time = sim.trace().at(event).unwrap_or(Time::START);
    let place = places.iter().find(|place| place.event == event);
    TipProps {
        is_pointed: pointed.is_some(),
        has_fork: sim.branch(sim.current_branch()).is_some_and(|branch| branch.fork.is_some()),
        permille,
        event: texts().header().event_at(event.number(), &real(time)),
        landmark: place.map(|place| (place.landmark, place.told(sim.trace()))),
    }
}

/// It stands by the track where it belongs; the style sheet says when it is seen.
#[component]
fn Tip(props: &TipProps) -> Html {
    let node = use_node_ref();
    use_effect_with(props.permille, {
        let node = node.clone();
        move |permille| {
            if let Some(element) = node.cast::<HtmlElement>() {
                let _ = element.style().set_property("--x", &per_cent(*permille));
            }
        }
    });
    let fork = || html! { <span><svg class="sign fork" viewBox="-5 -12 10 16"><path d="M0-12V4" /><circle cy="0" r="3.5" /></svg>{ texts().header().fork }</span> };
    let key = |landmark: &Landmark| html! { <span>{ sign(*landmark) }{ landmark.name() }</span> };
    html! {
        <div class={classes!("scrub-tip", props.is_pointed.then_some("is-pointed"))} ref={node} aria-hidden="true">
            <p class="when">{ &props.event }</p>
            if let Some((landmark, text)) = &props.landmark { <p>{ sign(*landmark) }{ text }</p> }
            <p class="legend">{ for Landmark::ALL.iter().map(key) }{ props.has_fork.then(fork) }<span><kbd>{ "[" }</kbd><kbd>{ "]" }</kbd></span></p>
        </div>
    }
}

/// The sign of a landmark, as large as a letter.
fn sign(landmark: Landmark) -> Html {
    html! { <svg class="sign" viewBox="-5 -12 10 10">{ mark(landmark) }</svg> }
}

/// Its base is at the origin's line.
fn mark(landmark: Landmark) -> Html {
    let (class, path) = match landmark {
        Landmark::Decision => ("mark decision", "M0-11 3.5-7.5 0-4-3.5-7.5z"),
        Landmark::Fault => ("mark fault", "M-2.5-10l5 5M2.5-10l-5 5"),
        Landmark::Emergency => ("mark emergency", "M0-11 4-4H-4z"),
    };
    html! { <path {class} d={path} /> }
}

fn per_cent(permille: u32) -> String {
    format!("{}.{}%", permille / 10, permille % 10)
}

#[derive(PartialEq, Properties)]
struct MarksProps {
    places: Vec<Place>,
    ticks: Vec<Tick>,
    /// Where the branch left the one that it came from, in per mille.
    fork: Option<u32>,
}

#[component]
fn Marks(props: &MarksProps) -> Html {
    let place = |place: &Place| {
        let event = place.event.to_string();
        html! { <svg data-landmark={event} x={per_cent(place.permille)} y="14" overflow="visible">{ mark(place.landmark) }</svg> }
    };
    let tick = |tick: &Tick| {
        html! {
            <svg class="tick" x={per_cent(tick.permille)} y="14" overflow="visible">
                <path d="M0 3v2.5" />
                <text y="12.5">{ &tick.text }</text>
            </svg>
        }
    };
    let fork = |permille: &u32| {
        html! { <svg class="fork" x={per_cent(*permille)} y="14" overflow="visible"><path d="M0-12V4" /><circle cy="0" r="3.5" /></svg> }
    };
    html! { <>{ props.fork.as_ref().map(fork) }{ for props.ticks.iter().map(tick) }{ for props.places.iter().map(place) }</> }
}
