//! Playing a run, and the row of time.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::fields::{Picker, PickerProps};
use super::icon;
use super::scrubber::Scrubber;
use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Direction, Frame, Intent, Session};
use crate::view::words::real;

/// How many events a second each speed shows.
const PACES: [f64; 5] = [0.5, 1.0, 2.0, 4.0, 16.0];

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
        if session.playing.is_none() {
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

/// The row of time: where to go at once, playing, and the line of time.
#[component]
pub(super) fn Playback(frame: &Frame) -> Html {
    let (sim, session) = (frame.sim(), frame.session());
    let (cursor, known, now) = (sim.cursor().number(), sim.trace().len(), sim.world().now());
    let pace = frame
        .want
        .reform(|pace: String| Intent::Pace(PACES.into_iter().find(|known| decimal(*known) == pace).unwrap_or(1.0)));
    let paces: Vec<(String, String)> = PACES.map(|pace| (decimal(pace), format!("{}×", real(decimal(pace))))).to_vec();
    let speed = PickerProps {
        class: Some("speed"),
        label: Some(texts().header().speed),
        title: Some(texts().header().speed_about.into()),
        ..PickerProps::new("speed", decimal(session.pace), paces, pace)
    };
    html! {
        <div class="playback">
            <div class="seg plays">
                { jump(frame, "jump-start", "start", texts().header().to_start, Intent::Seek(EventId::new(0))) }
                { play(frame, session.playing, Direction::Back) }
                { play(frame, session.playing, Direction::On) }
                { jump(frame, "jump-end", "end", texts().header().to_end, Intent::SeekEnd) }
            </div>
            { component::<Picker>(speed, None) }
            <output class="time" data-testid="time" aria-live="off">{ real(now) }</output>
            { component::<Scrubber>(frame.clone(), None) }
            <span class="count">{ texts().header().event_of(cursor, known) }</span>
            { crate::ui::inspector::branch_chip(frame) }
        </div>
    }
}

fn jump(frame: &Frame, testid: &'static str, picture: &'static str, title: &'static str, to: Intent) -> Html {
    html! {
        <button type="button" class="icon-only" data-testid={testid} aria-label={title} {title} onclick={frame.wants(to)}>
            { icon(picture) }
        </button>
    }
}

/// The button that plays in a direction, and stops playing while it does.
fn play(frame: &Frame, playing: Option<Direction>, direction: Direction) -> Html {
    let is_on = playing == Some(direction);
    let t = texts().header();
    let (testid, picture, word, title) = match direction {
        Direction::On => ("play", "play", t.play, t.play_or_pause),
        Direction::Back => ("play-back", "play-back", t.play_back, t.play_back_or_pause),
    };
    let (picture, label) = if is_on { ("pause", t.pause) } else { (picture, word) };
    let intent = if is_on { Intent::Pause } else { Intent::Play(direction) };
    html! {
        <button type="button" class={classes!("play", (direction == Direction::Back).then_some("icon-only"))}
            data-testid={testid} aria-pressed={is_on.to_string()} aria-label={label} {title} onclick={frame.wants(intent)}>
            <svg class={classes!("icon", (!is_on).then_some("filled"))} aria-hidden="true">
                <use href={format!("./www/icons.svg#{picture}")} />
            </svg>
            if direction == Direction::On { <span class="word">{ label }</span> }
        </button>
    }
}
