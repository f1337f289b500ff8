//! The wording that all pictures share: names, amounts, emergencies, rules.
//!
//! Sentences are put together from these, so that a thing is called the same wherever it stands.

use crate::broker::data::DataName;
use crate::broker::emergency::{Emergency, Equipment, Finding, Kind, Source};
use crate::broker::executors::{Capabilities, Check, Rule};
use crate::broker::policy::{Order, Placement, Term};
use crate::clock::VectorClock;
use crate::id::{JobId, Names, NodeId};
use crate::texts::texts;
use crate::time::Span;

/// A vector with so many entries is still spelt out in a sentence.
pub const SPELT_MAX: usize = 6;

const COLOURS: [&str; 8] = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"];

/// Data by their name, quoted: names are free text.
pub fn data(name: &DataName) -> String {
    quotable(name.as_str())
}

/// What names begin with.
pub fn prefix(prefix: &str) -> String {
    if prefix.is_empty() { "any name".to_owned() } else { format!("{}…", quotable(prefix)) }
}

/// The class that gives a node its colour: the broker has one of its own, the others take turns.
pub fn colour(node: NodeId) -> &'static str {
    match node.index() {
        0 => COLOURS[0],
        index => COLOURS[1 + (index - 1) % 7],
    }
}

/// Names as they stand in sentences.
#[derive(Debug, Clone, Copy)]
pub struct Words<'a> {
    names: &'a Names,
}

impl<'a> Words<'a> {
    /// Words with these names.
    pub const fn new(names: &'a Names) -> Self {
        Self { names }
    }

    /// The node's name, bare.
    pub fn name(&self, node: NodeId) -> String {
        self.names.of_node(node)
    }

    /// The node within a sentence: the broker, exec-2.
    pub fn node(&self, node: NodeId) -> String {
        let name = self.names.of_node(node);
        if name == "broker" { "the broker".to_owned() } else { name }
    }

    /// The node where a sentence begins: The broker, exec-2.
    pub fn subject(&self, node: NodeId) -> String {
        sentence_of_names(&self.node(node))
    }

    /// What belongs to the node: the broker’s, exec-2’s.
    pub fn of(&self, node: NodeId) -> String {
        format!("{}’s", self.node(node))
    }

    /// What is the node's own: the broker’s own.
    pub fn own(&self, node: NodeId) -> String {
        format!("{} own", self.of(node))
    }

    /// The job's name.
    pub fn job(&self, job: JobId) -> &'a str {
        self.names.of_job(job)
    }

    /// Several jobs: map-tiles, archive and triage. Of many, the first few.
    pub fn jobs(&self, jobs: &[JobId]) -> String {
        const SHOWN: usize = 4;
        let mut names: Vec<String> = jobs.iter().take(SHOWN).map(|job| self.job(*job).to_owned()).collect();
        if jobs.len() > SHOWN {
            names.push(format!("{} more", jobs.len() - SHOWN));
        }
        list(&names)
    }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The first letter large, as a sentence begins.
pub fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    // Sentences are English; the tables of all other alphabets would weigh 9 KB in every first load.
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Sentences that begin with a name leave it as it is: exec-1 is refused.
pub fn sentence_of_names(text: &str) -> String {
    text.strip_prefix("the ").map_or_else(|| text.to_owned(), |rest| format!("The {rest}"))
}

/// `no event`, `one event`, `three events`, `12 events`: small numbers as words.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// Small numbers as words.
pub fn number(n: usize) -> String {
    const SMALL: [&str; 13] =
        ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    SMALL.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

/// `1st`, `2nd`, `3rd`, from a place that counts from 0.
pub fn place(at: usize) -> String {
    let n = at + 1;
    let ending = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{ending}")
}

/// An amount of memory with the unit that reads best: 512 MB, 1.5 GB.
pub fn bytes(amount: i64) -> String {
    const UNITS: [&str; 6] = ["B", "KB", "MB", "GB", "TB", "PB"];
    let size = amount.unsigned_abs();
    let power = (size.checked_ilog2().unwrap_or(0) / 10).min(5);
    let tenths = (u128::from(size) * 10 + (1 << (power * 10)) / 2) >> (power * 10);
    let sign = if amount < 0 { "−" } else { "" };
    let unit = UNITS[power as usize];
    match (tenths / 10, tenths % 10) {
        (whole, 0) => format!("{sign}{whole} {unit}"),
        (whole, _) if whole >= 100 => format!("{sign}{whole} {unit}"),
        (whole, tenth) => format!("{sign}{whole}.{tenth} {unit}"),
    }
}

/// Thousandths with one decimal: 1.0, 32.4.
pub fn milli(thousandths: i64) -> String {
    let tenths = thousandths / 100;
    format!("{}{}.{}", if tenths < 0 { "−" } else { "" }, tenths.abs() / 10, tenths.abs() % 10)
}

/// A number as people of the language write it: 1.5, 1,5. A time or a span as well.
pub fn real(number: impl ToString) -> String {
    number.to_string().replace('.', texts().words.point)
}

/// How long ago something was.
pub fn ago(age: Span) -> String {
    if age == Span::ZERO { "just now".to_owned() } else { format!("{age} ago") }
}

/// The emergency as a noun: a critical medical emergency at north.
pub fn emergency(emergency: &Emergency) -> String {
    let location = emergency.location.as_deref().filter(|place| !place.is_empty());
    let place = location.map(|place| format!(" at {}", quotable(place))).unwrap_or_default();
    let (level, kind) = (emergency.level.name(), emergency.kind.name());
    match emergency.kind {
        Kind::General => format!("an emergency of level {level}{place}"),
        Kind::Critical => format!("a critical emergency of level {level}{place}"),
        Kind::Disaster | Kind::Fire | Kind::Medical => format!("a {level} {kind} emergency{place}"),
    }
}

/// The emergency on a label: medical · critical · north.
pub fn emergency_tag(emergency: &Emergency) -> String {
    let location = emergency.location.as_deref().filter(|place| !place.is_empty());
    let place = location.map(|place| format!(" · {}", quotable(place))).unwrap_or_default();
    format!("{} · {}{place}", emergency.kind.name(), emergency.level.name())
}

/// How it came that a job is an emergency, as a sentence without its end.
pub fn finding(finding: &Finding) -> String {
    let how = match &finding.source {
        Source::Declared => "the job declares it".to_owned(),
        Source::Detected { word, place } if word == place => format!("found in its word “{}”", quotable(word)),
        Source::Detected { word, place } => {
            format!("found in the word “{}” of “{}”", quotable(word), quotable(place))
        }
    };
    match finding.raised_from {
        Some(level) => {
            let now = finding.emergency.level.name();
            format!("{how}, and the emergency declared for all raises it from {} to {now}", level.name())
        }
        None => how,
    }
}

/// What somebody else wrote, cut to a length that a sentence bears.
pub fn quotable(text: &str) -> String {
    const LONGEST: usize = 60;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What an executor says that it has: load 12 %, 4 GB free, battery 83 %, equipped for medical.
pub fn capabilities(has: &Capabilities, equipment: Equipment) -> String {
    let power = if has.has_battery { format!("battery {} %", has.power) } else { "on mains".to_owned() };
    let kinds: Vec<String> = equipment.kinds().map(|kind| kind.name().to_owned()).collect();
    let equipped = if kinds.is_empty() { String::new() } else { format!(", equipped for {}", list(&kinds)) };
    let cores = if has.cpu_cores == 1 { "1 core".to_owned() } else { format!("{} cores", has.cpu_cores) };
    format!("load {} %, {} of memory free, {cores}, {power}{equipped}", has.cpu_load, bytes(has.memory))
}

/// What a rule compares.
pub const fn rule(rule: Rule) -> &'static str {
    match rule {
        Rule::Memory => "memory",
        Rule::Disk => "disk",
        Rule::CpuLoad => "load",
        Rule::CpuCores => "cores",
        Rule::CpuFreq => "frequency",
        Rule::Battery => "battery",
        Rule::Power => "charge",
    }
}

/// The rule with what the job asks: load ≤ 60 %.
pub fn rule_head(check: &Check) -> String {
    let name = rule(check.rule);
    match check.rule {
        Rule::Battery if check.need.milli() == 0 => "no battery".to_owned(),
        Rule::Battery => "battery allowed".to_owned(),
        Rule::CpuLoad => format!("{name} ≤ {} %", check.need),
        _ => format!("{name} ≥ {}", amount(check.rule, check.need.get())),
    }
}

/// What the executor has, and when the rule refuses it both numbers: 70 > 60.
pub fn rule_cell(check: &Check) -> String {
    match (check.rule, check.holds) {
        (Rule::Battery, true) => if check.have.milli() == 0 { "mains" } else { "battery" }.to_owned(),
        (Rule::Battery, false) => "on battery".to_owned(),
        (Rule::CpuLoad, false) => format!("{} > {}", check.have, check.need),
        (_, true) => amount(check.rule, check.have.get()),
        (_, false) => format!("{} < {}", amount(check.rule, check.have.get()), amount(check.rule, check.need.get())),
    }
}

/// Both sides of a rule: what the executor has, and what the job needs: (12 %, ≤ 60 %), (70 %, > 60 %).
pub fn rule_sides(check: &Check) -> (String, String) {
    let (has, needs) = (check.have.get(), check.need.get());
    let sign = match (check.rule, check.holds) {
        (Rule::CpuLoad, true) => "≤",
        (Rule::CpuLoad, false) => ">",
        (_, true) => "≥",
        (_, false) => "<",
    };
    match check.rule {
        Rule::Battery => {
            let has = if check.have.milli() == 0 { "mains" } else { "battery" };
            (has.to_owned(), if check.need.milli() == 0 { "· mains only" } else { "· either" }.to_owned())
        }
        // On mains there is always charge enough.
        Rule::Power if check.holds && has < needs => {
            ("mains".to_owned(), format!("· battery ≥ {}", amount(check.rule, needs)))
        }
        other => (amount(other, has), format!("{sign} {}", amount(other, needs))),
    }
}

/// A refusal in a sentence: load 70 > 60.
pub fn refusal(check: &Check) -> String {
    match check.rule {
        Rule::Battery => "it runs on a battery, which the job does not tolerate".to_owned(),
        other => format!("{} {}", rule(other), rule_cell(check)),
    }
}

fn amount(of: Rule, value: f64) -> String {
    let real = crate::broker::executors::Real::new(value).unwrap_or_default();
    match of {
        Rule::Memory | Rule::Disk => bytes(value as i64),
        Rule::CpuLoad | Rule::Power => format!("{real} %"),
        Rule::CpuFreq => format!("{real} MHz"),
        Rule::CpuCores | Rule::Battery => real.to_string(),
    }
}

/// A term of a score.
pub const fn term(term: Term) -> &'static str {
    match term {
        Term::Cores => "cores",
        Term::Memory => "free memory",
        Term::Power => "power",
        Term::Idle => "idle processor",
        Term::Equipment => "equipment fits",
        Term::Freshness => "freshness",
    }
}

/// An order, in words.
pub const fn order(order: Order) -> &'static str {
    match order {
        Order::Fifo => "first in, first out",
        Order::EmergencyFirst => "emergencies first",
        Order::EmergencyAged => "emergencies, then waiting",
    }
}

/// A placement, in words.
pub const fn placement(placement: Placement) -> &'static str {
    match placement {
        Placement::Random => "random",
        Placement::LeastLoaded => "least loaded",
        Placement::CapabilityScore => "capability score",
    }
}

/// The entries of a clock for these nodes: [5,2,0].
pub fn vector(clock: &VectorClock, nodes: &[NodeId]) -> String {
    let counts: Vec<String> = nodes.iter().map(|node| clock.get(*node).to_string()).collect();
    format!("[{}]", counts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::emergency::Level;

    #[test]
    fn amounts_read_as_people_write_them() {
        let rows = [
            (0, "0 B"),
            (1023, "1023 B"),
            (64 << 10, "64 KB"),
            (1536 << 20, "1.5 GB"),
            (4 << 30, "4 GB"),
            (-(3 << 30), "−3 GB"),
            (i64::MAX, "8192 PB"),
        ];
        for (amount, text) in rows {
            assert_eq!(bytes(amount), text);
        }
        assert_eq!([milli(32_467), milli(1000), milli(-250)], ["32.4", "1.0", "−0.2"]);
        let places: Vec<String> = [0, 1, 2, 3, 10, 11, 12, 20, 21].into_iter().map(place).collect();
        assert_eq!(places, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd"]);
    }

    #[test]
    fn lists_and_counts_read_as_people_say_them() {
        let items = |n: usize| (0..n).map(|i| format!("j{i}")).collect::<Vec<_>>();
        assert_eq!([list(&items(0)), list(&items(1)), list(&items(3))], ["", "j0", "j0, j1 and j2"]);
        assert_eq!(count(1, "event", "events"), "one event");
        assert_eq!(count(13, "event", "events"), "13 events");
        assert_eq!(sentence("the end"), "The end");
    }

    #[test]
    fn an_emergency_says_how_it_was_found() {
        let emergency = Emergency { kind: Kind::Medical, level: Level::Critical, location: None };
        let source = Source::Detected { word: "ambulance".into(), place: "ambulance.wasm".into() };
        let raised = Finding { emergency, source, raised_from: Some(Level::High) };
        assert_eq!(
            finding(&raised),
            "found in the word “ambulance” of “ambulance.wasm”, and the emergency declared for all raises it from \
             high to critical"
        );
    }
}
