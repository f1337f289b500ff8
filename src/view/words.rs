//! The wording that all pictures share: names, amounts, emergencies, rules.
//!
//! Sentences are put together from these, so that a thing is called the same wherever it stands.

use crate::broker::data::DataName;
use crate::broker::emergency::{Emergency, Equipment, Finding, Source};
use crate::broker::executors::{Capabilities, Check, Rule};
use crate::broker::policy::{Order, Placement, Term};
use crate::clock::VectorClock;
use crate::id::{EventId, JobId, Names, NodeId, breaks_a_line};
use crate::ordered::Set;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::time::Span;

/// A vector with so many entries is still spelt out in a sentence.
pub const SPELT_MAX: usize = 6;

/// The only node that sentences don't call by its bare name.
const BROKER: &str = "broker";

const COLOURS: [&str; 8] = ["n0", "n1", "n2", "n3", "n4", "n5", "n6", "n7"];

/// Data by their name, quoted: names are free text.
pub fn data(name: &DataName) -> String {
    quotable(name.as_str())
}

/// What names begin with.
pub fn prefix(prefix: &str) -> String {
    if prefix.is_empty() { texts().words().any_name.to_owned() } else { format!("{}…", quotable(prefix)) }
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

    /// The node as who does something: the broker, exec-2.
    pub fn node(&self, node: NodeId) -> String {
        self.named(node, texts().words().broker)
    }

    /// The node where a sentence begins: The broker, exec-2.
    pub fn subject(&self, node: NodeId) -> String {
        sentence_of_names(&self.node(node))
    }

    /// The node as whom something is done to. German tells it apart, as the two that follow: den Broker.
    pub fn whom(&self, node: NodeId) -> String {
        self.named(node, texts().words().broker_whom)
    }

    /// The node as to whom something is given or told: dem Broker.
    pub fn to(&self, node: NodeId) -> String {
        self.named(node, texts().words().broker_to)
    }

    /// The node as from whom something comes, or by whom it is done, in German with its preposition: vom Broker.
    pub fn from(&self, node: NodeId) -> String {
        from(&self.names.of_node(node))
    }

    /// What belongs to the node: the broker’s, exec-2’s. In German it follows what belongs to it: des Brokers.
    pub fn of(&self, node: NodeId) -> String {
        let name = self.names.of_node(node);
        if name == BROKER { texts().words().of_broker.to_owned() } else { texts().words().of(&name) }
    }

    /// What is the node's own: the broker’s own.
    pub fn own(&self, node: NodeId) -> String {
        texts().words().own(&self.of(node))
    }

    fn named(&self, node: NodeId, broker: &str) -> String {
        let name = self.names.of_node(node);
        if name == BROKER { broker.to_owned() } else { name }
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
            names.push(texts().words().more(jobs.len() - SHOWN));
        }
        list(&names)
    }
}

/// The node of a name as from whom something comes: the broker, in German vom Broker.
pub fn from(name: &str) -> String {
    if name == BROKER { texts().words().broker_from.to_owned() } else { texts().words().from(name) }
}

/// `a`, `a and b`, `a, b and c`.
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => texts().words().and(&first.join(", "), last),
    }
}

/// The first letter large, as a sentence begins.
pub fn sentence(text: &str) -> String {
    let mut text = text.to_owned();
    // Sentences are English or German; the tables of all other alphabets would weigh 9 KB in every first load.
    for (small, large) in [("ä", "Ä"), ("ö", "Ö"), ("ü", "Ü")] {
        if let Some(rest) = text.strip_prefix(small) {
            return format!("{large}{rest}");
        }
    }
    if let Some(first) = text.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    text
}

/// Sentences that begin with a name leave it as it is: exec-1 is refused.
pub fn sentence_of_names(text: &str) -> String {
    let begins_with = |article: &str| text.strip_prefix(article).is_some_and(|rest| rest.starts_with(' '));
    if texts().words().articles.split(' ').any(begins_with) { sentence(text) } else { text.to_owned() }
}

/// `no events`, `one event`, `three events`, `13 events`: small numbers as words. In German `one` says "ein Ereignis".
pub fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { texts().words().one(one) } else { format!("{} {many}", number(n)) }
}

/// Small numbers as words.
pub fn number(n: usize) -> String {
    texts().words().numbers.split(' ').nth(n).map_or_else(|| n.to_string(), str::to_owned)
}

/// `1st`, `2nd`, `3rd`, from a place that counts from 0.
pub fn place(at: usize) -> String {
    texts().words().place(at + 1)
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
        (whole, tenth) => format!("{sign}{whole}{}{tenth} {unit}", texts().words().point),
    }
}

/// Thousandths with one decimal: 1.0, 32.4.
pub fn milli(thousandths: i64) -> String {
    let tenths = thousandths / 100;
    let sign = if tenths < 0 { "−" } else { "" };
    format!("{sign}{}{}{}", tenths.abs() / 10, texts().words().point, tenths.abs() % 10)
}

/// A number as people of the language write it: 1.5, 1,5. A time or a span as well.
pub fn real(number: impl ToString) -> String {
    number.to_string().replace('.', texts().words().point)
}

/// How long ago something was.
pub fn ago(age: Span) -> String {
    if age == Span::ZERO { texts().words().just_now.to_owned() } else { texts().words().ago(&real(age)) }
}

/// The emergency as a noun that something is done to: a critical medical emergency at north.
pub fn emergency(emergency: &Emergency) -> String {
    let location = emergency.location.as_deref().filter(|place| !place.is_empty());
    let at = location.map(|place| texts().words().at(&quotable(place))).unwrap_or_default();
    texts().words().emergency(emergency.kind, texts().words().level(emergency.level), &at)
}

/// The emergency on a label: medical · critical · north.
pub fn emergency_tag(emergency: &Emergency) -> String {
    let location = emergency.location.as_deref().filter(|place| !place.is_empty());
    let place = location.map(|place| format!(" · {}", quotable(place))).unwrap_or_default();
    format!("{} · {}{place}", texts().words().kind(emergency.kind), texts().words().level(emergency.level))
}

/// How it came that a job is an emergency, as a sentence without its end.
pub fn finding(finding: &Finding) -> String {
    let said = texts().words();
    let how = match &finding.source {
        Source::Declared => said.declared.to_owned(),
        Source::Detected { word, place } if word == place => said.found_in_word(&quotable(word)),
        Source::Detected { word, place } => said.found_in(&quotable(word), &quotable(place)),
    };
    match finding.raised_from {
        Some(level) => said.raised(&how, said.level(level), said.level(finding.emergency.level)),
        None => how,
    }
}

/// What somebody else wrote, cut to a length that a sentence bears, and on one line that reads as others do.
pub fn quotable(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = |text: &str| text.replace(breaks_a_line, " ");
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", line(&text[..end])),
        None => line(text),
    }
}

/// What an executor says that it has: load 12 %, 4 GB free, battery 83 %, equipped for medical.
pub fn capabilities(has: &Capabilities, equipment: Equipment) -> String {
    let said = texts().words();
    let power = if has.has_battery { said.battery_at(&real(has.power)) } else { said.on_mains.to_owned() };
    let kinds: Vec<String> = equipment.kinds().map(|kind| said.kind(kind).to_owned()).collect();
    let equipped = if kinds.is_empty() { String::new() } else { said.equipped(&list(&kinds)) };
    let rest = format!("{}, {power}{equipped}", said.cores_of(has.cpu_cores));
    said.capabilities(&real(has.cpu_load), &bytes(has.memory), &rest)
}

/// What a rule compares.
pub fn rule(rule: Rule) -> &'static str {
    texts().words().rule(rule)
}

/// The rule with what the job asks: load ≤ 60 %.
pub fn rule_head(check: &Check) -> String {
    let name = rule(check.rule);
    match check.rule {
        Rule::Battery if check.need.milli() == 0 => texts().words().no_battery.to_owned(),
        Rule::Battery => texts().words().battery_allowed.to_owned(),
        Rule::CpuLoad => format!("{name} ≤ {} %", real(check.need)),
        _ => format!("{name} ≥ {}", amount(check.rule, check.need.get())),
    }
}

/// What the executor has, and when the rule refuses it both numbers: 70 > 60.
pub fn rule_cell(check: &Check) -> String {
    match (check.rule, check.holds) {
        (Rule::Battery, true) => source(check).to_owned(),
        (Rule::Battery, false) => texts().words().on_battery.to_owned(),
        (Rule::CpuLoad, false) => format!("{} > {}", real(check.have), real(check.need)),
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
            let needs = if check.need.milli() == 0 { texts().words().mains_only } else { texts().words().either };
            (source(check).to_owned(), needs.to_owned())
        }
        // On mains there is always charge enough.
        Rule::Power if check.holds && has < needs => {
            (texts().words().mains.to_owned(), texts().words().battery_least(&amount(check.rule, needs)))
        }
        other => (amount(other, has), format!("{sign} {}", amount(other, needs))),
    }
}

/// What an executor runs on: mains or a battery.
fn source(check: &Check) -> &'static str {
    if check.have.milli() == 0 { texts().words().mains } else { texts().words().battery }
}

/// A refusal in a sentence: load 70 > 60.
pub fn refusal(check: &Check) -> String {
    match check.rule {
        Rule::Battery => texts().words().not_on_battery.to_owned(),
        other => format!("{} {}", rule(other), rule_cell(check)),
    }
}

fn amount(of: Rule, value: f64) -> String {
    let number = real(crate::broker::executors::Real::new(value).unwrap_or_default());
    match of {
        Rule::Memory | Rule::Disk => bytes(value as i64),
        Rule::CpuLoad | Rule::Power => format!("{number} %"),
        Rule::CpuFreq => format!("{number} MHz"),
        Rule::CpuCores | Rule::Battery => number,
    }
}

/// A term of a score.
pub fn term(term: Term) -> &'static str {
    texts().words().term(term)
}

/// An order, in words.
pub fn order(order: Order) -> &'static str {
    texts().words().order(order)
}

/// A placement, in words.
pub fn placement(placement: Placement) -> &'static str {
    texts().words().placement(placement)
}

/// Whose entries stand in a clock that is spelt out: everyone who has had an event by then, known to it or not, and whoever
/// else it knows. So an entry stands at the same place in all of them.
pub fn order_at(trace: &Trace, event: &Event, clock: &VectorClock) -> Vec<NodeId> {
    let has_begun = |events: &[EventId]| events.first().is_some_and(|first| *first <= event.id);
    let mut order: Set<NodeId> = trace.lives().filter(|(_, events)| has_begun(events)).map(|(life, _)| life).collect();
    order.extend(clock.entries().map(|dot| dot.node));
    order.iter().copied().collect()
}

/// The entries of a clock for these nodes: [5,2,0].
pub fn vector(clock: &VectorClock, nodes: &[NodeId]) -> String {
    let counts: Vec<String> = nodes.iter().map(|node| clock.get(*node).to_string()).collect();
    format!("[{}]", counts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::emergency::{Kind, Level};
    use crate::texts::{Language, speak};

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

    #[test]
    fn german_bears_its_articles_and_its_decimals() {
        speak(Language::German);
        let events = |n| count(n, texts().words().event, texts().words().events);
        assert_eq!([events(1), events(3), events(40)], ["ein Ereignis", "drei Ereignisse", "40 Ereignisse"]);
        assert_eq!([count(1, "Nachricht", "Nachrichten"), place(2)], ["1 Nachricht", "3."]);
        assert_eq!([bytes(1536 << 20), milli(32_467), ago(Span::from_ms(1500))], ["1,5 GB", "32,4", "vor 1,5 s"]);
        let there = Emergency { kind: Kind::Medical, level: Level::Critical, location: Some("north".into()) };
        assert_eq!(emergency(&there), "einen medizinischen Notfall der Stufe kritisch bei north");
        assert_eq!([sentence("über alle"), sentence_of_names("des Brokers")], ["Über alle", "Des Brokers"]);
        assert_eq!(sentence_of_names("exec-1 statt exec-2"), "exec-1 statt exec-2");
    }

    #[test]
    fn a_node_stands_in_the_case_that_german_asks_for() {
        let mut names = Names::default();
        let nodes = ["broker", "exec-1"].map(|name| names.node(name).unwrap());
        let all = |node| {
            let words = Words::new(&names);
            [words.node(node), words.whom(node), words.to(node), words.from(node), words.of(node)].join(", ")
        };
        assert_eq!(all(nodes[0]), "the broker, the broker, the broker, the broker, the broker’s");
        speak(Language::German);
        assert_eq!(all(nodes[0]), "der Broker, den Broker, dem Broker, vom Broker, des Brokers");
        assert_eq!(all(nodes[1]), "exec-1, exec-1, exec-1, von exec-1, von exec-1");
    }
}
