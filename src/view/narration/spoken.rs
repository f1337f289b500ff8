//! The same event for the ear: whole sentences, without brackets, arrows and units that are spelt letter by letter.

use super::{before, explanation, larger_of_both, said, strong};
use crate::broker::outbox::EventKind;
use crate::id::EventId;
use crate::sim::trace::{Event, Trace};
use crate::view::faults;
use crate::view::happened::news;
use crate::view::words::{self, Words};

/// So many entries that grew are told one by one.
const GROWN_MAX: usize = 3;

/// Tells an event to somebody who listens.
pub fn spoken(trace: &Trace, id: EventId) -> String {
    let Some(event) = trace.get(id) else {
        return "Nothing has happened yet. Step on to hear the first event.".to_owned();
    };
    let words = Words::new(trace.names());
    let why = explanation(&words, event).map(|text| format!(" {text}")).unwrap_or_default();
    let befell = faults::around(&words, trace, event);
    aloud(&format!("{}{why} {befell}{}", strong(&words, trace, event), clock(&words, trace, event)))
}

/// What the event did to its node's clock.
fn clock(words: &Words, trace: &Trace, event: &Event) -> String {
    let count = event.dot.count;
    let said = said(trace, event);
    match (event.kind, said) {
        (EventKind::Internal, _) => format!("Its own entry ticks to {count}."),
        (EventKind::Send, Some(_)) => format!("Its own entry ticks to {count}, and the message carries its clock."),
        (EventKind::Send, None) => format!("The message carries no clock. Its own entry is counted as {count}."),
        (EventKind::Receive, None) => {
            format!("The message carries no clock, so only its own entry ticks, to {count}.")
        }
        (EventKind::Receive, Some(said)) => {
            let (before, after) = (before(trace, event), trace.clock(event.id).unwrap_or_default());
            if larger_of_both(event, &after, &said, &before).is_none() {
                return format!("The message’s clock is not taken, only its own entry ticks, to {count}.");
            }
            let raised = trace.news(event);
            let grown = raised.iter().take(GROWN_MAX);
            let grown =
                grown.map(|dot| format!("{} from {} to {}", words.name(dot.node), before.get(dot.node), dot.count));
            let news = match raised.len() {
                0 => return format!("Nothing in the message’s clock is news. Its own entry ticks to {count}."),
                1..=GROWN_MAX => words::list(&grown.collect::<Vec<_>>()),
                _ => news(words, trace, event),
            };
            format!("News in the message’s clock: {news}. Then its own entry ticks to {count}.")
        }
    }
}

/// A text as it is to be read aloud: units in full, incarnations by their word, no signs.
pub(super) fn aloud(text: &str) -> String {
    let mut told = String::with_capacity(text.len() + 16);
    let mut number: Option<&str> = None;
    for word in text.split(' ') {
        let (bare, end) = split_end(word);
        let said = match number {
            Some(amount) => unit(bare, amount),
            None => None,
        };
        let said = match bare {
            "→" => "to".to_owned(),
            "·" => ",".to_owned(),
            "≤" => "at most".to_owned(),
            "≥" => "at least".to_owned(),
            "<" => "less than".to_owned(),
            ">" => "more than".to_owned(),
            "≠" => "not".to_owned(),
            _ => said.map_or_else(|| with_incarnation(bare), str::to_owned),
        };
        if !told.is_empty() && said != "," {
            told.push(' ');
        }
        told.push_str(&said);
        told.push_str(end);
        number = is_number(bare).then_some(bare).filter(|_| end.is_empty());
    }
    told
}

/// A word, and the signs that end it.
fn split_end(word: &str) -> (&str, &str) {
    word.split_at(word.trim_end_matches(['.', ',', ';', ':']).len())
}

fn is_number(word: &str) -> bool {
    word.starts_with(|first: char| first.is_ascii_digit()) && word.chars().all(|c| c.is_ascii_digit() || c == '.')
}

fn unit(word: &str, amount: &str) -> Option<&'static str> {
    let (one, many) = match word {
        "ms" => ("millisecond", "milliseconds"),
        "s" => ("second", "seconds"),
        "min" => ("minute", "minutes"),
        "h" => ("hour", "hours"),
        "%" => ("per cent", "per cent"),
        "B" => ("byte", "bytes"),
        "KB" => ("kilobyte", "kilobytes"),
        "MB" => ("megabyte", "megabytes"),
        "GB" => ("gigabyte", "gigabytes"),
        "TB" => ("terabyte", "terabytes"),
        "PB" => ("petabyte", "petabytes"),
        _ => return None,
    };
    Some(if amount == "1" { one } else { many })
}

/// `exec-2#2’s` is said as exec-2 incarnation 2’s.
fn with_incarnation(word: &str) -> String {
    match word.split_once('#') {
        Some((name, life)) if life.starts_with(|first: char| first.is_ascii_digit()) => {
            format!("{name} incarnation {life}")
        }
        _ => word.to_owned(),
    }
}
