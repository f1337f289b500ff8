//! The way through a lesson.

use crate::id::EventId;
use crate::sim::Sim;
use crate::texts::texts;
use crate::ui::inspector::tab_name;
use crate::ui::{Session, Toast};
use crate::view::lesson::{Lesson, Mark, Seen, Stage};

/// A lesson that is being taken.
#[derive(Debug)]
pub(super) struct Course {
    /// Which one.
    pub(super) lesson: usize,
    /// At which step, from 0; after the last one it is over.
    pub(super) at: usize,
    /// What is said of the step before, when it was done.
    pub(super) said: Option<&'static str>,
    /// How things stood when the step began; none while its run still opens.
    mark: Option<Mark>,
    /// Where the run stood when each step began.
    stood: Vec<EventId>,
    /// Whether it was told that nothing is kept.
    has_complained: bool,
}

impl Course {
    /// The lesson.
    pub(super) fn lesson(&self) -> &'static Lesson {
        &Lesson::all()[self.lesson]
    }

    /// The step; none when it is over.
    pub(super) fn stage(&self) -> Option<&'static Stage> {
        self.lesson().steps.get(self.at)
    }
}

impl Session {
    /// Begins a lesson, or goes on where it was left.
    pub(super) fn begin(&mut self, sim: &mut Sim, lesson: usize) {
        let Some(taken) = Lesson::all().get(lesson) else { return };
        self.leave_lesson();
        self.learn.progress.recall();
        let done = self.learn.progress.of(taken.key);
        let at = if done < taken.steps.len() { done } else { 0 };
        self.learn.is_open = true;
        let course = Course { lesson, at, said: None, mark: None, stood: Vec::new(), has_complained: false };
        self.learn.lesson = Some(course);
        // In the middle, the run is the one that was opened last.
        let opened = taken.steps[..=at].iter().rev().find_map(|step| step.open.as_deref());
        self.enter(sim, opened);
    }

    /// A step begins, with another run or with the one that is there.
    fn enter(&mut self, sim: &mut Sim, open: Option<&str>) {
        let Some(course) = &mut self.learn.lesson else { return };
        course.mark = None;
        self.learn.level = course.stage().and_then(|stage| stage.asks);
        self.learn.asked = None;
        if let Some(key) = open {
            self.learn.graded = None;
            self.open_bundled(sim, key);
        }
    }

    /// Goes on to the next step.
    pub(super) fn next_step(&mut self, sim: &mut Sim, is_done: bool) {
        let Some(course) = &mut self.learn.lesson else { return };
        let Some(stage) = course.stage() else { return };
        course.said = is_done.then_some(stage.done.as_str());
        course.at += 1;
        let (key, at) = (course.lesson().key, course.at);
        let open = course.stage().and_then(|stage| stage.open.as_deref());
        let is_kept = self.learn.progress.reach(key, at);
        let complains = !is_kept && !std::mem::replace(&mut course.has_complained, true);
        self.enter(sim, open);
        if complains {
            self.add_toast(Toast { id: 0, is_error: false, text: texts().learn().unkept.to_owned(), can_undo: false });
        }
    }

    /// Goes back to the step before, and to where the run stood then.
    pub(super) fn step_before(&mut self, sim: &mut Sim) {
        let Some(course) = &mut self.learn.lesson else { return };
        let Some(before) = course.at.checked_sub(1) else { return };
        // Another run was opened for the step that is left, or nobody knows where this one stood.
        let opens_anew = course.stage().is_some_and(|stage| stage.open.is_some());
        let stood = course.stood.get(before).copied().filter(|_| !opens_anew);
        (course.at, course.said) = (before, None);
        course.stood.truncate(before);
        let opened = course.lesson().steps[..=before].iter().rev().find_map(|step| step.open.as_deref());
        match stood {
            Some(event) => {
                sim.seek(event);
                (self.looked_at, self.compared) = (None, None);
                self.enter(sim, None);
            }
            None => self.enter(sim, opened),
        }
    }

    /// Goes on by itself when the step is done.
    pub(super) fn follow_lesson(&mut self, sim: &mut Sim) {
        // What is said of an answer is read first.
        if self.is_on_the_way() || self.learn.graded.is_some() {
            return;
        }
        let seen = Seen {
            sim,
            looked_at: self.looked_at,
            compared: self.compared,
            tab: tab_name(self.tab),
            predicted: self.learn.score.asked,
        };
        let Some(course) = &mut self.learn.lesson else { return };
        let Some(stage) = course.stage() else { return };
        let Some(mark) = course.mark else {
            course.mark = Some(seen.mark());
            course.stood.resize(course.at, EventId::new(0));
            course.stood.push(seen.sim.cursor());
            return;
        };
        if seen.has(&stage.until, &mark) {
            self.next_step(sim, true);
            // The next step begins here and now, unless its run still opens.
            if !self.is_on_the_way()
                && let Some(course) = &self.learn.lesson
                && course.stage().is_some()
            {
                self.follow_lesson(sim);
            }
        }
    }
}
