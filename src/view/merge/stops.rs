//! A merge in slow motion: one stop for each entry that is compared, and one for the own tick, each with its reason.

use super::{Entry, Outcome};
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
            let text = format!("{}. Nothing is compared, and all stays as it is.", words::sentence(learned));
            vec![Stop { about: About::Clock, text }]
        }
    };
    stops.extend(entries.iter().position(|entry| entry.is_own).map(|at| tick(&entries[at], at, cast)));
    stops
}

fn compared(entries: &[Entry], at: usize, cast: &Cast) -> Stop {
    let entry = &entries[at];
    let Entry { name, mine, theirs, .. } = entry;
    let Cast { receiver, sender, .. } = cast;
    let text = if entry.is_news() {
        let news = news(name, *mine, *theirs);
        match mine {
            0 => format!("{name}: theirs {theirs}, mine none, so {theirs}: {news}."),
            _ => format!("{name}: theirs {theirs} > mine {mine}, so {theirs}: {news}."),
        }
    } else if mine == theirs {
        let why = match entry.is_own {
            true => format!("{sender} knew all that {receiver} had done"),
            false => "nothing new".to_owned(),
        };
        format!("{name}: both say {mine}, so it stays {mine}: {why}.")
    } else {
        let why = match (theirs, entry.is_own) {
            (0, true) => format!("{sender} had heard nothing of {receiver}"),
            (0, false) => format!("{sender} had heard nothing of {name}"),
            (_, true) => format!("nobody knows more of {receiver} than {receiver}"),
            (_, false) => format!("the message is older than what {receiver} knows of {name}"),
        };
        match theirs {
            0 => format!("{name}: mine {mine}, theirs none, so {mine} stays: {why}."),
            _ => format!("{name}: mine {mine} > theirs {theirs}, so {mine} stays: {why}."),
        }
    };
    Stop { about: About::Entry(at), text }
}

/// Which events of a node a larger entry makes known: exec-2’s events 3, 4 and 5 are news.
fn news(name: &str, mine: u32, theirs: u32) -> String {
    const SPELT: u32 = 4;
    let n = theirs - mine;
    match n {
        1 => format!("{name}’s event {theirs} is news"),
        2..=SPELT => {
            let counts: Vec<String> = (mine + 1..=theirs).map(|count| count.to_string()).collect();
            format!("{name}’s events {} are news", words::list(&counts))
        }
        _ => format!("{name}’s events {} to {theirs}, {} of them, are news", mine + 1, words::number(n as usize)),
    }
}

fn rest(entries: &[Entry], from: usize) -> Stop {
    let rest = &entries[from..];
    let equal = rest.iter().filter(|entry| entry.mine == entry.theirs).count();
    let larger = rest.len() - equal;
    let text = match (equal, larger) {
        (0, _) => "in each of them mine is larger".to_owned(),
        (_, 0) => "all of them are equal".to_owned(),
        _ => format!("{} equal, in {} mine is larger", words::count(equal, "is", "are"), words::number(larger)),
    };
    let which = if rest.len() == 1 { "entry".to_owned() } else { format!("{} entries", words::number(rest.len())) };
    Stop { about: About::Rest(from), text: format!("The other {which}: {text}. Nothing new.") }
}

fn tick(own: &Entry, at: usize, cast: &Cast) -> Stop {
    let Entry { name, larger, after, .. } = own;
    let text = format!(
        "{name}: {larger} + 1 = {after}. Receiving is an event of {}, and nobody else ticks this entry. The event’s name is \
         ({name}, {after}).",
        cast.own
    );
    Stop { about: About::Tick(at), text }
}
