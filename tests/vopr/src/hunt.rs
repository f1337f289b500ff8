//! Many runs on many threads.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use clocktower::planted::{self, Bug};

use crate::oracle::Broken;
use crate::play::{Script, run};
use crate::tally::Tally;

/// Which runs.
#[derive(Debug, Clone, Copy)]
pub struct Hunt {
    /// The seed of the first one; the others follow.
    pub seed: u64,
    /// How many.
    pub runs: u64,
    /// For how long at most.
    pub time: Option<Duration>,
    /// The bug that is planted.
    pub bug: Option<Bug>,
}

/// The run with the lowest seed that broke a rule.
#[derive(Debug)]
pub struct Catch {
    /// The rule.
    pub broken: Broken,
    /// The run.
    pub script: Script,
}

/// Plays the runs on all processors, up to the first that breaks a rule. Returns what they were made of, and that run:
/// always the one with the lowest seed, however the threads went.
///
/// # Panics
/// A thread did.
pub fn hunt(hunt: Hunt) -> (Tally, Option<Catch>) {
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let found: Mutex<(Tally, Option<Catch>)> = Mutex::default();
    let began = Instant::now();
    let work = || {
        planted::plant(hunt.bug);
        let mut tally = Tally::default();
        let is_late = || hunt.time.is_some_and(|time| began.elapsed() >= time);
        while !stop.load(Ordering::Relaxed) && !is_late() {
            // Seeds are handed out in order, so that none below one that was caught is left out.
            let at = next.fetch_add(1, Ordering::Relaxed);
            if at >= hunt.runs {
                break;
            }
            let outcome = run(hunt.seed.wrapping_add(at));
            tally.add(&outcome.tally);
            if let Some((broken, script)) = outcome.broken {
                stop.store(true, Ordering::Relaxed);
                let mut found = found.lock().expect("no thread panics while it holds this");
                if found.1.as_ref().is_none_or(|other| other.script.seed > script.seed) {
                    found.1 = Some(Catch { broken, script });
                }
            }
        }
        found.lock().expect("no thread panics while it holds this").0.add(&tally);
    };
    thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        (0..threads).for_each(|_| drop(scope.spawn(work)));
    });
    found.into_inner().expect("no thread panicked")
}
