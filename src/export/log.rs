//! Logs of runs elsewhere, as ShiViz and GoVector write them: what happened on which host, with a vector clock.
//!
//! A regular expression with the groups `event`, `host` and `clock` says where each stands, another one what divides one
//! execution from the next, as in ShiViz (Beschastnikh, Wang, Brun and Ernst 2016). Both may stand in the first two
//! lines; without them the two usual orders are known by themselves. A log is taken whole or refused with the line that
//! does not fit: [`order`] says what it has to keep, which is more than ShiViz asks for.

mod expression;
mod order;

use std::fmt;

use regex_lite::Regex;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;

use super::shiviz::PARSER;
use crate::id::Names;
use crate::ordered::Map;
use crate::scenario::{HOSTS_MAX, RECORDED_MAX, Scenario, ScenarioError, TEXT_MAX};
use expression::expression;

/// The order in which GoVector writes: first the host with its clock, then what happened.
pub const GOVECTOR: &str = r"(?<host>\S*) (?<clock>{.*})\n(?<event>.*)";
/// The longest log, in bytes.
pub const LOG_BYTES_MAX: usize = 4 << 20;
/// The most executions of one log.
pub const EXECUTIONS_MAX: usize = 1_000;
/// How much of a line is quoted, in characters.
const QUOTED_MAX: usize = 80;
/// How much of an execution's name stands in a title, in characters.
const LABEL_MAX: usize = 100;

/// How a log is to be read. What is not said is found in its first lines, or is as usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The expression that finds an event.
    pub parser: Option<String>,
    /// The expression that finds what divides executions; its group `trace` names the one that follows.
    pub delimiter: Option<String>,
    /// Which execution, by its name or its number from 1.
    pub execution: Option<String>,
}

/// Why a log was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogError {
    /// It is too long.
    #[error("log: {bytes} bytes; at most {LOG_BYTES_MAX} are read")]
    TooLong {
        /// How long it is.
        bytes: usize,
    },
    /// One of the expressions can't be used.
    #[error("{which}: {problem}")]
    Expression {
        /// Which: `parser` or `delimiter`.
        which: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// A line does not fit.
    #[error("line {line}: {problem}: {quoted}")]
    Line {
        /// Which, from 1.
        line: usize,
        /// What is wrong with it.
        problem: String,
        /// Its beginning.
        quoted: String,
    },
    /// There is no event in it.
    #[error("log: there is no event in it")]
    Empty,
    /// Nobody said which of several executions is meant, or there is none of this name.
    #[error("execution: the log has {}; say which: {}", .executions.len(), shortened(&.executions.join(", "), 400))]
    Execution {
        /// What they are called.
        executions: Vec<String>,
    },
    /// It has too much of something.
    #[error("log: {what}: at most {most}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// What there may be.
        most: usize,
    },
    /// It does not fit into a scenario.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
}

/// One execution of a log.
#[derive(Debug, Clone, Copy)]
struct Execution<'a> {
    label: Option<&'a str>,
    text: &'a str,
}

/// One event as a log has it.
#[derive(Debug, Clone)]
struct Seen {
    line: usize,
    host: usize,
    text: String,
    /// The counts by host that are not 0, in the order of hosts.
    clock: Vec<(usize, u32)>,
}

impl Seen {
    /// What it knows of a host.
    fn knows(&self, host: usize) -> u32 {
        self.clock.binary_search_by_key(&host, |(host, _)| *host).map_or(0, |at| self.clock[at].1)
    }
}

/// The text of a log, to find lines in.
#[derive(Debug, Clone, Copy)]
struct Text<'a>(&'a str);

impl Text<'_> {
    /// The number of the line in which a part of the text begins.
    fn line_of(&self, part: &str) -> usize {
        let at = (part.as_ptr() as usize).saturating_sub(self.0.as_ptr() as usize).min(self.0.len());
        self.0.as_bytes()[..at].iter().filter(|byte| **byte == b'\n').count() + 1
    }

    fn refuse(&self, line: usize, problem: impl Into<String>) -> LogError {
        let text = self.0.lines().nth(line.saturating_sub(1)).unwrap_or_default();
        LogError::Line { line, problem: problem.into(), quoted: shortened(text, QUOTED_MAX) }
    }
}

/// The beginning of a text that is too long, without what would change how it is shown.
fn shortened(text: &str, letters: usize) -> String {
    let mut short: String = text.chars().filter(|letter| !letter.is_control()).take(letters).collect();
    if text.chars().nth(letters).is_some() {
        short.push('…');
    }
    short
}

/// Whether a text looks like a log: it begins with a parser, or one of its first two lines ends in a clock.
pub fn is_log(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let (first, second) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    is_parser(first) || names_a_clock(first) || names_a_clock(second)
}

fn is_parser(line: &str) -> bool {
    ["(?<event>", "(?<host>", "(?<clock>"].iter().all(|group| line.contains(group))
}

/// `host {"host": 1}`
fn names_a_clock(line: &str) -> bool {
    let parts = line.split_once(' ').map(|(host, clock)| (host, clock.trim()));
    parts.is_some_and(|(host, clock)| !host.starts_with('{') && clock.starts_with('{') && clock.ends_with('}'))
}

/// What the executions of a log are called, in order; those without a name by their numbers.
///
/// # Errors
/// It is too long, or an expression can't be used.
pub fn executions(text: &str, reading: &Reading) -> Result<Vec<String>, LogError> {
    let text = normal(text)?;
    Ok(labels(&split(&text, reading)?.1))
}

/// A log as a scenario in which its events happen again, in the order in which they stand there as far as causes come
/// before what follows from them. It opens at the last one.
///
/// # Errors
/// Names the line that does not fit, or the expression.
pub fn scenario(text: &str, reading: &Reading) -> Result<Scenario, LogError> {
    let text = normal(text)?;
    let (parser, executions) = split(&text, reading)?;
    let one = match (executions.as_slice(), &reading.execution) {
        ([], _) => return Err(LogError::Empty),
        ([one], None) => one,
        (all, wanted) => chosen(all, wanted.as_deref())?,
    };
    let (hosts, events) = events(Text(&text), one.text, &parser)?;
    let recorded = order::recorded(Text(&text), &hosts, &events)?;
    let title = match one.label {
        Some(label) => format!("Log: {}", shortened(label, LABEL_MAX)),
        None => format!("A log of {} {}", hosts.len(), if hosts.len() == 1 { "host" } else { "hosts" }),
    };
    Ok(Scenario::of_log(title, recorded)?)
}

/// The text with line ends of one kind.
fn normal(text: &str) -> Result<String, LogError> {
    match text.len() {
        ..=LOG_BYTES_MAX => Ok(text.trim_start_matches('\u{feff}').replace("\r\n", "\n")),
        bytes => Err(LogError::TooLong { bytes }),
    }
}

/// The expression that finds events, and the executions.
fn split<'a>(text: &'a str, reading: &Reading) -> Result<(Regex, Vec<Execution<'a>>), LogError> {
    let said = |of: &Option<String>| of.clone().filter(|of| !of.is_empty());
    let (mut parser, mut delimiter, mut body) = (said(&reading.parser), said(&reading.delimiter), text);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if parser.is_none() && is_parser(first) {
        let (second, rest) = rest.split_once('\n').unwrap_or((rest, ""));
        parser = Some(first.to_owned());
        delimiter = delimiter.or_else(|| Some(second.to_owned()).filter(|second| !second.trim().is_empty()));
        body = rest;
    }
    let parser = expression("parser", parser.as_deref().unwrap_or_else(|| usual(body)))?;
    if let Some(missing) =
        ["event", "host", "clock"].iter().find(|name| !parser.capture_names().any(|is| is == Some(name)))
    {
        return Err(LogError::Expression { which: "parser", problem: format!("it has no group (?<{missing}>…)") });
    }
    let Some(delimiter) = delimiter else {
        return Ok((parser, vec![Execution { label: None, text: body }]));
    };
    let delimiter = expression("delimiter", &delimiter)?;
    let (mut all, mut label, mut from) = (Vec::new(), None, 0);
    for found in delimiter.captures_iter(body) {
        let Some(whole) = found.get(0).filter(|whole| !whole.is_empty()) else { continue };
        all.push(Execution { label, text: &body[from..whole.start()] });
        label = found.name("trace").map(|name| name.as_str().trim()).filter(|name| !name.is_empty());
        from = whole.end();
    }
    all.push(Execution { label, text: &body[from..] });
    all.retain(|execution| !execution.text.trim().is_empty());
    match all.len() {
        ..=EXECUTIONS_MAX => Ok((parser, all)),
        _ => Err(LogError::TooMany { what: "executions", most: EXECUTIONS_MAX }),
    }
}

/// The order that the first lines are in.
fn usual(body: &str) -> &'static str {
    let mut lines = body.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().is_some_and(names_a_clock);
    if first && !lines.next().is_some_and(names_a_clock) { GOVECTOR } else { PARSER }
}

fn labels(executions: &[Execution<'_>]) -> Vec<String> {
    let label = |(number, execution): (usize, &Execution<'_>)| match execution.label {
        Some(label) => shortened(label, LABEL_MAX),
        None => number.to_string(),
    };
    (1..).zip(executions).map(label).collect()
}

/// The execution of this name, or of this number.
fn chosen<'a, 'b>(all: &'b [Execution<'a>], wanted: Option<&str>) -> Result<&'b Execution<'a>, LogError> {
    let labels = labels(all);
    let named = wanted.and_then(|wanted| labels.iter().position(|label| label == wanted));
    let numbered = || wanted.and_then(|wanted| wanted.parse::<usize>().ok()?.checked_sub(1));
    named.or_else(numbered).and_then(|at| all.get(at)).ok_or(LogError::Execution { executions: labels })
}

/// The hosts of an execution, in the order in which they come, and its events.
fn events(text: Text<'_>, part: &str, parser: &Regex) -> Result<(Vec<String>, Vec<Seen>), LogError> {
    let mut hosts = Hosts::default();
    let mut read = Vec::new();
    let fits = |gap: &str| match gap.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => Err(text.refuse(text.line_of(line), "it does not fit the parser")),
        None => Ok(()),
    };
    let (mut from, mut line, mut counted) = (0, text.line_of(part), 0);
    for found in parser.captures_iter(part) {
        let Some(whole) = found.get(0).filter(|whole| !whole.is_empty()) else { continue };
        fits(&part[from..whole.start()])?;
        from = whole.end();
        let group = |name| found.name(name).map_or("", |group| group.as_str());
        let at = found.name("clock").map_or(whole.start(), |clock| clock.start());
        line += part.as_bytes()[counted..at.max(counted)].iter().filter(|byte| **byte == b'\n').count();
        counted = at.max(counted);
        let unfit = |problem: String| text.refuse(line, problem);
        if read.len() == RECORDED_MAX {
            return Err(LogError::TooMany { what: "events", most: RECORDED_MAX });
        }
        let host = hosts.take(group("host")).map_err(|problem| unfit(format!("the host: {problem}")))?;
        let clock = clock_of(group("clock")).map_err(|problem| unfit(format!("the clock: {problem}")))?;
        let text = text_of(group("event"), &found, parser).map_err(unfit)?;
        read.push((line, host, text, clock));
    }
    fits(&part[from..])?;
    if read.is_empty() {
        return Err(LogError::Empty);
    }
    if hosts.names.len() > HOSTS_MAX {
        return Err(LogError::TooMany { what: "hosts", most: HOSTS_MAX });
    }
    let mut events = Vec::new();
    for (line, host, said, clock) in read {
        let known = |(name, count): (String, u32)| match hosts.by_name.get(&name) {
            Some(host) => Ok((*host, count)),
            None => {
                Err(text.refuse(line, format!("it counts {count} of {:?}, which has no event", shortened(&name, 64))))
            }
        };
        let mut clock = clock.into_iter().map(known).collect::<Result<Vec<_>, _>>()?;
        crate::ordered::sort_by_key(&mut clock, |(host, _)| *host);
        events.push(Seen { line, host, text: said, clock });
    }
    Ok((hosts.names, events))
}

/// The counts of a clock by host.
fn clock_of(text: &str) -> Result<Map<String, u32>, String> {
    let mut json = serde_json::Deserializer::from_str(text);
    let counts = json.deserialize_map(Counts).and_then(|counts| json.end().map(|()| counts));
    counts.map_err(|error| error.to_string().split(" at line ").next().unwrap_or_default().to_owned())
}

/// What happened, on one line that begins and ends with something to see, and behind it whatever else the parser has a name for.
fn text_of(event: &str, found: &regex_lite::Captures<'_>, parser: &Regex) -> Result<String, String> {
    let mut text = event.to_owned();
    let more = parser.capture_names().flatten().filter(|name| !["event", "host", "clock"].contains(name));
    for name in more {
        if let Some(value) = found.name(name).map(|value| value.as_str().trim()).filter(|value| !value.is_empty()) {
            text.push_str(&format!(" · {name} {value}"));
        }
    }
    match text.len() {
        ..=TEXT_MAX => Ok(text.replace(|letter: char| letter.is_control() && letter != '\t', " ").trim().to_owned()),
        bytes => Err(format!("the event has {bytes} bytes, at most {TEXT_MAX} are possible")),
    }
}

/// The hosts so far.
#[derive(Debug, Default)]
struct Hosts {
    names: Vec<String>,
    by_name: Map<String, usize>,
}

impl Hosts {
    fn take(&mut self, name: &str) -> Result<usize, String> {
        if let Some(host) = self.by_name.get(name) {
            return Ok(*host);
        }
        Names::check_node(name).map_err(|error| error.to_string())?;
        self.names.push(name.to_owned());
        self.by_name.insert(name.to_owned(), self.names.len() - 1);
        Ok(self.names.len() - 1)
    }
}

/// Reads a clock: an object with a count for each of its hosts, each host once.
struct Counts;

impl<'de> Visitor<'de> for Counts {
    type Value = Map<String, u32>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with a count for each host")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        use serde::de::Error;
        let mut counts = Map::new();
        while let Some((host, count)) = entries.next_entry::<String, Value>()? {
            let number = count.as_u64().and_then(|count| u32::try_from(count).ok()).ok_or_else(|| {
                let found = shortened(&count.to_string(), 40);
                A::Error::custom(format!("{found} is no count: a whole number from 0 to {}", u32::MAX))
            })?;
            if counts.insert(host.clone(), number).is_some() {
                return Err(A::Error::custom(format!("{:?} stands twice in it", shortened(&host, 64))));
            }
        }
        counts.retain(|_, count| *count > 0);
        Ok(counts)
    }
}
