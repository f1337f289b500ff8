//! `cargo xtask mutants`: breaks the core in one place after the other, and says what no test notices.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Mutex;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use lexopt::prelude::*;

use mutants::ledger::{self, MISSED, REFUSED, Report, numbered};
use mutants::listed::{Mutant, list};
use mutants::tree::{Cloth, Tree};
use mutants::trial::{Outcome, judge, survey};

/// At least so many of a hundred that compile have to be noticed.
const CAUGHT_PERCENT_MIN: usize = 92;

struct Options {
    cargo_mutants: PathBuf,
    out: PathBuf,
    filter: String,
    patience: Duration,
    /// Only those that nobody noticed the last time.
    again: bool,
}

fn main() -> ExitCode {
    match options().and_then(|options| run(&options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn options() -> Result<Options> {
    let (mut cargo_mutants, mut out, mut filter) = (None, None, String::new());
    let (mut patience, mut again) = (Duration::from_secs(10), false);
    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("cargo-mutants") => cargo_mutants = Some(PathBuf::from(arguments.value()?)),
            Long("out") => out = Some(PathBuf::from(arguments.value()?)),
            Long("patience") => {
                patience = Duration::from_secs(arguments.value()?.parse().context("--patience takes seconds")?)
            }
            Long("again") => again = true,
            Value(value) if filter.is_empty() => filter = value.string()?,
            other => return Err(other.unexpected().into()),
        }
    }
    let (Some(cargo_mutants), Some(out)) = (cargo_mutants, out) else { bail!("run me as cargo xtask mutants") };
    fs::create_dir_all(&out).with_context(|| format!("making {}", out.display()))?;
    // The tests run elsewhere.
    let out = fs::canonicalize(&out).with_context(|| format!("finding {}", out.display()))?;
    Ok(Options { cargo_mutants, out, filter, patience, again })
}

fn run(options: &Options) -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let record = options.out.join("outcomes.txt");
    let mut all = numbered(list(&options.cargo_mutants, &root)?);
    // Of those that are not tried now, the last outcome counts; what is not there any more says nothing.
    let is_part = options.again || !options.filter.is_empty();
    let mut known = if is_part && record.is_file() { read(&record)? } else { BTreeMap::new() };
    known.retain(|title, _| all.iter().any(|(other, _)| other == title));
    all.retain(|(title, mutant)| {
        let was_missed = || known.get(title).is_none_or(|outcome| MISSED.contains(&outcome.as_str()));
        mutant.name.contains(&options.filter) && (!options.again || was_missed())
    });
    println!("{} mutants", all.len());
    let (titles, mutants): (Vec<String>, Vec<Mutant>) = all.into_iter().unzip();
    let tree = Tree::copy(&root, &options.out)?;
    let cloth = tree.weave(&mutants)?;
    println!("{} are refused by the compiler, {} can't be woven in", cloth.refused.len(), cloth.apart.len());
    tell_left_out(&options.out, &mutants, &cloth)?;
    let tests = survey(&cloth.programs, tree.root(), &options.out)?;
    let takes: Duration = tests.iter().map(|test| test.took).sum();
    println!("{} tests reach something, in {:.0} s", tests.len(), takes.as_secs_f32());
    let woven: Vec<(u32, String)> = (0..)
        .zip(&mutants)
        .filter(|(number, _)| !cloth.refused.contains_key(number) && !cloth.apart.contains_key(number))
        .map(|(number, mutant)| (number, mutant.file.clone()))
        .collect();
    known.extend(cloth.refused.keys().map(|number| (titles[*number as usize].clone(), REFUSED.to_owned())));
    // Nobody has tried what can't be woven in, so nobody has noticed it.
    known.extend(cloth.apart.keys().map(|number| (titles[*number as usize].clone(), told(&Outcome::Untried))));
    let known = Mutex::new((known, 0));
    judge(&woven, &tests, tree.root(), options.patience, |number, outcome| {
        let mut known = known.lock().map_err(|_| anyhow!("a worker panicked"))?;
        known.0.insert(titles[number as usize].clone(), told(&outcome));
        known.1 += 1;
        // A run that is stopped can go on with `--again`.
        if known.1 % 100 == 0 {
            println!("{} of {}", known.1, woven.len());
            write(&record, &known.0)?;
        }
        Ok(())
    })?;
    let (known, _) = known.into_inner().map_err(|_| anyhow!("a worker panicked"))?;
    write(&record, &known)?;
    report(&known, &mutants, &titles, &root)
}

fn told(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Caught(test) => format!("caught by {test}"),
        Outcome::Late(test) => format!("hangs {test}"),
        Outcome::Missed => MISSED[0].to_owned(),
        Outcome::Unreached => MISSED[1].to_owned(),
        Outcome::Untried => MISSED[2].to_owned(),
    }
}

fn read(record: &Path) -> Result<BTreeMap<String, String>> {
    let text = fs::read_to_string(record).with_context(|| format!("reading {}", record.display()))?;
    let lines = text.lines().filter_map(|line| line.split_once('\t'));
    Ok(lines.map(|(title, outcome)| (title.to_owned(), outcome.to_owned())).collect())
}

fn write(record: &Path, known: &BTreeMap<String, String>) -> Result<()> {
    let text: String = known.iter().map(|(title, outcome)| format!("{title}\t{outcome}\n")).collect();
    fs::write(record, text).with_context(|| format!("writing {}", record.display()))
}

fn tell_left_out(out: &Path, mutants: &[Mutant], cloth: &Cloth) -> Result<()> {
    let line = |(number, why): (&u32, &String)| format!("{}\t{why}\n", mutants[*number as usize].name);
    let text: String = cloth.refused.iter().chain(&cloth.apart).map(line).collect();
    fs::write(out.join("left-out.txt"), text).context("writing what is left out")
}

fn report(known: &BTreeMap<String, String>, mutants: &[Mutant], titles: &[String], root: &Path) -> Result<()> {
    let text = fs::read_to_string(root.join("tests/mutants.md")).context("reading tests/mutants.md")?;
    let result = Report::of(known, &ledger::entries(&text));
    println!("{result}");
    for title in &result.unlisted {
        let at = titles.iter().position(|other| other == title);
        println!("nobody notices {}", at.map_or(title.as_str(), |at| &mutants[at].name));
    }
    // No failure: which tests come in the time that a mutant is given depends on the machine.
    for title in &result.noticed {
        println!("tests/mutants.md lists what is noticed here, or not there: {title}");
    }
    if result.caught * 100 < result.programs * CAUGHT_PERCENT_MIN {
        bail!("fewer than {CAUGHT_PERCENT_MIN} of a hundred are noticed");
    }
    if !result.unlisted.is_empty() {
        bail!("{} that nobody notices are not in tests/mutants.md", result.unlisted.len());
    }
    Ok(())
}
