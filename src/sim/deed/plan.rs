//! A client's plan becomes steps: first all data are stored, then the jobs are submitted in order.

use std::sync::Arc;

use super::{CommandError, Deed, field};
use crate::broker::data::{Data, DataName, Glob};
use crate::broker::wire::{Plan, read_plan};
use crate::id::{JobId, NAME_LENGTH_MAX, NameError, Names, NodeId};
use crate::scenario::PlanCommand;
use crate::sim::fact::{Step, Submission};
use crate::sim::world::World;

/// How much room the name of a cmd leaves for the number that sets its jobs apart.
const NUMBER_LENGTH_MAX: usize = 8;

impl World {
    #[inline(never)]
    pub(super) fn resolve_plan(&self, command: &PlanCommand) -> Result<Deed, CommandError> {
        let client = self.client(command.client.as_deref())?;
        let plan = read_plan(&command.plan, client).or_else(|problems| {
            let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
            field("plan", told.join("; "))
        })?;
        if plan.steps.len() > self.names.room_for_jobs() {
            return field("plan", NameError::Full.to_string());
        }
        for (at, step) in plan.steps.iter().enumerate().filter(|(_, step)| !step.queue) {
            let wanted = |other: &&usize| plan.cmds.get(&plan.steps[**other].cmd).is_none_or(|s| s.result_to.is_none());
            if let Some(other) = step.wait.iter().find(wanted) {
                let problem = format!(
                    "exec.{at}.wait: the client is not told when exec.{other} is done, since it gets no result of it"
                );
                return field("plan", problem);
            }
        }
        for (name, _) in &plan.named_data {
            self.is_free_name(name).or_else(|problem| field("plan", format!("named_data: {problem}")))?;
        }
        Ok(Deed::Plan { client, plan: Box::new(plan), file: Data::sized(command.file_bytes) })
    }

    #[inline(never)]
    pub(super) fn submit_plan(&mut self, client: NodeId, plan: &Plan, file: &Data) {
        let (mut stores, mut submits, mut jobs) = (Vec::new(), Vec::new(), Vec::<JobId>::new());
        stores.extend(plan.named_data.iter().map(|(name, _)| Step::Store(name.clone(), file.clone())));
        for (at, step) in plan.steps.iter().enumerate() {
            let name = self.name_for(&step.cmd);
            let folder = DataName::folder(&name);
            // Names and the room for them were checked, and a step runs a cmd of the plan, so that none is left out.
            let (Ok(job), Some(spec)) = (Arc::make_mut(&mut self.names).job(&name), plan.job(at, folder.clone()))
            else {
                return;
            };
            stores.extend(spec.inputs().into_iter().filter_map(|input| match input {
                Glob::One(name) if name.is_in(&folder) => Some(Step::Store(name, file.clone())),
                _ => None,
            }));
            let waits: Vec<JobId> = step.wait.iter().filter_map(|other| jobs.get(*other).copied()).collect();
            let (wait_for, after) = if step.queue { (Some(waits), Vec::new()) } else { (None, waits) };
            submits.push(Step::Submit(Submission { job, spec: Arc::new(spec), wait_for, after }));
            self.submitted.insert(job, Some(client));
            jobs.push(job);
        }
        self.at_client(client, |client, now| client.begin(stores.into_iter().chain(submits), now));
    }

    /// The name of a step's job: that of its cmd, with a number when it is taken.
    fn name_for(&self, cmd: &str) -> String {
        let is_free =
            |name: &str| self.names.find_job(name).is_none() && self.data_in(&DataName::folder(name)).is_none();
        if Names::check_job(cmd).is_ok() && is_free(cmd) {
            return cmd.to_owned();
        }
        let mut prefix = String::new();
        for c in cmd.chars() {
            let c = if Names::check_job(c.encode_utf8(&mut [0; 4])).is_ok() { c } else { '-' };
            if prefix.len() + c.len_utf8() + NUMBER_LENGTH_MAX > NAME_LENGTH_MAX {
                break;
            }
            prefix.push(c);
        }
        self.names.free_job_name(if prefix.is_empty() { "job" } else { &prefix })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::broker::call::{Body, Call};
    use crate::id::NAMES_MAX;
    use crate::scenario::Command;
    use crate::sim::Sim;
    use crate::sim::tests::{command, small};
    use crate::time::Time;

    fn plan(steps: usize, info: &Value) -> Command {
        let exec = vec![json!({"cmd": "map"}); steps];
        command(json!({"type": "submit_plan", "plan": {"exec": exec, "cmds": {"map": info}}}))
    }

    fn stored(sim: &Sim) -> Vec<&str> {
        let calls = sim.trace().messages().filter_map(|sent| match &sent.message.body {
            Body::Call(Call::Store { name, .. }) => Some(name.as_str()),
            _ => None,
        });
        calls.collect()
    }

    #[test]
    fn of_what_its_jobs_read_a_plan_stores_what_is_their_own() {
        let mut sim = small(&[]);
        let info = json!({
            "wasm_bin": "map.wasm", "job_data": {"/home/streets.csv": "streets.csv"},
            "named_data": {"maps/north": "in/north"},
        });
        sim.apply(plan(1, &info)).unwrap();
        sim.run_until(Time::from_ms(30_000));
        assert_eq!(sim.world().broker().jobs().live().len(), 1, "all is stored");
        let mut names = stored(&sim);
        names.dedup();
        assert_eq!(names, ["map/streets.csv"]);
    }

    #[test]
    fn a_name_that_is_too_long_is_cut_so_that_a_number_fits_behind_it() {
        let sim = small(&[]);
        let named = |cmd: &str| sim.world().name_for(cmd);
        assert_eq!(named("map"), "map");
        assert_eq!(named(&"n".repeat(NAME_LENGTH_MAX)), "n".repeat(NAME_LENGTH_MAX));
        let kept = NAME_LENGTH_MAX - NUMBER_LENGTH_MAX;
        assert_eq!(named(&"n".repeat(NAME_LENGTH_MAX + 1)), format!("{}-1", "n".repeat(kept)));
        assert_eq!(named(&format!("{}\nn", "n".repeat(kept))), format!("{}-1", "n".repeat(kept)));
    }

    #[test]
    fn so_many_jobs_come_at_once_as_there_is_room_for() {
        let mut world = small(&[]).world().clone();
        let names = Arc::make_mut(&mut world.names);
        for n in 0..NAMES_MAX - 2 {
            names.job(&format!("j{n}")).unwrap();
        }
        let info = json!({"wasm_bin": "map.wasm"});
        let flood = |count: usize| command(json!({"type": "flood", "count": count, "within_ms": 1}));
        for (count, fits) in [(1, true), (2, true), (3, false), (4, false)] {
            assert_eq!(world.resolve(&plan(count, &info)).is_ok(), fits, "{count} steps");
            assert_eq!(world.resolve(&flood(count)).is_ok(), fits, "{count} emergencies");
        }
    }
}
