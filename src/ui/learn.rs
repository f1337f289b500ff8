//! Learning: lessons that lead through runs, and predictions before the run shows the answer.
//!
//! Both only look at the run and at what the session shows. A prediction looks ahead in a copy of the run, and lets the
//! run itself come as far as the event before: what nobody has seen yet stands nowhere on the page.

mod lesson;
mod menu;
mod panel;
mod progress;
mod question;

pub(super) use panel::panel;

use std::rc::Rc;

use wasm_bindgen::{JsError, JsValue};

use crate::id::EventId;
use crate::scenario::Scenario;
use crate::sim::{Sim, Step};
use crate::texts::texts;
use crate::ui::{Direction, Intent, Session};
use crate::view::lesson::Lesson;
use crate::view::predict::{Answer, Grade, Level, Missed, Question, Score, asked_at, asked_of, drawn, grade};
use progress::Progress;

/// What a person does to learn.
#[derive(Debug, Clone)]
pub enum LearnDeed {
    /// Opens the list of lessons, or closes the panel.
    Toggle,
    /// Begins a lesson, or goes on with it.
    Begin(usize),
    /// Goes on to the next step, done or not.
    Next,
    /// Goes back to the step before.
    Back,
    /// Leaves the lesson, or the predictions, for the list.
    Leave,
    /// Is asked before things are shown, at a level; or no longer.
    Predict(Option<Level>),
    /// Asks for two events to compare.
    Ask,
    /// Says what will be.
    Answer(Answer),
    /// Has read what is said of the answer.
    GoOn,
    /// Looks again at what was wrong.
    LookAgain(Missed),
}

/// Where somebody stands in learning.
#[derive(Debug, Default)]
pub(super) struct Learn {
    is_open: bool,
    lesson: Option<lesson::Course>,
    /// Which questions are asked, and by whom: by the lesson or by the student.
    level: Option<Level>,
    asked: Option<Rc<Question>>,
    graded: Option<Rc<(Question, Answer, Grade)>>,
    score: Score,
    /// How many questions were drawn.
    drawn: u32,
    progress: Progress,
}

impl Learn {
    /// Whether its panel stands on the page.
    pub(super) const fn is_open(&self) -> bool {
        self.is_open
    }

    /// Whether nothing is asked and nothing is waited for: as it is for whoever never opens it.
    pub(super) const fn is_idle(&self) -> bool {
        self.level.is_none() && self.lesson.is_none()
    }
}

/// The number of the lesson that the options of `mount` name, or none.
///
/// # Errors
/// There is none of this name; the message tells which there are.
#[inline(never)]
pub(super) fn lesson_of(options: &JsValue) -> Result<Option<usize>, JsError> {
    let wanted = crate::web::option(options, "lesson");
    if wanted.is_undefined() || wanted.is_null() {
        return Ok(None);
    }
    let keys = Lesson::all().iter().map(|lesson| lesson.key);
    let found = wanted.as_string().and_then(|wanted| keys.clone().position(|key| key == wanted));
    let unknown = || JsError::new(&format!("lesson: it is none of {}", keys.collect::<Vec<_>>().join(", ")));
    found.map(Some).ok_or_else(unknown)
}

/// What becomes of what somebody wants, when they are asked first.
#[inline(never)]
pub(super) fn first(sim: &mut Sim, session: &mut Session, intent: Intent) -> Option<Intent> {
    match intent {
        Intent::Step(step) => (!stops_before(sim, session, step)).then_some(intent),
        Intent::PlayOn if session.playing == Some(Direction::On) => {
            (!stops_before(sim, session, Step::Event)).then_some(intent)
        }
        Intent::CompareWith(Some(other)) => {
            let first = session.looked_at.unwrap_or_else(|| sim.cursor());
            let question = session.learn.level.and_then(|_| asked_of(sim.trace(), first, other));
            match question {
                Some(question) => {
                    session.ask(question);
                    None
                }
                None => Some(intent),
            }
        }
        other => Some(other),
    }
}

/// Whether a step comes to something that is asked first. Then the run stands right before it.
fn stops_before(sim: &mut Sim, session: &mut Session, step: Step) -> bool {
    let Some(level) = session.learn.level else { return false };
    // Whoever steps on past a question lets it be.
    (session.learn.asked, session.learn.graded) = (None, None);
    let mut ahead = sim.clone();
    if ahead.step(step) == 0 {
        return false;
    }
    let to = ahead.cursor();
    if let Some(question) = asked_at(ahead.trace(), to, level) {
        sim.seek(EventId::new(to.number() - 1));
        session.ask(question);
        return true;
    }
    false
}

impl Session {
    /// Asks a question. Nothing is looked at any more that could show the answer.
    fn ask(&mut self, question: Question) {
        self.playing = None;
        (self.looked_at, self.compared) = (None, None);
        (self.learn.asked, self.learn.graded) = (Some(Rc::new(question)), None);
    }

    /// Carries out what somebody does to learn.
    #[inline(never)]
    pub(super) fn learn(&mut self, sim: &mut Sim, deed: LearnDeed) {
        match deed {
            LearnDeed::Toggle => {
                let is_open = !self.learn.is_open;
                if !is_open {
                    self.leave_lesson();
                }
                self.learn.is_open = is_open;
                self.learn.progress.recall();
            }
            LearnDeed::Begin(at) => self.begin(sim, at),
            LearnDeed::Next => self.next_step(sim, false),
            LearnDeed::Back => self.step_before(sim),
            LearnDeed::Leave => self.leave_lesson(),
            LearnDeed::Predict(level) => {
                self.leave_lesson();
                (self.learn.is_open, self.learn.level) = (true, level);
            }
            LearnDeed::Ask => self.ask_of_two(sim),
            LearnDeed::Answer(answer) => self.answer(sim, &answer),
            LearnDeed::GoOn => self.learn.graded = None,
            LearnDeed::LookAgain(missed) => {
                (self.learn.asked, self.learn.graded) = (None, None);
                sim.seek(sim.cursor().max(missed.event));
                (self.looked_at, self.compared) = (Some(missed.event), missed.other);
            }
        }
    }

    fn leave_lesson(&mut self) {
        let learn = &mut self.learn;
        (learn.lesson, learn.level, learn.asked, learn.graded) = (None, None, None, None);
    }

    fn ask_of_two(&mut self, sim: &Sim) {
        let level = self.learn.level.unwrap_or_default();
        match drawn(sim.trace(), sim.cursor(), level, self.learn.drawn) {
            Some(question) => self.ask(question),
            None => self.say(texts().learn().too_little),
        }
        self.learn.drawn += 1;
    }

    /// The run goes on to what was asked, and the core says how far the answer is right.
    #[inline(never)]
    fn answer(&mut self, sim: &mut Sim, answer: &Answer) {
        let Some(question) = self.learn.asked.take() else { return };
        if sim.cursor() < question.event() {
            sim.seek(question.event());
        }
        let Some(grade) = grade(sim.trace(), &question, answer) else { return };
        self.learn.score.add(&question, &grade);
        match &*question {
            Question::Merge { .. } => self.tab = crate::ui::Tab::Merge,
            Question::Decision { .. } => self.tab = crate::ui::Tab::Decision,
            Question::Relation { first, second, .. } => {
                (self.looked_at, self.compared) = (Some(*first), Some(*second).filter(|second| second != first));
            }
        }
        self.learn.graded = Some(Rc::new(((*question).clone(), answer.clone(), grade)));
    }

    /// Looks whether something that is waited for has come.
    pub(super) fn follow_learning(&mut self, sim: &mut Sim) {
        if let Some(asked) = &self.learn.asked {
            // Whoever went to the answer, or to another run, has let the question be.
            let is_shown = !matches!(**asked, Question::Relation { .. }) && sim.cursor() >= asked.event();
            if is_shown {
                self.learn.asked = None;
            } else if self.looked_at.is_some_and(|event| event >= asked.event()) {
                (self.looked_at, self.compared) = (None, None);
                self.say(texts().learn().first);
            }
        }
        self.follow_lesson(sim);
    }

    /// Opens a scenario that comes with the program.
    fn open_bundled(&mut self, sim: &mut Sim, key: &str) {
        let Some(scenario) = Scenario::under(key) else { return };
        self.open_scenario(sim, crate::sim::journey::Opening::of(scenario.clone()));
    }
}
