//! Presenting: the moments of the scenario one after the other, by the keys of a clicker too, a pointer that the last row
//! sees, a countdown while the room predicts, a dark screen, and notes in a window of their own.

use gloo_events::EventListener;
use gloo_timers::callback::Interval;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, MouseEvent as Moved};
use yew::prelude::*;

use super::fields::{Picker, PickerProps};
use super::icon;
use crate::scenario::Moment;
use crate::sim::Sim;
use crate::texts::{of_scenario, texts};
use crate::ui::markup::{classes, component, html};
use crate::ui::{Direction, Frame, Intent, Session};
use crate::view::moments;

/// How long a room is given to predict, in seconds.
const SECONDS: u32 = 20;
/// The notes, beside the page.
const NOTES: &str = "./www/notes.html";

/// What somebody does who presents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PresentDeed {
    /// Presents, or stops.
    Toggle,
    /// Goes to the moment after this one, or before; by an event, where the scenario names none.
    Go(Direction),
    /// Goes to one of the scenario's moments.
    To(usize),
    /// Shows a large pointer, or none.
    Point,
    /// Lets the room predict, or stops that.
    CountDown,
    /// Makes the screen dark, or light again.
    Darken,
}

/// What is shown to a room beside the run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::ui) struct Presenting {
    /// Whether it is shown at all.
    pub(in crate::ui) is_on: bool,
    is_pointing: bool,
    is_counting: bool,
    is_dark: bool,
}

impl Session {
    /// Does what somebody wants who presents.
    pub(super) fn present(&mut self, sim: &mut Sim, deed: PresentDeed) {
        let shown = &mut self.presenting;
        match deed {
            PresentDeed::Toggle => *shown = Presenting { is_on: !shown.is_on, ..Presenting::default() },
            PresentDeed::Point => shown.is_pointing ^= true,
            PresentDeed::CountDown => shown.is_counting ^= true,
            PresentDeed::Darken => shown.is_dark ^= true,
            PresentDeed::Go(direction) => {
                (shown.is_counting, shown.is_dark) = (false, false);
                match moments::beside(sim, direction == Direction::On) {
                    Some(at) => self.go_to_moment(sim, at),
                    None if !sim.scenario().moments.is_empty() => self.say(match direction {
                        Direction::On => texts().present().last,
                        Direction::Back => texts().present().first,
                    }),
                    None if direction == Direction::On => self.step(sim),
                    None => self.travel(|| {
                        sim.back(crate::sim::Step::Event);
                    }),
                }
            }
            PresentDeed::To(at) => self.go_to_moment(sim, at),
        }
    }

    fn go_to_moment(&mut self, sim: &mut Sim, at: usize) {
        let moment = sim.scenario().moments.get(at).cloned();
        self.playing = None;
        self.travel(|| {
            if let Some(moment) = moment {
                // What lies too far ahead stays where it came to.
                sim.seek_moment(&moment);
            }
        });
    }
}

/// What a clicker's key, or another one, means while one presents.
pub(super) fn meant(key: &str) -> Option<PresentDeed> {
    Some(match key {
        "PageDown" => PresentDeed::Go(Direction::On),
        "PageUp" => PresentDeed::Go(Direction::Back),
        "b" | "B" => PresentDeed::Darken,
        "c" | "C" => PresentDeed::CountDown,
        "o" | "O" => PresentDeed::Point,
        _ => return None,
    })
}

/// Whether the page presents: keys mean more then.
pub(in crate::ui) fn is_presenting() -> bool {
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    root.is_some_and(|root| root.has_attribute("data-present"))
}

/// The row of whoever presents.
#[inline(never)]
pub(super) fn row(frame: &Frame) -> Html {
    let (sim, shown, t) = (frame.sim(), frame.session().presenting, texts().present());
    let wants = |deed: PresentDeed| frame.wants(Intent::Present(deed));
    let tool = |testid: &'static str, title: &'static str, words: &'static str, is_on: bool, deed| {
        html! {
            <button type="button" class={classes!("button", "small", is_on.then_some("is-on"))} data-testid={testid} {title}
                aria-pressed={is_on.to_string()} onclick={wants(deed)}>{ words }</button>
        }
    };
    let notes = Callback::from(|_: MouseEvent| {
        // A browser that opens no window leaves everything as it is.
        let window = web_sys::window();
        let _ = window.map(|window| {
            window.open_with_url_and_target_and_features(NOTES, "clocktower-notes", "popup,width=760,height=820")
        });
    });
    html! {
        <div class="presenting" role="group" aria-label={t.presenting} data-testid="presenting">
            { walk(frame, &sim) }
            { tool("countdown", t.countdown, t.predict, shown.is_counting, PresentDeed::CountDown) }
            { tool("pointer", t.pointer_about, t.pointer, shown.is_pointing, PresentDeed::Point) }
            <button type="button" class="button small" data-testid="notes" title={t.notes_about} onclick={notes}>{ t.notes }</button>
        </div>
    }
}

/// The moments of the scenario, and the way from one to the next.
#[inline(never)]
fn walk(frame: &Frame, sim: &Sim) -> Html {
    let moments = &sim.scenario().moments;
    if moments.is_empty() {
        return Html::default();
    }
    let step = |testid: &'static str, title: &'static str, sign: &'static str, direction| {
        html! {
            <button type="button" class="button small icon-only" data-testid={testid} aria-label={title} {title}
                onclick={frame.wants(Intent::Present(PresentDeed::Go(direction)))}>{ icon(sign) }</button>
        }
    };
    let mut options: Vec<(String, String)> = moments
        .iter()
        .enumerate()
        .map(|(at, moment)| {
            let title = of_scenario(&moment.title);
            (at.to_string(), texts().present().moment_of(at + 1, moments.len(), title))
        })
        .collect();
    let here = moments::here(sim);
    if here.is_none() {
        options.insert(0, (String::new(), texts().present().moments_of(moments.len())));
    }
    let pick = frame.want.reform(|at: String| match at.parse() {
        Ok(at) => Intent::Present(PresentDeed::To(at)),
        Err(_) => Intent::Redraw,
    });
    let value = here.map(|at| at.to_string()).unwrap_or_default();
    let picker = PickerProps {
        label: Some(texts().present().moments),
        title: here.and_then(|at| look_at(&moments[at])).map(AttrValue::from),
        ..PickerProps::new("moments", value, options, pick)
    };
    html! {
        <>
            { step("moment-before", texts().present().before, "start", Direction::Back) }
            { component::<Picker>(picker, None) }
            { step("moment-after", texts().present().after, "end", Direction::On) }
        </>
    }
}

/// What there is to see in a moment.
fn look_at(moment: &Moment) -> Option<String> {
    moment.look_at.as_deref().map(|text| of_scenario(text).to_owned())
}

/// What lies over the page while one presents.
#[inline(never)]
pub(in crate::ui) fn over(frame: &Frame) -> Html {
    let shown = frame.session().presenting;
    let look_at = moments::here(&frame.sim()).and_then(|at| look_at(&frame.sim().scenario().moments[at]));
    html! {
        <>
            if let Some(look_at) = look_at { <p class="look-at" data-testid="look-at" role="status">{ look_at }</p> }
            if shown.is_counting { { component::<Countdown>((), None) } }
            if shown.is_pointing { { component::<Pointer>((), None) } }
            if shown.is_dark {
                <button type="button" class="dark-screen" data-testid="dark" aria-label={texts().present().light_again}
                    onclick={frame.wants(Intent::Present(PresentDeed::Darken))}></button>
            }
        </>
    }
}

/// The seconds that are left to predict. Whoever began them ends them by the same button or key.
#[component]
fn Countdown(_: &()) -> Html {
    let left = use_state_eq(|| SECONDS);
    use_effect_with(*left, {
        let left = left.setter();
        move |now| {
            let now = *now;
            let timer = (now > 0).then(|| Interval::new(1_000, move || left.set(now - 1)));
            move || drop(timer)
        }
    });
    let words = if *left > 0 { texts().present().predict } else { texts().present().time_is_up };
    let around = format!("{} 100", f64::from(*left) / f64::from(SECONDS) * 100.0);
    html! {
        <div class="countdown" role="timer" aria-label={words} data-testid="counting">
            <svg viewBox="0 0 100 100" aria-hidden="true">
                <circle class="track" cx="50" cy="50" r="44" />
                <circle class="left" cx="50" cy="50" r="44" pathLength="100" stroke-dasharray={around} transform="rotate(-90 50 50)" />
                <text x="50" y="50">{ *left }</text>
            </svg>
            <p>{ words }</p>
        </div>
    }
}

/// A pointer that the last row sees: it goes where the mouse goes.
#[component]
fn Pointer(_: &()) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let document = web_sys::window().and_then(|window| window.document());
            let listener = document.map(|document| {
                EventListener::new(&document, "pointermove", move |event| {
                    let (Some(event), Some(dot)) = (event.dyn_ref::<Moved>(), node.cast::<HtmlElement>()) else {
                        return;
                    };
                    let place = format!("translate({}px, {}px)", event.client_x(), event.client_y());
                    // Where it cannot be moved, the mouse's own pointer is still there.
                    let _ = dot.style().set_property("transform", &place);
                    dot.set_hidden(false);
                })
            });
            move || drop(listener)
        }
    });
    html! { <div class="pointer" ref={node} hidden=true aria-hidden="true"></div> }
}
