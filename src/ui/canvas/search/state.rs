//! What a person searches for, and how it is carried out.

use std::rc::Rc;

use js_sys::{Array, Function, JsString, Reflect, RegExp};
use wasm_bindgen::{JsCast, JsValue};

use crate::id::EventId;
use crate::sim::Sim;
use crate::texts::texts;
use crate::ui::Session;
use crate::view::search::{Filter, Kept, Matcher, Query, QueryError, Search, Way, next};

/// So many events are read at one go: a few milliseconds, so that a long run stops nobody.
const SLICE: usize = 1_000;

/// What a person wants of the search.
#[derive(Debug, Clone)]
pub enum SearchIntent {
    /// Make ready: somebody is about to ask.
    Begin,
    /// Look for something else.
    Ask(String),
    /// Go to the next match, or to the one before.
    Next(Way),
    /// Read on in a long run.
    ReadOn,
    /// Show other events.
    Filter(Box<Filter>),
    /// Show only what is found.
    Keep,
}

/// What is searched for.
#[derive(Debug, Default)]
pub(in crate::ui) struct Searching {
    /// The line as it was typed.
    pub(in crate::ui) text: String,
    /// Why the line means nothing.
    pub(in crate::ui) problem: Option<QueryError>,
    /// The last step to another match went round this end of the run.
    pub(in crate::ui) went_round: Option<Way>,
    /// Whether there are events that nobody has read yet.
    pub(in crate::ui) is_reading: bool,
    search: Search,
}

impl Searching {
    /// How many events were read.
    pub(in crate::ui) fn read(&self) -> usize {
        self.search.looked_at()
    }

    /// Whether the line asks for something.
    pub(in crate::ui) fn is_asking(&self) -> bool {
        !self.text.trim().is_empty()
    }

    fn ask(&mut self, text: String) {
        let parsed = Query::parse(&text, &regular_expression);
        self.went_round = None;
        self.text = text;
        self.problem = parsed.as_ref().err().cloned();
        self.search.ask(parsed.unwrap_or_default());
    }

    fn filter_by(&mut self, filter: Filter) {
        let kept = filter.search.as_ref().and_then(|kept| Query::parse(&kept.text, &regular_expression).ok());
        self.search.filter_by(filter, kept.unwrap_or_default());
    }
}

impl Session {
    /// Carries out what somebody wants of the search.
    #[inline(never)]
    pub(in crate::ui) fn search(&mut self, sim: &Sim, intent: SearchIntent) {
        match intent {
            SearchIntent::Ask(text) => self.searching.ask(text),
            SearchIntent::Next(way) => {
                let from = self.looked_at.unwrap_or_else(|| sim.cursor());
                if let Some((event, is_round)) = next(&self.found, from, way) {
                    self.searching.went_round = is_round.then_some(way);
                    self.looked_at = Some(event);
                    self.compared = None;
                }
            }
            SearchIntent::Begin => self.searching.search.await_question(),
            SearchIntent::ReadOn => {}
            SearchIntent::Filter(filter) => self.searching.filter_by(*filter),
            SearchIntent::Keep => {
                let kept = Kept { text: self.searching.text.trim().to_owned(), found: Rc::clone(&self.found) };
                self.searching.filter_by(Filter { search: Some(kept), ..self.filter.clone() });
            }
        }
    }

    /// Looks at what is new in the run.
    pub(in crate::ui) fn follow_search(&mut self, sim: &Sim) {
        let search = &mut self.searching.search;
        self.searching.is_reading = !search.follow(sim.trace(), SLICE);
        self.found = Rc::clone(search.found());
        self.filter = search.filter().clone();
        self.shown = search.shown().cloned();
    }

    /// The place of an event among those found, from 0.
    pub(in crate::ui) fn place_of(&self, event: EventId) -> Option<usize> {
        self.found.binary_search(&event).ok()
    }
}

/// The browser's own regular expressions, in which case makes no difference.
fn regular_expression(pattern: &str) -> Result<Matcher, String> {
    let made = Reflect::get(&js_sys::global(), &JsValue::from("RegExp"))
        .and_then(|class| class.dyn_into::<Function>())
        .and_then(|class| Reflect::construct(&class, &Array::of2(&pattern.into(), &"i".into())))
        .and_then(|made| made.dyn_into::<RegExp>());
    match made {
        Ok(expression) => Ok(Rc::new(move |texts: &[&str]| tested(&expression, texts))),
        Err(error) => Err(said(&error)),
    }
}

/// In which of the texts the expression finds itself. They go to the browser as one, which takes a fifth of the time that
/// sending each takes.
fn tested(expression: &RegExp, texts: &[&str]) -> Vec<bool> {
    let lines = JsString::from(texts.join("\n")).split("\n");
    // The method itself: the binding of the same name wants each line to have come from here.
    let method = Reflect::get(expression, &"test".into()).ok().and_then(|method| method.dyn_into::<Function>().ok());
    let holds = |line: JsValue| method.as_ref()?.call1(expression, &line).ok()?.as_bool();
    lines.iter().map(|line| holds(line) == Some(true)).collect()
}

/// What the browser says of a pattern, without the pattern: Unterminated group.
fn said(error: &JsValue) -> String {
    let message = error.dyn_ref::<js_sys::Error>().map(|error| String::from(error.message())).unwrap_or_default();
    let why = message.rsplit(": ").next().unwrap_or_default();
    texts().diagram().no_expression(why)
}
