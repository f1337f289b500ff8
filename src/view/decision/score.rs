//! Scores: the terms that make them, as numbers and as parts of bars that can be compared.

use crate::broker::decision::{Candidate, Explained, Verdict};
use crate::broker::policy::{Placement, Term};
use crate::id::NodeId;
use crate::texts::texts;
use crate::view::words::{self, Words, real};

/// So many candidates are compared term by term.
const COMPARED: usize = 4;

/// The classes of the terms' parts in a bar, in the order of [`Term::WEIGHTS`].
const CLASSES: [&str; 6] = ["t0", "t1", "t2", "t3", "t4", "t5"];

/// One part of a bar: its share of 1000, and its class.
pub type Part = (u32, &'static str);

/// How the scores came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermTable {
    /// The candidates that are compared: name and class of colour.
    pub heads: Vec<(String, &'static str)>,
    /// How many more have a score.
    pub others: usize,
    /// The terms that count.
    pub rows: Vec<TermRow>,
    /// The sum of the weights that count.
    pub weights: i64,
    /// What all terms add up to, before they are divided by the weights.
    pub sums: Vec<i64>,
    /// The weighted means, with the parts of their bars.
    pub scores: Vec<(i64, Vec<Part>)>,
}

/// One term over the candidates.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TermRow {
    /// What it measures.
    pub name: &'static str,
    /// Its class.
    pub class: &'static str,
    /// How much it counts.
    pub weight: i64,
    /// Each candidate's.
    pub cells: Vec<TermCell>,
    /// Whether it speaks most for the first of them over the second.
    pub decides: bool,
}

/// One term of one candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TermCell {
    /// From 0 to 1000.
    pub value: i64,
    /// Times its weight.
    pub weighted: i64,
    /// That as a share of 1000 of the largest that any term can have, so that all bars are comparable.
    pub share: u32,
}

/// The score of a candidate in its row: as text, and as a bar.
pub(super) fn of(decision: &Explained, candidate: &Candidate) -> Option<(String, Vec<Part>)> {
    let Verdict::Eligible { score, terms } = candidate.verdict else { return None };
    match (decision.policy.placement, terms) {
        (Placement::CapabilityScore, Some(terms)) => Some((score.to_string(), parts(&terms))),
        (Placement::LeastLoaded, _) => {
            let load = (-score / 100).clamp(0, 1000) as u32;
            Some((format!("{} {} %", texts().words().load, real(candidate.believed.cpu_load)), vec![(load, "load")]))
        }
        _ => None,
    }
}

/// The parts of a score's bar: each term's share of the weighted mean.
fn parts(terms: &[Option<i64>; 6]) -> Vec<Part> {
    let weights = counted(terms).map(|(_, weight, _)| weight).sum::<i64>().max(1);
    // Rounded from the sums, so that the parts together are as long as the score.
    let mut sum = 0;
    let part = |(at, weight, value): (usize, i64, i64)| {
        let from = sum / weights;
        sum += weight * value;
        ((sum / weights - from).clamp(0, 1000) as u32, CLASSES[at])
    };
    counted(terms).map(part).collect()
}

/// The terms that count: which, its weight, its value.
fn counted(terms: &[Option<i64>; 6]) -> impl Iterator<Item = (usize, i64, i64)> {
    terms.iter().zip(Term::WEIGHTS).enumerate().filter_map(|(at, (value, (_, weight)))| Some((at, weight, (*value)?)))
}

/// The terms of the best candidates side by side.
pub(super) fn terms(words: &Words, decision: &Explained, order: &[usize]) -> Option<TermTable> {
    let scored = order.iter().filter_map(|at| match decision.candidates[*at].verdict {
        Verdict::Eligible { terms: Some(terms), score } => Some((decision.candidates[*at].executor, terms, score)),
        _ => None,
    });
    let mut scored: Vec<(NodeId, [Option<i64>; 6], i64)> = scored.collect();
    let others = scored.len().saturating_sub(COMPARED);
    scored.truncate(COMPARED);
    let (_, first, _) = scored.first()?;
    let heaviest = counted(first).map(|(_, weight, _)| weight).max().unwrap_or(1);
    let decides = scored.get(1).and_then(|(_, second, _)| decisive(first, second));
    let row = |(at, weight, _): (usize, i64, i64)| TermRow {
        name: words::term(Term::WEIGHTS[at].0),
        class: CLASSES[at],
        weight,
        cells: scored.iter().map(|(_, terms, _)| cell(terms[at].unwrap_or(0), weight, heaviest)).collect(),
        decides: decides == Some(at),
    };
    let sum = |terms: &[Option<i64>; 6]| counted(terms).map(|(_, weight, value)| weight * value).sum();
    Some(TermTable {
        heads: scored.iter().map(|(node, ..)| (words.name(*node), words::colour(*node))).collect(),
        others,
        rows: counted(first).map(row).collect(),
        weights: counted(first).map(|(_, weight, _)| weight).sum(),
        sums: scored.iter().map(|(_, terms, _)| sum(terms)).collect(),
        scores: scored.iter().map(|(_, terms, score)| (*score, parts(terms))).collect(),
    })
}

fn cell(value: i64, weight: i64, heaviest: i64) -> TermCell {
    let weighted = value * weight;
    TermCell { value, weighted, share: (weighted / heaviest.max(1)).clamp(0, 1000) as u32 }
}

/// The term that speaks most for the first of two, in the order of [`Term::WEIGHTS`].
pub(super) fn decisive(first: &[Option<i64>; 6], second: &[Option<i64>; 6]) -> Option<usize> {
    let gain = |at: usize| Some((first[at]? - second[at]?) * Term::WEIGHTS[at].1);
    let best = (0..6).filter_map(|at| Some((gain(at)?, std::cmp::Reverse(at)))).max()?;
    (best.0 > 0).then_some(best.1.0)
}

/// Why there is no score to explain.
pub(super) fn why_none(decision: &Explained) -> Option<&'static str> {
    let eligible = decision.candidates.iter().any(|candidate| matches!(candidate.verdict, Verdict::Eligible { .. }));
    Some(match (eligible, decision.policy.placement) {
        (_, _) if decision.candidates.is_empty() => return None,
        (false, _) => texts().decision().all_refused,
        (true, Placement::LeastLoaded) => texts().decision().by_load,
        (true, Placement::Random) => texts().decision().by_chance,
        (true, Placement::CapabilityScore) => return None,
    })
}
