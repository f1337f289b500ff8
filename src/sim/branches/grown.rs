//! A tree of branches grown again from what its runs were made by: the scenario and the commands given in each.

use std::sync::Arc;

use super::{BRANCHES_MAX, BranchError, BranchId, Branches, Entry, Fork, Parked, names};
use crate::id::EventId;
use crate::scenario::{Given, Scenario, ScenarioError, bound};
use crate::sim::{EVENTS_MAX, OPENING_WORK_MAX, Sim};
use crate::time::Time;

/// What a branch is grown from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grown {
    /// Its name.
    pub name: String,
    /// The place in the list of the branch that it came from; none for the root of the tree.
    pub parent: Option<usize>,
    /// The commands that were given in it, from the beginning of the run on.
    pub given: Vec<Given>,
    /// How many of its events were known.
    pub known: u32,
    /// The event at which one stood in it.
    pub cursor: u32,
}

impl Sim {
    /// The run with all its branches, as they stood: each is repeated as far as it was known, with
    /// [`OPENING_WORK_MAX`] for all together. What was deleted stays so.
    ///
    /// # Errors
    /// Names the part that does not fit, as in `branches[2].name`.
    pub fn grown(scenario: Scenario, branches: &[Grown], current: usize) -> Result<Self, ScenarioError> {
        scenario.validate()?;
        is_a_tree(branches, current)?;
        let mut sim = Self::begin(Arc::new(scenario), Vec::new())?;
        let mut work = OPENING_WORK_MAX;
        // The branch that is in it gives way to the first of the list, which has its number.
        let mut grown = Branches::new();
        for (at, branch) in branches.iter().enumerate() {
            let place = |error: ScenarioError| error.within(&format!("branches[{at}]"));
            let id = BranchId(at as u32);
            let name = grown.fitting(id, &branch.name).map_err(|error| place(unfit("name", &error)))?;
            let parent = branch.parent.and_then(|parent| branches.get(parent));
            let shared = parent.map(|parent| common(&branch.given, &parent.given));
            let (run, fork) = sim.grow(branch, shared, &mut work).map_err(place)?;
            let parent = branch.parent.map(|parent| BranchId(parent as u32));
            grown.entries.insert(id, Entry { name, parent, fork, foreseen: Time::START, parked: Some(Arc::new(run)) });
        }
        grown.current = BranchId(current as u32);
        grown.next = branches.len() as u32;
        let shown = grown.entries.get_mut(&grown.current).and_then(|entry| entry.parked.take());
        sim.branches = grown;
        if let Some(shown) = shown {
            sim.exchange(Arc::unwrap_or_clone(shown));
        }
        Ok(sim)
    }

    /// Repeats one branch, which has so many commands in common with its parent.
    fn grow(
        &self,
        branch: &Grown,
        shared: Option<usize>,
        work: &mut u64,
    ) -> Result<(Parked, Option<Fork>), ScenarioError> {
        let (past, own) = branch.given.split_at(shared.unwrap_or(branch.given.len()));
        let mut run = Self::begin(Arc::clone(self.world.scenario()), past.to_vec())?;
        let fork = own.first().map(|first| run.fork_before(first, work));
        own.iter().for_each(|given| run.trace.timeline.give(given.clone()));
        run.seek_within(EventId::new(branch.known), work);
        run.seek_within(EventId::new(branch.cursor), work);
        let Self { world, trace, invariants, .. } = run;
        Ok((Parked { world, trace, invariants }, fork))
    }

    /// Goes to where a command was given, and tells where that is.
    fn fork_before(&mut self, first: &Given, work: &mut u64) -> Fork {
        let steps = first.after_steps;
        // Not from event to event: the last step before it may have been nobody's event.
        while self.world.steps() < steps && self.do_one_thing(Time::NEVER, work) {
            self.observe(self.cursor());
        }
        // What was done right before it, after the same step of the world, is still their common past.
        while self.trace.timeline.next_given(&self.world).is_some() && self.do_one_thing(Time::NEVER, work) {
            self.observe(self.cursor());
        }
        let title = names::title(&first.command, self.world.names());
        Fork { after: self.cursor(), at: self.world.now(), title, given: self.trace.timeline.given().len(), steps }
    }
}

fn unfit(field: &str, error: &BranchError) -> ScenarioError {
    ScenarioError::Bounds { place: field.to_owned(), problem: error.to_string() }
}

/// How many commands two branches have in common.
fn common(a: &[Given], b: &[Given]) -> usize {
    a.iter().zip(b).take_while(|(a, b)| a == b).count()
}

fn is_a_tree(branches: &[Grown], current: usize) -> Result<(), ScenarioError> {
    bound("branches", (1..=BRANCHES_MAX).contains(&branches.len()), || format!("1 to {BRANCHES_MAX}"))?;
    bound("current", current < branches.len(), || format!("there are {} branches", branches.len()))?;
    for (at, branch) in branches.iter().enumerate() {
        let place = |name: &str| format!("branches[{at}].{name}");
        let up = |at: &usize| branches.get(*at).and_then(|branch| branch.parent);
        let depth = std::iter::successors(branch.parent, up).take(branches.len());
        let is_rooted = depth.clone().all(|at| at < branches.len()) && depth.count() < branches.len();
        bound(&place("parent"), is_rooted, || "it does not lead to the root of the tree".to_owned())?;
        let parent = branch.parent.and_then(|parent| branches.get(parent));
        let parts = parent.is_none_or(|parent| common(&branch.given, &parent.given) < branch.given.len());
        bound(&place("given"), parts, || "a branch begins with a command of its own".to_owned())?;
        bound(&place("known"), branch.known as usize <= EVENTS_MAX, || format!("at most {EVENTS_MAX}"))?;
        bound(&place("cursor"), branch.cursor <= branch.known, || format!("at most {}, which is known", branch.known))?;
    }
    let roots = branches.iter().filter(|branch| branch.parent.is_none()).count();
    bound("branches", roots == 1, || format!("one of them is the root, here {roots} are"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sim::tests::command;

    #[test]
    fn each_branch_leads_to_the_one_root_over_branches_that_there_are() {
        let grown = |(at, parent): (usize, &Option<usize>)| {
            let given = Given { after_steps: at as u64, command: Arc::new(command(json!({"type": "heal_all"}))) };
            Grown { name: format!("branch {at}"), parent: *parent, given: vec![given], known: 0, cursor: 0 }
        };
        let rows: [(&[Option<usize>], bool); 7] = [
            (&[None], true),
            (&[None, Some(0), Some(1)], true),
            (&[Some(1), Some(2), None], true),
            (&[None, Some(2)], false),
            (&[None, Some(1)], false),
            (&[None, Some(2), Some(1)], false),
            (&[None, None], false),
        ];
        for (parents, is_one) in rows {
            let branches: Vec<Grown> = parents.iter().enumerate().map(grown).collect();
            assert_eq!(is_a_tree(&branches, 0).is_ok(), is_one, "{parents:?}");
        }
    }
}
