//! What people do with branches.

use crate::sim::Sim;
use crate::sim::branches::{BranchError, BranchId};
use crate::ui::{BranchDeed, Refusal, Session, Toast};
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
                Err(error) => {
                    self.refusal =
                        Some(Refusal { place: "branch".to_owned(), problem: words::sentence(&error.to_string()) });
                }
            },
            BranchDeed::Delete(id) => self.delete(sim, id),
            BranchDeed::Undelete => {
                self.toasts.retain(|toast| !toast.can_undo);
                self.leave(sim, |sim| sim.undelete_branch().map(drop));
            }
            BranchDeed::Compare(pair) => self.pair = pair,
            BranchDeed::Foresee(ids, until) => {
                let done: Result<Vec<usize>, BranchError> = ids.into_iter().map(|id| sim.foresee(id, until)).collect();
                if done.is_ok_and(|events| events.iter().sum::<usize>() == 0) {
                    self.say("Nothing more happens there in this time.");
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
            self.say_error(format!("That cannot be done\n{}.", words::sentence(&error.to_string())));
        }
    }

    #[inline(never)]
    fn delete(&mut self, sim: &mut Sim, id: BranchId) {
        let name = sim.branch(id).map_or(String::new(), |branch| branch.name.to_owned());
        let was_shown = id == sim.current_branch();
        self.leave(sim, |sim| sim.delete_branch(id));
        if sim.branch(id).is_none() {
            let now = if was_shown { format!("\nYou are in {} now.", sim.branch_name()) } else { String::new() };
            let text = format!("{name} is deleted{now}");
            self.add_toast(Toast { id: 0, is_error: false, text, can_undo: true });
        }
    }

    /// Tells that a command led into another branch, and puts both beside each other when it is a new one.
    pub(super) fn branched(&mut self, sim: &Sim, from: BranchId, is_new: bool) {
        let name = sim.branch_name();
        if !is_new {
            return self.say(format!("This was done here before\nYou are in {name} again, and its future is known."));
        }
        let (to, old) = (sim.current_branch(), sim.branch(from).map_or("", |branch| branch.name));
        let at = sim.branch(to).and_then(|branch| branch.fork).map_or(0, |fork| fork.after.number());
        self.say(format!(
            "Another future begins here\n{name}: forked after event {at}. What was seen before stays in {old}."
        ));
        self.pair = Some((from, to));
    }
}
