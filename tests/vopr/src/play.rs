//! A run, watched event by event.

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Once;

use clocktower::id::EventId;
use clocktower::scenario::{Command, Given, Scenario};
use clocktower::sim::{Sim, Step};
use clocktower::time::{Span, Time};

use crate::calm;
use crate::command;
use crate::draw::Draw;
use crate::mix::Mix;
use crate::oracle::{Broken, Moment, Oracles, Verdict};
use crate::tally::Tally;
use crate::world;

/// Happened-before is searched for at every so-manieth event.
pub const SEARCH_EVERY: usize = 40;

/// A run under the eyes of the oracles.
#[derive(Debug)]
pub struct Play {
    /// The run.
    pub sim: Sim,
    /// What was given, whether it was taken or not.
    pub given: Vec<Given>,
    /// When.
    pub given_at: Vec<Time>,
    oracles: Oracles,
    seen: usize,
}

/// A run as data: who takes part, what is given in the first phase, and how it ends.
#[derive(Debug, Clone)]
pub struct Script {
    /// What all draws come from.
    pub seed: u64,
    /// Who takes part.
    pub scenario: Scenario,
    /// What is given, and when.
    pub given: Vec<Given>,
    /// After so many steps of the world the first phase is over.
    pub steps: u64,
    /// Whether there is a second one.
    pub calms: bool,
    /// The moments at which things are given, once those matter and not the steps: then nothing comes at another moment
    /// because something before it was left out.
    pub moments: Option<Vec<Time>>,
}

/// What became of a run.
#[derive(Debug)]
pub struct Outcome {
    /// The rule that it broke, and the run up to there.
    pub broken: Option<(Broken, Script)>,
    /// What it was made of.
    pub tally: Tally,
}

impl Play {
    /// A run at its beginning.
    ///
    /// # Panics
    /// The scenario is none; those that are drawn all are.
    pub fn new(scenario: &Scenario, search_every: usize) -> Self {
        let mut sim = Sim::new(scenario.clone()).expect("a scenario that can be run");
        // What has been forgotten has to come back as it was.
        sim.keep_at_hand(1);
        let oracles = Oracles::new(&sim, search_every);
        Self { sim, given: Vec::new(), given_at: Vec::new(), oracles, seen: 0 }
    }

    /// One event further. Returns whether there was one.
    ///
    /// # Errors
    /// A rule is broken.
    pub fn event(&mut self) -> Result<bool, Broken> {
        let moved = self.sim.step(Step::Event) > 0;
        self.observe().map(|()| moved)
    }

    /// On to a moment, or a little beyond: to the first event at it or after it.
    ///
    /// # Errors
    /// A rule is broken.
    pub fn pass(&mut self, time: Span) -> Verdict {
        let until = self.sim.world().now() + time;
        while self.sim.world().now() < until && self.event()? {}
        Ok(())
    }

    /// Somebody wants something. Returns whether it could be done.
    ///
    /// # Errors
    /// A rule is broken.
    pub fn give(&mut self, command: Command) -> Result<bool, Broken> {
        self.given.push(Given { after_steps: self.sim.world().steps(), command: command.clone().into() });
        self.given_at.push(self.sim.world().now());
        let done = self.sim.apply(command).is_ok();
        self.observe().map(|()| done)
    }

    fn observe(&mut self) -> Verdict {
        if let Some(violation) = self.sim.violations().first() {
            return Err(Broken { rule: violation.rule, event: violation.event, seen: violation.seen.clone() });
        }
        let (trace, world) = (self.sim.trace(), self.sim.world());
        while let Some(event) = trace.get(EventId::new(self.seen as u32 + 1)) {
            self.seen += 1;
            self.oracles.observe(Moment { event, trace, world })?;
        }
        Ok(())
    }

    /// The first phase as the seed draws it.
    fn storm(&mut self, draw: &mut Draw) -> Verdict {
        let mix = Mix::drawn(draw);
        for _ in 0..draw.between(15, 60) {
            if let Some(command) = command::drawn(mix.next(draw), &self.sim, draw) {
                self.give(command)?;
            }
            match draw.below(16) {
                0 => self.pass(Span::from_ms(draw.below(200_000)))?,
                1..4 => self.pass(Span::from_ms(draw.below(20_000)))?,
                _ => {
                    for _ in 0..draw.between(1, 24) {
                        self.event()?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The first phase as it is written down.
    fn repeat(&mut self, script: &Script) -> Verdict {
        for (at, given) in script.given.iter().enumerate() {
            match script.moments.as_ref().and_then(|moments| moments.get(at)) {
                Some(moment) => while self.sim.world().now() < *moment && self.event()? {},
                None => while self.sim.world().steps() < given.after_steps && self.event()? {},
            }
            self.give(Command::clone(&given.command))?;
        }
        while self.sim.world().steps() < script.steps && self.event()? {}
        Ok(())
    }
}

/// Plays the run that a seed draws.
pub fn run(seed: u64) -> Outcome {
    let mut draw = Draw::new(seed);
    let mut script = Script {
        seed,
        scenario: world::scenario(seed, &mut draw),
        given: Vec::new(),
        steps: 0,
        calms: false,
        moments: None,
    };
    let mut play = Play::new(&script.scenario, SEARCH_EVERY);
    let mut found = guarded(&mut play, |play| play.storm(&mut draw));
    (script.given, script.steps) = (play.given.clone(), play.sim.world().steps());
    if found.is_ok() {
        script.calms = true;
        found = guarded(&mut play, |play| calm::down(play, seed));
    }
    Outcome { tally: Tally::of(&play), broken: found.err().map(|broken| (broken, script)) }
}

/// Plays a run that is written down. Returns it with the rule that it broke, if it did.
pub fn repeat(script: &Script, search_every: usize) -> (Play, Option<Broken>) {
    let mut play = Play::new(&script.scenario, search_every);
    let mut found = guarded(&mut play, |play| play.repeat(script));
    if found.is_ok() && script.calms {
        found = guarded(&mut play, |play| calm::down(play, script.seed));
    }
    (play, found.err())
}

thread_local! {
    /// What the last panic on this thread said, while one is waited for.
    static SAID: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// A panic is a finding like any other.
fn guarded(play: &mut Play, phase: impl FnOnce(&mut Play) -> Verdict) -> Verdict {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if SAID.with_borrow_mut(|said| said.as_mut().map(|said| *said = info.to_string())).is_none() {
                usual(info);
            }
        }));
    });
    SAID.set(Some(String::new()));
    let outcome = catch_unwind(AssertUnwindSafe(|| phase(play)));
    let said = SAID.take().unwrap_or_default();
    outcome.unwrap_or_else(|_| Err(Broken { rule: "nothing_panics", event: play.sim.cursor(), seen: said }))
}
