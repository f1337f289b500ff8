//! Predictions: what is asked before the run shows it, what the core says, and which of the classic errors an answer made.
//!
//! Three things can be asked: the clock after a merge, entry by entry; who gets a job; and how two events stand to each
//! other. The right answer is never kept in a question: it is read from the run when an answer is graded.

mod draw;
mod grade;
mod score;
mod texts;

pub use draw::drawn;
pub use grade::{Grade, grade};
pub use score::{Missed, Score};
pub use texts::{level_about, level_title, mistake};

use super::causality::{Cone, Standing};
use super::decision::decision_in;
use super::happened::{deed, largest_heard, needs, noun, object, sent_of};
use super::words::{self, Words};
use crate::clock::{Causality, VectorClock};
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;

/// The most entries, or executors, that one question is about.
pub const COLUMNS_MAX: usize = 8;

/// Which questions come: one level for each of the classic errors, and all of them together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// Whatever comes.
    #[default]
    All,
    /// Merges: whose entry ticks.
    Ticks,
    /// Merges in which each side knows something that the other does not.
    Larger,
    /// Decisions.
    Decisions,
    /// Clocks that are equal, and clocks that are concurrent.
    Equal,
    /// Events of which one is later: is it after the other as well?
    Later,
}

impl Level {
    /// All of them, with the names that data give them.
    pub const NAMED: [(&'static str, Self); 6] = [
        ("all", Self::All),
        ("ticks", Self::Ticks),
        ("larger", Self::Larger),
        ("decisions", Self::Decisions),
        ("equal", Self::Equal),
        ("later", Self::Later),
    ];

    /// Whether its questions come while the run goes on; else they are drawn from what has happened.
    pub const fn is_of_steps(self) -> bool {
        !matches!(self, Self::Equal | Self::Later)
    }
}

/// One node's entry in two clocks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Whose.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// In the receiver's clock, or in the first one.
    pub mine: u32,
    /// In the message's clock, or in the second one.
    pub theirs: u32,
    /// Whether it is the receiver's own.
    pub is_own: bool,
    /// Whether it is the sender's own.
    pub is_sender: bool,
}

/// An executor that could be named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub node: NodeId,
    /// Its name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What the broker believes of it.
    pub believed: String,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Question {
    /// The receiver's clock after a message.
    Merge {
        /// The event that receives it.
        event: EventId,
        /// Who receives it.
        receiver: String,
        /// The message: exec-2’s heartbeat.
        message: String,
        /// The entries that are asked for.
        columns: Vec<Column>,
    },
    /// Who gets a job.
    Decision {
        /// The event that decides it.
        event: EventId,
        /// The job.
        job: String,
        /// What it needs, and its emergency.
        needs: String,
        /// Who could be named, in the order of the executors.
        candidates: Vec<Candidate>,
    },
    /// How two clocks stand to each other.
    Relation {
        /// The event of the first one; a message carries the clock of the event that sent it.
        first: EventId,
        /// The event of the second one.
        second: EventId,
        /// What each is, in words.
        told: [String; 2],
        /// The entries of both.
        columns: Vec<Column>,
    },
}

/// What somebody says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The entries, in the order of the columns.
    Entries(Vec<u32>),
    /// The executor, or nobody.
    Executor(Option<NodeId>),
    /// How the first one stands to the second.
    Relation(Causality),
}

/// What an answer got wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Mistake {
    /// The sender's entry was ticked at the receiver.
    SenderTicked,
    /// The receiver's own tick was forgotten.
    OwnTickForgotten,
    /// The smaller entry was taken.
    Minimum,
    /// The message's clock was taken whole.
    TheirsWhole,
    /// Nothing was taken from the message.
    MineKept,
    /// Both entries were added.
    Added,
    /// An entry of somebody who has no part in it was ticked.
    OtherTicked,
    /// An entry is wrong in a way of its own.
    Entry,
    /// A rule refuses that executor.
    Refused,
    /// Another executor is better.
    Outscored,
    /// Somebody can take the job.
    SomebodyCan,
    /// Nobody can take the job.
    NobodyCan,
    /// Concurrent clocks were taken for equal ones.
    EqualForConcurrent,
    /// Equal clocks were taken for concurrent ones.
    ConcurrentForEqual,
    /// Ordered events were taken for equal ones, or the other way round.
    EqualForOrdered,
    /// What is later in time was taken for after in cause.
    LaterForAfter,
    /// An order was seen where there is none, and not that of time either.
    OrderInvented,
    /// Cause and effect were exchanged.
    Reversed,
    /// A way from one to the other was overlooked.
    WayMissed,
}

impl Question {
    /// The event that shows the answer: nothing from it on may be seen before there is one.
    pub fn event(&self) -> EventId {
        match self {
            Self::Merge { event, .. } | Self::Decision { event, .. } => *event,
            Self::Relation { first, second, .. } => *first.max(second),
        }
    }
}

/// What an event that is about to be shown is a question about, at a level.
pub fn asked_at(trace: &Trace, event: EventId, level: Level) -> Option<Question> {
    let event = trace.get(event)?;
    if decision_in(event).is_some() {
        return matches!(level, Level::All | Level::Decisions).then(|| decision(trace, event))?;
    }
    let fits = |columns: &[Column]| match level {
        Level::All | Level::Ticks => true,
        Level::Larger => {
            let others = || columns.iter().filter(|column| !column.is_own);
            others().any(|column| column.mine > column.theirs) && others().any(|column| column.theirs > column.mine)
        }
        Level::Decisions | Level::Equal | Level::Later => false,
    };
    let question = merge(trace, event)?;
    matches!(&question, Question::Merge { columns, .. } if fits(columns)).then_some(question)
}

/// The question how one event stands to another; `None` when there is no such event.
pub fn asked_of(trace: &Trace, first: EventId, second: EventId) -> Option<Question> {
    let words = Words::new(trace.names());
    let told = |id: EventId| {
        let event = trace.get(id)?;
        Some(texts().predict().event(id, &words.subject(event.dot.node), &deed(&words, trace, event)))
    };
    relation(trace, first, second, [told(first)?, told(second)?])
}

/// The same of the clock that a message carried, and an event.
fn asked_of_message(trace: &Trace, received: &Event, second: EventId) -> Option<Question> {
    let words = Words::new(trace.names());
    let (sent, by) = (sent_of(trace, received)?, trace.get(second)?);
    sent.message.clock.as_ref()?;
    let message = texts().predict().clock_of(&noun(&words, sent.message));
    let event = texts().predict().event(second, &words.subject(by.dot.node), &deed(&words, trace, by));
    relation(trace, sent.event?, second, [message, event])
}

fn relation(trace: &Trace, first: EventId, second: EventId, told: [String; 2]) -> Option<Question> {
    let (own, other) = (trace.get(first)?.dot.node, trace.get(second)?.dot.node);
    let columns = columns(trace, &trace.clock(first)?, &trace.clock(second)?, own, Some(other));
    Some(Question::Relation { first, second, told, columns })
}

fn merge(trace: &Trace, event: &Event) -> Option<Question> {
    if !event.is_merge {
        return None;
    }
    let words = Words::new(trace.names());
    let message = &sent_of(trace, event)?.message;
    let said = largest_heard(trace, event)?;
    let before = trace.clock_before(event);
    let sender = event.cause.and_then(|cause| trace.get(cause)).map(|cause| cause.dot.node);
    Some(Question::Merge {
        event: event.id,
        receiver: words.node(event.dot.node),
        message: object(&words, message),
        columns: columns(trace, &before, &said, event.dot.node, sender),
    })
}

/// The entries of two clocks side by side: of too many, the two nodes' own and those that differ.
fn columns(
    trace: &Trace,
    mine: &VectorClock,
    theirs: &VectorClock,
    own: NodeId,
    sender: Option<NodeId>,
) -> Vec<Column> {
    let words = Words::new(trace.names());
    let mut nodes: Vec<NodeId> = mine.entries().chain(theirs.entries()).map(|dot| dot.node).collect();
    nodes.push(own);
    sort_by_key(&mut nodes, |node| *node);
    nodes.dedup();
    if nodes.len() > COLUMNS_MAX {
        sort_by_key(&mut nodes, |node| {
            (!(*node == own || Some(*node) == sender), mine.get(*node) == theirs.get(*node), *node)
        });
        nodes.truncate(COLUMNS_MAX);
        sort_by_key(&mut nodes, |node| *node);
    }
    let column = |node: NodeId| Column {
        node,
        name: words.name(node),
        colour: words::colour(node),
        mine: mine.get(node),
        theirs: theirs.get(node),
        is_own: node == own,
        is_sender: Some(node) == sender && node != own,
    };
    nodes.into_iter().map(column).collect()
}

fn decision(trace: &Trace, event: &Event) -> Option<Question> {
    let words = Words::new(trace.names());
    let decision = decision_in(event)?.explained();
    let best = [decision.winner, decision.runner_up];
    let mut shown: Vec<usize> = (0..decision.candidates.len()).collect();
    if shown.len() > COLUMNS_MAX {
        sort_by_key(&mut shown, |at| (!best.contains(&Some(*at)), *at));
        shown.truncate(COLUMNS_MAX);
        sort_by_key(&mut shown, |at| *at);
    }
    let candidate = |at: usize| {
        let candidate = &decision.candidates[at];
        Candidate {
            node: candidate.executor,
            name: words.name(candidate.executor),
            colour: words::colour(candidate.executor),
            believed: words::capabilities(&candidate.believed, candidate.equipment),
        }
    };
    let emergency = decision.finding.as_ref().map(|found| format!("{}; ", words::emergency_tag(&found.emergency)));
    Some(Question::Decision {
        event: event.id,
        job: words.job(decision.job).to_owned(),
        needs: format!("{}{}", emergency.unwrap_or_default(), needs(&decision.needs)),
        candidates: shown.into_iter().map(candidate).collect(),
    })
}

/// How one event stands to another, as the diagram shows it.
fn standing(trace: &Trace, first: EventId, second: EventId) -> Option<Causality> {
    let cone = Cone::of(trace, second)?;
    Some(match cone.standing(trace.get(first)?.dot) {
        Standing::Past => Causality::Before,
        Standing::Itself => Causality::Equal,
        Standing::Future => Causality::After,
        Standing::Concurrent => Causality::Concurrent,
    })
}

/// What the core says: the answer that is right.
pub fn right(trace: &Trace, question: &Question) -> Option<Answer> {
    Some(match question {
        Question::Merge { event, columns, .. } => {
            let clock = trace.clock(*event)?;
            Answer::Entries(columns.iter().map(|column| clock.get(column.node)).collect())
        }
        Question::Decision { event, .. } => Answer::Executor(decision_in(trace.get(*event)?)?.chosen()),
        Question::Relation { first, second, .. } => Answer::Relation(standing(trace, *first, *second)?),
    })
}
