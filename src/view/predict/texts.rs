//! What predictions say: one place for each thing.

use super::{Column, Level, Mistake};
use crate::clock::Causality;

/// Why a right merge is right.
pub(super) const MERGE_RIGHT: &str =
    "The larger entry of each pair, and one more in the receiver’s own: receiving is an event of its own.";

/// What a level is called.
pub const fn level_title(level: Level) -> &'static str {
    match level {
        Level::All => "Everything",
        Level::Ticks => "Whose entry ticks",
        Level::Larger => "Larger or newer",
        Level::Decisions => "Who gets the job",
        Level::Equal => "Equal or concurrent",
        Level::Later => "Later or after",
    }
}

/// Which error a level is about.
pub const fn level_about(level: Level) -> &'static str {
    match level {
        Level::All => "Every merge and every decision on the way, and two events now and then.",
        Level::Ticks => "The sender’s entry ticked at the receiver; the own tick forgotten.",
        Level::Larger => "The smaller entry taken; the message’s clock taken whole.",
        Level::Decisions => "An executor named that a rule refuses, or that another one outscores.",
        Level::Equal => "Clocks that nobody can order taken for the same.",
        Level::Later => "Later in time taken for after in cause.",
    }
}

/// What was wrong, and what holds instead.
pub const fn mistake(mistake: Mistake) -> &'static str {
    match mistake {
        Mistake::SenderTicked => {
            "You ticked the sender’s entry at the receiver. The sender ticked it when it sent; nobody else touches it."
        }
        Mistake::OwnTickForgotten => {
            "You forgot the own tick. Receiving is an event, and each event ticks its node’s own entry."
        }
        Mistake::Minimum => "You took the smaller entry. A merge keeps the larger one: nobody forgets what it knew.",
        Mistake::TheirsWhole => {
            "You took the message’s clock whole. The receiver may know more of somebody than the sender did."
        }
        Mistake::MineKept => "You kept the receiver’s clock. Where the message’s entry is larger, it is news.",
        Mistake::Added => {
            "You added both entries. They count the same events twice then; the larger one counts them once."
        }
        Mistake::OtherTicked => "You ticked the entry of a node that has no part in this event.",
        Mistake::Entry => "An entry is neither side’s.",
        Mistake::Refused => "A rule refuses that executor.",
        Mistake::Outscored => "That executor could take it, and another one is better by the rule in force.",
        Mistake::SomebodyCan => "Somebody meets all its needs, so it does not wait.",
        Mistake::NobodyCan => "Nobody meets all its needs now, so it waits.",
        Mistake::EqualForConcurrent => {
            "You took concurrent for equal. Equal clocks are the same entry by entry; here each is ahead of the other somewhere."
        }
        Mistake::ConcurrentForEqual => {
            "You took equal for concurrent. Every entry is the same: it is one and the same event."
        }
        Mistake::EqualForOrdered => "Equal are only clocks that are the same in every entry.",
        Mistake::LaterForAfter => "Later in time is not after in cause: no message leads from the one to the other.",
        Mistake::OrderInvented => "Neither could know of the other: no message leads from the one to the other.",
        Mistake::Reversed => "It is the other way round: cause and effect were exchanged.",
        Mistake::WayMissed => "One could know of the other: a chain of messages leads there.",
    }
}

/// A wrong entry, and how the right one comes about.
pub(super) fn entry(column: &Column, given: u32, right: u32) -> String {
    let (name, mine, theirs) = (&column.name, column.mine, column.theirs);
    let tick = if column.is_own { " + 1" } else { "" };
    format!("{name}: you said {given}; max({mine}, {theirs}){tick} = {right}.")
}

/// What the entries of two clocks prove.
pub(super) fn proof(right: Causality, columns: &[Column]) -> String {
    let ahead = |is_first: bool| {
        let is_ahead =
            |column: &&Column| if is_first { column.mine > column.theirs } else { column.theirs > column.mine };
        columns.iter().find(is_ahead).map(|column| format!("{} {} and {}", column.name, column.mine, column.theirs))
    };
    match (right, ahead(true), ahead(false)) {
        (Causality::Equal, ..) => "All entries are the same: equal.".to_owned(),
        (Causality::Before, _, Some(second)) => {
            format!(
                "No entry of the first is ahead, and the second is ({second}): the first happened before the second."
            )
        }
        (Causality::After, Some(first), _) => {
            format!("No entry of the second is ahead, and the first is ({first}): the first happened after the second.")
        }
        (Causality::Concurrent, Some(first), Some(second)) => {
            format!("The first is ahead in one entry ({first}), the second in another ({second}): concurrent.")
        }
        // A node on the way carries no clock.
        _ => "No entry shows it, since a node on the way carries no clock; the messages do.".to_owned(),
    }
}
