//! Where in a JSON value something does not fit, and on which line of its text that is.

use std::fmt;

/// One step on the way to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    Key(String),
    Index(usize),
}

/// What does not fit, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unfit {
    /// The way to it, its last step first.
    way: Vec<Step>,
    pub(super) problem: String,
}

impl Unfit {
    /// Right here.
    pub(super) const fn new(problem: String) -> Self {
        Self { way: Vec::new(), problem }
    }

    /// The same, seen from further out.
    pub(super) fn within(mut self, step: Step) -> Self {
        self.way.push(step);
        self
    }

    /// As in `nodes[2].name`; nothing where it is the whole.
    pub(super) fn place(&self) -> String {
        let mut place = String::new();
        for step in self.way.iter().rev() {
            match step {
                Step::Key(key) if place.is_empty() => place.push_str(key),
                Step::Key(key) => place.extend([".", key]),
                Step::Index(at) => place.push_str(&format!("[{at}]")),
            }
        }
        place
    }

    /// The line of the text on which the place is.
    pub(super) fn line(&self, text: &str) -> usize {
        let mut reading = Reading { bytes: text.as_bytes(), at: 0 };
        self.way.iter().rev().for_each(|step| reading.enter(step));
        reading.skip_space();
        1 + reading.bytes[..reading.at].iter().filter(|byte| **byte == b'\n').count()
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = self.place();
        if place.is_empty() { f.write_str(&self.problem) } else { write!(f, "{place}: {}", self.problem) }
    }
}

/// A reading of a text that is known to be JSON.
struct Reading<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl Reading<'_> {
    fn here(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(b'}')
    }

    fn skip_space(&mut self) {
        while matches!(self.here(), b' ' | b'\n' | b'\r' | b'\t' | b',' | b':') && self.at < self.bytes.len() {
            self.at += 1;
        }
    }

    /// Goes into an object or a list, to the value that a step leads to; to its end when there is none. Of a key that
    /// stands there twice, the last value is the one that was read.
    fn enter(&mut self, step: &Step) {
        self.skip_space();
        self.at += 1;
        self.skip_space();
        let (mut passed, mut found) = (0, None);
        while self.at < self.bytes.len() && !matches!(self.here(), b'}' | b']') {
            if let Step::Key(wanted) = step {
                let from = self.at;
                self.skip_value();
                let is_wanted =
                    self.bytes[from..self.at] == *serde_json::Value::from(wanted.as_str()).to_string().as_bytes();
                self.skip_space();
                found = if is_wanted { Some(self.at) } else { found };
            } else if *step == Step::Index(passed) {
                found = Some(self.at);
                break;
            }
            self.skip_value();
            self.skip_space();
            passed += 1;
        }
        self.at = found.unwrap_or(self.at).min(self.bytes.len());
    }

    /// Passes a whole value: up to where every bracket in it is closed.
    fn skip_value(&mut self) {
        let mut depth = 0;
        loop {
            match self.here() {
                b'"' => self.skip_text(),
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            let ends = matches!(self.here(), b' ' | b'\n' | b'\r' | b'\t' | b',' | b':' | b'}' | b']');
            if self.at >= self.bytes.len() || depth <= 0 && ends {
                self.at = self.at.min(self.bytes.len());
                return;
            }
        }
    }

    /// From one quote to the other.
    fn skip_text(&mut self) {
        self.at += 1;
        while self.here() != b'"' && self.at < self.bytes.len() {
            self.at += if self.here() == b'\\' { 2 } else { 1 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_place_is_found_past_all_that_looks_like_it() {
        let text = r#"{
            "a": "x\"},{ \"b\": [",
            "c": [ 1, [2, { "b": 3 }], "b",
                { "d": null,
                  "b": { "e": 5 } } ]
        }"#;
        let at = |way: &[Step]| {
            let unfit = way.iter().rev().fold(Unfit::new(String::new()), |unfit, step| unfit.within(step.clone()));
            (unfit.place(), unfit.line(text))
        };
        let key = |key: &str| Step::Key(key.to_owned());
        assert_eq!(at(&[]), (String::new(), 1));
        assert_eq!(at(&[key("a")]), ("a".to_owned(), 2));
        assert_eq!(at(&[key("c")]), ("c".to_owned(), 3));
        assert_eq!(at(&[key("c"), Step::Index(3), key("b")]), ("c[3].b".to_owned(), 5));
        assert_eq!(at(&[key("c"), Step::Index(3)]), ("c[3]".to_owned(), 4));
    }

    #[test]
    fn of_a_key_that_stands_twice_the_last_one_counts_and_a_way_that_leads_nowhere_ends_within_the_text() {
        let text = "{ \"actions\": { \"a\": 1 },\n  \"nodes\": [],\n  \"actions\": [ 1,\n  { \"b\": 2 } ] }";
        let line = |way: &[&str]| {
            let step = |step: &&str| step.parse().map_or_else(|_| Step::Key((*step).to_owned()), Step::Index);
            way.iter().rev().fold(Unfit::new(String::new()), |unfit, one| unfit.within(step(one))).line(text)
        };
        assert_eq!(line(&["actions"]), 3);
        assert_eq!(line(&["actions", "1", "b"]), 4, "as the value that was read");
        for way in
            [&["nodes", "7", "x", "3"][..], &["actions", "9", "z"], &["none", "1"], &["actions", "1", "b", "0", "y"]]
        {
            assert!((1..=4).contains(&line(way)), "{way:?}");
        }
    }
}
