//! What predictions say: one place for each thing.

use super::{Column, Level, Mistake};
use crate::clock::Causality;
use crate::texts::texts;

/// What a level is called.
pub fn level_title(level: Level) -> &'static str {
    let texts = texts().predict();
    match level {
        Level::All => texts.all,
        Level::Ticks => texts.ticks,
        Level::Larger => texts.larger,
        Level::Decisions => texts.decisions,
        Level::Equal => texts.equal,
        Level::Later => texts.later,
    }
}

/// Which error a level is about.
pub fn level_about(level: Level) -> &'static str {
    let texts = texts().predict();
    match level {
        Level::All => texts.all_about,
        Level::Ticks => texts.ticks_about,
        Level::Larger => texts.larger_about,
        Level::Decisions => texts.decisions_about,
        Level::Equal => texts.equal_about,
        Level::Later => texts.later_about,
    }
}

/// What was wrong, and what holds instead.
pub fn mistake(mistake: Mistake) -> &'static str {
    let texts = texts().predict();
    match mistake {
        Mistake::SenderTicked => texts.sender_ticked,
        Mistake::OwnTickForgotten => texts.own_tick_forgotten,
        Mistake::Minimum => texts.minimum,
        Mistake::TheirsWhole => texts.theirs_whole,
        Mistake::MineKept => texts.mine_kept,
        Mistake::Added => texts.added,
        Mistake::OtherTicked => texts.other_ticked,
        Mistake::Entry => texts.neither_entry,
        Mistake::Refused => texts.refused,
        Mistake::Outscored => texts.outscored,
        Mistake::SomebodyCan => texts.somebody_can,
        Mistake::NobodyCan => texts.nobody_can,
        Mistake::EqualForConcurrent => texts.equal_for_concurrent,
        Mistake::ConcurrentForEqual => texts.concurrent_for_equal,
        Mistake::EqualForOrdered => texts.equal_for_ordered,
        Mistake::LaterForAfter => texts.later_for_after,
        Mistake::OrderInvented => texts.order_invented,
        Mistake::Reversed => texts.reversed,
        Mistake::WayMissed => texts.way_missed,
    }
}

/// A wrong entry, and how the right one comes about.
pub(super) fn entry(column: &Column, given: u32, right: u32) -> String {
    let tick = if column.is_own { " + 1" } else { "" };
    let sum = format!("max({}, {}){tick}", column.mine, column.theirs);
    texts().predict().entry(&column.name, given, &sum, right)
}

/// What the entries of two clocks prove.
pub(super) fn proof(right: Causality, columns: &[Column]) -> String {
    let texts = texts().predict();
    let ahead = |is_first: bool| {
        let is_ahead =
            |column: &&Column| if is_first { column.mine > column.theirs } else { column.theirs > column.mine };
        columns.iter().find(is_ahead).map(|column| texts.two_entries(&column.name, column.mine, column.theirs))
    };
    match (right, ahead(true), ahead(false)) {
        (Causality::Equal, ..) => texts.all_same.to_owned(),
        (Causality::Before, _, Some(second)) => texts.only_second_ahead(&second),
        (Causality::After, Some(first), _) => texts.only_first_ahead(&first),
        (Causality::Concurrent, Some(first), Some(second)) => texts.both_ahead(&first, &second),
        // A node on the way carries no clock.
        _ => texts.no_entry_shows.to_owned(),
    }
}
