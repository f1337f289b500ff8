//! What people search for, read from a line of text.
//!
//! Everything that stands in it has to hold: words (`heartbeat exec-2`), phrases (`"took exec-2 in"`), `key:value`,
//! event numbers (`#42`), regular expressions (`/job-[13]\b/`), and each of these with a `-` before it must not. Case
//! makes no difference in the letters of ASCII, and none at all in regular expressions.

use std::fmt;
use std::rc::Rc;

use super::facets::Kind;
use crate::texts::texts;
use crate::time::Time;
use crate::view::words::quotable;

/// In which of these texts a regular expression finds itself, one answer for each. None has a line break. Many at once,
/// as each way out to the browser costs more than the look itself.
pub type Matcher = Rc<dyn Fn(&[&str]) -> Vec<bool>>;

/// Makes a [`Matcher`] from a pattern, or says why the pattern is none. The core brings no regular expressions of its
/// own: a browser has them already.
pub type Patterns<'a> = &'a dyn Fn(&str) -> Result<Matcher, String>;

/// The keys.
pub const KEYS: [&str; 6] = ["kind", "node", "job", "message", "emergency", "at"];

/// What the values of a key are.
pub(super) fn about(key: &str) -> &'static str {
    let texts = texts().search();
    match key {
        "kind" => texts.key_kind,
        "node" => texts.key_node,
        "job" => texts.key_job,
        "message" => texts.key_message,
        "emergency" => texts.key_emergency,
        _ => texts.key_at,
    }
}

/// A line of text that means nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QueryError {
    /// Where in the line it goes wrong, as a place that counts characters from 0.
    pub at: usize,
    /// What is wrong there.
    pub problem: String,
}

impl fmt::Display for QueryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&texts().search().at_character(self.at + 1, &self.problem))
    }
}

/// What is searched for: all of these terms have to hold.
#[derive(Debug, Clone, Default)]
pub struct Query {
    pub(super) terms: Vec<Term>,
}

/// One of the terms.
#[derive(Debug, Clone)]
pub(super) struct Term {
    /// Whether it must not hold.
    pub(super) is_not: bool,
    pub(super) asks: Asks,
}

/// What a term asks for.
#[derive(Clone)]
pub(super) enum Asks {
    /// Lower-case words in a row.
    Words(String),
    Pattern(Matcher),
    Kind(Kind),
    Node(Name),
    Job(Name),
    /// A message by its number, or by the name of its call.
    Message(String),
    /// A kind, a level or a place of emergencies, or any.
    Emergency(String),
    /// From one moment to another, both included.
    At(Time, Time),
    /// From one event's number to another's, both included.
    Number(u32, u32),
}

impl fmt::Debug for Asks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Words(words) => write!(f, "{words:?}"),
            Self::Pattern(_) => f.write_str("/…/"),
            Self::Kind(kind) => write!(f, "kind:{}", kind.name()),
            Self::Node(name) => write!(f, "node:{name:?}"),
            Self::Job(name) => write!(f, "job:{name:?}"),
            Self::Message(value) => write!(f, "message:{value}"),
            Self::Emergency(value) => write!(f, "emergency:{value}"),
            Self::At(from, to) => write!(f, "at:{from}..{to}"),
            Self::Number(from, to) => write!(f, "#{from}..{to}"),
        }
    }
}

/// A name, or with a `*` at its end all that begin so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) is_beginning: bool,
}

impl Name {
    fn new(text: &str) -> Self {
        let beginning = text.strip_suffix('*');
        Self { text: beginning.unwrap_or(text).to_owned(), is_beginning: beginning.is_some() }
    }

    /// Whether it means this one.
    pub(super) fn is(&self, name: &str) -> bool {
        match self.is_beginning {
            true => name.get(..self.text.len()).is_some_and(|start| start.eq_ignore_ascii_case(&self.text)),
            false => name.eq_ignore_ascii_case(&self.text),
        }
    }
}

impl Query {
    /// Reads a line of text. One without terms finds nothing.
    ///
    /// # Errors
    /// Where and why it means nothing: a key, a kind or a moment that is none, a quote or a regular expression without its
    /// end, or what `patterns` says of a regular expression.
    pub fn parse(text: &str, patterns: Patterns) -> Result<Self, QueryError> {
        let mut terms = Vec::new();
        for token in tokens(text) {
            let is_not = token.text.len() > 1 && token.text.starts_with('-');
            let rest = if is_not { token.after("-".len()) } else { token };
            terms.push(Term { is_not, asks: asks(rest, patterns)? });
        }
        Ok(Self { terms })
    }

    /// Whether it asks for nothing.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }
}

/// A piece of the line between spaces, and where it begins.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) text: &'a str,
    /// In characters.
    pub(super) at: usize,
    /// In bytes.
    pub(super) start: usize,
}

impl<'a> Token<'a> {
    /// What is left after so many of its bytes.
    fn after(self, bytes: usize) -> Self {
        let (before, text) = self.text.split_at(bytes);
        Self { text, at: self.at + before.chars().count(), start: self.start + bytes }
    }

    fn wrong<T>(self, problem: impl Into<String>) -> Result<T, QueryError> {
        Err(QueryError { at: self.at, problem: problem.into() })
    }
}

/// The pieces of a line. Spaces within quotes or within a regular expression divide nothing.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut begun: Option<(usize, usize)> = None;
    let (mut closes, mut is_escaped) = (None, false);
    for (at, (place, c)) in text.char_indices().enumerate() {
        if is_escaped {
            is_escaped = false;
            continue;
        }
        let opens = match begun {
            _ if closes.is_some() => false,
            None => matches!(c, '"' | '/'),
            // A slash begins a regular expression only where a term begins: names of data have some.
            Some((start, _)) => c == '"' || (c == '/' && &text[start..place] == "-"),
        };
        match closes {
            Some('/') if c == '\\' => is_escaped = true,
            Some(end) if c == end => closes = None,
            Some(_) => {}
            None if opens => closes = Some(c),
            None if c.is_whitespace() => {
                if let Some((start, first)) = begun.take() {
                    found.push(Token { text: &text[start..place], at: first, start });
                }
                continue;
            }
            None => {}
        }
        begun.get_or_insert((place, at));
    }
    if let Some((start, at)) = begun {
        found.push(Token { text: &text[start..], at, start });
    }
    found
}

fn asks(token: Token, patterns: Patterns) -> Result<Asks, QueryError> {
    if token.text.starts_with('/') {
        return pattern(token, patterns);
    }
    if token.text.len() > 1 && token.text.starts_with('#') {
        return numbers(token.after(1));
    }
    match token.text.split_once(':') {
        Some((key, _)) if is_key(key) => keyed(key, token.after(key.len() + 1), token),
        _ => words(token),
    }
}

/// Whether a text before a colon is meant as a key: 00:02 is a moment.
fn is_key(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphabetic())
}

fn pattern(token: Token, patterns: Patterns) -> Result<Asks, QueryError> {
    let inner = token.text[1..].strip_suffix('/').filter(|inner| !ends_escaped(inner));
    match inner {
        None => token.wrong(texts().search().open_pattern),
        Some("") => token.wrong(texts().search().empty_pattern),
        Some(inner) => match patterns(inner) {
            Ok(matcher) => Ok(Asks::Pattern(matcher)),
            Err(why) => token.wrong(why),
        },
    }
}

fn ends_escaped(text: &str) -> bool {
    text.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1
}

fn numbers(token: Token) -> Result<Asks, QueryError> {
    let (from, to) = token.text.split_once("..").unwrap_or((token.text, token.text));
    let number = |text: &str, open: u32| if text.is_empty() { Ok(open) } else { text.parse::<u32>() };
    match (number(from, 1), number(to, u32::MAX)) {
        (Ok(from), Ok(to)) if token.text != ".." => Ok(Asks::Number(from, to)),
        _ => token.wrong(texts().search().no_event_number(&quotable(token.text))),
    }
}

fn words(token: Token) -> Result<Asks, QueryError> {
    let mut words = unquoted(token)?.to_owned();
    words.make_ascii_lowercase();
    Ok(Asks::Words(words))
}

/// A value, with or without quotes around it.
fn unquoted(token: Token<'_>) -> Result<&str, QueryError> {
    let Some(inner) = token.text.strip_prefix('"') else { return Ok(token.text) };
    match inner.split_once('"') {
        None => token.wrong(texts().search().open_quote),
        Some(("", "")) => token.wrong(texts().search().empty_quote),
        Some((inner, "")) => Ok(inner),
        Some((inner, _)) => token.after(inner.len() + 2).wrong(texts().search().no_space),
    }
}

fn keyed(key: &str, value: Token, whole: Token) -> Result<Asks, QueryError> {
    let known = KEYS.into_iter().find(|known| known.eq_ignore_ascii_case(key));
    let Some(known) = known else {
        return whole.wrong(texts().search().no_key(&quotable(key), &KEYS.join(", ")));
    };
    let text = unquoted(value)?;
    if text.is_empty() {
        return value.wrong(texts().search().no_value(known));
    }
    let lower = || text.to_ascii_lowercase();
    match known {
        "kind" => match Kind::named(text) {
            Some(kind) => Ok(Asks::Kind(kind)),
            None => {
                let kinds: Vec<&str> = Kind::ALL.iter().map(|(_, name)| *name).collect();
                value.wrong(texts().search().no_kind(&quotable(text), &kinds.join(", ")))
            }
        },
        "node" => Ok(Asks::Node(Name::new(text))),
        "job" => Ok(Asks::Job(Name::new(text))),
        "message" => Ok(Asks::Message(lower())),
        "emergency" => Ok(Asks::Emergency(lower())),
        _ => match span(text) {
            Some((from, to)) => Ok(Asks::At(from, to)),
            None => value.wrong(texts().search().no_time(&quotable(text))),
        },
    }
}

/// A moment as far as it is written out, or all between two of them.
fn span(text: &str) -> Option<(Time, Time)> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let first = if from.is_empty() { (0, 0) } else { moment(from)? };
    let last = if to.is_empty() { (u64::MAX, 0) } else { moment(to)? };
    let any = !from.is_empty() || !to.is_empty();
    any.then(|| (Time::from_ms(first.0), Time::from_ms(last.0.saturating_add(last.1.saturating_sub(1)))))
}

/// Milliseconds since the beginning, and how many of them the last digit stands for: 2:10 is a whole second.
fn moment(text: &str) -> Option<(u64, u64)> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse::<u64>().ok()).flatten();
    let mut seconds = 0_u64;
    for (place, part) in whole.split(':').enumerate() {
        if place > 2 {
            return None;
        }
        seconds = seconds.checked_mul(60)?.checked_add(number(part)?)?;
    }
    let (extra, unit) = match fraction {
        None => (0, 1000),
        Some(digits) if (1..=3).contains(&digits.len()) => {
            let unit = 10_u64.pow(3 - digits.len() as u32);
            (number(digits)? * unit, unit)
        }
        Some(_) => return None,
    };
    Some((seconds.checked_mul(1000)?.checked_add(extra)?, unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A double for the browser's regular expressions: it refuses what does not close its bracket.
    fn patterns(pattern: &str) -> Result<Matcher, String> {
        match pattern.matches('(').count() == pattern.matches(')').count() {
            true => Ok(Rc::new({
                let pattern = pattern.to_owned();
                move |texts: &[&str]| texts.iter().map(|text| text.contains(&pattern)).collect()
            })),
            false => Err("Unterminated group".into()),
        }
    }

    fn read(text: &str) -> String {
        match Query::parse(text, &patterns) {
            Ok(query) => {
                let terms =
                    query.terms.iter().map(|term| format!("{}{:?}", if term.is_not { "-" } else { "" }, term.asks));
                terms.collect::<Vec<_>>().join(" ")
            }
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_line_is_read_term_by_term() {
        let rows = [
            ("", ""),
            ("  Heartbeat  exec-2 ", "\"heartbeat\" \"exec-2\""),
            ("\"took exec-2 in\" -late", "\"took exec-2 in\" -\"late\""),
            ("KIND:Decision -kind:lost", "kind:decision -kind:lost"),
            ("#42 #40..50 #..9", "#42..42 #40..50 #1..9"),
            ("/job-[13] \\/ x/ -/a b/ maps/north", "/…/ -/…/ \"maps/north\""),
            ("message:\"all clear\" message:17", "message:all clear message:17"),
            ("emergency:Fire", "emergency:fire"),
            ("at:2:10", "at:00:02:10.000..00:02:10.999"),
            ("at:1:00..2:00.5", "at:00:01:00.000..00:02:00.599"),
            ("at:00:02:10.450", "at:00:02:10.450..00:02:10.450"),
            ("at:..90", "at:00:00:00.000..00:01:30.999"),
            ("00:02 - -", "\"00:02\" \"-\" \"-\""),
        ];
        for (text, terms) in rows {
            assert_eq!(read(text), terms, "{text}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_place() {
        let rows = [
            (
                "exec-2 knid:decision",
                "At character 8: there is no key “knid”: keys are kind, node, job, message, emergency, at",
            ),
            ("-\"a b", "At character 2: this quote has no end"),
            ("é \"\"", "At character 3: there is nothing between the quotes"),
            ("\"é\"b", "At character 4: a space is missing after the quote"),
            ("a /b(/", "At character 3: Unterminated group"),
            ("/b c", "At character 1: this regular expression has no / at its end"),
            ("/b\\/", "At character 1: this regular expression has no / at its end"),
            ("//", "At character 1: there is nothing between the two /"),
            ("kind:", "At character 6: kind: wants a value right behind it"),
            ("at:soon", "At character 4: “soon” is no time: 2:10, 1:00..2:00, ..0:30.5"),
            ("at:1:2:3:4", "At character 4: “1:2:3:4” is no time: 2:10, 1:00..2:00, ..0:30.5"),
            (
                "at:99999999999999999999",
                "At character 4: “99999999999999999999” is no time: 2:10, 1:00..2:00, ..0:30.5",
            ),
            ("#4x", "At character 2: “4x” is no number of an event: #42, or #40..50"),
            ("#..", "At character 2: “..” is no number of an event: #42, or #40..50"),
        ];
        for (text, error) in rows {
            assert_eq!(read(text), error, "{text}");
        }
        assert!(read("kind:decison").starts_with("At character 6: there is no kind “decison”: kinds are decision, "));
    }

    #[test]
    fn whatever_is_typed_is_read_or_refused() {
        let pieces = ["\"", "/", "-", ":", "#", "..", "kind", "at", " ", "é", "\\", "1", "node:", "(", "日"];
        let mut drawn = 7_u64;
        for _ in 0..20_000 {
            let mut line = String::new();
            for _ in 0..1 + drawn % 9 {
                drawn = drawn.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                line.push_str(pieces[(drawn >> 33) as usize % pieces.len()]);
            }
            if let Err(error) = Query::parse(&line, &patterns) {
                assert!(error.at <= line.chars().count(), "{line:?}: {error}");
            }
        }
    }
}
