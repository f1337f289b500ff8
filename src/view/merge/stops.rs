//! A merge in slow motion: one stop for each entry that is compared, and one for the own tick, each with its reason.

use super::{Entry, Outcome};
use crate::texts::texts;
use crate::view::words;

/// What a stop is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// One entry, by its place.
    Entry(usize),
    /// All entries from this place on: of many, those where nothing changes are one stop.
    Rest(usize),
    /// The clock as a whole: there is none, or it is not taken.
    Clock,
    /// The receiver's own tick, at the place of its entry.
    Tick(usize),
}

/// One stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// What it is about.
    pub about: About,
    /// What becomes of it, and why.
    pub text: String,
}

/// Who takes part, as sentences name them.
pub(super) struct Cast<'a> {
    /// The receiver: the broker.
    pub(super) receiver: &'a str,
    /// The same as of whom something is known, in German with its preposition: vom Broker.
    pub(super) from: &'a str,
    /// What belongs to it: the broker’s own.
    pub(super) own: &'a str,
    /// The sender: exec-2.
    pub(super) sender: &'a str,
}

/// The stops of a merge, in the order of its entries; `is_many` says that the changed ones come first.
pub(super) fn stops(entries: &[Entry], outcome: Outcome, learned: &str, is_many: bool, cast: &Cast) -> Vec<Stop> {
    let mut stops = match outcome {
        Outcome::Merged if is_many => {
            let changed = entries.iter().take_while(|entry| !entry.is_gap).count();
            let rest = (changed < entries.len()).then(|| rest(entries, changed));
            (0..changed).map(|at| compared(entries, at, cast)).chain(rest).collect()
        }
        Outcome::Merged => (0..entries.len()).map(|at| compared(entries, at, cast)).collect(),
        Outcome::NoClock | Outcome::NotTaken => {
            let text = texts().merge().nothing_compared(&words::sentence(learned));
            vec![Stop { about: About::Clock, text }]
        }
    };
    stops.extend(entries.iter().position(|entry| entry.is_own).map(|at| tick(&entries[at], at, cast)));
    stops
}

fn compared(entries: &[Entry], at: usize, cast: &Cast) -> Stop {
    let entry = &entries[at];
    let Entry { name, mine, theirs, .. } = entry;
    let (mine, theirs) = (*mine, *theirs);
    let Cast { receiver, from, sender, .. } = cast;
    let said = texts().merge();
    let text = if entry.is_news() {
        let news = news(name, mine, theirs);
        match mine {
            0 => said.new_entry(name, theirs, &news),
            _ => said.larger(name, theirs, mine, &news),
        }
    } else if mine == theirs {
        match entry.is_own {
            true => said.equal(name, mine, &said.knew_all(sender, receiver)),
            false => said.equal(name, mine, said.nothing_new),
        }
    } else {
        let why = match (theirs, entry.is_own) {
            (0, true) => said.heard_nothing(sender, receiver, from),
            (0, false) => said.heard_nothing(sender, name, &words::from(name)),
            (_, true) => said.nobody_knows_more(receiver, from),
            (_, false) => said.older(receiver, name, &words::from(name)),
        };
        match theirs {
            0 => said.unheard(name, mine, &why),
            _ => said.smaller(name, mine, theirs, &why),
        }
    };
    Stop { about: About::Entry(at), text }
}

/// Which events of a node a larger entry makes known: exec-2’s events 3, 4 and 5 are news.
fn news(name: &str, mine: u32, theirs: u32) -> String {
    const SPELT: u32 = 4;
    let said = texts().merge();
    let (n, from) = (theirs - mine, words::from(name));
    match n {
        1 => said.event_is_news(name, &from, theirs),
        2..=SPELT => {
            let counts: Vec<String> = (mine + 1..=theirs).map(|count| count.to_string()).collect();
            said.events_are_news(name, &from, &words::list(&counts))
        }
        _ => said.span_is_news(name, &from, mine + 1, theirs, &words::number(n as usize)),
    }
}

fn rest(entries: &[Entry], from: usize) -> Stop {
    let rest = &entries[from..];
    let equal = rest.iter().filter(|entry| entry.mine == entry.theirs).count();
    let larger = rest.len() - equal;
    let said = texts().merge();
    let text = match (equal, larger) {
        (0, _) => said.each_larger.to_owned(),
        (_, 0) => said.all_equal.to_owned(),
        _ => said.some_equal(equal, &words::number(equal), larger, &words::number(larger)),
    };
    let text = match rest.len() {
        1 => said.other_entry(&text),
        n => said.other_entries(&words::number(n), &text),
    };
    Stop { about: About::Rest(from), text }
}

fn tick(own: &Entry, at: usize, cast: &Cast) -> Stop {
    let Entry { name, larger, after, .. } = own;
    let text = texts().merge().tick(name, *larger, *after, cast.own);
    Stop { about: About::Tick(at), text }
}
