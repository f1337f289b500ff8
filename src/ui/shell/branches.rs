//! What people do with branches.

use crate::sim::branches::{BranchError, BranchId};
use crate::sim::{LOOK_AHEAD_EVENTS, Sim};
use crate::texts::texts;
use crate::ui::{BranchDeed, Session, Toast};
use crate::view::words;

impl Session {
    /// Carries out what a person wants with the branches.
    #[inline(never)]
    pub(super) fn tend(&mut self, sim: &mut Sim, deed: BranchDeed) {
        match deed {
            BranchDeed::Switch(id) => self.leave(sim, |sim| sim.switch_branch(id)),
            BranchDeed::Visit(id, event) => self.leave(sim, |sim| {
                sim.switch_branch(id)?;
                sim.seek(event);
                Ok(())
            }),
            BranchDeed::Rename(id) => {
                self.refusal = None;
                self.renamed = id;
            }
            BranchDeed::Name(id, name) => match sim.rename_branch(id, &name) {
                Ok(()) => {
                    self.refusal = None;
                    self.renamed = None;
                }
                Err(error) => self.refuse_at("branch", words::sentence(&error.to_string())),
            },
            BranchDeed::Delete(id) => self.delete(sim, id),
            BranchDeed::Undelete => {
                self.toasts.retain(|toast| !toast.can_undo);
                self.leave(sim, |sim| sim.undelete_branch().map(drop));
            }
            BranchDeed::Compare(pair) => self.pair = pair,
            BranchDeed::Foresee(ids, until) => {
                let done: Result<Vec<usize>, BranchError> = ids.into_iter().map(|id| sim.foresee(id, until)).collect();
                match done.unwrap_or_default().into_iter().max() {
                    Some(0) => self.say(texts().header().nothing_there),
                    Some(LOOK_AHEAD_EVENTS..) => self.say(texts().header().came_so_far(LOOK_AHEAD_EVENTS / 1000)),
                    _ => {}
                }
            }
        }
    }

    /// Goes to another branch, or stays and says why.
    #[inline(never)]
    fn leave(&mut self, sim: &mut Sim, go: impl FnOnce(&mut Sim) -> Result<(), BranchError>) {
        let mut went = Ok(());
        self.travel(|| went = go(sim));
        if let Err(error) = went {
            let why = format!("{}.", words::sentence(&error.to_string()));
            self.say_error(texts().header().cannot_be_done(&why));
        }
    }

    #[inline(never)]
    fn delete(&mut self, sim: &mut Sim, id: BranchId) {
        let name = sim.branch(id).map_or(String::new(), |branch| branch.name.to_owned());
        let was_shown = id == sim.current_branch();
        self.leave(sim, |sim| sim.delete_branch(id));
        if sim.branch(id).is_none() {
            let text = match was_shown {
                true => texts().header().deleted_here(&name, sim.branch_name()),
                false => texts().header().deleted(&name),
            };
            self.add_toast(Toast { id: 0, is_error: false, text, can_undo: true });
        }
    }

    /// Tells that a command led into another branch, and puts both beside each other when it is a new one.
    pub(super) fn branched(&mut self, sim: &Sim, from: BranchId, is_new: bool) {
        let name = sim.branch_name();
        if !is_new {
            return self.say(texts().header().done_before(name));
        }
        let (to, old) = (sim.current_branch(), sim.branch(from).map_or("", |branch| branch.name));
        let at = sim.branch(to).and_then(|branch| branch.fork).map_or(0, |fork| fork.after.number());
        self.say(texts().header().forked(name, at, old));
        self.pair = Some((from, to));
    }
}
