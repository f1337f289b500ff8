//! A load for one broker: very many jobs, with data, results, failures, deletions, and executors and datastores that
//! come and go. Fixed, so that what is counted is the same each time.

use std::alloc::System;
use std::sync::Arc;

use clocktower::broker::Broker;
use clocktower::broker::call::{Answer, Body, Call};
use clocktower::broker::data::{
    Data, DataName, LAST_PLACES_MAX, LOCATIONS_MAX, MISSED_MAX, STORES_MAX, VERSIONS_MAX, WORKS_MAX,
};
use clocktower::broker::executors::{EXECUTORS_MAX, Report};
use clocktower::broker::jobs::{ENDED_MAX, Files, JobSpec, LIVE_MAX};
use clocktower::broker::results::{ACCEPTED_MAX, PENDING_MAX};
use clocktower::clock::ENTRIES_MAX;
use clocktower::clock::inline::NodeClock;
use clocktower::id::JobId;
use stats_alloc::StatsAlloc;

use crate::cell::Cell;
use crate::story::*;

/// So many executors are there at a time.
const EXECUTORS: u16 = 8;

/// A broker under load, and everyone around it.
pub(crate) struct Load {
    cell: Cell,
    executors: Vec<Peer>,
    clients: [Peer; 2],
    next: u32,
}

impl Load {
    pub(crate) fn new() -> Self {
        let cell = Cell::new(&[1 << 50, 1 << 50, 1 << 50]);
        let executors = (1..=EXECUTORS).map(Peer::new).collect();
        let mut load = Self { cell, executors, clients: [Peer::new(100), Peer::original(101)], next: 1 };
        for at in 0..load.executors.len() {
            load.join(at);
        }
        load
    }

    /// So many more jobs.
    pub(crate) fn run(&mut self, jobs: u32) {
        for _ in 0..jobs {
            let job = self.next;
            self.next += 1;
            self.job(job);
            if job.is_multiple_of(20) {
                self.pass();
            }
            if job.is_multiple_of(1000) {
                self.begin_anew(job as usize / 1000);
            }
            // One datastore is away for a third of the time, and misses what happens then.
            match job % 3000 {
                1 => self.cell.deaf = vec![job as usize / 3000 % 3],
                1000 => self.cell.deaf = Vec::new(),
                _ => {}
            }
            // What was said is nobody's concern any more.
            let story = &mut self.cell.story;
            (story.said, story.facts, self.cell.heard) = (Vec::new(), Vec::new(), 0);
        }
    }

    /// The broker alone, once everyone around it is gone.
    pub(crate) fn into_broker(self) -> Broker {
        self.cell.story.broker
    }

    pub(crate) fn broker(&self) -> &Broker {
        &self.cell.story.broker
    }

    /// One job from its data to its end, such as that is.
    fn job(&mut self, job: u32) {
        let id = JobId::new(job);
        let text = format!("job-{job}");
        let has_data = job.is_multiple_of(3);
        if has_data {
            self.cell.put(&format!("{text}/in"), 1000);
        }
        let own = has_data.then(|| (name("in"), "/in".to_owned()));
        let client = &mut self.clients[usize::from(job.is_multiple_of(5))];
        let files = Files { job_data: own.into_iter().collect(), ..Files::default() };
        let result_to = job.is_multiple_of(2).then(|| client.id());
        let spec = JobSpec { folder: DataName::folder(&text), files, result_to, ..spec(GIB) };
        let wait_for = if job.is_multiple_of(7) { vec![JobId::new(job - 1)] } else { vec![] };
        let story = &mut self.cell.story;
        story.call(client, Call::Submit { job: id, spec: Arc::new(spec), wait_for: Some(wait_for) });
        let Some(at) = self.holder(job) else { return };
        self.reply_to(at, Answer::OK);
        match job % 40 {
            10 => drop(self.cell.story.call(&mut self.executors[at], Call::Failed { job: id, why: "no".into() })),
            20 => {
                let folder = DataName::folder(&text);
                self.cell.story.call(&mut self.clients[0], Call::Delete { job: id, folder });
            }
            // Its result is lost for good.
            30 => drop(self.cell.story.call(&mut self.executors[at], Call::Done(id))),
            _ => self.finish(id, at, result_to.is_some()),
        }
        self.cell.settle();
    }

    fn finish(&mut self, id: JobId, at: usize, to_client: bool) {
        let story = &mut self.cell.story;
        story.call(&mut self.executors[at], Call::Result { job: id, data: Data::sized(64) });
        if to_client {
            let client = if made_to(story, &self.clients[0]) { &mut self.clients[0] } else { &mut self.clients[1] };
            story.reply(client, Answer::OK);
        }
        self.cell.settle();
        self.cell.story.call(&mut self.executors[at], Call::Done(id));
    }

    /// Which executor has a job, as an index.
    fn holder(&self, job: u32) -> Option<usize> {
        let machine = self.cell.story.where_is(job)?;
        self.executors.iter().position(|peer| peer.id().machine() == machine)
    }

    fn reply_to(&mut self, at: usize, answer: Answer) {
        self.cell.story.reply(&mut self.executors[at], answer);
    }

    fn join(&mut self, at: usize) {
        self.cell.story.join(&mut self.executors[at], report(64 * GIB));
    }

    /// Some time passes, in which everyone is heard; whatever was put off is done.
    fn pass(&mut self) {
        for peer in &mut self.executors {
            let shares = self.cell.story.broker.executors().get(&peer.id().machine()).map(|known| &known.shares);
            let running: Vec<JobId> = shares.into_iter().flat_map(|shares| shares.keys().copied()).collect();
            let report = Report { running: Some(running), ..report(64 * GIB) };
            self.cell.story.call(peer, Call::Heartbeat(Arc::new(report)));
        }
        self.cell.pass(30);
        let left: Vec<u32> = self.cell.story.broker.jobs().live().map(|(id, _)| id.number()).collect();
        for job in left {
            if let Some(at) = self.holder(job) {
                self.cell.story.call(&mut self.executors[at], Call::Done(JobId::new(job)));
            }
        }
    }

    /// One executor falls silent and is dropped; then it comes back in its next life.
    fn begin_anew(&mut self, turn: usize) {
        let at = turn % self.executors.len();
        let life = self.executors[at].id().next_incarnation().expect("there are 65,535 lives");
        self.cell.story.call(&mut self.clients[0], Call::Count);
        let silent = std::mem::replace(&mut self.executors[at], Peer { clock: NodeClock::new(life), aware: true });
        let others: Vec<usize> = (0..self.executors.len()).filter(|other| *other != at).collect();
        for _ in 0..14 {
            for other in &others {
                self.cell.story.call(&mut self.executors[*other], Call::Heartbeat(Arc::new(report(64 * GIB))));
            }
            self.cell.pass(10);
        }
        assert!(!self.broker().executors().contains_key(&silent.id().machine()), "it was dropped");
        self.join(at);
    }
}

fn name(text: &str) -> DataName {
    DataName::new(text).expect("a name")
}

/// Whether the last result went to this client.
fn made_to(story: &Story, client: &Peer) -> bool {
    let result = story.said.iter().rfind(|message| matches!(message.body, Body::Call(Call::Result { .. })));
    result.is_some_and(|message| message.to == client.id())
}

/// How long each table of a broker is, and how long it may become.
pub(crate) fn tables(broker: &Broker) -> Vec<(&'static str, usize, usize)> {
    let data = broker.data();
    let missed = data.stores().all().values().map(|store| store.missed.len()).max();
    vec![
        ("executors", broker.executors().len(), EXECUTORS_MAX),
        ("live jobs", broker.jobs().live().len(), LIVE_MAX),
        ("waiting jobs", broker.queue().len(), LIVE_MAX),
        ("remembered ends", broker.jobs().ended().count(), ENDED_MAX),
        ("results waited for", broker.results().len(), PENDING_MAX),
        ("results accepted", broker.results().accepted_len(), ACCEPTED_MAX),
        ("datastores", data.stores().all().len(), STORES_MAX),
        ("missed by a datastore", missed.unwrap_or(0), MISSED_MAX),
        ("locations", data.locations(), LOCATIONS_MAX),
        ("last places", data.last_places(), LAST_PLACES_MAX),
        ("works on data", data.works().len(), WORKS_MAX),
        ("versions of data", data.versions(), VERSIONS_MAX),
        ("entries of the clock", broker.clock().len(), ENTRIES_MAX),
    ]
}

/// The bytes that a broker holds: what is free again once it is gone.
pub(crate) fn held(allocator: &StatsAlloc<System>, broker: Broker) -> usize {
    let before = allocated(allocator);
    drop(broker);
    before - allocated(allocator)
}

/// The bytes that everything holds.
pub(crate) fn allocated(allocator: &StatsAlloc<System>) -> usize {
    let stats = allocator.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}
