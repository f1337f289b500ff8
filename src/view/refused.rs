//! A result that came too late, beside the one that came first.

use super::stores::Named;
use super::words::{self, Words};
use crate::broker::fact::Fact;
use crate::broker::results::Refusal;
use crate::clock::{Causality, VectorClock};
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;

/// The most entries of the two clocks that stand side by side; those that differ come first.
const ENTRIES_MAX: usize = 8;

/// One of the two results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Result {
    /// Which: the first, or this one.
    pub which: &'static str,
    /// Whose.
    pub from: Named,
    /// The event that sent it.
    pub event: EventId,
    /// The entries of the clock that it carried, in the order of the columns.
    pub counts: Vec<u32>,
}

/// Both, side by side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Both {
    /// Whose entries stand in the columns.
    pub columns: Vec<Named>,
    /// Which of the columns differ.
    pub differs: Vec<bool>,
    /// How many more entries the clocks have.
    pub more: usize,
    /// The first result, and this one.
    pub results: [Result; 2],
    /// How the two stand to each other, and what that means.
    pub relation: String,
}

/// Both results of an event that refused one; `None` for other events, and where one of them came without a clock.
pub fn both(trace: &Trace, event: &Event) -> Option<Both> {
    let What::Broker(Fact::ResultRefused { why: Refusal::Second(first) | Refusal::UnderWay(first), said, .. }) =
        &event.what
    else {
        return None;
    };
    let heard = trace.event_of(first.heard)?;
    // The broker's event that heard of the first leads to the one that sent it.
    let first = trace.get(heard.cause.unwrap_or(heard.id))?;
    let this = trace.event_of((*said)?)?;
    let clocks = [trace.clock(first.id)?, trace.clock(this.id)?];
    let nodes = differing_first(&clocks);
    let shown = &nodes[..nodes.len().min(ENTRIES_MAX)];
    let words = Words::new(trace.names());
    let named = |node: NodeId| Named { name: words.name(node), colour: words::colour(node) };
    let result = |which, event: &Event, clock: &VectorClock| Result {
        which,
        from: named(event.dot.node),
        event: event.id,
        counts: shown.iter().map(|node| clock.get(*node)).collect(),
    };
    Some(Both {
        columns: shown.iter().map(|node| named(*node)).collect(),
        differs: shown.iter().map(|node| clocks[0].get(*node) != clocks[1].get(*node)).collect(),
        more: nodes.len() - shown.len(),
        results: [
            result(texts().inspector().first_result, first, &clocks[0]),
            result(texts().inspector().this_result, this, &clocks[1]),
        ],
        relation: relation(&words, trace, first, this),
    })
}

/// Everybody in either clock. Of many, those whose entries differ come first.
fn differing_first(clocks: &[VectorClock; 2]) -> Vec<NodeId> {
    let mut nodes: Vec<NodeId> = clocks.iter().flat_map(VectorClock::entries).map(|dot| dot.node).collect();
    sort_by_key(&mut nodes, |node| *node);
    nodes.dedup();
    if nodes.len() > ENTRIES_MAX {
        sort_by_key(&mut nodes, |node| clocks[0].get(*node) == clocks[1].get(*node));
    }
    nodes
}

fn relation(words: &Words, trace: &Trace, first: &Event, this: &Event) -> String {
    let texts = texts().inspector();
    let (first_of, this_of) = (words.node(first.dot.node), words.node(this.dot.node));
    match trace.relation(first.id, this.id) {
        Some(Causality::Concurrent) => texts.results_concurrent(&first_of, &this_of),
        Some(Causality::Before) => texts.results_ordered(&this_of),
        Some(Causality::After) => texts.results_overtaken(&first_of),
        Some(Causality::Equal) => texts.results_same.to_owned(),
        None => String::new(),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::opening_at;
    use super::*;
    use crate::scenario::{Command, OfNode};
    use crate::sim::{Sim, Step};
    use crate::time::{Span, Time};

    /// The opening run until the late result of an executor that was away is refused.
    pub(in crate::view) fn refused() -> Sim {
        let mut sim = opening_at(30_000);
        let node = || OfNode { node: "exec-1".into() };
        sim.apply(Command::Crash(node())).unwrap();
        let from = sim.world().now();
        sim.run_until(from + Span::from_secs(300));
        sim.apply(Command::Restart { node: "exec-1".into(), with_memory: true }).unwrap();
        for _ in 0..4_000 {
            if matches!(&sim.event().unwrap().what, What::Broker(Fact::ResultRefused { .. })) {
                return sim;
            }
            assert_eq!(sim.step(Step::Event), 1);
            assert!(sim.world().now() < Time::from_ms(900_000), "no result is refused");
        }
        panic!("no result is refused");
    }

    #[test]
    fn a_late_result_stands_beside_the_first_and_leads_to_both_events() {
        let sim = refused();
        let both = both(sim.trace(), sim.event().unwrap()).unwrap();
        let [first, this] = &both.results;
        assert_eq!(this.from.name, "exec-1");
        assert_ne!(first.from.name, "exec-1");
        for result in [first, this] {
            let clock = sim.trace().clock(result.event).unwrap();
            for (column, count) in both.columns.iter().zip(&result.counts) {
                let node = sim.trace().names().find_node(&column.name).unwrap();
                assert_eq!(clock.get(node), *count, "{}", column.name);
            }
        }
        assert!(both.differs.contains(&true) && both.relation.contains("first") || both.relation.contains("other"));
        assert_eq!(super::both(sim.trace(), sim.trace().get(EventId::new(1)).unwrap()), None);
    }
}
