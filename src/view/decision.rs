//! One scheduling choice: every candidate, every rule, every term, and what would have been without the emergency.

use super::words::{self, Words};
use crate::broker::decision::{Candidate, Decision, Tie, Verdict};
use crate::broker::executors::Check;
use crate::broker::fact::Fact;
use crate::broker::outbox::EventKind;
use crate::broker::policy::{Placement, Term};
use crate::clock::Dot;
use crate::id::{EventId, JobId, NodeId};
use crate::ordered::{Set, sort_by_key};
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};

/// Up to so many candidates all rows are shown.
pub const ROWS_SHOWN: usize = 12;
/// How far back a decision, or the reason of a passed job, is looked for, in events.
const LOOK_BACK: u32 = 5_000;
/// So many candidates are compared term by term.
const COMPARED: usize = 4;

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

/// One rule of the capability rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleColumn {
    /// With what the job asks: load ≤ 60 %.
    pub head: String,
    /// The same in full: memory ≥ 2 GB.
    pub full: String,
    /// Whether it refuses somebody, or tells candidates apart while the job asks for something.
    pub matters: bool,
}

/// One rule for one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it has, and both numbers when that is not enough.
    pub text: String,
    /// Whether it was refused for this.
    pub fails: bool,
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
    /// How old the knowledge was, and how many events of the executor it is behind.
    pub known: String,
    /// The event it was known from.
    pub known_from: Option<(EventId, String)>,
    /// The score as text, and as a share of 1000.
    pub score: Option<(String, u32)>,
}

/// How the scores came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermTable {
    /// The candidates that are compared: name and class of colour.
    pub heads: Vec<(String, &'static str)>,
    /// Term, weight, and each candidate's value from 0 to 1000.
    pub rows: Vec<(&'static str, i64, Vec<i64>)>,
    /// The weighted means.
    pub scores: Vec<i64>,
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
}

/// The decision in an event.
pub fn decision_in(event: &Event) -> Option<&Decision> {
    match &event.what {
        What::Broker(Fact::Decided(decision)) => Some(decision),
        _ => None,
    }
}

/// The decision at an event, or the latest before it.
pub fn choice_at(trace: &Trace, focus: EventId) -> Option<Choice> {
    let from = EventId::new(focus.number().saturating_sub(LOOK_BACK).max(1));
    let event = trace.range(from, focus).rev().find(|event| decision_in(event).is_some())?;
    choice(trace, event, event.id == focus)
}

/// The decision that an event led to: the first one at the same broker up to `cursor`, before it hears anything else.
pub fn choice_after(trace: &Trace, event: EventId, cursor: EventId) -> Option<Choice> {
    choice(trace, trace.get(decided_after(trace, event, cursor)?)?, false)
}

/// The event of that decision.
pub fn decided_after(trace: &Trace, event: EventId, cursor: EventId) -> Option<EventId> {
    let node = trace.get(event)?.dot.node;
    let next = trace.range(EventId::new(event.number() + 1), cursor).filter(|event| event.dot.node == node);
    let mut before_news = next.take_while(|event| event.kind != EventKind::Receive);
    before_news.find(|event| decision_in(event).is_some()).map(|event| event.id)
}

fn choice(trace: &Trace, event: &Event, is_at_focus: bool) -> Option<Choice> {
    let decision = decision_in(event)?;
    let words = Words::new(trace.names());
    let job = words.job(decision.job).to_owned();
    let order = row_order(decision);
    let rows: Vec<Row> = order.iter().map(|at| row(&words, trace, event, decision, *at)).collect();
    let shown = if rows.len() <= ROWS_SHOWN { rows.len() } else { telling(decision, &order) };
    Some(Choice {
        event: event.id,
        is_at_focus,
        title: match decision.chosen() {
            Some(executor) => format!("{job} goes to {}{}", words.name(executor), instead(&words, decision)),
            None => format!("Nobody can take {job}"),
        },
        emergency: decision.finding.as_ref().map(|found| words::emergency_tag(&found.emergency)),
        found: decision.finding.as_ref().map(words::finding),
        policy: format!("{}, {}", words::order(decision.policy.order), words::placement(decision.policy.placement)),
        place: place(trace, event, decision),
        columns: columns(decision),
        shown,
        because: because(&words, decision),
        without: without(&words, decision),
        passed: passed(&words, trace, event, decision),
        terms: terms(&words, decision, &order),
        rows,
        job,
    })
}

/// The winner, the runner-up, then by score, those kept free, and the refused; of many, one refused by each rule first.
fn row_order(decision: &Decision) -> Vec<usize> {
    let rank = |at: &usize| {
        let class = match decision.candidates[*at].verdict {
            _ if decision.winner == Some(*at) => 0,
            _ if decision.runner_up == Some(*at) => 1,
            Verdict::Eligible { .. } => 2,
            Verdict::Held(_) | Verdict::Left(_) => 3,
            Verdict::Incapable => 4,
        };
        let score = match decision.candidates[*at].verdict {
            Verdict::Eligible { score, .. } => -score,
            _ => 0,
        };
        (class, score)
    };
    let mut order: Vec<usize> = (0..decision.candidates.len()).collect();
    sort_by_key(&mut order, rank);
    if order.len() > ROWS_SHOWN {
        let best = decision.winner.iter().chain(&decision.runner_up).count();
        let firsts = first_refused(decision);
        let (told, rest): (Vec<usize>, Vec<usize>) =
            order.split_off(best).into_iter().partition(|at| firsts.contains(at));
        order.extend(told.into_iter().chain(rest));
    }
    order
}

/// For each rule the first candidate that it refuses.
fn first_refused(decision: &Decision) -> Set<usize> {
    let firsts = (0..7).filter_map(|rule| {
        decision
            .candidates
            .iter()
            .position(|candidate| candidate.verdict == Verdict::Incapable && !decision.checks(candidate)[rule].holds)
    });
    firsts.collect()
}

/// How many rows of many tell enough.
fn telling(decision: &Decision, order: &[usize]) -> usize {
    let best = decision.winner.iter().chain(&decision.runner_up).count();
    (best + first_refused(decision).len()).max(3).min(order.len())
}

fn columns(decision: &Decision) -> Vec<RuleColumn> {
    let all: Vec<[Check; 7]> = decision.candidates.iter().map(|candidate| decision.checks(candidate)).collect();
    let nobody = crate::broker::executors::checks(&decision.needs, &decision.needs);
    let anything = crate::broker::executors::Capabilities::default();
    let anything = crate::broker::executors::checks(&anything, &anything);
    let column = |rule: usize| {
        let refuses = all.iter().any(|checks| !checks[rule].holds);
        let varies = all.windows(2).any(|pair| pair[0][rule].have != pair[1][rule].have);
        let asks = nobody[rule].need != anything[rule].need;
        RuleColumn {
            head: words::rule_column(&nobody[rule]),
            full: words::rule_head(&nobody[rule]),
            matters: refuses || (asks && varies),
        }
    };
    (0..7).map(column).collect()
}

fn row(words: &Words, trace: &Trace, event: &Event, decision: &Decision, at: usize) -> Row {
    let candidate = &decision.candidates[at];
    let standing = match candidate.verdict {
        _ if decision.winner == Some(at) => Standing::Chosen,
        _ if decision.runner_up == Some(at) => Standing::RunnerUp,
        Verdict::Eligible { .. } => Standing::Eligible,
        Verdict::Held(job) | Verdict::Left(job) => Standing::Held(words.job(job).to_owned()),
        Verdict::Incapable => Standing::Refused,
    };
    let cell = |check: &Check| Cell { text: words::rule_cell(check), fails: !check.holds };
    Row {
        name: words.name(candidate.executor),
        colour: words::colour(candidate.executor),
        standing,
        fits: decision.finding.as_ref().map(|found| candidate.equipment.fits(found.emergency.kind)),
        cells: decision.checks(candidate).iter().map(cell).collect(),
        known: known(trace, event, candidate),
        known_from: candidate.known_from.and_then(|dot| {
            let from = trace.event_of(dot)?;
            Some((from.id, super::happened::dot_words(words, dot)))
        }),
        score: score(decision, candidate),
    }
}

fn known(trace: &Trace, event: &Event, candidate: &Candidate) -> String {
    match candidate.known_from.map(|dot| behind(trace, dot, event.id)) {
        None => format!("{}, no clock", candidate.age),
        Some(0) => words::ago(candidate.age),
        Some(n) => format!("{}, {n} behind", candidate.age),
    }
}

/// How many events of a node lie between one of its own and a moment of the trace.
pub fn behind(trace: &Trace, from: Dot, upto: EventId) -> u32 {
    let happened = |n: u32| {
        let dot = Dot { count: from.count.saturating_add(n), ..from };
        trace.event_of(dot).is_some_and(|event| event.id <= upto)
    };
    let mut step = 1;
    while happened(step) {
        step *= 2;
    }
    let (mut low, mut high) = (step / 2, step);
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if happened(middle) { low = middle } else { high = middle }
    }
    low
}

fn score(decision: &Decision, candidate: &Candidate) -> Option<(String, u32)> {
    let Verdict::Eligible { score, .. } = candidate.verdict else { return None };
    match decision.policy.placement {
        Placement::CapabilityScore => Some((score.to_string(), score.clamp(0, 1000) as u32)),
        Placement::LeastLoaded => {
            let load = format!("load {} %", candidate.believed.cpu_load);
            Some((load, ((100_000 + score) / 100).clamp(0, 1000) as u32))
        }
        Placement::Random => None,
    }
}

fn place(trace: &Trace, event: &Event, decision: &Decision) -> String {
    if is_at_once(trace, event, decision.job) {
        return "to be placed at once, without waiting".to_owned();
    }
    let (at, of) = decision.place;
    let aged = decision.priority.aged_milli;
    let priority = match aged {
        0 => format!("urgency {}", decision.priority.urgency),
        _ => format!(
            "urgency {} + {} for waiting = {}",
            decision.priority.urgency,
            words::milli(aged),
            words::milli(decision.priority.total_milli())
        ),
    };
    format!("{} of {of} in the queue after {}; {priority}", words::place(at), decision.waited)
}

/// Whether a job was submitted to be placed at once: the choice then follows its submission closely.
fn is_at_once(trace: &Trace, event: &Event, job: JobId) -> bool {
    const CLOSE: u32 = 64;
    let from = EventId::new(event.id.number().saturating_sub(CLOSE).max(1));
    trace.range(from, event.id).rev().any(
        |other| matches!(&other.what, What::Broker(Fact::Submitted { job: other, place: None, .. }) if *other == job),
    )
}

/// Why a choice came out as it did, in a few sentences.
pub fn because(words: &Words, decision: &Decision) -> String {
    let mut said = match decision.winner {
        Some(winner) => vec![why_chosen(words, decision, winner)],
        None => vec![why_nobody(decision)],
    };
    said.extend(decision.preempted.0.iter().map(|victim| {
        let (job, ran) = (words.job(victim.job), victim.ran);
        format!("{job} has to go after {ran}, which are lost, and waits again at its place in the queue.")
    }));
    let refused = |at: usize| refusal_of(words, decision, &decision.candidates[at]);
    let mut refusals: Vec<String> = (0..decision.candidates.len()).filter_map(refused).collect();
    const SHOWN: usize = 3;
    if refusals.len() > SHOWN {
        let more = refusals.len() - SHOWN + 1;
        refusals.truncate(SHOWN - 1);
        refusals.push(format!("{more} more were refused"));
    }
    if !refusals.is_empty() {
        said.push(format!("{}.", words::sentence_of_names(&refusals.join("; "))));
    }
    if !decision.passed.is_empty() {
        said.push(format!("It passes {}, which cannot go yet.", words.jobs(&decision.passed)));
    }
    if let Some(without) = without(words, decision) {
        said.push(format!("Without the emergency: {without}."));
    }
    said.join(" ")
}

fn refusal_of(words: &Words, decision: &Decision, candidate: &Candidate) -> Option<String> {
    let name = words.name(candidate.executor);
    match candidate.verdict {
        Verdict::Incapable => {
            let fails = decision.checks(candidate).into_iter().filter(|check| !check.holds);
            let fails: Vec<String> = fails.map(|check| words::refusal(&check)).collect();
            Some(format!("{name} is refused: {}", words::list(&fails)))
        }
        Verdict::Held(job) => {
            Some(format!("{name} is kept free for {}, which has waited past the bound", words.job(job)))
        }
        Verdict::Left(job) => Some(format!("{name} is left to {}, for which it had to go", words.job(job))),
        Verdict::Eligible { .. } => None,
    }
}

fn why_nobody(decision: &Decision) -> String {
    match decision.candidates.len() {
        0 => "No executor is registered.".to_owned(),
        _ => "No executor meets all its needs now.".to_owned(),
    }
}

fn why_chosen(words: &Words, decision: &Decision, winner: usize) -> String {
    if !decision.preempted.0.is_empty() {
        return "Nobody has room. There the fewest jobs have to stop, and the least work is lost.".to_owned();
    }
    let best = &decision.candidates[winner];
    let eligible = decision.candidates.iter().filter(|c| matches!(c.verdict, Verdict::Eligible { .. })).count();
    if eligible == 1 {
        return "It is the only one that can take it.".to_owned();
    }
    if decision.policy.placement == Placement::Random {
        return format!("It was drawn with the seed from the {} that can take it.", words::number(eligible));
    }
    let Some(second) = decision.runner_up.map(|at| &decision.candidates[at]) else {
        return "It is the best of those that can take it.".to_owned();
    };
    let other = words.name(second.executor);
    match decision.tie {
        Some(Tie::FewerJobs) => {
            format!("It is as good as {other}, but has fewer jobs: {} and {}.", best.jobs, second.jobs)
        }
        Some(Tie::FirstKnown) => format!("It is as good as {other}, and stands before it in the list of executors."),
        None => match (best.verdict, second.verdict) {
            (Verdict::Eligible { terms: Some(a), score: x }, Verdict::Eligible { terms: Some(b), score: y }) => {
                let mostly = main_difference(&a, &b).map(|term| format!(", above all for its {term}"));
                format!("It scores {x}, {other} only {y}{}.", mostly.unwrap_or_default())
            }
            _ => format!(
                "Its load of {} % is the lowest; {other} has {} %.",
                best.believed.cpu_load, second.believed.cpu_load
            ),
        },
    }
}

/// The term that speaks most for the first.
fn main_difference(a: &[Option<i64>; 6], b: &[Option<i64>; 6]) -> Option<&'static str> {
    let gain = |i: usize| Some((a[i]? - b[i]?) * Term::WEIGHTS[i].1);
    let best = (0..6).filter_map(|i| Some((gain(i)?, std::cmp::Reverse(i)))).max()?;
    (best.0 > 0).then_some(match Term::WEIGHTS[best.1.0].0 {
        Term::Cores => "cores",
        Term::Memory => "free memory",
        Term::Power => "power",
        Term::Idle => "idle processor",
        Term::Equipment => "equipment, which fits",
        Term::Freshness => "fresh report",
    })
}

/// The jobs whose place it takes: instead of traffic-count.
fn instead(words: &Words, decision: &Decision) -> String {
    let victims: Vec<JobId> = decision.preempted.0.iter().map(|victim| victim.job).collect();
    if victims.is_empty() { String::new() } else { format!(" instead of {}", words.jobs(&victims)) }
}

/// What would have been without the emergency.
fn without(words: &Words, decision: &Decision) -> Option<String> {
    decision.finding.as_ref()?;
    let place = decision.place_without_emergency.map(|at| match at == decision.place.0 {
        true => format!("{} in the queue as well", words::place(at)),
        false => format!("{} in the queue instead of {}", words::place(at), words::place(decision.place.0)),
    });
    let who = match (decision.winner_without_emergency, decision.winner) {
        (_, None) => "nobody either".to_owned(),
        (None, Some(_)) if !decision.preempted.0.is_empty() => "nobody would have to go for it, so it waits".to_owned(),
        (None, Some(_)) => "a draw all the same".to_owned(),
        (Some(at), Some(winner)) if at == winner => format!("{} too", words.name(decision.candidates[at].executor)),
        (Some(at), _) => words.name(decision.candidates[at].executor),
    };
    Some(place.map_or_else(|| who.clone(), |place| format!("{who}, {place}")))
}

/// The jobs before it that could not go, and why, as the trace tells it.
fn passed(words: &Words, trace: &Trace, event: &Event, decision: &Decision) -> Option<String> {
    const SHOWN: usize = 4;
    if decision.passed.is_empty() {
        return None;
    }
    let mut asked: Set<JobId> = decision.passed.iter().copied().take(SHOWN).collect();
    let (mut done, mut reasons) = (Set::new(), Vec::new());
    let from = EventId::new(event.id.number().saturating_sub(LOOK_BACK).max(1));
    for past in trace.range(from, event.id).rev() {
        match &past.what {
            What::Broker(Fact::DoneHeard { job, first: true, .. }) => drop(done.insert(*job)),
            What::Broker(Fact::Submitted { job, waits_for, .. }) if asked.remove(job) => {
                let open: Vec<JobId> = waits_for.iter().copied().filter(|other| !done.contains(other)).collect();
                if !open.is_empty() {
                    reasons.push(format!("{} waits for {}", words.job(*job), words.jobs(&open)));
                }
            }
            _ => {}
        }
        if asked.is_empty() {
            break;
        }
    }
    let explained = reasons.len();
    let others = decision.passed.len() - explained;
    if others > 0 {
        let nobody = match explained {
            0 => format!("nobody can take {} now", words.jobs(&decision.passed)),
            _ => format!("nobody can take {} now", words::count(others, "other", "others")),
        };
        reasons.push(nobody);
    }
    Some(reasons.join("; "))
}

fn terms(words: &Words, decision: &Decision, order: &[usize]) -> Option<TermTable> {
    let scored = order.iter().filter_map(|at| match decision.candidates[*at].verdict {
        Verdict::Eligible { terms: Some(terms), score } => Some((decision.candidates[*at].executor, terms, score)),
        _ => None,
    });
    let scored: Vec<(NodeId, [Option<i64>; 6], i64)> = scored.take(COMPARED).collect();
    let (_, first, _) = scored.first()?;
    let counted = Term::WEIGHTS.iter().enumerate().filter(|(i, _)| first[*i].is_some());
    let row = |(i, (term, weight)): (usize, &(Term, i64))| {
        (words::term(*term), *weight, scored.iter().map(|(_, terms, _)| terms[i].unwrap_or(0)).collect())
    };
    Some(TermTable {
        heads: scored.iter().map(|(node, ..)| (words.name(*node), words::colour(*node))).collect(),
        rows: counted.map(row).collect(),
        scores: scored.iter().map(|(.., score)| *score).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::sim::{Sim, Step};

    fn choices() -> Vec<Choice> {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let mut choices = Vec::new();
        while sim.step(Step::Decision) > 0 {
            choices.push(choice_at(sim.trace(), sim.cursor()).unwrap());
        }
        choices
    }

    #[test]
    fn the_ambulance_is_shown_with_its_reason_and_with_what_would_have_been() {
        let choices = choices();
        let triage = choices.iter().find(|choice| choice.job == "triage").unwrap();
        assert_eq!(triage.emergency.as_deref(), Some("medical · critical · north"));
        assert_eq!(triage.rows[0].standing, Standing::Chosen);
        assert_eq!(triage.found.as_deref(), Some("the job declares it"));
        assert!(triage.without.is_some());
        assert!(triage.because.contains("Without the emergency"), "{}", triage.because);
    }

    #[test]
    fn every_refused_candidate_shows_the_rule_and_both_numbers() {
        let choices = choices();
        let refused: Vec<&Row> =
            choices.iter().flat_map(|choice| &choice.rows).filter(|row| row.standing == Standing::Refused).collect();
        assert!(!refused.is_empty());
        for row in refused {
            let fails: Vec<&Cell> = row.cells.iter().filter(|cell| cell.fails).collect();
            assert!(!fails.is_empty(), "{} fails nowhere", row.name);
            assert!(fails.iter().all(|cell| cell.text.contains(['<', '>']) || cell.text == "on battery"));
        }
    }

    #[test]
    fn the_terms_of_a_score_add_up_to_it() {
        for choice in choices() {
            let Some(table) = choice.terms else { continue };
            let weights: i64 = table.rows.iter().map(|(_, weight, _)| weight).sum();
            for (at, score) in table.scores.iter().enumerate() {
                let sum: i64 = table.rows.iter().map(|(_, weight, values)| weight * values[at]).sum();
                assert_eq!(sum / weights, *score);
            }
        }
    }

    #[test]
    fn events_behind_are_counted_up_to_the_moment() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.run_until(crate::time::Time::from_ms(200_000));
        let trace = sim.trace();
        for event in trace.events() {
            let upto = EventId::new(event.id.number() + 40);
            let after = trace.range(EventId::new(event.id.number() + 1), upto);
            let counted = after.filter(|other| other.dot.node == event.dot.node).count();
            assert_eq!(behind(trace, event.dot, upto) as usize, counted);
        }
    }
}
