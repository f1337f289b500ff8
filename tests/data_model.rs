//! The data side against a model that is much simpler: what was stored under each name last. Real datastores, some of
//! which hear nothing, or hear and are not heard, for a while; whatever they do, these hold:
//!
//! - what is read is what was acknowledged last, or what was tried since and not refused for certain;
//! - what is deleted does not come back;
//! - while all datastores are there, nothing is missing;
//! - once all is quiet, a name stands at one datastore, and no work is left behind.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::broker::call::{Answer, Call, Reply};
use clocktower::broker::data::{Data, DataName};
use clocktower::id::{JobId, MessageId};
use clocktower::sim::datastore::Datastore;
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

#[path = "broker/cell.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod cell;
#[path = "broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;

use cell::{Cell, name};
use story::BROKER;

const NAMES: [&str; 5] = ["job-1/in", "job-1/deep/er", "job-1/result", "job-2/in", "shared"];
const JOBS: [&str; 2] = ["job-1", "job-2"];
const STORES: usize = 3;
/// Of such a datastore, few data fit in.
const SMALL: u64 = 60;

#[derive(Debug, Clone, Copy)]
enum Op {
    Put(usize, u64),
    Get(usize),
    Delete(usize),
    /// The next ones of these calls come in at once.
    Together(usize),
    List,
    Deaf(usize),
    Mute(usize),
    Hear(usize),
    /// It starts again without data.
    Lose(usize),
    Pass(u64),
}

fn op() -> impl Strategy<Value = Op> {
    prop_oneof![
        6 => (0..NAMES.len(), 1..50_u64).prop_map(|(name, bytes)| Op::Put(name, bytes)),
        4 => (0..NAMES.len()).prop_map(Op::Get),
        1 => Just(Op::List),
        2 => (0..JOBS.len()).prop_map(Op::Delete),
        2 => (0..STORES).prop_map(Op::Deaf),
        2 => (0..STORES).prop_map(Op::Mute),
        3 => (0..STORES).prop_map(Op::Hear),
        1 => (0..STORES).prop_map(Op::Lose),
        1 => (2..6_usize).prop_map(Op::Together),
        3 => prop_oneof![Just(10), Just(70), Just(140)].prop_map(Op::Pass),
    ]
}

/// What may be read under one name.
#[derive(Debug, Clone, Default)]
struct Known {
    /// What was acknowledged last.
    acknowledged: Option<u64>,
    /// What was refused since, which a datastore that is not heard may have all the same.
    tried: Vec<u64>,
    /// What is being deleted.
    fading: Vec<u64>,
}

impl Known {
    fn may_be(&self, bytes: u64) -> bool {
        self.acknowledged == Some(bytes) || self.tried.contains(&bytes) || self.fading.contains(&bytes)
    }
}

struct Run {
    cell: Cell,
    known: [Known; NAMES.len()],
    /// Calls that came in and are not answered, with what was true when they came.
    open: Vec<(MessageId, Op)>,
    /// How many calls come in before an answer is waited for.
    together: usize,
}

impl Run {
    fn new() -> Self {
        let cell = Cell::new(&[SMALL, SMALL, 1000]);
        Self { cell, known: Default::default(), open: Vec::new(), together: 0 }
    }

    fn is_quiet(&self) -> bool {
        self.cell.story.broker.unfinished() == 0 && self.cell.story.broker.data().works().len() == 0
    }

    fn all_are_there(&self) -> bool {
        let heard = self.cell.deaf.is_empty() && self.cell.mute.is_empty();
        heard && self.cell.story.broker.data().stores().present().count() == STORES
    }

    fn act(&mut self, op: Op) -> Result<(), TestCaseError> {
        if !matches!(op, Op::Put(..) | Op::Get(_) | Op::Delete(_)) {
            self.hear_answers()?;
        }
        match op {
            Op::Put(..) | Op::Get(_) | Op::Delete(_) => self.call(op)?,
            Op::Together(calls) => self.together = calls,
            Op::List => drop(self.cell.list("")),
            Op::Deaf(store) if !self.cell.deaf.contains(&store) => self.cell.deaf.push(store),
            Op::Mute(store) if !self.cell.mute.contains(&store) => self.cell.mute.push(store),
            Op::Deaf(_) | Op::Mute(_) => {}
            Op::Hear(store) => {
                self.cell.deaf.retain(|other| *other != store);
                self.cell.mute.retain(|other| *other != store);
            }
            Op::Lose(store) => self.lose(store),
            Op::Pass(seconds) => self.cell.pass(seconds),
        }
        if self.is_quiet() {
            self.known.iter_mut().for_each(|known| known.fading.clear());
        }
        Ok(())
    }

    fn call(&mut self, op: Op) -> Result<(), TestCaseError> {
        let call = match op {
            Op::Put(at, bytes) => Call::Store { name: name(NAMES[at]), data: Data::sized(bytes) },
            Op::Get(at) => Call::Fetch { name: name(NAMES[at]), job: None },
            Op::Delete(at) => Call::Delete { job: JobId::new(1), folder: DataName::folder(JOBS[at]) },
            other => panic!("{other:?} is no call"),
        };
        self.open.push((self.cell.story.call(&mut self.cell.client, call), op));
        self.together = self.together.saturating_sub(1);
        if self.together == 0 { self.hear_answers() } else { Ok(()) }
    }

    /// Waits for all answers. What they say must be as if each call had been made after the one before it.
    fn hear_answers(&mut self) -> Result<(), TestCaseError> {
        self.together = 0;
        let (open, were_there) = (std::mem::take(&mut self.open), self.all_are_there());
        for (id, op) in open {
            let answer = self.cell.answer(id);
            match op {
                Op::Put(at, bytes) if answer.is_ok() => {
                    self.known[at] = Known { acknowledged: Some(bytes), ..Known::default() };
                }
                Op::Put(at, bytes) => self.known[at].tried.push(bytes),
                Op::Get(at) => self.got(at, &answer, were_there)?,
                Op::Delete(at) => self.delete(JOBS[at]),
                _ => {}
            }
        }
        Ok(())
    }

    fn got(&self, at: usize, answer: &Answer, were_there: bool) -> Result<(), TestCaseError> {
        let known = &self.known[at];
        match &answer.reply {
            Reply::Data(data) => {
                prop_assert!(known.may_be(data.bytes), "{}: {} bytes, {known:?}", NAMES[at], data.bytes);
            }
            other => {
                prop_assert_eq!(answer.status, 404, "{:?}", other);
                let is_missing = were_there && known.acknowledged.is_some();
                prop_assert!(!is_missing, "{} is missing: {known:?}", NAMES[at]);
            }
        }
        Ok(())
    }

    fn delete(&mut self, job: &str) {
        let folder = DataName::folder(job);
        for (text, known) in NAMES.iter().zip(&mut self.known) {
            if name(text).goes_with(&folder) {
                let gone = known.acknowledged.take().into_iter().chain(known.tried.drain(..));
                known.fading.extend(gone);
            }
        }
    }

    fn lose(&mut self, store: usize) {
        for (at, known) in self.known.iter_mut().enumerate() {
            if self.cell.places(NAMES[at]).contains(&store) {
                // Somewhere else there may be some that were tried.
                known.tried.extend(known.acknowledged.take());
            }
        }
        let life = self.cell.stores[store].clock().owner().next_incarnation().expect("there are 65,535 lives");
        let capacity = self.cell.stores[store].capacity();
        self.cell.stores[store] = Datastore::new(life, BROKER, capacity, self.cell.story.now);
        self.cell.announce();
    }

    /// All datastores are heard again, and everything that is due is done.
    fn end(&mut self) -> Result<(), TestCaseError> {
        self.hear_answers()?;
        (self.cell.deaf, self.cell.mute) = (Vec::new(), Vec::new());
        for _ in 0..30 {
            self.cell.pass(10);
        }
        prop_assert!(self.is_quiet(), "{} are left", self.cell.story.broker.unfinished());
        prop_assert!(self.all_are_there());
        for (text, known) in NAMES.iter().zip(&self.known) {
            let places = self.cell.places(text);
            let kept: Vec<u64> =
                places.iter().map(|at| self.cell.stores[*at].data().get(&name(text)).unwrap().bytes).collect();
            prop_assert!(places.len() <= 1, "{text} stands at {places:?}: {kept:?}, {known:?}");
            let fits = |bytes: &u64| known.acknowledged == Some(*bytes) || known.tried.contains(bytes);
            prop_assert!(kept.iter().all(fits), "{text} is {kept:?}, {known:?}");
            prop_assert!(known.acknowledged.is_none() || kept.len() == 1, "{text} is lost, {known:?}");
        }
        (0..NAMES.len()).try_for_each(|at| self.call(Op::Get(at)))
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(2_000) })]

    #[test]
    fn what_was_acknowledged_last_is_what_is_read_whatever_the_datastores_do(ops in prop::collection::vec(op(), 1..40)) {
        let mut run = Run::new();
        for op in ops {
            run.act(op)?;
        }
        run.end()?;
    }
}
