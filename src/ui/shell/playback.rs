//! Playing a run, and the row of time: play, speed, the scrubber.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::fields::{Picker, PickerProps};
use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::time::Time;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent, Session};
use crate::view::landmarks::{Landmark, Landmarks};

/// How many events a second each speed shows.
const PACES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 16.0];
/// The most landmarks on the scrubber: it keeps the page light, and more could not be told apart.
const LANDMARKS_MAX: usize = 90;

/// Rings for the next event while the run plays. The next time is set only after an event was carried out, so that
/// a slow machine plays slower and nothing piles up.
#[derive(Debug, Default)]
pub(in crate::ui) struct Player {
    timer: Option<(Timeout, f64)>,
}

impl Player {
    /// The time has come.
    pub(in crate::ui) fn rang(&mut self) {
        self.timer = None;
    }

    /// Sets or stops the timer, as the session wants it now.
    pub(in crate::ui) fn keep_up(&mut self, session: &Session, ring: impl FnOnce() -> Callback<()>) {
        if !session.playing {
            self.timer = None;
        } else if self.timer.as_ref().is_none_or(|(_, pace)| *pace != session.pace) {
            let ring = ring();
            let wait_ms = (1000.0 / session.pace) as u32;
            self.timer = Some((Timeout::new(wait_ms, move || ring.emit(())), session.pace));
        }
    }
}

/// Pauses when the page is not seen any more.
pub(in crate::ui) fn listen_to_hiding(want: Callback<Intent>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let seen = document.clone();
    Some(EventListener::new(&document, "visibilitychange", move |_| {
        if seen.hidden() {
            want.emit(Intent::Pause);
        }
    }))
}

/// The row of time.
#[component]
pub(super) fn Playback(frame: &Frame) -> Html {
    let (sim, session) = (frame.sim(), frame.session());
    let (cursor, known, now) = (sim.cursor().number(), sim.trace().len(), sim.world().now());
    let landmarks = use_mut_ref(Landmarks::default);
    let marks = {
        let mut landmarks = landmarks.borrow_mut();
        landmarks.follow(sim.trace());
        landmarks.on_track(sim.trace(), LANDMARKS_MAX)
    };
    let pace = frame
        .want
        .reform(|pace: String| Intent::Pace(PACES.into_iter().find(|known| decimal(*known) == pace).unwrap_or(1.0)));
    let paces: Vec<(String, String)> = PACES.map(|pace| (decimal(pace), format!("{}×", decimal(pace)))).to_vec();
    let (picture, word) = if session.playing { ("pause", "Pause") } else { ("play", "Play") };
    let speed = PickerProps {
        class: Some("speed"),
        label: Some("Speed"),
        ..PickerProps::new("speed", decimal(session.pace), paces, pace)
    };
    html! {
        <div class="playback">
            <button type="button" class="button play" data-testid="play" aria-pressed={session.playing.to_string()}
                aria-label={word} title="Play or pause (Space)" onclick={frame.wants(Intent::TogglePlay)}>
                <svg class={classes!("icon", (!session.playing).then_some("filled"))} aria-hidden="true">
                    <use href={format!("./www/icons.svg#{picture}")} />
                </svg>
                <span class="word">{ word }</span>
            </button>
            { component::<Picker>(speed, None) }
            <output class="time" data-testid="time">{ now.to_string() }</output>
            { scrubber(frame, marks) }
            <span class="count">{ format!("event {cursor} of {known}") }</span>
            { crate::ui::inspector::branch_chip(frame) }
        </div>
    }
}

fn scrubber(frame: &Frame, marks: Vec<(u32, Landmark)>) -> Html {
    let sim = frame.sim();
    let (cursor, known, now) = (sim.cursor().number(), sim.trace().len(), sim.world().now());
    let seek = frame.want.reform(|event: InputEvent| {
        let range = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let event = range.map_or(0.0, |range| range.value_as_number());
        Intent::Seek(EventId::new(event as u32))
    });
    let done = f64::from(cursor) * 100.0 / known.max(1) as f64;
    let told = format!("event {cursor} of {known}, {} after the start", now.since(Time::START));
    html! {
        <div class="scrub">
            <svg aria-hidden="true">
                <rect class="track" y="12" width="100%" height="4" rx="2" />
                <rect class="done" y="12" width={format!("{}%", decimal((done * 100.0).round() / 100.0))} height="4" rx="2" />
                { component::<Marks>(MarksProps { marks }, None) }
            </svg>
            <input type="range" min="0" max={known.to_string()} value={cursor.to_string()} aria-label="Event"
                aria-valuetext={told} data-testid="scrubber" oninput={seek} />
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct MarksProps {
    marks: Vec<(u32, Landmark)>,
}

#[component]
fn Marks(props: &MarksProps) -> Html {
    let mark = |&(permille, landmark): &(u32, Landmark)| {
        let (class, path) = match landmark {
            Landmark::Decision => ("mark decision", "M0-11 3.5-7.5 0-4-3.5-7.5z"),
            Landmark::Fault => ("mark fault", "M-2.5-10l5 5M2.5-10l-5 5"),
            Landmark::Emergency => ("mark emergency", "M0-11 4-4H-4z"),
        };
        let x = format!("{}.{}%", permille / 10, permille % 10);
        html! { <svg {x} y="14" overflow="visible"><path {class} d={path} /></svg> }
    };
    html! { { for props.marks.iter().map(mark) } }
}
