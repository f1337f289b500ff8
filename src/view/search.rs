//! Search and filter: which events say what is asked for, and which are to be seen at all.
//!
//! A [`Search`] holds what is asked, an index of the words of every event that grows with the trace, and what was found.
//! It is told of what is new by [`Search::follow`], in slices, so that nobody waits for a long run to be read.

mod facets;
mod filter;
mod index;
mod query;
mod suggest;
#[cfg(test)]
mod tests;

use std::rc::Rc;

pub use facets::{Kind, Kinds};
pub use filter::{Filter, Kept};
pub use index::TEXT_BYTES_MAX;
pub use query::{KEYS, Matcher, Patterns, Query, QueryError};
pub use suggest::{Suggestion, suggestions};

use crate::clock::Dot;
use crate::id::{EventId, JobId, Names, NodeId};
use crate::ordered::{Set, sort_by_key};
use crate::sim::trace::{Event, Trace};
use crate::view::happened::{emergency_of, sent_of};
use facets::is_lost;
use index::{Index, Indexed};
use query::{Asks, Name};

/// So many events' words go to a regular expression at once: some 80 KB.
const MATCHED_AT_ONCE: usize = 1_000;

/// Events that are found, and how far was looked.
#[derive(Debug, Default)]
struct Finder {
    query: Query,
    found: Rc<Vec<EventId>>,
    looked_at: usize,
}

/// A search and a filter over one run.
#[derive(Debug, Default)]
pub struct Search {
    index: Index,
    asked: Finder,
    /// The search that is part of the filter.
    kept: Finder,
    filter: Filter,
    shown: Rc<Vec<EventId>>,
    shown_upto: usize,
    /// Somebody is about to ask.
    is_awaited: bool,
}

impl Search {
    /// Asks for something else. What it finds is known after [`Self::follow`].
    pub fn ask(&mut self, query: Query) {
        self.asked = Finder { query, ..Finder::default() };
    }

    /// Filters by something else. `kept` is the query of the filter's own search.
    pub fn filter_by(&mut self, filter: Filter, kept: Query) {
        self.kept = Finder { query: kept, ..Finder::default() };
        self.filter = filter;
        self.shown = Rc::default();
        self.shown_upto = 0;
    }

    /// Somebody is about to ask: it begins to look at what there is.
    pub const fn await_question(&mut self) {
        self.is_awaited = true;
    }

    /// Whether anything is asked or filtered, or soon will be: without, it looks at nothing.
    pub fn is_active(&self) -> bool {
        self.is_awaited || !self.asked.query.is_empty() || !self.filter.is_empty()
    }

    /// Looks at what is new in the trace, at so many events at most. Returns whether it has looked at everything.
    pub fn follow(&mut self, trace: &Trace, events: usize) -> bool {
        if !self.is_active() {
            return true;
        }
        let is_another = self.index.follow(trace, events);
        self.asked.look(&self.index, trace, is_another);
        self.kept.look(&self.index, trace, is_another);
        if let Some(kept) = &mut self.filter.search {
            kept.found = Rc::clone(&self.kept.found);
        }
        self.show(trace, is_another);
        self.index.is_done(trace)
    }

    /// What was found, in order.
    pub const fn found(&self) -> &Rc<Vec<EventId>> {
        &self.asked.found
    }

    /// The filter, with what its own search has found.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// The events that the filter shows, in order; without a filter there is no list, and all are shown.
    pub fn shown(&self) -> Option<&Rc<Vec<EventId>>> {
        (!self.filter.is_empty()).then_some(&self.shown)
    }

    /// How many events were looked at.
    pub fn looked_at(&self) -> usize {
        self.index.len()
    }

    fn show(&mut self, trace: &Trace, is_another: bool) {
        if self.filter.is_empty() {
            return;
        }
        let changes = self.filter.kinds.has(Kind::Lost) || !self.kept.query.is_lasting();
        if is_another || changes {
            self.shown_upto = 0;
            self.shown = Rc::default();
        }
        let Self { index, filter, .. } = self;
        let shows = |id: &EventId| {
            let Some((of, dot)) = index.of(*id).zip(trace.dot(*id)) else { return false };
            (filter.nodes.is_empty() || filter.nodes.contains(&dot.node.machine()))
                && (filter.kinds.is_empty() || filter.is_of_kind(trace, *id, || of.kinds))
                && (filter.jobs.is_empty() || of.jobs.iter().any(|job| filter.jobs.contains(job)))
                && filter.search.as_ref().is_none_or(|kept| kept.found.binary_search(id).is_ok())
        };
        let new = (self.shown_upto as u32 + 1..=index.len() as u32).map(EventId::new);
        extend(&mut self.shown, new.filter(shows));
        self.shown_upto = self.index.len();
    }
}

impl Finder {
    /// Looks at what is new in the index; at everything when what was found may not hold any more.
    fn look(&mut self, index: &Index, trace: &Trace, is_another: bool) {
        if self.query.is_empty() {
            return;
        }
        if is_another || !self.query.is_lasting() {
            self.looked_at = 0;
            self.found = Rc::default();
        }
        let tests = self.query.tests(trace.names());
        let new = (self.looked_at as u32 + 1..=index.len() as u32).map(EventId::new);
        let passed = |id: EventId| {
            let (of, dot) = index.of(id).zip(trace.dot(id))?;
            let holds = tests.iter().all(|(is_not, test)| test.holds(trace, id, dot, of) != *is_not);
            holds.then_some((id, of.words))
        };
        let mut found: Vec<(EventId, &str)> = new.filter_map(passed).collect();
        for (is_not, matcher) in self.query.patterns() {
            found = matching(&found, is_not, matcher);
        }
        extend(&mut self.found, found.into_iter().map(|(event, _)| event));
        self.looked_at = index.len();
    }
}

/// Those of the events in whose words a regular expression finds itself, or those in whose it does not.
fn matching<'a>(events: &[(EventId, &'a str)], is_not: bool, matcher: &Matcher) -> Vec<(EventId, &'a str)> {
    let mut matching = Vec::new();
    for some in events.chunks(MATCHED_AT_ONCE) {
        let words: Vec<&str> = some.iter().map(|(_, words)| *words).collect();
        let kept = some.iter().zip(matcher(&words)).filter(|(_, holds)| *holds != is_not);
        matching.extend(kept.map(|(event, _)| *event));
    }
    matching
}

/// Adds to a list that others may hold as it was.
fn extend(list: &mut Rc<Vec<EventId>>, more: impl Iterator<Item = EventId>) {
    let mut more = more.peekable();
    if more.peek().is_some() {
        Rc::make_mut(list).extend(more);
    }
}

/// A term with its names looked up. The cheap ones stand first.
#[derive(Clone)]
enum Test<'a> {
    Number(u32, u32),
    At(u64, u64),
    Kind(Kind),
    Lost,
    /// Machines.
    Machines(Set<NodeId>),
    /// One life of a machine.
    Life(NodeId),
    Jobs(Set<JobId>),
    Message(&'a str),
    Emergency(&'a str),
    Words(&'a str),
}

impl Query {
    /// Whether what is found once stays found: whether a message was lost is known only later.
    fn is_lasting(&self) -> bool {
        !self.terms.iter().any(|term| matches!(term.asks, Asks::Kind(Kind::Lost)))
    }

    /// The tests that an event has to pass, each with whether it must fail instead; without the regular expressions.
    fn tests(&self, names: &Names) -> Vec<(bool, Test<'_>)> {
        let tests = self.terms.iter().filter_map(|term| Some((term.is_not, test(&term.asks, names)?)));
        let mut tests: Vec<_> = tests.collect();
        sort_by_key(&mut tests, |(_, test)| test.cost());
        tests
    }

    /// The regular expressions, each with whether it must not be found.
    fn patterns(&self) -> impl Iterator<Item = (bool, &Matcher)> {
        self.terms.iter().filter_map(|term| match &term.asks {
            Asks::Pattern(matcher) => Some((term.is_not, matcher)),
            _ => None,
        })
    }
}

fn test<'a>(asks: &'a Asks, names: &Names) -> Option<Test<'a>> {
    Some(match asks {
        Asks::Number(from, to) => Test::Number(*from, *to),
        Asks::At(from, to) => Test::At(from.ms(), to.ms()),
        Asks::Kind(Kind::Lost) => Test::Lost,
        Asks::Kind(kind) => Test::Kind(*kind),
        Asks::Node(name) => node_test(name, names),
        Asks::Job(name) => Test::Jobs(jobs_named(name, names).collect()),
        Asks::Message(value) => Test::Message(value),
        Asks::Emergency(value) => Test::Emergency(value),
        Asks::Words(words) => Test::Words(words),
        Asks::Pattern(_) => return None,
    })
}

fn node_test<'a>(name: &Name, names: &Names) -> Test<'a> {
    match names.find_node(&name.text) {
        Some(life) if !name.is_beginning && name.text.contains('#') => Test::Life(life),
        _ => Test::Machines(machines(names).filter(|machine| name.is(&names.of_node(*machine))).collect()),
    }
}

fn machines(names: &Names) -> impl Iterator<Item = NodeId> {
    (0..names.node_count()).filter_map(|number| u16::try_from(number).ok()).map(NodeId::new)
}

fn jobs_named<'a>(name: &'a Name, names: &'a Names) -> impl Iterator<Item = JobId> + 'a {
    (0..names.job_count() as u32).map(JobId::new).filter(|job| name.is(names.of_job(*job)))
}

impl Test<'_> {
    const fn cost(&self) -> u8 {
        match self {
            Self::Number(..) | Self::At(..) | Self::Kind(_) => 0,
            Self::Machines(_) | Self::Life(_) | Self::Jobs(_) => 1,
            Self::Lost | Self::Message(_) | Self::Emergency(_) => 2,
            Self::Words(_) => 3,
        }
    }

    /// A whole event is looked at only where nothing else tells.
    fn holds(&self, trace: &Trace, id: EventId, dot: Dot, of: Indexed) -> bool {
        let whole = |holds: &dyn Fn(&Event) -> bool| trace.get(id).is_some_and(holds);
        match self {
            Self::Number(from, to) => (*from..=*to).contains(&id.number()),
            Self::At(from, to) => trace.at(id).is_some_and(|at| (*from..=*to).contains(&at.ms())),
            Self::Kind(kind) => of.kinds.has(*kind),
            Self::Lost => is_lost(trace, id),
            Self::Machines(machines) => machines.contains(&dot.node.machine()),
            Self::Life(life) => *life == dot.node,
            Self::Jobs(jobs) => of.jobs.iter().any(|job| jobs.contains(job)),
            Self::Message(value) => trace.message(id).is_some() && whole(&|event| is_message(trace, event, value)),
            Self::Emergency(value) => {
                of.kinds.has(Kind::Emergency) && whole(&|event| is_emergency(trace, event, value))
            }
            Self::Words(words) => of.words.contains(words),
        }
    }
}

/// Whether an event sent or received the message of this number, or one of this name.
fn is_message(trace: &Trace, event: &Event, value: &str) -> bool {
    use crate::broker::call::Body;
    let Some(message) = event.message else { return false };
    if let Ok(number) = value.parse::<u32>() {
        return message.number() == number;
    }
    sent_of(trace, event).is_some_and(|sent| match &sent.message.body {
        Body::Call(call) => call.name() == value,
        Body::Answer(..) => value == "answer",
        Body::Unknown => false,
    })
}

fn is_emergency(trace: &Trace, event: &Event, value: &str) -> bool {
    let Some(emergency) = emergency_of(trace, event) else { return false };
    let is_place = emergency.location.as_ref().is_some_and(|place| place.eq_ignore_ascii_case(value));
    value == "any" || emergency.kind.name() == value || emergency.level.name() == value || is_place
}

/// Which way to look for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// To later events.
    On,
    /// To earlier events.
    Back,
}

/// The next event of a list after one, or before it, and whether that meant going round its end.
pub fn next(found: &[EventId], from: EventId, way: Way) -> Option<(EventId, bool)> {
    match way {
        Way::On => {
            let at = found.partition_point(|event| *event <= from);
            found.get(at).map(|event| (*event, false)).or_else(|| Some((*found.first()?, true)))
        }
        Way::Back => {
            let at = found.partition_point(|event| *event < from);
            let before = at.checked_sub(1).map(|before| (found[before], false));
            before.or_else(|| Some((*found.last()?, true)))
        }
    }
}
