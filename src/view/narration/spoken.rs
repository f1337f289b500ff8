//! The same event for the ear: whole sentences, without brackets, arrows and units that are spelt letter by letter.

use super::{before, explanation, larger_of_both, said, strong};
use crate::broker::outbox::EventKind;
use crate::id::EventId;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::view::faults;
use crate::view::happened::news;
use crate::view::words::{self, Words};

/// So many entries that grew are told one by one.
const GROWN_MAX: usize = 3;

/// Tells an event to somebody who listens.
pub fn spoken(trace: &Trace, id: EventId) -> String {
    let Some(event) = trace.get(id) else {
        return texts().narration().nothing_aloud.to_owned();
    };
    let words = Words::new(trace.names());
    let why = explanation(&words, event).map(|text| format!(" {text}")).unwrap_or_default();
    let befell = faults::around(&words, trace, event);
    aloud(&format!("{}{why} {befell}{}", strong(&words, trace, event), clock(&words, trace, event)))
}

/// What the event did to its node's clock.
fn clock(words: &Words, trace: &Trace, event: &Event) -> String {
    let told = texts().narration();
    let count = event.dot.count;
    let said = said(trace, event);
    match (event.kind, said) {
        (EventKind::Internal, _) => told.ticks_to(count),
        (EventKind::Send, Some(_)) => told.send_ticks_to(count),
        (EventKind::Send, None) => told.send_counted(count),
        (EventKind::Receive, None) => told.receive_ticks_to(count),
        (EventKind::Receive, Some(said)) => {
            let (before, after) = (before(trace, event), trace.clock(event.id).unwrap_or_default());
            if larger_of_both(event, &after, &said, &before).is_none() {
                return told.not_taken_ticks_to(count);
            }
            let raised = trace.news(event);
            let grown = raised.iter().take(GROWN_MAX);
            let grown = grown.map(|dot| told.grown(&words.name(dot.node), before.get(dot.node), dot.count));
            let news = match raised.len() {
                0 => return told.no_news_ticks_to(count),
                1..=GROWN_MAX => words::list(&grown.collect::<Vec<_>>()),
                _ => news(words, trace, event),
            };
            told.news_ticks_to(&news, count)
        }
    }
}

/// A text as it is to be read aloud: units in full, incarnations by their word, no signs.
pub(super) fn aloud(text: &str) -> String {
    let say = texts().narration();
    let mut told = String::with_capacity(text.len() + 16);
    let mut number: Option<&str> = None;
    for word in text.split(' ') {
        let (bare, end) = split_end(word);
        let said = match number {
            Some(amount) => unit(bare, amount),
            None => None,
        };
        let said = match bare {
            "→" => say.becomes.to_owned(),
            "·" => ",".to_owned(),
            "≤" => say.at_most.to_owned(),
            "≥" => say.at_least.to_owned(),
            "<" => say.less_than.to_owned(),
            ">" => say.more_than.to_owned(),
            "≠" => say.unlike.to_owned(),
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
    word.starts_with(|first: char| first.is_ascii_digit())
        && word.chars().all(|c| c.is_ascii_digit() || texts().words().point.contains(c))
}

fn unit(word: &str, amount: &str) -> Option<&'static str> {
    let say = texts().narration();
    let both = match word {
        "ms" => say.milliseconds,
        "s" => say.seconds,
        "min" => say.minutes,
        "h" => say.hours,
        "%" => say.per_cent,
        "B" => say.bytes,
        "KB" => say.kilobytes,
        "MB" => say.megabytes,
        "GB" => say.gigabytes,
        "TB" => say.terabytes,
        "PB" => say.petabytes,
        _ => return None,
    };
    let (one, many) = both.split_once('/')?;
    Some(if amount == "1" { one } else { many })
}

/// `exec-2#2’s` is said as exec-2 incarnation 2’s.
fn with_incarnation(word: &str) -> String {
    match word.split_once('#') {
        Some((name, life)) if life.starts_with(|first: char| first.is_ascii_digit()) => {
            texts().narration().living(name, life)
        }
        _ => word.to_owned(),
    }
}
