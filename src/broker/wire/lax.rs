//! Lax reading: values become what a field wants where the original's models let them, and what does not fit is
//! listed with its place, in pydantic's words.

use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{ENTRIES_MAX, TEXT_MAX};
use crate::broker::data::DataNameError;
use crate::broker::executors::{Real, number};

/// The most problems that are told of one request.
const PROBLEMS_MAX: usize = 64;
/// The most bytes of a key that are told of a place.
const PLACE_MAX: usize = 600;

/// One thing that does not fit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Where: `["body", "job_info", "args", 0]`.
    pub loc: Vec<Value>,
    /// What is wrong.
    pub msg: String,
    /// The class of the problem.
    #[serde(rename = "type")]
    pub class: &'static str,
}

/// `job_info.args.0: Input should be a valid string`: the place within what was read, then what is wrong there.
impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.loc.iter().skip(1).enumerate() {
            f.write_str(if at == 0 { "" } else { "." })?;
            match step.as_str() {
                Some(key) => f.write_str(key)?,
                None => step.fmt(f)?,
            }
        }
        write!(f, "{}{}", if self.loc.len() > 1 { ": " } else { "" }, self.msg)
    }
}

/// One step of a place.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

/// Where a value stands; the way back to the root is a chain of borrows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    outer: Option<&'a Place<'a>>,
    step: Step<'a>,
}

impl<'a> Place<'a> {
    pub(super) const BODY: Place<'static> = Place::root("body");

    pub(super) const fn root(name: &'a str) -> Self {
        Self { outer: None, step: Step::Key(name) }
    }

    pub(super) const fn key<'b>(&'b self, key: &'b str) -> Place<'b> {
        Place { outer: Some(self), step: Step::Key(key) }
    }

    pub(super) const fn index<'b>(&'b self, index: usize) -> Place<'b> {
        Place { outer: Some(self), step: Step::Index(index) }
    }

    fn loc(&self) -> Vec<Value> {
        let mut loc = self.outer.map(Place::loc).unwrap_or_default();
        loc.push(match self.step {
            Step::Key(key) => Value::from(cut(key, PLACE_MAX)),
            Step::Index(index) => Value::from(index),
        });
        loc
    }
}

/// An object that is being read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object<'a> {
    map: Option<&'a Map<String, Value>>,
    /// Whether it was told already that it is no object: what is missing in it needs no telling then.
    told: bool,
    place: Place<'a>,
}

impl<'a> Object<'a> {
    /// The body of a call whose parameters are its keys. The original takes whatever is no object for one without keys.
    pub(super) fn parameters(body: &'a Value) -> Self {
        Self { map: body.as_object(), told: false, place: Place::BODY }
    }

    pub(super) fn get(&self, key: &str) -> Option<&'a Value> {
        self.map?.get(key)
    }

    /// Reads what stands under a key, or takes the default.
    pub(super) fn or<T>(
        &self,
        problems: &mut Problems,
        key: &str,
        default: T,
        read: impl FnOnce(&mut Problems, &Value, Place<'_>) -> T,
    ) -> T {
        match self.get(key) {
            Some(value) => read(problems, value, self.place.key(key)),
            None => default,
        }
    }

    /// Reads what stands under a key, unless nothing or null does.
    pub(super) fn optional<T>(
        &self,
        problems: &mut Problems,
        key: &str,
        read: impl FnOnce(&mut Problems, &Value, Place<'_>) -> T,
    ) -> Option<T> {
        let value = self.get(key).filter(|value| !value.is_null())?;
        Some(read(problems, value, self.place.key(key)))
    }

    /// Reads what has to stand under a key.
    pub(super) fn needed<T: Default>(
        &self,
        problems: &mut Problems,
        key: &str,
        read: impl FnOnce(&mut Problems, &Value, Place<'_>) -> T,
    ) -> T {
        if !self.told && self.get(key).is_none() {
            problems.add(self.place.key(key), "missing", "Field required");
        }
        self.or(problems, key, T::default(), read)
    }

    /// Where a key of it stands.
    pub(super) const fn place_of<'b>(&'b self, key: &'b str) -> Place<'b> {
        self.place.key(key)
    }
}

/// What does not fit, so far. A reader that meets something unfit adds to it and returns some value or other: a
/// request with problems is refused whole.
#[derive(Debug, Default)]
pub(super) struct Problems(Vec<Problem>);

impl Problems {
    pub(super) fn add(&mut self, place: Place<'_>, class: &'static str, msg: impl Into<String>) {
        if self.0.len() < PROBLEMS_MAX {
            self.0.push(Problem { loc: place.loc(), msg: msg.into(), class });
        }
    }

    /// Adds one and returns some value or other.
    fn no<T: Default>(&mut self, place: Place<'_>, class: &'static str, msg: &str) -> T {
        self.add(place, class, msg);
        T::default()
    }

    pub(super) fn list(&self) -> &[Problem] {
        &self.0
    }

    pub(super) fn object<'a>(&mut self, value: &'a Value, place: Place<'a>) -> Object<'a> {
        if !value.is_object() {
            let msg = "Input should be a valid dictionary or object to extract fields from";
            self.add(place, "model_attributes_type", msg);
        }
        Object { map: value.as_object(), told: !value.is_object(), place }
    }

    pub(super) fn integer(&mut self, value: &Value, place: Place<'_>) -> i64 {
        const TOO_LARGE: &str = "Unable to parse input string as an integer, exceeded maximum size";
        const NO_TEXT: &str = "Input should be a valid integer, unable to parse string as an integer";
        match value {
            Value::Bool(yes) => i64::from(*yes),
            Value::String(text) => match whole_number(text) {
                Some(digits) => digits.parse().unwrap_or_else(|_| self.no(place, "int_parsing_size", TOO_LARGE)),
                None => self.no(place, "int_parsing", NO_TEXT),
            },
            Value::Number(number) => match (number.as_i64(), number.as_f64()) {
                (Some(whole), _) => whole,
                (None, Some(real)) if real.fract() != 0.0 => {
                    let msg = "Input should be a valid integer, got a number with a fractional part";
                    self.no(place, "int_from_float", msg)
                }
                // Both bounds are powers of two, which a float holds exactly.
                (None, Some(real)) if (-(2f64.powi(63))..2f64.powi(63)).contains(&real) => real as i64,
                _ => self.no(place, "int_parsing_size", TOO_LARGE),
            },
            _ => self.no(place, "int_type", "Input should be a valid integer"),
        }
    }

    /// An integer between two bounds.
    pub(super) fn amount(&mut self, value: &Value, place: Place<'_>, least: u64, most: i64) -> u64 {
        let told = self.0.len();
        let number = self.integer(value, place);
        if self.0.len() > told {
            return least;
        }
        if number > most {
            self.add(place, "less_than_equal", format!("Input should be less than or equal to {most}"));
        }
        let amount = u64::try_from(number).ok().filter(|amount| *amount >= least);
        amount.unwrap_or_else(|| {
            self.add(place, "greater_than_equal", format!("Input should be greater than or equal to {least}"));
            least
        })
    }

    pub(super) fn real(&mut self, value: &Value, place: Place<'_>) -> Real {
        let number = match value {
            Value::Bool(yes) => f64::from(u8::from(*yes)),
            Value::Number(number) => number.as_f64().unwrap_or(f64::INFINITY),
            Value::String(text) => match without_underscores(text.trim()).and_then(|text| number(&text)) {
                Some(number) => number,
                None => {
                    let msg = "Input should be a valid number, unable to parse string as a number";
                    return self.no(place, "float_parsing", msg);
                }
            },
            _ => return self.no(place, "float_type", "Input should be a valid number"),
        };
        Real::new(number).unwrap_or_else(|| self.no(place, "finite_number", "Input should be a finite number"))
    }

    pub(super) fn boolean(&mut self, value: &Value, place: Place<'_>) -> bool {
        let word = match value {
            Value::Bool(yes) => return *yes,
            Value::String(text) => text.to_ascii_lowercase(),
            Value::Number(number) if !number.is_f64() => number.to_string(),
            Value::Number(number) if number.as_f64() == Some(0.0) => "0".to_owned(),
            Value::Number(number) if number.as_f64() == Some(1.0) => "1".to_owned(),
            _ => return self.no(place, "bool_type", "Input should be a valid boolean"),
        };
        match word.as_str() {
            "1" | "on" | "t" | "true" | "y" | "yes" => true,
            "0" | "off" | "f" | "false" | "n" | "no" => false,
            _ => self.no(place, "bool_parsing", "Input should be a valid boolean, unable to interpret input"),
        }
    }

    pub(super) fn text(&mut self, value: &Value, place: Place<'_>) -> String {
        match value {
            Value::String(text) => {
                self.short(text, TEXT_MAX, place);
                text.clone()
            }
            _ => self.no(place, "string_type", "Input should be a valid string"),
        }
    }

    /// A text, or nothing where it is none.
    pub(super) fn some_text(&mut self, value: &Value, place: Place<'_>) -> Option<String> {
        let text = self.text(value, place);
        value.is_string().then_some(text)
    }

    /// Tells of a text that has too many characters.
    pub(super) fn short(&mut self, text: &str, most: usize, place: Place<'_>) {
        if text.len() > most && text.chars().count() > most {
            self.add(place, "string_too_long", format!("String should have at most {most} characters"));
        }
    }

    /// Whether there are few enough of something; else tells of it.
    pub(super) fn few(&mut self, many: usize, most: usize, kind: &str, place: Place<'_>) -> bool {
        if many > most {
            self.add(
                place,
                "too_long",
                format!("{kind} should have at most {most} items after validation, not {many}"),
            );
        }
        many <= most
    }

    /// What a text was read as, unless it could not be.
    pub(super) fn fits<T>(&mut self, read: Result<T, DataNameError>, place: Place<'_>) -> Option<T> {
        read.map_err(|error| self.add(place, "value_error", error.to_string())).ok()
    }

    /// A text alone, or the second of a pair of texts with the first one before it.
    pub(super) fn text_or_pair(&mut self, value: &Value, place: Place<'_>) -> (Option<String>, String) {
        if value.is_string() {
            return (None, self.text(value, place));
        }
        let mut pair = Self::default();
        let [first, second] = pair.pair(value, place.key("tuple[str, str]"));
        if pair.0.is_empty() {
            return (Some(first), second);
        }
        self.add(place.key("str"), "string_type", "Input should be a valid string");
        self.0.append(&mut pair.0);
        (None, second)
    }

    fn pair(&mut self, value: &Value, place: Place<'_>) -> [String; 2] {
        let Value::Array(items) = value else {
            return self.no(place, "tuple_type", "Input should be a valid tuple");
        };
        if !self.few(items.len(), 2, "Tuple", place) {
            return Default::default();
        }
        [0, 1].map(|at| match items.get(at) {
            Some(item) => self.text(item, place.index(at)),
            None => self.no(place.index(at), "missing", "Field required"),
        })
    }

    pub(super) fn items<T>(
        &mut self,
        value: &Value,
        place: Place<'_>,
        kind: &'static str,
        mut read: impl FnMut(&mut Self, &Value, Place<'_>) -> T,
    ) -> Vec<T> {
        let Value::Array(items) = value else {
            let (class, msg) = match kind {
                "set" => ("set_type", "Input should be a valid set"),
                _ => ("list_type", "Input should be a valid list"),
            };
            return self.no(place, class, msg);
        };
        items.iter().enumerate().map(|(at, item)| read(self, item, place.index(at))).collect()
    }

    pub(super) fn texts(&mut self, value: &Value, place: Place<'_>) -> Vec<String> {
        self.items(value, place, "list", Self::text)
    }

    /// The entries of an object of texts.
    pub(super) fn entries(&mut self, value: &Value, place: Place<'_>) -> Vec<(String, String)> {
        let Value::Object(map) = value else {
            return self.no(place, "dict_type", "Input should be a valid dictionary");
        };
        if !self.few(map.len(), ENTRIES_MAX, "Dictionary", place) {
            return Vec::new();
        }
        let mut entries = Vec::with_capacity(map.len());
        for (key, value) in map {
            self.short(key, TEXT_MAX, place.key(key).key("[key]"));
            entries.extend(self.some_text(value, place.key(key)).map(|text| (key.clone(), text)));
        }
        entries
    }
}

/// The digits of a whole number with its sign: `+007`, `7_700`, `2.0`; no exponent.
fn whole_number(text: &str) -> Option<String> {
    let text = text.trim();
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix(['+', '-']).unwrap_or(whole);
    let is_whole = !fraction.is_empty() && fraction.bytes().all(|digit| digit == b'0');
    let is_number = !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit() || digit == b'_');
    if is_whole && is_number { without_underscores(whole) } else { None }
}

/// A number without the underscores in it, which may only stand between digits.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    let between = |at: usize| at > 0 && is_digit(at - 1) && is_digit(at + 1);
    let fine = (0..bytes.len()).filter(|at| bytes[*at] == b'_').all(between);
    fine.then(|| text.replace('_', ""))
}

/// The beginning of a text, of so many bytes at most.
pub(super) fn cut(text: &str, bytes_max: usize) -> &str {
    let end = (0..=bytes_max.min(text.len())).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    &text[..end]
}
