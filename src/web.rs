//! The browser's edge: everything that JavaScript or the page's surroundings can touch.
//!
//! [`Playground`] is a run with the doors that JavaScript has to it: objects in and out, names instead of
//! numbers, errors that name the field.

use std::cell::{Ref, RefCell, RefMut};
use std::rc::Rc;

use wasm_bindgen::prelude::*;

use crate::scenario::Scenario;
use crate::sim::Sim;

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

impl Playground {
    /// A playground around a run.
    pub fn of(sim: Sim) -> Self {
        Self { sim: Rc::new(RefCell::new(sim)), listeners: Rc::default() }
    }

    /// The playground that `mount` makes from its options.
    ///
    /// # Errors
    /// The options do not fit; the message names the field.
    pub fn from_options(_options: JsValue) -> Result<Self, JsError> {
        Ok(Self::of(Sim::new(Scenario::opening())?))
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
}
