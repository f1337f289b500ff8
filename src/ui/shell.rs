//! The header, the dialogs, and how what a person wants is carried out.

mod branches;
mod dialogs;
mod export;
mod faults;
mod fields;
mod forms;
mod help;
mod import;
mod journey;
mod keeping;
mod language;
mod links;
mod next_frame;
mod outside;
mod paint;
mod playback;
mod presenting;
mod scrubber;
mod shortcuts;
mod skips;
mod theme;
mod toasts;
mod topbar;

use yew::prelude::*;

pub(super) use dialogs::dialogs;
pub(super) use fields::{Picker, PickerProps};
pub(super) use journey::{Journey, Meanwhile, Slices};
pub use keeping::KeptDeed;
pub(super) use keeping::{Keeper, listen as listen_for_kept, recall};
pub(super) use language::begin as begin_to_speak;
pub(super) use links::listen as listen_to_links;
pub(super) use next_frame::NextFrame;
pub(super) use outside::{let_go, tell_panics};
pub(super) use playback::{Player, listen_to_hiding};
pub use presenting::PresentDeed;
pub(super) use presenting::{Presenting, is_presenting, over};
pub(super) use shortcuts::{is_for_others, listen as listen_to_keys};
pub(super) use skips::skips;
pub use theme::Theme;
pub(super) use toasts::toasts;
pub(super) use topbar::Topbar;

use super::{Direction, Intent, Refusal, Session, Tab, Toast, learn};
use crate::id::{EventId, NodeId};
use crate::scenario::{Command, ScenarioError};
use crate::sim::journey::Opening;
use crate::sim::{CommandError, Sim, Step};
use crate::texts::texts;
use crate::time::Span;
use crate::ui::markup::html;
use crate::view::landmarks;
use crate::view::words::real;

/// The most toasts at one time.
const TOASTS_MAX: usize = 2;

/// Carries out what a person wants.
pub(super) fn carry_out(sim: &mut Sim, session: &mut Session, intent: Intent) {
    // Whoever learns may be asked first, and what was done may be what a lesson waits for.
    let intent = if session.learn.is_idle() { Some(intent) } else { learn::first(sim, session, intent) };
    if let Some(intent) = intent {
        carry_out_now(sim, session, intent);
    }
    if !session.learn.is_idle() {
        session.follow_learning(sim);
    }
}

fn carry_out_now(sim: &mut Sim, session: &mut Session, intent: Intent) {
    match intent {
        Intent::Step(step) => {
            session.playing = None;
            session.move_on();
            match step {
                Step::Event => session.step(sim),
                Step::Heartbeat | Step::Merge | Step::Decision | Step::Round => session.look_ahead_for(sim, step),
            }
        }
        Intent::Back(step) => {
            session.playing = None;
            session.move_on();
            session.back(sim, step);
        }
        Intent::Seek(event) => session.travel(|| sim.seek(event)),
        Intent::SeekEnd => session.travel(|| sim.seek(EventId::new(sim.trace().len() as u32))),
        Intent::Apply(command) => session.apply(sim, command),
        Intent::Branch(deed) => session.tend(sim, deed),
        Intent::SeekLandmark(direction) => {
            match landmarks::nearest(sim.trace(), sim.cursor(), direction == Direction::On) {
                Some(event) => session.travel(|| sim.seek(event)),
                None => session.say(no_landmark(direction)),
            }
        }
        Intent::TogglePlay(_) if session.playing.is_some() => session.playing = None,
        Intent::TogglePlay(direction) | Intent::Play(direction) => {
            session.playing = Some(direction);
            session.play_on(sim);
        }
        Intent::PlayOn => session.play_on(sim),
        Intent::Pause => session.playing = None,
        Intent::Pace(pace) => session.pace = pace,
        Intent::Load(scenario) => session.open_scenario(sim, Opening::of(*scenario)),
        Intent::Take(opening) => session.open(sim, *opening),
        Intent::Follow(link) => match crate::export::link::begin(&link) {
            Ok(opening) => session.follow(sim, opening),
            Err(error) => session.say_error(links::unopened(&error)),
        },
        Intent::SelectNode(node) => session.selected = node,
        Intent::SelectEvent(event) => session.looked_at = event,
        Intent::CompareWith(event) => session.compared = event,
        Intent::Arrange(lanes) => session.lanes = lanes,
        Intent::LookAway => {
            session.selected = None;
            session.offers = false;
            session.look_ahead();
        }
        Intent::Show(tab) => session.tab = tab,
        Intent::ShowData(of) => (session.tab, session.data_of) = (Tab::Knowledge, of),
        Intent::Open(Some(dialog)) if sim.world().is_recorded() && !dialog.is_of_any_run() => {
            session.say_error(texts().header().recorded);
        }
        Intent::Open(dialog) => {
            session.playing = None;
            session.refusal = None;
            session.dialog = dialog;
        }
        Intent::Say(toast) => session.add_toast(toast),
        Intent::Dismiss(id) => session.toasts.retain(|toast| toast.id != id),
        Intent::NextTheme => session.theme = session.theme.next(),
        Intent::Speak(language) => language::choose(language),
        Intent::Present(deed) => session.present(sim, deed),
        Intent::Kept(deed) => session.tend_kept(sim, deed),
        Intent::Search(wanted) => session.search(sim, wanted),
        Intent::Learn(deed) => session.learn(sim, deed),
        Intent::Redraw | Intent::CatchUp | Intent::GoOn => {}
    }
    session.forget_the_gone(sim);
    session.follow_search(sim);
    sim.forget();
}

impl Session {
    /// Goes on by one event.
    fn step(&mut self, sim: &mut Sim) {
        let violations = sim.violations().len();
        let events = sim.step(Step::Event);
        self.stepped(sim, Step::Event, events, violations);
    }

    /// Shows the tab that explains where a step has stopped, and what was found to be wrong on the way.
    fn stepped(&mut self, sim: &Sim, step: Step, events: usize, violations: usize) {
        if events == 0 {
            self.playing = None;
            self.say(nothing_to_step_to(step));
            return;
        }
        self.look_ahead();
        self.explain(step);
        if let Some(broken) = sim.violations().get(violations) {
            self.playing = None;
            self.say_error(texts().header().broken(broken.rule, broken.event.number(), &broken.seen));
        }
    }

    /// Goes back, and shows the tab that explains where it stops.
    fn back(&mut self, sim: &mut Sim, step: Step) {
        if sim.back(step) == 0 {
            self.playing = None;
            self.say(nothing_to_go_back_to(step));
            return;
        }
        self.look_ahead();
        self.explain(step);
    }

    /// Shows the tab that explains what a step looks for.
    fn explain(&mut self, step: Step) {
        self.tab = match step {
            Step::Merge => Tab::Merge,
            Step::Decision => Tab::Decision,
            Step::Event | Step::Heartbeat | Step::Round => return,
        };
        self.explained += 1;
    }

    /// One event more the way it plays. At the beginning there is nothing further back: there it stops.
    fn play_on(&mut self, sim: &mut Sim) {
        match self.playing {
            Some(Direction::On) => self.step(sim),
            Some(Direction::Back) => {
                self.back(sim, Step::Event);
                self.playing = self.playing.filter(|_| sim.cursor() > EventId::new(0));
            }
            None => {}
        }
    }

    /// Goes elsewhere in the run.
    fn travel(&mut self, go: impl FnOnce()) {
        self.playing = None;
        self.move_on();
        go();
        self.look_ahead();
    }

    /// What was said in passing is read once the person goes on; what went wrong stays.
    fn move_on(&mut self) {
        self.toasts.retain(|toast| toast.is_error);
        // Whoever goes on with this run wants no other now; those that are kept stay where runs are opened.
        self.offers = false;
    }

    /// Looks at where the run stands, and at no other event.
    fn look_ahead(&mut self) {
        self.looked_at = None;
        self.compared = None;
    }

    /// Shows a run that is not the one in the address.
    fn replace(&mut self, sim: &mut Sim, taken: Sim) {
        crate::web::address::forget_link();
        self.take(sim, taken);
    }

    fn take(&mut self, sim: &mut Sim, taken: Sim) {
        let tab = self.tab;
        let kept = Self { pace: self.pace, theme: self.theme, presenting: self.presenting, tab, ..Self::default() };
        let (left, learn) = (std::mem::take(&mut self.left), std::mem::take(&mut self.learn));
        *self = Self { toasts_said: self.toasts_said, runs: self.runs + 1, left, offers: self.offers, learn, ..kept };
        *sim = taken;
    }

    #[inline(never)]
    fn apply(&mut self, sim: &mut Sim, command: Command) {
        let from = sim.current_branch();
        let known = sim.branches().count();
        self.refusal = None;
        let done = done_words(sim, &command);
        match sim.apply(command) {
            Ok(()) => {
                self.dialog = None;
                self.look_ahead();
                if sim.current_branch() != from {
                    self.branched(sim, from, sim.branches().count() > known);
                } else if let Some(done) = done {
                    self.say(done);
                }
            }
            Err(error) => self.refuse(&error),
        }
    }

    /// Says why a command was refused: in the dialog that gave it, else in a toast.
    #[inline(never)]
    fn refuse(&mut self, error: &CommandError) {
        let (place, problem) = match error {
            CommandError::Field { field, problem } => (*field, problem),
            CommandError::Bounds(ScenarioError::Bounds { place, problem }) => (place.as_str(), problem),
            CommandError::Bounds(other) => return self.say_error(texts().header().cannot_be_done(&other.to_string())),
        };
        if self.dialog.is_some() {
            self.refuse_at(place, problem.clone());
        } else {
            self.say_error(texts().header().cannot_be_done(problem));
        }
    }

    fn refuse_at(&mut self, place: &str, problem: String) {
        self.refusal = Some(Refusal { place: place.to_owned(), problem, after: self.refusals });
        self.refusals += 1;
    }

    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.add_toast(Toast { id: 0, is_error: false, text: text.into(), can_undo: false });
    }

    fn say_error(&mut self, text: impl Into<String>) {
        self.add_toast(Toast { id: 0, is_error: true, text: text.into(), can_undo: false });
    }

    pub(super) fn add_toast(&mut self, said: Toast) {
        // The same words once more replace the old ones; so does a later deletion an earlier one, which is undone first.
        self.toasts.retain(|toast| toast.text != said.text && !(toast.can_undo && said.can_undo));
        self.toasts_said += 1;
        self.toasts.push(Toast { id: self.toasts_said, ..said });
        if self.toasts.len() > TOASTS_MAX {
            let passing = self.toasts.iter().position(|toast| !toast.is_error);
            self.toasts.remove(passing.unwrap_or(0));
        }
    }

    /// Whatever changed the run may have taken away what was looked at.
    #[inline(never)]
    fn forget_the_gone(&mut self, sim: &Sim) {
        let is_known = |event: &EventId| event.index() <= sim.trace().len();
        self.looked_at = self.looked_at.filter(is_known);
        self.compared = self.compared.filter(is_known);
        self.renamed = self.renamed.filter(|branch| sim.branch(*branch).is_some());
        self.pair = self.pair.filter(|(a, b)| sim.branch(*a).is_some() && sim.branch(*b).is_some());
        let is_there = |node: &NodeId| sim.world().machines().contains_key(&node.machine());
        self.selected = self.selected.filter(is_there);
        self.data_of = self.data_of.filter(is_there);
    }
}

fn nothing_to_step_to(step: Step) -> &'static str {
    let t = texts().header();
    match step {
        Step::Event => t.no_more,
        Step::Heartbeat => t.no_heartbeat,
        Step::Merge => t.no_merge,
        Step::Decision => t.no_decision,
        Step::Round => t.no_round,
    }
}

fn nothing_to_go_back_to(step: Step) -> &'static str {
    let t = texts().header();
    match step {
        Step::Event => t.none_before,
        Step::Heartbeat => t.no_heartbeat_before,
        Step::Merge => t.no_merge_before,
        Step::Decision => t.no_decision_before,
        Step::Round => t.no_round_before,
    }
}

fn no_landmark(direction: Direction) -> &'static str {
    match direction {
        Direction::On => texts().header().no_landmark,
        Direction::Back => texts().header().no_landmark_before,
    }
}

/// What to say when a command was given whose effect is only seen with the next events.
#[inline(never)]
fn done_words(sim: &Sim, command: &Command) -> Option<String> {
    let (names, t) = (sim.world().names(), texts().header());
    Some(match command {
        Command::AddExecutor(spec) => {
            let name = spec.name.clone().unwrap_or_else(|| names.free_node_name("exec"));
            t.added(&name)
        }
        Command::SubmitJob(job) => {
            let name = job.name.clone().unwrap_or_else(|| names.free_job_name("job"));
            t.submitted(&name)
        }
        Command::SetCapabilities { node, .. } => t.changed(node),
        Command::SetNetwork(_) => t.network_changed.to_owned(),
        Command::HealAll {} => t.healed.to_owned(),
        Command::Flood(flood) => t.flooded(flood.count, &real(Span::from_ms(flood.within_ms))),
        _ => return None,
    })
}

/// An icon from the page's sheet.
pub(super) fn icon(name: &str) -> Html {
    html! { <svg class="icon" aria-hidden="true"><use href={format!("./www/icons.svg#{name}")} /></svg> }
}

/// The emergency triangle.
fn triangle() -> Html {
    html! { <svg class="tri" viewBox="0 0 12 11" aria-hidden="true"><path d="M6 .5 12 11H0z" /></svg> }
}
