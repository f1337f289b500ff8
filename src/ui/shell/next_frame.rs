//! What waits for the pictures to stand, and how briskly somebody travels.

use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use yew::Callback;

/// Who goes on sooner than after this many milliseconds sees where each step leads, and not the way there: no motion
/// would be over before the next one begins.
const BRISK_MS: f64 = 400.0;

/// Calls back when the frame after the next one may be drawn.
#[derive(Debug, Default)]
pub(in crate::ui) struct NextFrame {
    /// The frame that is waited for; it lives until the next one is asked for.
    waits: Option<Closure<dyn FnMut()>>,
    asked_at_ms: f64,
    pause_ms: f64,
    is_brisk: bool,
}

impl NextFrame {
    /// Somebody wants something: is it one more step of a brisk walk?
    pub(in crate::ui) fn hear(&mut self, is_travel: bool) {
        let now_ms = js_sys::Date::now();
        let pause_ms = now_ms - self.asked_at_ms;
        self.is_brisk = pause_ms < BRISK_MS && (is_travel || self.is_brisk);
        if is_travel {
            (self.asked_at_ms, self.pause_ms) = (now_ms, pause_ms);
        }
    }

    /// How long after the step before it the last one came, in milliseconds.
    pub(in crate::ui) const fn pause_ms(&self) -> f64 {
        self.pause_ms
    }

    /// Whether whoever travels is too quick for motion.
    pub(in crate::ui) const fn is_brisk(&self) -> bool {
        self.is_brisk
    }

    /// Rings after the next frame was drawn. Whoever asks before it rang is served by the same ring.
    pub(in crate::ui) fn follow(&mut self, ring: impl FnOnce() -> Callback<()>) {
        if self.waits.is_some() {
            return;
        }
        let ring = ring();
        // What a frame's callback changes is drawn in that very frame; a timer set there ends after it.
        let drawn = Closure::once(move || drop(Timeout::new(0, move || ring.emit(())).forget()));
        let asked = web_sys::window().map(|window| window.request_animation_frame(drawn.as_ref().unchecked_ref()));
        // Nothing to wait for is no reason to wait.
        self.waits = asked.and_then(Result::ok).map(|_| drawn);
    }

    /// It rang.
    pub(in crate::ui) fn rang(&mut self) {
        self.waits = None;
    }
}
