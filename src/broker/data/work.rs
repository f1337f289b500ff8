//! What is asked of the DataBroker, one call to one datastore at a time.

use rand_pcg::Pcg32;

use super::{Data, DataName, Missed, Next, Said, Stores, Version};
use crate::broker::Delivery;
use crate::broker::call::{Answer, Call, Page, Reply};
use crate::broker::decision::draw;
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::Set;

use std::sync::Arc;

/// How many names are asked for at once (UCP: 50 a page).
pub const PAGE: u32 = 50;
/// The most names that a list has; a longer one is refused.
pub const LIST_MAX: usize = 10_000;

/// What is to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Keep data under a name, in place of what stands there, wherever that is.
    Store {
        /// The name.
        name: DataName,
        /// The data.
        data: Data,
        /// Which they are; `None` for a result, of which there is one, and from a peer without clocks.
        version: Option<Version>,
    },
    /// Find data.
    Fetch {
        /// Their name.
        name: DataName,
        /// The job that they are for.
        job: Option<JobId>,
    },
    /// Find names.
    List {
        /// What they begin with.
        prefix: Arc<str>,
    },
    /// Delete the data of a job, but for its result.
    DeleteJobData {
        /// The job's folder.
        folder: DataName,
    },
    /// Take from a datastore that came back what is out of date there.
    CatchUp {
        /// Its machine.
        store: NodeId,
    },
}

impl Task {
    /// In whose line it stands: that of the folder of its data, or of their name outside of any.
    pub(super) fn line(&self) -> Option<DataName> {
        match self {
            Self::DeleteJobData { folder } => Some(folder.clone()),
            _ => self.name().map(|name| name.top().unwrap_or_else(|| name.clone())),
        }
    }

    /// Whether it must not be under way together with another one.
    pub(super) fn disturbs(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::DeleteJobData { folder }, task) | (task, Self::DeleteJobData { folder }) => {
                task.name().is_some_and(|name| name.goes_with(folder))
            }
            _ => self.name().is_some() && self.name() == other.name(),
        }
    }

    /// The name that it is about.
    pub const fn name(&self) -> Option<&DataName> {
        match self {
            Self::Store { name, .. } | Self::Fetch { name, .. } => Some(name),
            Self::List { .. } | Self::DeleteJobData { .. } | Self::CatchUp { .. } => None,
        }
    }

    /// What it is about.
    pub fn subject(&self) -> Option<DataName> {
        match self {
            Self::Store { name, .. } | Self::Fetch { name, .. } | Self::DeleteJobData { folder: name } => {
                Some(name.clone())
            }
            Self::List { .. } | Self::CatchUp { .. } => None,
        }
    }
}

/// Who is to be told how it ended.
#[derive(Debug, Clone)]
pub enum Whom {
    /// Whoever called.
    Caller(NodeId, MessageId),
    /// The executor whose result is to be kept.
    Result(Box<Delivery>),
    /// Nobody.
    Nobody,
}

impl PartialEq for Whom {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Caller(a, b), Self::Caller(c, d)) => (a, b) == (c, d),
            (Self::Result(a), Self::Result(b)) => a.job == b.job,
            (Self::Nobody, Self::Nobody) => true,
            _ => false,
        }
    }
}

impl Eq for Whom {}

/// How far a work has come.
#[derive(Debug, Clone)]
enum Stage {
    Begins,
    /// Looks for a datastore with room. `known` is where older data of the name are, `last` where they were last.
    Places {
        known: Option<NodeId>,
        last: Option<NodeId>,
        refused: Set<NodeId>,
        asked_free: Set<NodeId>,
        /// Those that may have taken the data, and did not say so.
        unanswered: Vec<NodeId>,
    },
    /// These datastores are still to be asked, the last one first.
    Asks(Vec<NodeId>),
    /// These datastores are still to be asked for their names, the last one first and from this page on.
    Lists {
        left: Vec<NodeId>,
        page: u32,
        found: Set<DataName>,
    },
    /// There is an answer.
    Answers(Answer, Vec<(NodeId, Call)>),
    /// These calls are still to be made, the last one first.
    Cleans(Vec<(NodeId, Call)>),
}

/// One task under way.
#[derive(Debug, Clone)]
pub struct Work {
    /// What is to be done.
    pub task: Task,
    /// Who is to be told.
    pub whom: Whom,
    stage: Stage,
    /// What a datastore that came back had missed when it was asked for its names.
    batch: Set<Missed>,
    /// The datastore that may have refused data, when they may be all there is of their name.
    pub(super) may_be_at: Option<NodeId>,
}

impl Work {
    pub(super) const fn new(task: Task, whom: Whom) -> Self {
        Self { task, whom, stage: Stage::Begins, batch: Set::new(), may_be_at: None }
    }

    /// What it is to store is older than what is kept: it is as if that had been stored in its place at once.
    pub(super) fn supersede(&mut self) {
        if let Stage::Begins = self.stage {
            self.stage = Stage::Answers(Answer::OK, Vec::new());
        }
    }

    /// The next step; `None` when all is done. `known` is where data of the name are, `last` where they were last.
    #[inline(never)]
    pub(super) fn step(
        &mut self,
        known: Option<NodeId>,
        last: Option<NodeId>,
        stores: &mut Stores,
        rng: &mut Pcg32,
    ) -> Option<Next> {
        if let Stage::Begins = self.stage {
            self.stage = self.first_stage(known, stores);
            if let Stage::Places { last: place, .. } = &mut self.stage {
                *place = last;
            }
        }
        match &mut self.stage {
            Stage::Begins => None,
            Stage::Places { .. } => Some(self.place(stores, rng)),
            Stage::Asks(left) => {
                let next = std::iter::from_fn(|| left.pop()).find(|store| stores.is_present(*store));
                Some(match (next, &self.task) {
                    (Some(store), Task::Fetch { name, job }) => {
                        Next::Ask(store, Call::Fetch { name: name.clone(), job: *job })
                    }
                    _ => self.answer(Answer::refused(404, "Data location not known"), Vec::new()),
                })
            }
            Stage::Lists { .. } => self.list(stores),
            Stage::Answers(answer, left) => {
                let (answer, left) = (answer.clone(), std::mem::take(left));
                Some(self.answer(answer, left))
            }
            Stage::Cleans(_) => self.clean(stores),
        }
    }

    fn first_stage(&mut self, known: Option<NodeId>, stores: &mut Stores) -> Stage {
        match &self.task {
            Task::Store { .. } => {
                Stage::Places { known, last: None, refused: Set::new(), asked_free: Set::new(), unanswered: Vec::new() }
            }
            Task::Fetch { .. } => {
                let others = stores.present().map(|(store, _)| store).filter(|store| Some(*store) != known);
                let mut left: Vec<NodeId> = known.into_iter().chain(others).collect();
                left.reverse();
                Stage::Asks(left)
            }
            Task::List { .. } => {
                Stage::Lists { left: stores.present().map(|(store, _)| store).collect(), page: 1, found: Set::new() }
            }
            Task::DeleteJobData { folder } => {
                stores.miss(None, &Missed::JobData(folder.clone()));
                let call = Call::DeleteJobData { folder: folder.clone() };
                Stage::Cleans(stores.present().map(|(store, _)| (store, call.clone())).collect())
            }
            Task::CatchUp { store } => {
                self.batch = stores.get(*store).map(|store| store.missed.clone()).unwrap_or_default();
                Stage::Lists { left: vec![*store], page: 1, found: Set::new() }
            }
        }
    }

    /// Any datastore with room, drawn with the seed; one that has older data of the name comes first. Of one that
    /// seems to be full it is asked how much is free, since others may have deleted something there.
    #[inline(never)]
    fn place(&mut self, stores: &mut Stores, rng: &mut Pcg32) -> Next {
        let (Task::Store { name, data, .. }, Stage::Places { known, last, refused, asked_free, unanswered }) =
            (&self.task, &mut self.stage)
        else {
            return Next::Over(Vec::new());
        };
        let is_open = |store: &NodeId| stores.is_present(*store) && !refused.contains(store);
        let has_room = |store: &NodeId| stores.get(*store).is_some_and(|store| store.free >= data.bytes);
        let open: Vec<NodeId> = stores.present().map(|(store, _)| store).filter(is_open).collect();
        let roomy: Vec<NodeId> = open.iter().copied().filter(has_room).collect();
        let drawn = || draw(roomy.len(), rng).and_then(|at| roomy.get(at).copied());
        if let Some(store) = known.filter(is_open).or_else(drawn) {
            return Next::Ask(store, Call::Store { name: name.clone(), data: data.clone() });
        }
        match open.into_iter().find(|store| !asked_free.contains(store)) {
            Some(store) => {
                asked_free.insert(store);
                Next::Ask(store, Call::Free)
            }
            None => {
                // The data go nowhere. Whoever may have taken them is to forget them, but for the one that may be all
                // there is.
                let all = last.or_else(|| unanswered.first().copied());
                self.may_be_at = all;
                for store in unanswered.drain(..).filter(|store| Some(*store) != all) {
                    stores.note_missed(store, Missed::Late(name.clone()));
                }
                self.answer(Answer::refused(503, "No datastore able to hold file"), Vec::new())
            }
        }
    }

    fn list(&mut self, stores: &mut Stores) -> Option<Next> {
        let Stage::Lists { left, page, found } = &mut self.stage else { return None };
        let catches_up = matches!(self.task, Task::CatchUp { .. });
        while let Some(store) = left.last().copied().filter(|_| found.len() <= LIST_MAX) {
            if stores.get(store).is_some_and(|store| !store.is_away && (catches_up || store.is_present())) {
                let prefix = if let Task::List { prefix } = &self.task { Arc::clone(prefix) } else { "".into() };
                return Some(Next::Ask(store, Call::ListPage { prefix, folder: None, page: *page, size: PAGE }));
            }
            (*page, _) = (1, left.pop());
        }
        let found = std::mem::take(found);
        if let Task::CatchUp { store } = self.task {
            // What may still be on its way there has to be told of before it comes, whether it is there already or not.
            let late = self.batch.iter().filter_map(|missed| match missed {
                Missed::Late(name) => Some(name.clone()),
                Missed::Data(_) | Missed::JobData(_) => None,
            });
            let found: Set<DataName> = found.into_iter().chain(late).collect();
            let doomed = found.into_iter().map(|name| (store, Call::DeleteData(name)));
            self.stage = Stage::Cleans(doomed.collect());
            return self.clean(stores);
        }
        let answer = match found.len() > LIST_MAX {
            true => Answer::refused(503, format!("a list has at most {LIST_MAX} names")),
            false => Answer::ok(Reply::Names(found.into_iter().collect())),
        };
        Some(self.answer(answer, Vec::new()))
    }

    /// The next call that only tidies up. What can't be told now is missed.
    fn clean(&mut self, stores: &mut Stores) -> Option<Next> {
        let Stage::Cleans(left) = &mut self.stage else { return None };
        while let Some((store, call)) = left.pop() {
            let is_reachable = match self.task {
                Task::CatchUp { .. } => stores.get(store).is_some_and(|store| !store.is_away),
                _ => stores.is_present(store),
            };
            if is_reachable {
                return Some(Next::Ask(store, call));
            }
            note_missed(stores, store, &self.task);
        }
        if let Task::CatchUp { store } = self.task
            && stores.get(store).is_some_and(|store| !store.is_away)
        {
            stores.caught_up(store, &self.batch);
            if !stores.is_present(store) {
                // More happened while it was being told.
                self.stage = self.first_stage(None, stores);
                return self.list(stores);
            }
        }
        None
    }

    fn answer(&mut self, answer: Answer, left: Vec<(NodeId, Call)>) -> Next {
        self.stage = Stage::Cleans(left);
        Next::Answer(std::mem::replace(&mut self.whom, Whom::Nobody), answer)
    }

    /// A datastore answered.
    #[inline(never)]
    pub(super) fn hear(&mut self, store: NodeId, answer: Answer, stores: &mut Stores) -> Said {
        let (status, is_ok) = (answer.status, answer.is_ok());
        match (&mut self.stage, &self.task) {
            (Stage::Places { known, refused, unanswered, .. }, Task::Store { name, data, .. }) => match answer.reply {
                Reply::Count(free) if is_ok => {
                    stores.set_free(store, free);
                    if free < data.bytes {
                        refused.insert(store);
                    }
                    Said::Free(free)
                }
                _ if is_ok => {
                    stores.take_room(store, data.bytes);
                    for other in unanswered.drain(..).filter(|other| *other != store) {
                        stores.note_missed(other, Missed::Late(name.clone()));
                    }
                    let twin = |other: &NodeId| *other != store && known.is_none_or(|known| known == *other);
                    let twins = stores.present().map(|(other, _)| other).filter(twin);
                    let left = twins.map(|other| (other, Call::DeleteData(name.clone()))).collect();
                    self.stage = Stage::Answers(Answer::OK, left);
                    Said::Stored
                }
                _ => {
                    refused.insert(store);
                    if status == 500 { Said::Full } else { Said::Odd(status) }
                }
            },
            (Stage::Asks(_), _) => match answer.reply {
                Reply::Data(data) if is_ok => {
                    let bytes = data.bytes;
                    self.stage = Stage::Answers(Answer::ok(Reply::Data(data)), Vec::new());
                    Said::Found(bytes)
                }
                _ if status == 404 => Said::NotThere,
                _ => Said::Odd(status),
            },
            (Stage::Lists { left, page, found }, task) => match answer.reply {
                Reply::Page(listed) if is_ok => {
                    let Page { names, total, .. } = *listed;
                    let heard = names.len();
                    let catches_up = matches!(task, Task::CatchUp { .. });
                    found.extend(names.into_iter().filter(|name| !catches_up || is_stale(&self.batch, name)));
                    if heard == 0 || u64::from(*page) * u64::from(PAGE) >= total {
                        (*page, _) = (1, left.pop());
                    } else {
                        *page += 1;
                    }
                    Said::Listed(heard)
                }
                _ => {
                    (*page, _) = (1, left.pop());
                    Said::Odd(status)
                }
            },
            _ if is_ok || status == 404 => Said::Deleted,
            _ => Said::Odd(status),
        }
    }

    /// A datastore did not answer.
    pub(super) fn give_up_on(&mut self, store: NodeId, stores: &mut Stores) {
        match &mut self.stage {
            // Whether it has the data is not known. When they go elsewhere, that is what it has missed.
            Stage::Places { refused, unanswered, .. } => {
                refused.insert(store);
                unanswered.push(store);
            }
            Stage::Lists { left, page, .. } => (*page, _) = (1, left.pop()),
            Stage::Cleans(_) => note_missed(stores, store, &self.task),
            Stage::Begins | Stage::Asks(_) | Stage::Answers(..) => {}
        }
    }
}

fn note_missed(stores: &mut Stores, store: NodeId, task: &Task) {
    match task {
        Task::Store { name, .. } => stores.note_missed(store, Missed::Data(name.clone())),
        Task::DeleteJobData { folder } => stores.note_missed(store, Missed::JobData(folder.clone())),
        // It still has all of what it had missed before.
        Task::CatchUp { .. } | Task::Fetch { .. } | Task::List { .. } => {}
    }
}

/// Whether data of this name are out of date at a datastore that missed all this.
fn is_stale(batch: &Set<Missed>, name: &DataName) -> bool {
    batch.contains(&Missed::Data(name.clone()))
        || batch.contains(&Missed::Late(name.clone()))
        || name.top().is_some_and(|folder| name.goes_with(&folder) && batch.contains(&Missed::JobData(folder)))
}

#[cfg(test)]
mod tests;
