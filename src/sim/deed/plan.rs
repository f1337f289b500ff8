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
