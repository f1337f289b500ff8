//! Running far ahead: in slices, between which the page answers, with a bar that tells how far it has come and a way to
//! stop. Whoever stops is where they were.

use wasm_bindgen::prelude::*;
use web_sys::MessageChannel;
use yew::prelude::*;

use crate::scenario::ScenarioError;
use crate::sim::journey::{Lookout, Opening};
use crate::sim::{Sim, Step};
use crate::texts::texts;
use crate::ui::markup::html;
use crate::ui::{Frame, Intent, KeptDeed, Session};

/// How long a slice lasts, in milliseconds: half a frame, so that the other half is the browser's.
const SLICE_MS: f64 = 8.0;
/// How much work is done between two looks at the clock: less than a millisecond's.
const WORK_AT_A_TIME: u64 = 2_000;
/// How long nobody is told, in milliseconds: what is over by then needs no words.
const QUIET_MS: f64 = 200.0;
/// How often the bar moves, in milliseconds.
const BAR_MS: f64 = 100.0;

/// A long way that is being gone.
#[derive(Debug)]
pub(in crate::ui) struct Journey {
    way: Way,
    begun_ms: f64,
    /// When the bar was drawn last, or the journey began.
    drawn_ms: f64,
    /// How far it had come then, in per mille.
    gone: u32,
}

#[derive(Debug)]
enum Way {
    /// Another run, on its way to where it opens. It takes the place of the one on the page when it has come there.
    Opening {
        opening: Box<Opening>,
        /// Whether it is the run in the page's address.
        is_of_address: bool,
    },
    /// The run on the page, looked through for where a step stops.
    Looking(Box<Lookout>),
}

/// What becomes of what somebody wants while the page is on a journey.
pub(in crate::ui) enum Meanwhile {
    /// It is carried out.
    Carried(Intent),
    /// Nothing comes of it; the bar is to be drawn anew, or not.
    Waits(bool),
}

impl Journey {
    fn new(way: Way) -> Self {
        let now_ms = js_sys::Date::now();
        Self { way, begun_ms: now_ms, drawn_ms: now_ms, gone: 0 }
    }

    /// Goes on for a slice. Returns whether the way is at its end, and then by how many events a step has gone.
    fn go_on(&mut self, sim: &mut Sim) -> Option<usize> {
        let begun_ms = js_sys::Date::now();
        loop {
            let come = match &mut self.way {
                Way::Opening { opening, .. } => opening.go_on(WORK_AT_A_TIME).then_some(0),
                Way::Looking(lookout) => sim.look_on(lookout, WORK_AT_A_TIME),
            };
            if come.is_some() || js_sys::Date::now() - begun_ms >= SLICE_MS {
                return come;
            }
        }
    }

    /// Whether it is time to draw the bar: then it stands where it was drawn.
    fn is_due(&mut self, sim: &Sim) -> bool {
        let now_ms = js_sys::Date::now();
        if now_ms - self.begun_ms < QUIET_MS || now_ms - self.drawn_ms < BAR_MS {
            return false;
        }
        self.drawn_ms = now_ms;
        self.gone = match &self.way {
            Way::Opening { opening, .. } => opening.gone(),
            Way::Looking(lookout) => lookout.gone(sim),
        };
        true
    }

    fn words(&self) -> (&'static str, &'static str) {
        let t = texts().header();
        match &self.way {
            Way::Opening { .. } => (t.opening, t.opening_about),
            Way::Looking(lookout) => {
                let title = match lookout.step() {
                    Step::Heartbeat => t.looking_for_heartbeat,
                    Step::Merge => t.looking_for_merge,
                    Step::Decision => t.looking_for_decision,
                    Step::Event | Step::Round => t.looking_for_round,
                };
                (title, t.looking_about)
            }
        }
    }
}

impl Session {
    /// Whether a long way is being gone.
    pub(in crate::ui) const fn is_on_the_way(&self) -> bool {
        self.journey.is_some()
    }

    /// Opens a run: at once, when that does not take long.
    pub(super) fn open(&mut self, sim: &mut Sim, opening: Opening) {
        self.set_out(sim, Way::Opening { opening: Box::new(opening), is_of_address: false });
    }

    /// The same with the run in the page's address, which stays there.
    pub(super) fn follow(&mut self, sim: &mut Sim, opening: Opening) {
        self.set_out(sim, Way::Opening { opening: Box::new(opening), is_of_address: true });
    }

    /// The same with a scenario, which may be out of bounds.
    pub(in crate::ui) fn open_scenario(&mut self, sim: &mut Sim, opening: Result<Opening, ScenarioError>) {
        match opening {
            Ok(opening) => self.open(sim, opening),
            Err(error) => self.say_error(texts().header().cannot_run(&error.to_string())),
        }
    }

    /// Goes on to where a step stops: at once, when that is near.
    pub(super) fn look_ahead_for(&mut self, sim: &mut Sim, step: Step) {
        self.set_out(sim, Way::Looking(Box::new(sim.look_out(step))));
    }

    fn set_out(&mut self, sim: &mut Sim, way: Way) {
        self.playing = None;
        self.journey = Some(Journey::new(way));
        if !self.go_on_the_way(sim) {
            // A dialog would lie over the bar.
            self.dialog = None;
        }
    }

    /// Goes on for a slice. Returns whether that was the last one.
    fn go_on_the_way(&mut self, sim: &mut Sim) -> bool {
        let Some(mut journey) = self.journey.take() else { return true };
        let violations = sim.violations().len();
        let Some(events) = journey.go_on(sim) else {
            self.journey = Some(journey);
            return false;
        };
        match journey.way {
            Way::Opening { opening, is_of_address: true } => self.take(sim, opening.into_sim()),
            Way::Opening { opening, .. } => self.replace(sim, opening.into_sim()),
            Way::Looking(lookout) => self.stepped(sim, lookout.step(), events, violations),
        }
        true
    }

    /// Goes no further: everything is as it was.
    fn give_up(&mut self, sim: &mut Sim) {
        match self.journey.take().map(|journey| journey.way) {
            Some(Way::Opening { is_of_address, .. }) => {
                if is_of_address {
                    crate::web::address::forget_link();
                }
                self.say(texts().header().not_opened);
            }
            Some(Way::Looking(lookout)) => {
                sim.give_up(&lookout);
                self.say(texts().header().gave_up);
            }
            None => {}
        }
    }

    /// What becomes of what somebody wants, while a long way is being gone and else.
    pub(in crate::ui) fn meanwhile(&mut self, sim: &mut Sim, wanted: Intent) -> Meanwhile {
        use Intent::{GoOn, Redraw};
        if !self.is_on_the_way() {
            return if matches!(wanted, GoOn) { Meanwhile::Waits(false) } else { Meanwhile::Carried(wanted) };
        }
        match wanted {
            // It has come: what it came to is drawn.
            GoOn if self.go_on_the_way(sim) => Meanwhile::Carried(Redraw),
            GoOn => Meanwhile::Waits(self.journey.as_mut().is_some_and(|journey| journey.is_due(sim))),
            Intent::Step(_) | Intent::Back(_) | Intent::PlayOn | Intent::Play(_) | Intent::TogglePlay(_) => {
                Meanwhile::Waits(false)
            }
            Intent::LookAway => {
                self.give_up(sim);
                Meanwhile::Carried(Redraw)
            }
            Redraw => {
                // Somebody else has changed the run: it is no longer the one that was looked through.
                self.journey.take_if(|journey| matches!(journey.way, Way::Looking(_)));
                Meanwhile::Carried(wanted)
            }
            Intent::Seek(_)
            | Intent::SeekEnd
            | Intent::SeekLandmark(_)
            | Intent::Apply(_)
            | Intent::Branch(_)
            | Intent::Load(_)
            | Intent::Take(_)
            | Intent::Follow(_)
            | Intent::Kept(KeptDeed::GoOn(_)) => {
                self.give_up(sim);
                Meanwhile::Carried(wanted)
            }
            // Whoever looks at something else meanwhile, or is told something, stops nothing.
            _ => Meanwhile::Carried(wanted),
        }
    }
}

/// What rings for the next slice, once the browser has done what it has to. A message, since a timer would let
/// milliseconds pass.
#[derive(Debug, Default)]
pub(in crate::ui) struct Slices {
    channel: Option<(MessageChannel, Closure<dyn FnMut()>)>,
    is_asked: bool,
}

impl Slices {
    /// Rings once, however often it is asked before that.
    pub(in crate::ui) fn ask(&mut self, ring: impl FnOnce() -> Callback<()>) {
        if self.is_asked {
            return;
        }
        if self.channel.is_none() {
            let Ok(channel) = MessageChannel::new() else { return };
            let ring = ring();
            let heard = Closure::new(move || ring.emit(()));
            channel.port1().set_onmessage(Some(heard.as_ref().unchecked_ref()));
            self.channel = Some((channel, heard));
        }
        let channel = self.channel.as_ref().map(|(channel, _)| channel);
        self.is_asked = channel.is_some_and(|channel| channel.port2().post_message(&JsValue::NULL).is_ok());
    }

    /// It rang.
    pub(in crate::ui) const fn rang(&mut self) {
        self.is_asked = false;
    }
}

/// The bar of a journey that takes long enough to be told of. The words are said once; the bar moves without a word.
pub(super) fn bar(frame: &Frame) -> Html {
    let session = frame.session();
    let told = session.journey.as_ref().filter(|journey| journey.drawn_ms > journey.begun_ms);
    let Some(journey) = told else { return Html::default() };
    let (title, rest) = journey.words();
    let per_cent = (journey.gone / 10).to_string();
    html! {
        <div class="toast journey" data-testid="journey">
            <p><strong>{ title }</strong>{ rest }</p>
            <button type="button" class="button small" data-testid="stop" title={texts().header().stop}
                onclick={frame.wants(Intent::LookAway)}>{ texts().dialogs().cancel }</button>
            <svg role="progressbar" aria-label={title} aria-valuemin="0" aria-valuemax="100" aria-valuenow={per_cent.clone()}>
                <rect class="track" width="100%" height="100%" rx="2" />
                <rect class="done" width={format!("{per_cent}%")} height="100%" rx="2" />
            </svg>
        </div>
    }
}
