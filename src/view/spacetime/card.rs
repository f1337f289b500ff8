//! One event in full, for the card beside it.

use super::relation;
use crate::id::EventId;
use crate::sim::Sim;
use crate::texts::texts;
use crate::view::causality::{Cone, Standing};
use crate::view::happened::{self, FactLine};
use crate::view::words;

/// One event in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub id: EventId,
    /// The class of its node's colour.
    pub colour: &'static str,
    /// When it happened.
    pub at: String,
    /// What happened, as a sentence without its end.
    pub title: String,
    /// Everything else, a line each.
    pub facts: Vec<FactLine>,
    /// How it stands to the event that is looked at, with the entry that proves it; none for that event itself.
    pub stands: Option<String>,
}

/// The card of an event, as seen from the event of a cone.
pub fn card(sim: &Sim, id: EventId, from: Option<&Cone>) -> Option<Card> {
    let trace = sim.trace();
    let happened = happened::happened(sim, id)?;
    let seen_from = from.filter(|cone| cone.id() != id);
    let stands = seen_from.and_then(|cone| relation::of(trace, cone, id)).map(|relation| {
        // Told from the event of the card, as its title is.
        let words = match relation.standing {
            Standing::Past => texts().spacetime().happened_after,
            Standing::Future => texts().spacetime().happened_before,
            Standing::Concurrent | Standing::Itself => relation.words,
        };
        format!("{words} {}: {}", relation.first, relation.proof.join(", "))
    });
    let node = trace.get(id)?.dot.node;
    let (at, title) = (words::real(happened.at), happened.title);
    Some(Card { id, colour: words::colour(node), at, title, facts: happened.facts, stands })
}
