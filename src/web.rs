//! The browser's edge: everything that JavaScript or the page's surroundings can touch.
//!
//! [`Playground`] is a run with the doors that JavaScript has to it: objects in and out, names instead of
//! numbers, errors that name the field.

use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

use serde::Serialize;
use wasm_bindgen::prelude::*;

use crate::export::log::Reading;
use crate::export::shiviz;
use crate::id::EventId;
use crate::scenario::{Command, Scenario};
use crate::sim::branches::{BranchError, BranchId};
use crate::sim::{Sim, Step};
use crate::view::happened::teller;

pub mod address;
pub mod kept;
mod types;

type Listener = Box<dyn Fn()>;

/// A run, with a door for JavaScript. Copies share the run.
#[wasm_bindgen]
#[derive(Clone)]
pub struct Playground {
    sim: Rc<RefCell<Sim>>,
    listeners: Rc<RefCell<Vec<Listener>>>,
}

impl PartialEq for Playground {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.sim, &other.sim)
    }
}

impl std::fmt::Debug for Playground {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Playground").field("cursor", &self.sim().cursor()).finish_non_exhaustive()
    }
}

/// The largest number of events that one call hands out.
const EVENTS_AT_ONCE: u32 = 100_000;

#[wasm_bindgen]
impl Playground {
    /// A run of a scenario: an object, its JSON text, or the name of one that comes along; of the opening one when none is
    /// given.
    ///
    /// # Errors
    /// Names the part of the scenario that does not fit.
    #[wasm_bindgen(constructor)]
    pub fn new(
        #[wasm_bindgen(unchecked_param_type = "Scenario | string | undefined")] scenario: JsValue,
    ) -> Result<Self, JsError> {
        let scenario = match scenario.as_string() {
            Some(text) => match Scenario::under(&text) {
                Some(known) => known.clone(),
                None => Scenario::from_json(&text)?,
            },
            None if scenario.is_undefined() || scenario.is_null() => Scenario::opening(),
            None => Scenario::from_value(&from_js(&scenario, "scenario")?)?,
        };
        Ok(Self::of(Sim::new(scenario)?))
    }

    /// A run from the text of an exported scenario or trace, from a link, or from a log as ShiViz and GoVector write it. How
    /// a log is to be read may be said: `{parser?, delimiter?, execution?}`, two regular expressions as ShiViz takes them,
    /// and the name or the number of one of several executions.
    ///
    /// # Errors
    /// Names the part or the line that does not fit; for a trace, also when repeating it gives another run.
    pub fn import(
        text: &str,
        #[wasm_bindgen(unchecked_param_type = "Reading | undefined")] reading: Option<js_sys::Object>,
    ) -> Result<Playground, JsError> {
        let said = |name| {
            let value = option(reading.as_ref()?.as_ref(), name);
            value.as_string().or_else(|| value.as_f64().map(crate::broker::executors::decimal))
        };
        let reading = Reading { parser: said("parser"), delimiter: said("delimiter"), execution: said("execution") };
        Ok(Self::of(crate::export::import_as(text, &reading)?))
    }

    /// Does something to the world, right now. In the past it makes another branch.
    ///
    /// # Errors
    /// Names the field that does not fit; nothing was done then.
    pub fn apply(&self, #[wasm_bindgen(unchecked_param_type = "Command")] command: JsValue) -> Result<(), JsError> {
        let command = Command::from_value(&from_js(&command, "command")?)?;
        self.sim_mut().apply(command)?;
        self.tell();
        Ok(())
    }

    /// Goes on to the next event of a kind. Returns by how many events; 0 when none came within ten minutes of
    /// virtual time, and then nothing moved.
    ///
    /// # Errors
    /// There is no such kind.
    pub fn step(
        &self,
        #[wasm_bindgen(unchecked_param_type = "StepKind | undefined")] kind: Option<String>,
    ) -> Result<u32, JsError> {
        let kind = kind.as_deref().unwrap_or("event");
        let step = Step::NAMED.iter().find(|(name, _)| *name == kind).map(|(_, step)| *step);
        let names = Step::NAMED.map(|(name, _)| name).join(", ");
        let step = step.ok_or_else(|| JsError::new(&format!("kind: {kind:?} is none of {names}")))?;
        let events = self.sim_mut().step(step);
        self.tell();
        Ok(events as u32)
    }

    /// Goes to the moment right after an event; 0 is the beginning.
    ///
    /// # Errors
    /// The number is no event's.
    pub fn seek(&self, event: f64) -> Result<(), JsError> {
        let known = self.sim().trace().len() as u32;
        let event = whole(event, known).ok_or_else(|| no_event(event, known))?;
        self.sim_mut().seek(EventId::new(event));
        self.tell();
        Ok(())
    }

    /// The number of the last event that has happened.
    pub fn cursor(&self) -> u32 {
        self.sim().cursor().number()
    }

    /// The scenario as it was given, with its moments and notes.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(unchecked_return_type = "Scenario")]
    pub fn scenario(&self) -> Result<JsValue, JsError> {
        to_js(crate::json::value(self.sim().scenario()))
    }

    /// A text of the scenario in the language of the page, where it is one that comes along; any other as it is.
    pub fn said(&self, text: &str) -> String {
        crate::texts::of_scenario(text).to_owned()
    }

    /// The world at the cursor.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(unchecked_return_type = "State")]
    pub fn state(&self) -> Result<JsValue, JsError> {
        to_js(crate::export::state(&self.sim()))
    }

    /// The events from one number to another, both included; from the first and to the last when none is given, and
    /// 100,000 at most.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(unchecked_return_type = "RunEvent[]")]
    pub fn events(&self, from: Option<u32>, to: Option<u32>) -> Result<JsValue, JsError> {
        let sim = self.sim();
        let from = from.unwrap_or(1).max(1);
        let to = to.unwrap_or(u32::MAX).min(from.saturating_add(EVENTS_AT_ONCE - 1));
        to_js(crate::export::events(sim.trace(), EventId::new(from), EventId::new(to)))
    }

    /// The vector clock of its node right after an event.
    ///
    /// # Errors
    /// The number is no event's.
    #[wasm_bindgen(unchecked_return_type = "Record<string, number>")]
    pub fn clock(&self, event: f64) -> Result<JsValue, JsError> {
        let sim = self.sim();
        let clock = sim.trace().clock(self.event_id(event)?).ok_or_else(|| JsError::new("event: there is none"))?;
        to_js(crate::export::clock(&clock, sim.trace().names()))
    }

    /// How two events stand to each other.
    ///
    /// # Errors
    /// A number is no event's.
    #[wasm_bindgen(unchecked_return_type = "Relation")]
    pub fn relation(&self, a: f64, b: f64) -> Result<JsValue, JsError> {
        let (a, b) = (self.event_id(a)?, self.event_id(b)?);
        to_js(serde_json::json!(self.sim().trace().relation(a, b)))
    }

    /// Says something to a node in REST, as a caller from outside, and lets the run go on until it has answered: to the
    /// broker, or to the one that an absolute address like `http://store-1/free` names. The body is an object, a JSON
    /// text, or the bytes of data as a text.
    ///
    /// # Errors
    /// The body is no JSON value. What the node refuses is an answer, not an error.
    #[wasm_bindgen(unchecked_return_type = "RestAnswer")]
    pub fn request(
        &self,
        method: &str,
        path: &str,
        #[wasm_bindgen(unchecked_param_type = "object | string | null | undefined")] body: JsValue,
    ) -> Result<JsValue, JsError> {
        let body = match body.as_string() {
            Some(text) => text,
            None if body.is_undefined() || body.is_null() => String::new(),
            None => from_js(&body, "body")?.to_string(),
        };
        let answer = self.sim_mut().request(method, path, &body);
        self.tell();
        to_js(serde_json::json!(answer))
    }

    /// The run as a text: `"scenario"`, which repeats it, `"trace"`, with every event, `"shiviz"`, a log that
    /// ShiViz reads, or `"link"`, the page's address with the run in it; where there is no page, only what stands from
    /// the `#` on.
    ///
    /// # Errors
    /// There is no such form, or the run is too long for a link.
    pub fn export(&self, #[wasm_bindgen(unchecked_param_type = "ExportKind")] kind: &str) -> Result<String, JsError> {
        match kind {
            "scenario" => Ok(self.sim().to_scenario().to_json()),
            "trace" => Ok(crate::export::trace(&self.sim()).to_string()),
            "link" => Ok(address::with(&crate::export::link::link(&self.sim().to_scenario())?)),
            "shiviz" => {
                let sim = self.sim();
                Ok(shiviz::log(sim.trace(), sim.trace().last(), &teller(sim.trace())))
            }
            _ => Err(JsError::new(&format!("kind: {kind:?} is none of scenario, trace, shiviz, link"))),
        }
    }

    /// The branches of the run, in the order in which they began. A command in the past makes one.
    ///
    /// # Errors
    /// None that is known.
    #[wasm_bindgen(unchecked_return_type = "Branch[]")]
    pub fn branches(&self) -> Result<JsValue, JsError> {
        to_js(crate::export::branches(&self.sim()))
    }

    /// Shows the branch of this name, where one stood in it last.
    ///
    /// # Errors
    /// There is none; the message tells which there are.
    pub fn switch_branch(&self, name: &str) -> Result<(), JsError> {
        self.tend(name, Sim::switch_branch)
    }

    /// Calls a branch otherwise.
    ///
    /// # Errors
    /// There is none of this name, or the new one is empty, too long or taken; nothing was done then.
    pub fn rename_branch(&self, name: &str, to: &str) -> Result<(), JsError> {
        self.tend(name, |sim, id| sim.rename_branch(id, to))
    }

    /// Deletes a branch, and none of those that came from it; `undelete_branch` brings it back.
    ///
    /// # Errors
    /// There is none of this name, or no other; nothing was done then.
    pub fn delete_branch(&self, name: &str) -> Result<(), JsError> {
        self.tend(name, Sim::delete_branch)
    }

    /// Brings back the branch that was deleted last, exactly as it was. Returns its name.
    ///
    /// # Errors
    /// None was deleted, or there is no room for another one; nothing was done then.
    pub fn undelete_branch(&self) -> Result<String, JsError> {
        let id = self.sim_mut().undelete_branch()?;
        self.tell();
        Ok(self.sim().branch(id).map_or(String::new(), |branch| branch.name.to_owned()))
    }

    /// The hash of all events up to the cursor: the same run has the same, on every machine.
    pub fn hash(&self) -> String {
        let sim = self.sim();
        crate::export::hash(sim.trace().hash_at(sim.cursor()).unwrap_or_default())
    }
}

impl Playground {
    /// A playground around a run.
    pub fn of(sim: Sim) -> Self {
        Self { sim: Rc::new(RefCell::new(sim)), listeners: Rc::default() }
    }

    /// The playground that `mount` makes from its options: `{link?, run?, scenario?, at?}`, the first of them that is there.
    ///
    /// # Errors
    /// The options do not fit; the message names the field.
    pub fn from_options(options: &JsValue) -> Result<Self, JsError> {
        let text = |name| option(options, name).as_string();
        let playground = match (text("link"), text("run")) {
            (Some(link), _) => Self::of(crate::export::link::open(&link)?),
            (None, Some(run)) => Self::import(&run, None)?,
            (None, None) => Self::new(option(options, "scenario"))?,
        };
        match option(options, "at").as_f64() {
            Some(event) => playground.opened_at(event),
            None => Ok(playground),
        }
    }

    /// The same run, opened at an event, where it has to go on until then, too.
    #[inline(never)]
    fn opened_at(self, event: f64) -> Result<Self, JsError> {
        let at = whole(event, u32::MAX).ok_or_else(|| JsError::new(&format!("at: {event} is no event's number")))?;
        if at as usize <= self.sim().trace().len() {
            self.sim_mut().seek(EventId::new(at));
            return Ok(self);
        }
        let scenario = Scenario { opens_at_event: Some(at), ..self.sim().to_scenario() };
        Ok(Self::of(Sim::new(scenario)?))
    }

    /// The run, to look at.
    pub fn sim(&self) -> Ref<'_, Sim> {
        self.sim.borrow()
    }

    /// The run, to change it. Whoever changes it through this tells nobody.
    pub fn sim_mut(&self) -> RefMut<'_, Sim> {
        self.sim.borrow_mut()
    }

    /// Calls back after each change that JavaScript made.
    pub fn on_change(&self, listener: impl Fn() + 'static) {
        self.listeners.borrow_mut().push(Box::new(listener));
    }

    fn tell(&self) {
        self.listeners.borrow().iter().for_each(|listener| listener());
    }

    fn tend(
        &self,
        name: &str,
        deed: impl FnOnce(&mut Sim, BranchId) -> Result<(), BranchError>,
    ) -> Result<(), JsError> {
        let id = self.sim().branch_named(name)?;
        deed(&mut self.sim_mut(), id)?;
        self.tell();
        Ok(())
    }

    fn event_id(&self, event: f64) -> Result<EventId, JsError> {
        let known = self.sim().trace().len() as u32;
        let id = whole(event, known).filter(|id| *id >= 1);
        id.map(EventId::new).ok_or_else(|| no_event(event, known))
    }
}

/// One of the options of a call; undefined where there are none.
pub(crate) fn option(options: &JsValue, name: &str) -> JsValue {
    match options.is_object() {
        true => js_sys::Reflect::get(options, &name.into()).unwrap_or(JsValue::UNDEFINED),
        false => JsValue::UNDEFINED,
    }
}

/// A whole number up to a largest one.
fn whole(number: f64, most: u32) -> Option<u32> {
    (number.fract() == 0.0 && (0.0..=f64::from(most)).contains(&number)).then_some(number as u32)
}

fn no_event(number: f64, known: u32) -> JsError {
    JsError::new(&format!("event: {} is no event; {known} are known", crate::broker::executors::decimal(number)))
}

fn to_js(value: serde_json::Value) -> Result<JsValue, JsError> {
    Ok(crate::export::for_javascript(value).serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
}

/// By way of JavaScript's own JSON: it also refuses what contains itself.
fn from_js(value: &JsValue, what: &str) -> Result<serde_json::Value, JsError> {
    let unfit = |problem: String| JsError::new(&format!("{what}: {problem}"));
    let text =
        js_sys::JSON::stringify(value).map_err(|error| unfit(String::from(js_sys::Object::from(error).to_string())))?;
    let text = text.as_string().ok_or_else(|| unfit("it is no JSON value".to_owned()))?;
    serde_json::from_str(&text).map_err(|error| unfit(error.to_string()))
}
