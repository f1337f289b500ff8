//! The shortest run that breaks the same rule.

use clocktower::scenario::NodeSpec;

use crate::oracle::Broken;
use crate::play::{Play, SEARCH_EVERY, Script, repeat};

/// So many runs are tried at most.
const TRIES_MAX: usize = 600;

/// A run that can't be made shorter by leaving one thing out.
#[derive(Debug)]
pub struct Shortest {
    /// The rule that it breaks.
    pub broken: Broken,
    /// The run as data.
    pub script: Script,
    /// The run itself, right after the event at which the rule is broken.
    pub play: Play,
}

/// Leaves out what the rule is broken without: first much at once, then one thing at a time, then machines.
///
/// # Panics
/// The run does not break the rule: it was another one, or is not the same each time.
pub fn shortest(script: Script, broken: &Broken) -> Shortest {
    let (rule, mut left) = (broken.rule, TRIES_MAX);
    // To search for happened-before at each event is slow, and tells nothing of other rules.
    let search_every = if rule.contains("clock") { 1 } else { SEARCH_EVERY };
    let mut best = script;
    let mut try_it = |candidate: Script, best: &mut Script| {
        let Some(rest) = left.checked_sub(1) else { return false };
        left = rest;
        let (play, found) = repeat(&candidate, search_every);
        if found.is_none_or(|found| found.rule != rule) {
            return false;
        }
        *best = candidate;
        if !best.calms {
            best.steps = play.sim.world().steps();
        }
        true
    };
    let (play, _) = repeat(&best, search_every);
    try_it(Script { moments: Some(play.given_at), ..best.clone() }, &mut best);
    let mut size = best.given.len();
    while size > 0 {
        let mut at = 0;
        while at < best.given.len() {
            let mut candidate = best.clone();
            let part = at..(at + size).min(best.given.len());
            candidate.given.drain(part.clone());
            candidate.moments.iter_mut().for_each(|moments| drop(moments.drain(part.clone())));
            if !try_it(candidate, &mut best) {
                at += size;
            }
        }
        size /= 2;
    }
    let mut at = 0;
    while at < best.scenario.nodes.len() {
        let mut candidate = best.clone();
        let gone = candidate.scenario.nodes.remove(at);
        if matches!(gone, NodeSpec::Broker(_)) || !try_it(candidate, &mut best) {
            at += 1;
        }
    }
    let (play, found) = repeat(&best, search_every);
    let broken = found.expect("a run that broke a rule breaks it again");
    Shortest { broken, script: best, play }
}
