//! What runs were made of: a simulator that finds nothing has to show that it looked.

use std::collections::BTreeMap;
use std::fmt;

use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::End;
use clocktower::scenario::Command;
use clocktower::sim::fact::What;
use clocktower::sim::trace::LossReason;

use crate::explain;
use crate::play::Play;

/// Counts over one run or many.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many runs.
    pub runs: u64,
    /// How many events they had.
    pub events: u64,
    /// How often each fault really hit, by its name.
    pub faults: BTreeMap<&'static str, u64>,
    /// What became of jobs: `accepted`, and how each ended or why it did not.
    pub jobs: BTreeMap<&'static str, u64>,
}

impl Tally {
    /// What one run was made of.
    pub fn of(play: &Play) -> Self {
        let mut tally = Self { runs: 1, events: play.sim.trace().len() as u64, ..Self::default() };
        tally.count_faults(play);
        tally.count_jobs(play);
        tally
    }

    fn count_faults(&mut self, play: &Play) {
        let trace = play.sim.trace();
        for sent in trace.messages() {
            if let Some(loss) = sent.lost() {
                self.hit(match loss.why {
                    LossReason::Cut => "messages lost on a cut link",
                    LossReason::Down => "messages lost at a machine that was down",
                    LossReason::Gone => "messages lost at a machine that was gone",
                    LossReason::Dropped => "messages dropped",
                    LossReason::Lost => "messages lost by the network",
                });
            }
            if sent.received.len() > 1 {
                self.hit("messages received twice");
            }
        }
        for mark in trace.marks().iter().filter(|mark| mark.refused.is_none()) {
            match &*mark.command {
                Command::DelayMessage { .. } => self.hit("messages delayed"),
                Command::SetNetwork(_) => self.hit("networks and links gone bad"),
                Command::Slow { .. } => self.hit("executors slowed"),
                Command::Flap { .. } => self.hit("batteries flapping"),
                Command::Fill(_) => self.hit("datastores filled"),
                Command::Flood(_) => self.hit("floods of emergencies"),
                Command::Crash(_) => self.hit("crashes"),
                Command::Restart { with_memory: false, .. } => self.hit("memories lost"),
                Command::Cut(_) => self.hit("links cut"),
                Command::Remove(_) => self.hit("machines gone for good"),
                Command::SetCapabilities { .. } => self.hit("executors changed"),
                _ => {}
            }
        }
    }

    fn count_jobs(&mut self, play: &Play) {
        for event in play.sim.trace().events() {
            let What::Broker(fact) = &event.what else { continue };
            let name = match fact {
                Fact::Submitted(_) => "accepted",
                Fact::DoneHeard { first: true, .. } => "done",
                Fact::DeleteHeard { alive: true, .. } => "deleted",
                Fact::FailedHeard { first: true, .. } => "failed for want of data",
                Fact::Ended { end: End::Orphaned(_), .. } => "waited for one that was not done",
                _ => continue,
            };
            *self.jobs.entry(name).or_default() += 1;
        }
        let broker = play.sim.world().broker();
        for (id, _) in broker.jobs().live() {
            let name = match explain::why_not_done(play.sim.world(), id) {
                Some(explain::Reason::NobodyCapable) => "nobody capable",
                Some(explain::Reason::BehindTheHead) => "behind the head of a fifo",
                Some(explain::Reason::WaitsForNobody) => "waits for a job that nobody submitted",
                Some(explain::Reason::WaitsForOther) => "waits for one that rightly waits",
                None => "not over",
            };
            *self.jobs.entry(name).or_default() += 1;
        }
    }

    fn hit(&mut self, fault: &'static str) {
        *self.faults.entry(fault).or_default() += 1;
    }

    /// Adds what others were made of.
    pub fn add(&mut self, other: &Self) {
        self.runs += other.runs;
        self.events += other.events;
        for (mine, theirs) in [(&mut self.faults, &other.faults), (&mut self.jobs, &other.jobs)] {
            for (name, count) in theirs {
                *mine.entry(name).or_default() += count;
            }
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} runs, {} events", self.runs, self.events)?;
        for (title, counts) in [("faults", &self.faults), ("jobs", &self.jobs)] {
            writeln!(f, "{title}")?;
            for (name, count) in counts {
                writeln!(f, "  {count:>10}  {name}")?;
            }
        }
        Ok(())
    }
}
