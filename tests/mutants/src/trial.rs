//! Which tests reach which mutants, and whether one of them fails when a mutant is on.

use std::collections::{BTreeMap, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// As many tests at a time as two cores carry.
const WORKERS: usize = 2;
/// A mutant that makes a test allocate more, in KiB, has broken it.
const MEMORY_MAX_KIB: u64 = 4 << 20;
/// Tests run together as long as they take no more than this in all; each batch takes so many times as long as the one before.
const FIRST_BATCH: Duration = Duration::from_millis(300);
const BATCH_GROWS: u32 = 6;
/// A test that takes so many times as long as without a mutant hangs; and whatever takes less than this does not.
const LATE_TIMES: u32 = 10;
const LATE_AT_LEAST: Duration = Duration::from_secs(5);
/// So many tests that noticed something in a file are tried first on its other mutants.
const LIKELY: usize = 6;

/// A test, alone.
#[derive(Debug)]
pub struct Test {
    program: PathBuf,
    /// As its program names it.
    pub name: String,
    /// Without a mutant.
    pub took: Duration,
    reaches: Vec<u32>,
}

/// How it went with a mutant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A test failed; one of these.
    Caught(String),
    /// A test came to no end, or to none in time; one of these.
    Late(String),
    /// All passed.
    Missed,
    /// No test comes there.
    Unreached,
    /// It could not be woven in.
    Untried,
}

/// How some tests of a program ended.
#[derive(PartialEq, Eq)]
enum End {
    Passed,
    Failed,
    Late,
}

/// Runs each test alone, without a mutant, and notes which mutants it asks for. Those that fail are told and left out.
///
/// # Errors
/// A program does not run.
pub fn survey(programs: &[PathBuf], root: &Path, scratch: &Path) -> Result<Vec<Test>> {
    fs::create_dir_all(scratch).with_context(|| format!("making {}", scratch.display()))?;
    let mut named = VecDeque::new();
    for program in programs {
        let listed = Command::new(program).args(["--list", "--format", "terse"]).current_dir(root).output();
        let listed = listed.with_context(|| format!("asking {} for its tests", program.display()))?;
        let names = String::from_utf8_lossy(&listed.stdout).into_owned();
        named.extend(
            names.lines().filter_map(|line| line.strip_suffix(": test")).map(|name| (program.clone(), name.to_owned())),
        );
    }
    let (named, tests) = (Mutex::new(named), Mutex::new(Vec::new()));
    let alone = |worker: usize| -> Result<()> {
        let record = scratch.join(format!("reached-{worker}"));
        while let Some((program, name)) = take(&named) {
            // A test that asks for none leaves no file.
            let _ = fs::remove_file(&record);
            let start = Instant::now();
            let mut command = command(&program, &[&name], root);
            let passed = command.env("MUTANTS_REACHED", &record).status().is_ok_and(|status| status.success());
            let took = start.elapsed();
            let noted = fs::read_to_string(&record).unwrap_or_default();
            let reaches = noted.lines().filter_map(|line| line.parse().ok()).collect();
            if passed {
                push(&tests, Test { program, name, took, reaches });
            } else {
                println!("{name} fails without a mutant, and is left out");
            }
        }
        Ok(())
    };
    on_all_workers(alone)?;
    let mut tests = tests.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    tests.retain(|test: &Test| !test.reaches.is_empty());
    tests.sort_by_key(|test| test.took);
    Ok(tests)
}

/// Switches one mutant on after the other. Of the tests that reach it the quick ones come first, and no more run than take
/// `patience` in all. `tell` hears each outcome at once.
///
/// # Errors
/// A program does not run.
pub fn judge(
    mutants: &[(u32, String)],
    tests: &[Test],
    root: &Path,
    patience: Duration,
    tell: impl Fn(u32, Outcome) -> Result<()> + Sync,
) -> Result<()> {
    let mut reaching = BTreeMap::<u32, Vec<usize>>::new();
    for (index, test) in tests.iter().enumerate() {
        for number in &test.reaches {
            reaching.entry(*number).or_default().push(index);
        }
    }
    let open: Mutex<VecDeque<_>> = Mutex::new(mutants.iter().collect());
    // By file: what failed there last, or the first of those of which one did.
    let likely = Mutex::new(BTreeMap::<&str, VecDeque<usize>>::new());
    let alone = |_: usize| -> Result<()> {
        while let Some((number, file)) = take(&open) {
            let Some(here) = reaching.get(number) else {
                tell(*number, Outcome::Unreached)?;
                continue;
            };
            let first = likely.lock().map(|likely| likely.get(file.as_str()).cloned().unwrap_or_default());
            let first: Vec<usize> =
                first.unwrap_or_default().into_iter().filter(|index| here.contains(index)).collect();
            let outcome = batches(&first, here, tests, patience)
                .iter()
                .find_map(|batch| noticed(*number, batch, tests, root).transpose())
                .transpose()?;
            if let Some((_, index)) = &outcome
                && let Ok(mut likely) = likely.lock()
            {
                let recent = likely.entry(file).or_default();
                recent.retain(|other| other != index);
                recent.push_front(*index);
                recent.truncate(LIKELY);
            }
            tell(*number, outcome.map_or(Outcome::Missed, |(outcome, _)| outcome))?;
        }
        Ok(())
    };
    on_all_workers(alone)
}

/// The tests in the order in which they run: alone what is likely to notice, then batches that take longer and longer.
fn batches(first: &[usize], here: &[usize], tests: &[Test], patience: Duration) -> Vec<Vec<usize>> {
    let quick = |index: &&usize| tests[**index].took <= FIRST_BATCH;
    let mut batches: Vec<Vec<usize>> = first.iter().filter(quick).map(|index| vec![*index]).collect();
    let done = batches.len();
    let (mut spent, mut room) = (Duration::ZERO, FIRST_BATCH);
    let mut batch_takes = Duration::ZERO;
    for index in here.iter().filter(|index| !batches[..done].concat().contains(index)).copied().collect::<Vec<_>>() {
        let took = tests[index].took;
        if spent + took > patience {
            break;
        }
        spent += took;
        if batches.len() == done || batch_takes + took > room {
            room *= if batches.len() == done { 1 } else { BATCH_GROWS };
            batches.push(Vec::new());
            batch_takes = Duration::ZERO;
        }
        batch_takes += took;
        if let Some(batch) = batches.last_mut() {
            batch.push(index);
        }
    }
    batches
}

/// Whether one of these tests notices the mutant; program after program. What fails or hangs has to pass without the mutant
/// right after, so that nothing is noticed but the mutant.
fn noticed(number: u32, batch: &[usize], tests: &[Test], root: &Path) -> Result<Option<(Outcome, usize)>> {
    let mut programs = BTreeMap::<&Path, Vec<usize>>::new();
    for index in batch {
        programs.entry(&tests[*index].program).or_default().push(*index);
    }
    for (program, indices) in programs {
        let names: Vec<&str> = indices.iter().map(|index| tests[*index].name.as_str()).collect();
        let took: Duration = indices.iter().map(|index| tests[*index].took).sum();
        let limit = LATE_AT_LEAST.max(took * LATE_TIMES);
        let run = |mutant: Option<u32>| -> Result<End> {
            let mut command = command(program, &names, root);
            command.envs(mutant.map(|number| ("MUTANT", number.to_string())));
            wait(command.spawn().context("starting a test")?, limit)
        };
        let end = run(Some(number))?;
        if end == End::Passed || run(None)? != End::Passed {
            continue;
        }
        let one_of = if names.len() == 1 { String::new() } else { format!(" or {} more", names.len() - 1) };
        let told = format!("{}{one_of}", names[0]);
        let outcome = if end == End::Late { Outcome::Late(told) } else { Outcome::Caught(told) };
        return Ok(Some((outcome, indices[0])));
    }
    Ok(None)
}

/// A program that runs these tests one after the other, with no more memory than they may have.
fn command(program: &Path, names: &[&str], root: &Path) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", &format!("ulimit -v {MEMORY_MAX_KIB}; exec \"$0\" \"$@\"")]).arg(program);
    command.arg("--exact").args(names).args(["--test-threads", "1", "--quiet"]).current_dir(root);
    // A failure is enough: the smallest one is for people.
    command.env("PROPTEST_MAX_SHRINK_ITERS", "0").env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "1");
    // What is drawn is the same in every process, so that the same tests come to the same places.
    command.env("PROPTEST_RNG_SEED", "1");
    command.env("RUST_BACKTRACE", "0").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn wait(mut child: Child, limit: Duration) -> Result<End> {
    let start = Instant::now();
    let mut nap = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait().context("waiting for a test")? {
            return Ok(if status.success() { End::Passed } else { End::Failed });
        }
        if start.elapsed() > limit {
            child.kill().context("stopping a test")?;
            child.wait().context("waiting for a stopped test")?;
            return Ok(End::Late);
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(20));
    }
}

fn on_all_workers(work: impl Fn(usize) -> Result<()> + Sync) -> Result<()> {
    thread::scope(|scope| {
        let workers: Vec<_> = (0..WORKERS)
            .map(|worker| {
                scope.spawn({
                    let work = &work;
                    move || work(worker)
                })
            })
            .collect();
        workers.into_iter().try_for_each(|worker| worker.join().unwrap_or_else(|_| anyhow::bail!("a worker panicked")))
    })
}

fn take<T>(queue: &Mutex<VecDeque<T>>) -> Option<T> {
    queue.lock().ok()?.pop_front()
}

fn push<T>(list: &Mutex<Vec<T>>, item: T) {
    if let Ok(mut list) = list.lock() {
        list.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tests(take_ms: &[u64]) -> Vec<Test> {
        let test = |ms: &u64| Test {
            program: PathBuf::new(),
            name: format!("takes {ms}"),
            took: Duration::from_millis(*ms),
            reaches: vec![],
        };
        take_ms.iter().map(test).collect()
    }

    #[test]
    fn what_is_likely_comes_alone_and_the_rest_in_batches_that_grow_until_patience_ends() {
        let tests = tests(&[10, 100, 200, 900, 1_000, 5_000]);
        let here = [0, 1, 2, 3, 4, 5];
        let patience = Duration::from_secs(3);
        assert_eq!(batches(&[1], &here, &tests, patience), [vec![1], vec![0, 2], vec![3], vec![4]]);
        assert_eq!(batches(&[], &here, &tests, Duration::from_millis(150)), [[0, 1]]);
        assert_eq!(batches(&[5], &here[..1], &tests, patience), [[0]], "what is slow is not tried first");
    }
}
