//! Nothing lost: the run is kept after every command, and offered again once its tab is gone.

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use js_sys::futures::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::CustomEvent;
use yew::prelude::*;

use crate::export::link;
use crate::id::EventId;
use crate::sim::Sim;
use crate::sim::branches::BranchId;
use crate::texts::{of_scenario, texts};
use crate::ui::markup::html;
use crate::ui::{Frame, Intent, Session};
use crate::web::kept::{self, Kept, Trouble};

/// How long after it moved a run is kept again; after a command it is at once.
const WAIT_MS: u32 = 1_500;

/// What a person, or the page, does with kept runs.
#[derive(Debug, Clone)]
pub enum KeptDeed {
    /// Looks for runs that were left behind; one of them is to be gone on with at once.
    Recall(Option<String>),
    /// Shows those that were found where runs are opened, and offers the latest at once or not.
    Found(Vec<Kept>, bool),
    /// Goes on with one.
    GoOn(String),
    /// Lets one go.
    Forget(String),
    /// Not now: they stay, and are found where runs are opened.
    NotNow,
    /// Keeps the run as it is.
    Keep,
}

/// What tells that somebody did something to a run: its branches with their names, the commands in them, and which is
/// shown.
type Print = (usize, u32, BranchId);

fn print(sim: &Sim) -> Print {
    let (mut done, mut named) = (0, 0u32);
    for branch in sim.branches() {
        done += 1 + branch.given().len();
        named = branch.name.bytes().fold(named, |named, byte| named.wrapping_mul(31).wrapping_add(byte.into()));
    }
    (done, named, sim.current_branch())
}

/// Keeps the run on the page.
#[derive(Debug)]
pub(in crate::ui) struct Keeper {
    /// None where the page of somebody else does not want it.
    want: Option<Callback<Intent>>,
    /// Which of the session's runs it follows, and how it was when it was kept last.
    run: u32,
    print: Print,
    cursor: EventId,
    /// From the first command on.
    slot: Option<String>,
    timer: Option<Timeout>,
    has_complained: bool,
}

impl Keeper {
    /// One that follows a run from here on.
    pub(in crate::ui) fn of(sim: &Sim, want: Option<Callback<Intent>>) -> Self {
        Self { want, run: 0, print: print(sim), cursor: sim.cursor(), slot: None, timer: None, has_complained: false }
    }

    /// Keeps what was done since it last looked: a command at once, a mere move in a while.
    pub(in crate::ui) fn follow(&mut self, sim: &Sim, session: &mut Session, is_leaving: bool) {
        let Some(want) = self.want.as_ref() else { return };
        let print = print(sim);
        if self.run != session.runs {
            (self.run, self.slot, self.timer) = (session.runs, None, None);
            // A run that is gone on with was somebody's work before.
            if session.resumed.is_none() {
                self.print = print;
            }
        }
        let is_changed = self.print != print || session.resumed.is_some();
        if is_changed || is_leaving && self.timer.is_some() {
            self.print = print;
            // Who does something has chosen what to go on with.
            session.offers = false;
            self.keep(sim, session);
        } else if self.slot.is_some() && self.timer.is_none() && self.cursor != sim.cursor() {
            let want = want.clone();
            self.timer = Some(Timeout::new(WAIT_MS, move || want.emit(Intent::Kept(KeptDeed::Keep))));
        }
    }

    /// Keeps the run as it is. What cannot be kept is told once.
    pub(in crate::ui) fn keep(&mut self, sim: &Sim, session: &mut Session) {
        (self.timer, self.cursor) = (None, sim.cursor());
        let slot = self.slot.get_or_insert_with(kept::new_slot);
        match kept::keep(slot, sim) {
            Ok(()) => {
                if let Some(old) = session.resumed.take() {
                    kept::forget(&old);
                    session.left.retain(|kept| kept.slot != old);
                }
            }
            Err(trouble) => {
                session.resumed = None;
                if !std::mem::replace(&mut self.has_complained, true) {
                    session.say_error(unkept(trouble));
                }
            }
        }
    }

    /// The slot of the run on the page.
    pub(in crate::ui) fn slot(&self) -> Option<String> {
        self.slot.clone()
    }
}

fn unkept(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Full => texts().files().storage_full,
        Trouble::Forbidden => texts().files().storage_forbidden,
    }
}

/// Listens for the page, which tells when the whole program is here and runs were left behind.
pub(in crate::ui) fn listen(want: Callback<Intent>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "clocktower-recall", move |event| {
        let slot = event.dyn_ref::<CustomEvent>().and_then(|event| event.detail().as_string());
        want.emit(Intent::Kept(KeptDeed::Recall(slot)));
    }))
}

/// Looks for runs that were left behind, and tells of them: to offer the latest, and to go on with one, when the page
/// asked for that; else only to have them in the list.
pub(in crate::ui) fn recall(own: Option<String>, asked: Option<Option<String>>, want: Callback<Intent>) {
    spawn_local(async move {
        let found = kept::left_behind(own.as_deref()).await;
        let is_there = |slot: &String| found.iter().any(|kept| kept.slot == *slot);
        let offers = asked.is_some();
        let resume = asked.flatten().filter(is_there);
        want.emit(Intent::Kept(KeptDeed::Found(found, offers)));
        if let Some(slot) = resume {
            want.emit(Intent::Kept(KeptDeed::GoOn(slot)));
        }
    });
}

impl Session {
    /// Carries out what is done with kept runs; what needs the page itself is done there.
    #[inline(never)]
    pub(super) fn tend_kept(&mut self, sim: &mut Sim, deed: KeptDeed) {
        match deed {
            KeptDeed::Found(found, offers) => {
                self.offers = (self.offers || offers) && !found.is_empty();
                self.left = found;
            }
            KeptDeed::GoOn(slot) => self.go_on(sim, slot),
            KeptDeed::Forget(slot) => {
                kept::forget(&slot);
                self.left.retain(|kept| kept.slot != slot);
                self.offers &= !self.left.is_empty();
            }
            KeptDeed::NotNow => self.offers = false,
            KeptDeed::Recall(_) | KeptDeed::Keep => {}
        }
    }

    fn go_on(&mut self, sim: &mut Sim, slot: String) {
        let Some(link) = kept::link(&slot) else {
            self.left.retain(|kept| kept.slot != slot);
            return self.say(texts().files().not_kept);
        };
        match link::open(&link) {
            Ok(opened) => {
                self.replace(sim, opened);
                self.offers = false;
                self.resumed = Some(slot);
            }
            Err(error) => self.say_error(texts().files().kept_unopened(&error.to_string())),
        }
    }
}

/// The last run that was left behind, to be gone on with.
#[inline(never)]
pub(super) fn offer(frame: &Frame) -> Html {
    let session = frame.session();
    let Some(kept) = session.left.first().filter(|_| session.offers) else { return Html::default() };
    banner(frame, kept)
}

fn banner(frame: &Frame, kept: &Kept) -> Html {
    let deed = |deed| frame.wants(Intent::Kept(deed));
    html! {
        <section class="toast offer" data-testid="offer" aria-label={texts().files().kept_run}>
            <p>
                <strong>{ texts().files().go_on_here }</strong>
                <span class="about">{ about(kept) }</span>
            </p>
            <span class="ways">
                <button type="button" class="button primary small" data-testid="go-on"
                    onclick={deed(KeptDeed::GoOn(kept.slot.clone()))}>{ texts().files().go_on }</button>
                <button type="button" class="button small" data-testid="afresh" onclick={deed(KeptDeed::NotNow)}>
                    { texts().files().afresh }</button>
            </span>
        </section>
    }
}

/// All runs that were left behind, where runs are opened.
pub(super) fn list(frame: &Frame) -> Html {
    let session = frame.session();
    if session.left.is_empty() {
        return Html::default();
    }
    let one = |kept: &Kept| {
        let deed = |deed| frame.wants(Intent::Kept(deed));
        html! {
            <li key={kept.slot.clone()}>
                <span><strong>{ of_scenario(&kept.title) }</strong>{ work(kept) }</span>
                <button type="button" class="button small" onclick={deed(KeptDeed::GoOn(kept.slot.clone()))}
                    aria-label={texts().files().go_on_with(&about(kept))}>{ texts().files().go_on }</button>
                <button type="button" class="button quiet small" onclick={deed(KeptDeed::Forget(kept.slot.clone()))}
                    aria-label={texts().files().forget_it(&about(kept))}>{ texts().files().forget }</button>
            </li>
        }
    };
    html! {
        <section class="full kept" data-testid="kept-runs">
            <h3 class="label">{ texts().files().kept_here }</h3>
            <ul>{ for session.left.iter().map(one) }</ul>
        </section>
    }
}

fn about(kept: &Kept) -> String {
    format!("{} · {}", of_scenario(&kept.title), work(kept))
}

fn work(kept: &Kept) -> String {
    texts().files().work(kept.commands, kept.event, &ago(kept.age_ms))
}

fn ago(ms: f64) -> String {
    let (minutes, t) = ((ms.max(0.0) / 60_000.0) as u64, texts().files());
    match minutes {
        0 => t.just_now.to_owned(),
        1..60 => t.minutes_ago(minutes),
        60..1_440 => t.hours_ago(minutes / 60),
        1_440..2_880 => t.yesterday.to_owned(),
        _ => t.days_ago(minutes / 1_440),
    }
}
