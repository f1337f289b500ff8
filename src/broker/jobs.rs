//! The jobs that the broker answers for, and the ends that it remembers.

use std::sync::Arc;

use super::data::{DataName, Glob};
use super::emergency::{Emergency, Finding, Source, URGENCY_NORMAL, detect};
use super::executors::Capabilities;
use super::preempt::Setback;
use super::remembered::Remembered;
use crate::clock::Dot;
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::{Map, Set};
use crate::time::{Span, Time};

/// The most jobs that live in one broker; a submission beyond is refused with 503.
pub const LIVE_MAX: usize = 100_000;
/// The most ended jobs that are remembered, for dependents and late results; the oldest end is forgotten first.
pub const ENDED_MAX: usize = 10_000;
/// The most dependencies of one job.
pub const WAIT_FOR_MAX: usize = 256;

/// What a job is: the original's JobInfo (UCP section 3), with what the simulated world needs beside it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct JobSpec {
    /// Where its own data stand: a data name of one part, the job's name.
    pub folder: DataName,
    /// The module to run.
    pub wasm_bin: String,
    /// Its arguments.
    pub args: Vec<String>,
    /// What it reads and writes.
    pub files: Files,
    /// What it needs.
    pub needs: Capabilities,
    /// Where its result goes: to a client, or, without one, to a datastore.
    pub result_to: Option<NodeId>,
    /// The emergency that it declares.
    pub emergency: Option<Emergency>,
    /// How long it runs, in the simulated world.
    pub duration: Span,
    /// How many bytes its result, and each named result, has in the simulated world.
    pub result_bytes: u64,
}

/// What a job reads and writes. Each file is data under a name on one side, and on the other a path where the module
/// finds or leaves it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Files {
    /// The module, where it is data; else the executor has it at hand.
    pub wasm_bin: Option<File>,
    /// What the module reads from its standard input.
    pub stdin: Option<File>,
    /// Data in the job's folder, by their names in it, and their paths.
    pub job_data: Vec<(DataName, String)>,
    /// Data that others may read too, and their paths.
    pub named_data: Vec<(Glob, String)>,
    /// What is kept under names of its own when the job is done, and the paths where the module left it.
    pub named_results: Vec<(Glob, String)>,
    /// Folders that the module finds.
    pub directories: Vec<String>,
    /// The module's environment.
    pub env: Vec<(String, String)>,
    /// What goes into the result: paths where the module left it, and the names there.
    pub zip_results: Vec<(String, String)>,
    /// Whether the job's data go when it is done.
    pub delete: bool,
}

/// A file that is data.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct File {
    /// Its name: in the job's folder, or among all when it is `named`.
    pub name: DataName,
    /// Where the module finds it.
    pub path: String,
    /// Whether others may read it too.
    pub named: bool,
}

impl Default for Files {
    fn default() -> Self {
        Self {
            wasm_bin: None,
            stdin: None,
            job_data: Vec::new(),
            named_data: Vec::new(),
            named_results: Vec::new(),
            directories: Vec::new(),
            env: Vec::new(),
            zip_results: vec![("/".to_owned(), "/".to_owned())],
            delete: true,
        }
    }
}

impl JobSpec {
    /// Whether data in its own folder belong to it.
    pub fn has_own_data(&self) -> bool {
        let Files { wasm_bin, stdin, job_data, .. } = &self.files;
        !job_data.is_empty() || wasm_bin.iter().chain(stdin).any(|file| !file.named)
    }

    /// Everything that has to be fetched before the job runs. What is no name in its folder is left out: it could not
    /// have been stored.
    pub fn inputs(&self) -> Vec<Glob> {
        let Files { wasm_bin, stdin, job_data, named_data, .. } = &self.files;
        let own = |name: &DataName| self.folder.join(name.as_str()).ok().map(Glob::One);
        let file = |file: &File| if file.named { Some(Glob::One(file.name.clone())) } else { own(&file.name) };
        let files = wasm_bin.iter().chain(stdin).filter_map(file);
        files
            .chain(job_data.iter().filter_map(|(name, _)| own(name)))
            .chain(named_data.iter().map(|(g, _)| g.clone()))
            .collect()
    }
}

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// In the queue.
    Waiting,
    /// Handed to an executor that has not confirmed yet.
    Assigned(NodeId),
    /// Confirmed by its executor.
    Running(NodeId),
}

/// How a job ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum End {
    /// Its executor, by machine, was the first to report it done.
    Done(NodeId),
    /// It was deleted before it was done.
    Deleted,
    /// It was to be placed at once and could not be.
    Refused,
    /// Its executor could not run it, for this reason.
    Failed(Arc<str>),
    /// It waited for this job, which ended without being done.
    Orphaned(JobId),
}

/// One job that has not ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Job {
    /// What it is.
    pub spec: Arc<JobSpec>,
    /// The jobs that must be done first and are not.
    pub waits_for: Set<JobId>,
    /// The emergency that it is, and how that was found.
    pub finding: Option<Finding>,
    /// The client's event that submitted it; `None` from a peer without clocks.
    pub submitted: Option<Dot>,
    /// What was known at its submission: enough to tell which submissions came before.
    pub past: Option<crate::clock::inline::Knowledge>,
    /// The order of arrival, without gaps.
    pub arrival: u64,
    /// When it arrived.
    pub arrived_at: Time,
    /// Where it stands.
    pub stage: Stage,
    /// The call that waits for it to be placed, when it was to be placed at once.
    pub answer_to: Option<(NodeId, MessageId)>,
    /// Whether it was told already that no executor is capable, so that this is told once.
    pub told_incapable: bool,
    /// How often it was handed out.
    pub tries: u32,
    /// What it has cost it that emergencies took its place.
    pub setback: Setback,
}

impl Job {
    /// What its emergency adds up to; 1 without one.
    pub fn urgency(&self) -> i64 {
        self.finding.as_ref().map_or(URGENCY_NORMAL, |finding| finding.emergency.urgency())
    }

    /// Whether it is an emergency.
    pub const fn is_emergency(&self) -> bool {
        self.finding.is_some()
    }

    /// The executor, by machine, that has it.
    pub const fn executor(&self) -> Option<NodeId> {
        match self.stage {
            Stage::Waiting => None,
            Stage::Assigned(node) | Stage::Running(node) => Some(node),
        }
    }

    /// Whether its submission happened before the other's.
    pub fn precedes(&self, other: &Self) -> bool {
        match (self.submitted, &other.past) {
            (Some(mine), Some(past)) => self.submitted != other.submitted && past.knows(mine),
            _ => false,
        }
    }
}

/// The emergency of a job: declared, or found in its words.
pub fn finding(spec: &JobSpec) -> Option<Finding> {
    let declared = spec.emergency.clone();
    match declared {
        Some(emergency) => Some(Finding { emergency, source: Source::Declared, raised_from: None }),
        None => detect(std::iter::once(&spec.wasm_bin).chain(&spec.args).map(String::as_str)),
    }
}

/// Of every job whose end is forgotten, whether it was done: two bits a job, so that a dependency on it is never
/// waited for in vain.
#[derive(Debug, Clone, Default)]
struct Forgotten(Vec<u8>);

impl Forgotten {
    /// The place of a job's two bits: the byte, and how far they are shifted in it.
    const fn at(job: JobId) -> (usize, usize) {
        (job.index() / 4, job.index() % 4 * 2)
    }

    fn get(&self, job: JobId) -> Option<bool> {
        let (byte, shift) = Self::at(job);
        match self.0.get(byte)? >> shift & 3 {
            0 => None,
            bits => Some(bits == 1),
        }
    }

    fn put(&mut self, job: JobId, done: Option<bool>) {
        let (byte, shift) = Self::at(job);
        let bits = done.map_or(0, |done| if done { 1 } else { 2 });
        if self.0.len() <= byte && bits > 0 {
            self.0.resize(byte + 1, 0);
        }
        if let Some(old) = self.0.get_mut(byte) {
            *old = *old & !(3 << shift) | bits << shift;
        }
    }
}

/// All jobs that live, and the last ones that ended.
#[derive(Debug, Clone, Default)]
pub struct Jobs {
    /// Each by itself, so that little moves when one of very many ends; a copy of the broker shares them.
    live: Map<JobId, Arc<Job>>,
    /// The live jobs that wait for each job.
    awaited_by: Map<JobId, Set<JobId>>,
    /// How each ended, and the event that had submitted it.
    ended: Remembered<(End, Option<Dot>)>,
    forgotten: Forgotten,
    arrivals: u64,
}

impl Jobs {
    /// The live job with this id.
    pub fn get(&self, job: JobId) -> Option<&Job> {
        self.live.get(&job).map(Arc::as_ref)
    }

    /// The live job with this id, to change it.
    pub fn get_mut(&mut self, job: JobId) -> Option<&mut Job> {
        self.live.get_mut(&job).map(Arc::make_mut)
    }

    /// Whether a job ended by being done; `None` when it has not ended, or is not known.
    pub fn has_ended(&self, job: JobId) -> Option<bool> {
        let remembered = self.ended.get(job).map(|(end, _)| matches!(end, End::Done(_)));
        remembered.or_else(|| self.forgotten.get(job))
    }

    /// How a job ended, as long as that is remembered.
    pub fn end_of(&self, job: JobId) -> Option<End> {
        self.ended.get(job).map(|(end, _)| end.clone())
    }

    /// Whether a job that has ended was submitted in this event of its client or in a later one: a submission from
    /// there is late or a duplicate, and does not bring the job back.
    pub fn ended_since(&self, job: JobId, said: Dot) -> bool {
        let submitted = self.ended.get(job).and_then(|(_, submitted)| *submitted);
        submitted.is_some_and(|submitted| submitted.node == said.node && submitted.count >= said.count)
    }

    /// All live jobs.
    pub fn live(&self) -> impl ExactSizeIterator<Item = (JobId, &Job)> {
        self.live.iter().map(|(&id, job)| (id, &**job))
    }

    /// All remembered ends, the oldest first.
    pub fn ended(&self) -> impl DoubleEndedIterator<Item = (JobId, End)> + '_ {
        self.ended.jobs().filter_map(|job| Some((job, self.end_of(job)?)))
    }

    /// The number of the next arrival.
    pub fn next_arrival(&mut self) -> u64 {
        self.arrivals += 1;
        self.arrivals
    }

    /// Takes a new job in. One of its name that ended is forgotten.
    pub fn insert(&mut self, id: JobId, job: Job) {
        self.ended.remove(id);
        self.forgotten.put(id, None);
        for other in &job.waits_for {
            self.awaited_by.or_insert(*other, Set::new()).insert(id);
        }
        self.live.insert(id, Arc::new(job));
    }

    /// Ends a job. Returns it with those that waited for it: freed when it was done, and else to be ended too.
    pub fn end(&mut self, id: JobId, end: End) -> Option<(Arc<Job>, Vec<JobId>)> {
        let job = self.live.remove(&id)?;
        for other in &job.waits_for {
            let waiting = self.awaited_by.get_mut(other);
            if waiting.is_some_and(|waiting| waiting.remove(&id) && waiting.is_empty()) {
                self.awaited_by.remove(other);
            }
        }
        let dependents = self.remember(id, end, job.submitted);
        Some((job, dependents))
    }

    /// Remembers how a job ended, also one that never was taken in. Returns those that waited for it.
    pub fn remember(&mut self, id: JobId, end: End, submitted: Option<Dot>) -> Vec<JobId> {
        self.ended.insert(id, (end, submitted));
        let waiting = self.awaited_by.remove(&id).unwrap_or_default();
        let is_freed =
            |other: &JobId| self.live.get_mut(other).is_some_and(|job| Arc::make_mut(job).waits_for.remove(&id));
        waiting.into_iter().filter(is_freed).collect()
    }

    /// Forgets the oldest end when more than [`ENDED_MAX`] are remembered, but for whether the job was done. Returns
    /// the job.
    pub fn forget_oldest_end(&mut self) -> Option<JobId> {
        if self.ended.len() <= ENDED_MAX {
            return None;
        }
        let (oldest, (end, _)) = self.ended.pop_oldest()?;
        self.forgotten.put(oldest, Some(matches!(end, End::Done(_))));
        Some(oldest)
    }

    /// Of these dependencies, the ones still to wait for.
    pub fn still_open(&self, wait_for: &[JobId]) -> Set<JobId> {
        let done = |job: &JobId| self.has_ended(*job) == Some(true);
        wait_for.iter().copied().filter(|job| !done(job)).collect()
    }

    /// A chain of waiting jobs from `wait_for` back to `job`, when there is one: it would wait for itself.
    pub fn circle(&self, job: JobId, wait_for: &Set<JobId>) -> Option<JobId> {
        let mut seen = Set::new();
        let mut open: Vec<(JobId, JobId)> = wait_for.iter().map(|next| (*next, *next)).collect();
        while let Some((next, through)) = open.pop() {
            if next == job {
                return Some(through);
            }
            if seen.insert(next) {
                let further = self.get(next).into_iter().flat_map(|job| &job.waits_for);
                open.extend(further.map(|further| (*further, through)));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::emergency::{Kind, Level};
    use super::super::policy::{Order, Policy};
    use super::*;

    #[test]
    fn what_is_forgotten_of_a_job_are_two_bits_that_touch_no_others() {
        let mut forgotten = Forgotten::default();
        let ends = [Some(true), Some(false), None, Some(true), Some(true), Some(false)];
        for job in (0..9).rev() {
            forgotten.put(JobId::new(job), ends.get(job as usize).copied().flatten());
        }
        let known = |forgotten: &Forgotten| -> Vec<_> { (0..6).map(|job| forgotten.get(JobId::new(job))).collect() };
        assert_eq!(known(&forgotten), ends);
        assert_eq!(forgotten.0.len(), 2, "four jobs a byte, and none for those of which nothing is known");
        forgotten.put(JobId::new(1), Some(true));
        forgotten.put(JobId::new(3), Some(false));
        forgotten.put(JobId::new(4), None);
        forgotten.put(JobId::new(100), None);
        assert_eq!(known(&forgotten), [Some(true), Some(true), None, Some(false), None, Some(false)]);
        assert_eq!(forgotten.0.len(), 2);
    }

    fn spec(files: Files) -> JobSpec {
        JobSpec {
            folder: DataName::folder("job"),
            wasm_bin: String::new(),
            args: Vec::new(),
            files,
            needs: Capabilities::default(),
            result_to: None,
            emergency: None,
            duration: Span::ZERO,
            result_bytes: 0,
        }
    }

    fn job(waits_for: &[u32]) -> Job {
        Job {
            spec: Arc::new(spec(Files::default())),
            waits_for: waits_for.iter().copied().map(JobId::new).collect(),
            finding: None,
            submitted: None,
            past: None,
            arrival: 1,
            arrived_at: Time::START,
            stage: Stage::Waiting,
            answer_to: None,
            told_incapable: false,
            tries: 0,
            setback: Setback::default(),
        }
    }

    #[test]
    fn a_job_has_data_of_its_own_in_its_folder_alone() {
        let file = |named| Some(File { name: DataName::folder("x"), path: "/x".to_owned(), named });
        assert!(!spec(Files::default()).has_own_data());
        assert!(!spec(Files { stdin: file(true), ..Files::default() }).has_own_data());
        assert!(spec(Files { wasm_bin: file(false), ..Files::default() }).has_own_data());
    }

    #[test]
    fn who_waits_for_a_job_is_freed_by_it_whoever_else_waited_and_went() {
        let mut jobs = Jobs::default();
        for (id, waits_for) in [(1, &[][..]), (2, &[1]), (3, &[1])] {
            jobs.insert(JobId::new(id), job(waits_for));
        }
        jobs.end(JobId::new(2), End::Deleted);
        let (_, freed) = jobs.end(JobId::new(1), End::Done(NodeId::new(9))).expect("a job that lives");
        assert_eq!(freed, [JobId::new(3)]);
    }

    #[test]
    fn a_job_that_comes_again_is_no_ended_one_any_more_and_the_others_stay() {
        let mut jobs = Jobs::default();
        for id in 1..=3 {
            jobs.remember(JobId::new(id), End::Deleted, None);
        }
        jobs.insert(JobId::new(2), job(&[]));
        assert_eq!(jobs.ended().map(|(id, _)| id).collect::<Vec<_>>(), [JobId::new(1), JobId::new(3)]);
    }

    #[test]
    fn a_newcomer_is_ahead_of_where_it_came_by_its_urgency_and_the_ageing() {
        let policy = |order| Policy { order, ageing: Span::from_secs(10), ..Policy::default() };
        let (normal, emergency) = (job(&[]), Job { finding: found(Kind::Medical, Level::High), ..job(&[]) });
        let came = Time::from_ms(500_000);
        let ahead = 10_000 * (emergency.urgency() - URGENCY_NORMAL);
        assert!(ahead > 0);
        let rows = [
            (Order::Fifo, (0, 0), (0, 0)),
            (Order::EmergencyFirst, (1, 0), (0, -emergency.urgency())),
            (Order::EmergencyAged, (500_000, 0), (500_000 - ahead, 0)),
        ];
        for (order, of_normal, of_emergency) in rows {
            let key = |job| policy(order).key(job, came);
            assert_eq!((key(&normal), key(&emergency)), (of_normal, of_emergency), "{order:?}");
        }
    }

    fn found(kind: Kind, level: Level) -> Option<Finding> {
        let emergency = Emergency { kind, level, location: None };
        Some(Finding { emergency, source: Source::Declared, raised_from: None })
    }
}
