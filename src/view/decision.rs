//! One scheduling choice: every candidate, every rule, every term, from what it was known, and what would have been
//! otherwise.

mod known;
mod otherwise;
mod reasons;
mod score;
mod table;
#[cfg(test)]
mod tests;

pub use known::{Unknown, behind, unknown};
pub use otherwise::{Otherwise, answered, otherwise, questions};
pub use reasons::because;
pub(super) use reasons::refusal_of;
pub use score::{Part, TermCell, TermRow, TermTable};
pub use table::{Cell, RuleColumn};

use super::words::{self, Words};
use crate::broker::decision::Decision;
use crate::broker::fact::Fact;
use crate::clock::Dot;
use crate::id::EventId;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Tag, Trace};

/// Up to so many candidates are shown before one asks for all.
pub const ROWS_SHOWN: usize = 12;
/// How far back a decision, or the reason of a passed job, is looked for, in events.
const LOOK_BACK: u32 = 5_000;

/// What became of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It got the job.
    Chosen,
    /// It would have got it else.
    RunnerUp,
    /// It could have had it.
    Eligible,
    /// It is kept free for this job.
    Held(String),
    /// A rule refused it.
    Refused,
}

/// One candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Which executor.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What became of it.
    pub standing: Standing,
    /// Whether its equipment fits the emergency, when there is one.
    pub fits: Option<bool>,
    /// The rules, in the order of the columns.
    pub cells: Vec<Cell>,
    /// How old the knowledge was: 31 s ago.
    pub age: String,
    /// How many events of the executor's had happened since; none for a peer without a clock.
    pub behind: Option<u32>,
    /// The event that it was known from, and its dot in words.
    pub known_from: Option<(EventId, String)>,
    /// Its score as text, and the parts of its bar; none where there is no score.
    pub score: Option<(String, Vec<Part>)>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The event in which it was made.
    pub event: EventId,
    /// Whether it is the event that was asked for.
    pub is_at_focus: bool,
    /// triage goes to exec-2.
    pub title: String,
    /// The job.
    pub job: String,
    /// Its emergency: medical · critical · north.
    pub emergency: Option<String>,
    /// How the emergency was found.
    pub found: Option<String>,
    /// The rules in force.
    pub policy: String,
    /// Its place in the queue and its priority.
    pub place: String,
    /// The rules.
    pub columns: Vec<RuleColumn>,
    /// The candidates: the chosen one, the runner-up, then those that tell most.
    pub rows: Vec<Row>,
    /// How many rows are shown before one asks for all.
    pub shown: usize,
    /// Why it came out like this.
    pub because: String,
    /// What would have been without the emergency.
    pub without: Option<String>,
    /// The jobs that it passed, and why they could not go.
    pub passed: Option<String>,
    /// How the scores came about.
    pub terms: Option<TermTable>,
    /// Why there is no score to explain, where there is none.
    pub no_score: Option<&'static str>,
}

/// The decision in an event.
pub fn decision_in(event: &Event) -> Option<&Decision> {
    match &event.what {
        What::Broker(Fact::Decided(decision)) => Some(decision),
        _ => None,
    }
}

/// The event of the decision at an event, or of the latest before it.
pub fn decided_at(trace: &Trace, focus: EventId) -> Option<EventId> {
    let from = focus.number().saturating_sub(LOOK_BACK).max(1);
    (from..=focus.number()).rev().map(EventId::new).find(|id| trace.tag(*id) == Some(Tag::Decided))
}

/// The decision at an event, or the latest before it.
pub fn choice_at(trace: &Trace, focus: EventId) -> Option<Choice> {
    recorded(trace, decided_at(trace, focus)?, focus)
}

/// The decision that an event led to: the first one at the same broker up to `cursor`, before it hears anything else.
pub fn choice_after(trace: &Trace, event: EventId, cursor: EventId) -> Option<Choice> {
    recorded(trace, decided_after(trace, event, cursor)?, event)
}

/// The event of that decision.
pub fn decided_after(trace: &Trace, event: EventId, cursor: EventId) -> Option<EventId> {
    let Dot { node, count } = trace.dot(event)?;
    let own = (count + 1..).map_while(|count| trace.id_of(Dot { node, count })).take_while(|id| *id <= cursor);
    let receives = |id: &EventId| trace.message(*id).is_some_and(|message| trace.sender_of(message) != Some(*id));
    let mut before_news = own.take_while(|id| !receives(id));
    before_news.find(|id| trace.tag(*id) == Some(Tag::Decided))
}

/// The recorded decision of an event, looked at from `focus`.
pub fn recorded(trace: &Trace, event: EventId, focus: EventId) -> Option<Choice> {
    let event = trace.get(event)?;
    Some(Choice { is_at_focus: event.id == focus, ..choice(trace, event, decision_in(event)?) })
}

/// A decision as it was made in an event, or would have been there.
fn choice(trace: &Trace, event: &Event, decision: &Decision) -> Choice {
    let decision = &decision.explained();
    let words = Words::new(trace.names());
    let job = words.job(decision.job).to_owned();
    let order = table::row_order(decision);
    let rows: Vec<Row> = order.iter().map(|at| table::row(&words, trace, event, decision, *at)).collect();
    let terms = score::terms(&words, decision, &order);
    Choice {
        event: event.id,
        is_at_focus: false,
        title: reasons::title(&words, decision),
        emergency: decision.finding.as_ref().map(|found| words::emergency_tag(&found.emergency)),
        found: decision.finding.as_ref().map(words::finding),
        policy: format!("{}, {}", words::order(decision.policy.order), words::placement(decision.policy.placement)),
        place: reasons::place(trace, event, decision),
        columns: table::columns(decision),
        shown: rows.len().min(ROWS_SHOWN),
        because: reasons::why(&words, decision),
        without: reasons::without(&words, decision),
        passed: reasons::passed(&words, trace, event, decision),
        no_score: if terms.is_none() { score::why_none(decision) } else { None },
        terms,
        rows,
        job,
    }
}

/// The event of a dot, as long as it had happened by a moment.
fn event_by(trace: &Trace, dot: Dot, upto: EventId) -> Option<&Event> {
    trace.event_of(dot).filter(|event| event.id <= upto)
}
