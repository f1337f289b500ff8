//! The candidates as rows, and the rules as columns.

use super::{Row, Standing, event_by, known, score};
use crate::broker::decision::{Explained, Verdict};
use crate::broker::executors::{Capabilities, Check, checks};
use crate::ordered::{Set, sort_by_key};
use crate::sim::trace::{Event, Trace};
use crate::view::words::{self, Words};

/// One line of the capability rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleColumn {
    /// What it compares: load.
    pub head: &'static str,
    /// The same with what the job asks: memory ≥ 2 GB.
    pub full: String,
    /// Whether it refuses somebody, or tells candidates apart while the job asks for something.
    pub matters: bool,
}

/// One rule for one candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it has: 12 %.
    pub have: String,
    /// What the job needs, and how both compare: ≤ 60 %.
    pub need: String,
    /// Whether it was refused for this.
    pub fails: bool,
}

/// The winner, the runner-up, then by score, those kept free, and the refused; of many, one refused by each rule first.
pub(super) fn row_order(decision: &Explained) -> Vec<usize> {
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
    if order.len() > super::ROWS_SHOWN {
        let best = decision.winner.iter().chain(&decision.runner_up).count();
        let firsts = first_refused(decision);
        let (told, rest): (Vec<usize>, Vec<usize>) =
            order.split_off(best).into_iter().partition(|at| firsts.contains(at));
        order.extend(told.into_iter().chain(rest));
    }
    order
}

/// For each rule the first candidate that it refuses.
fn first_refused(decision: &Explained) -> Set<usize> {
    let firsts = (0..7).filter_map(|rule| {
        decision
            .candidates
            .iter()
            .position(|candidate| candidate.verdict == Verdict::Incapable && !decision.checks(candidate)[rule].holds)
    });
    firsts.collect()
}

/// The seven rules over all candidates.
pub(super) fn columns(decision: &Explained) -> Vec<RuleColumn> {
    let all: Vec<[Check; 7]> = decision.candidates.iter().map(|candidate| decision.checks(candidate)).collect();
    let asked = checks(&decision.needs, &decision.needs);
    let anything = Capabilities::default();
    let anything = checks(&anything, &anything);
    let column = |rule: usize| {
        let refuses = all.iter().any(|checks| !checks[rule].holds);
        let varies = all.windows(2).any(|pair| pair[0][rule].have != pair[1][rule].have);
        let asks = asked[rule].need != anything[rule].need;
        RuleColumn {
            head: words::rule(asked[rule].rule),
            full: words::rule_head(&asked[rule]),
            matters: refuses || (asks && varies),
        }
    };
    let mut columns: Vec<RuleColumn> = (0..7).map(column).collect();
    // Where nothing tells them apart, what the job asks for is still shown.
    if columns.iter().all(|column| !column.matters) {
        for (rule, column) in columns.iter_mut().enumerate() {
            column.matters = asked[rule].need != anything[rule].need;
        }
    }
    columns
}

/// One candidate as a row.
pub(super) fn row(words: &Words, trace: &Trace, event: &Event, decision: &Explained, at: usize) -> Row {
    let candidate = &decision.candidates[at];
    let standing = match candidate.verdict {
        _ if decision.winner == Some(at) => Standing::Chosen,
        _ if decision.runner_up == Some(at) => Standing::RunnerUp,
        Verdict::Eligible { .. } => Standing::Eligible,
        Verdict::Held(job) | Verdict::Left(job) => Standing::Held(words.job(job).to_owned()),
        Verdict::Incapable => Standing::Refused,
    };
    let cell = |check: &Check| {
        let (have, need) = words::rule_sides(check);
        Cell { have, need, fails: !check.holds }
    };
    Row {
        name: words.name(candidate.executor),
        colour: words::colour(candidate.executor),
        standing,
        fits: decision.finding.as_ref().map(|found| candidate.equipment.fits(found.emergency.kind)),
        cells: decision.checks(candidate).iter().map(cell).collect(),
        age: words::ago(candidate.age),
        behind: candidate.known_from.map(|dot| known::behind(trace, dot, event.id)),
        known_from: candidate.known_from.and_then(|dot| {
            let from = event_by(trace, dot, event.id)?;
            Some((from.id, crate::view::happened::dot_words(words, dot)))
        }),
        score: score::of(decision, candidate),
    }
}
