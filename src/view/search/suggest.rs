//! What may be meant while somebody types: keys, and the kinds, nodes and jobs of the run.

use super::facets::Kind;
use super::machines;
use super::query::{KEYS, about, tokens};
use crate::broker::emergency;
use crate::id::{JobId, Names};

/// The most suggestions at one time.
const SUGGESTED_MAX: usize = 8;
/// The names of messages that are worth a suggestion.
const MESSAGES: [&str; 8] = ["heartbeat", "submit", "run", "done", "result", "register", "ping", "answer"];

/// Something that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The term as it would stand there: `kind:decision`.
    pub term: String,
    /// What it means; empty where the name says all.
    pub about: String,
    /// The whole line with it.
    pub line: String,
    /// Whether the term is whole: behind a key a value is still missing.
    pub is_whole: bool,
}

/// What may be meant by the last term of a line. Of an empty line, all keys.
pub fn suggestions(line: &str, names: &Names) -> Vec<Suggestion> {
    let ends_open = line.is_empty() || line.ends_with(char::is_whitespace);
    let (start, last) = match tokens(line).last() {
        Some(token) if !ends_open => (token.start, token.text),
        _ => (line.len(), ""),
    };
    let (not, term) = match last.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", last),
    };
    let is_free = !term.is_empty() || line.trim().is_empty();
    if !is_free || term.starts_with(['"', '/', '#']) {
        return Vec::new();
    }
    let mut offers = Offers { head: format!("{}{not}", &line[..start]), taken: term, found: Vec::new() };
    match term.split_once(':') {
        Some((key, value)) => offers.values(&key.to_ascii_lowercase(), value, names),
        None => {
            for key in KEYS.into_iter().filter(|key| begins(key, term)) {
                offers.put(format!("{key}:"), about(key), false);
            }
            if term.len() > 1 {
                ["kind", "node", "job"].into_iter().for_each(|key| offers.values(key, term, names));
            }
        }
    }
    offers.found
}

fn begins(text: &str, with: &str) -> bool {
    text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with))
}

/// The suggestions as they are put together.
struct Offers<'a> {
    head: String,
    /// The term that stands there.
    taken: &'a str,
    found: Vec<Suggestion>,
}

impl Offers<'_> {
    fn put(&mut self, term: String, about: &str, is_whole: bool) {
        if self.found.len() < SUGGESTED_MAX && term != self.taken {
            let line = format!("{}{term}{}", self.head, if is_whole { " " } else { "" });
            self.found.push(Suggestion { term, about: about.to_owned(), line, is_whole });
        }
    }

    fn values(&mut self, key: &str, value: &str, names: &Names) {
        match key {
            "kind" => {
                for (kind, name) in Kind::ALL.into_iter().filter(|(_, name)| begins(name, value)) {
                    self.put(format!("kind:{name}"), kind.about(), true);
                }
            }
            "node" => {
                for name in machines(names).map(|machine| names.of_node(machine)).filter(|name| begins(name, value)) {
                    self.put(format!("node:{name}"), "", true);
                }
            }
            "job" => {
                let jobs = (0..names.job_count() as u32).map(|job| names.of_job(JobId::new(job)));
                for name in jobs.filter(|name| begins(name, value)).take(SUGGESTED_MAX + 1) {
                    self.put(format!("job:{name}"), "", true);
                }
            }
            "emergency" => {
                let kinds = emergency::Kind::ALL.into_iter().map(emergency::Kind::name);
                let levels = emergency::Level::ALL.into_iter().rev().map(emergency::Level::name);
                let mut names: Vec<&str> = std::iter::once("any").chain(kinds).collect();
                // One word is a kind and a level.
                names.extend(levels.filter(|level| !emergency::Kind::ALL.iter().any(|kind| kind.name() == *level)));
                for name in names.into_iter().filter(|name| begins(name, value)) {
                    self.put(format!("emergency:{name}"), "", true);
                }
            }
            "message" => {
                for name in MESSAGES.into_iter().filter(|name| begins(name, value)) {
                    self.put(format!("message:{name}"), "", true);
                }
            }
            _ => {}
        }
    }
}
