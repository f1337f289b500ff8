//! `cargo xtask test`: everything that is promised, stage by stage, up to the first failure.

use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use xtask::browser::{self, Installed, Kind};

use crate::shell::{cargo, run as run_command};
use crate::tools::{self, WASM_TARGET};
use crate::{bundle, fuzz, shell};

/// A part of the checks that can be run alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    /// Format, lints, native tests and doc tests.
    Native,
    /// Simulated runs full of faults, and the bugs that they have to find.
    Vopr,
    /// A minute for each fuzzer.
    Fuzz,
    /// The library's tests inside headless browsers.
    Browser,
    /// The built page, driven end to end.
    Page,
    /// The package for others' programs, once for each kind of program.
    Package,
}

impl Group {
    /// The group that a person means by this word.
    pub(crate) fn named(word: &str) -> Result<Self> {
        match word {
            "native" => Ok(Self::Native),
            "vopr" => Ok(Self::Vopr),
            "fuzz" => Ok(Self::Fuzz),
            "browser" => Ok(Self::Browser),
            "page" => Ok(Self::Page),
            "package" => Ok(Self::Package),
            other => bail!("there is no group of tests {other:?}: it is native, vopr, fuzz, browser, page or package"),
        }
    }
}

/// One stage: what it is called, where it belongs, and what it does with the filter that the person gave.
struct Stage {
    name: &'static str,
    group: Group,
    run: fn(&[String]) -> Result<()>,
}

const STAGES: [Stage; 13] = [
    Stage { name: "format", group: Group::Native, run: format },
    Stage { name: "clippy, native", group: Group::Native, run: clippy_native },
    Stage { name: "clippy, wasm32", group: Group::Native, run: clippy_wasm },
    Stage { name: "native tests", group: Group::Native, run: native_tests },
    Stage { name: "doc tests", group: Group::Native, run: doc_tests },
    Stage { name: "simulation", group: Group::Vopr, run: simulation },
    Stage { name: "fuzzing", group: Group::Fuzz, run: fuzzing },
    Stage { name: "in Chromium", group: Group::Browser, run: in_chromium },
    Stage { name: "in Firefox", group: Group::Browser, run: in_firefox },
    Stage { name: "the site", group: Group::Page, run: build_site },
    Stage { name: "end to end", group: Group::Page, run: end_to_end },
    Stage { name: "in Firefox too", group: Group::Page, run: end_to_end_in_firefox },
    Stage { name: "the package", group: Group::Package, run: package },
];

/// Run by name alone, as `cargo xtask test package`: it makes three builds of what the page's own tests check already.
const BY_NAME: [Group; 1] = [Group::Package];

/// Runs all stages, or those of one group, and prints how long each took.
pub(crate) fn run(group: Option<Group>, filter: &[String]) -> Result<()> {
    let chosen: Vec<&Stage> = STAGES
        .iter()
        .filter(|stage| group.map_or(!BY_NAME.contains(&stage.group), |group| stage.group == group))
        .collect();
    let mut times = Vec::new();
    let mut failure = None;
    for stage in &chosen {
        println!("\n== {}", stage.name);
        let start = Instant::now();
        let outcome = (stage.run)(filter);
        times.push(start.elapsed());
        if let Err(error) = outcome {
            failure = Some(error.context(format!("the stage \"{}\" failed", stage.name)));
            break;
        }
    }
    let names: Vec<&str> = chosen.iter().map(|stage| stage.name).collect();
    print!("\n{}", table(&names, &times, failure.is_some()));
    failure.map_or(Ok(()), Err)
}

fn table(names: &[&str], times: &[Duration], failed: bool) -> String {
    let mut table = String::new();
    for (index, name) in names.iter().enumerate() {
        let outcome = match times.get(index) {
            None => "not run".to_owned(),
            Some(time) if failed && index + 1 == times.len() => format!("{:>6.1} s  FAILED", time.as_secs_f32()),
            Some(time) => format!("{:>6.1} s  ok", time.as_secs_f32()),
        };
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{name:<16} {outcome}");
    }
    let total: Duration = times.iter().sum();
    let _ = writeln!(table, "{:<16} {:>6.1} s", "in all", total.as_secs_f32());
    table
}

fn format(_: &[String]) -> Result<()> {
    tools::ensure_lint_tools()?;
    run_command(cargo().args(["fmt", "--all", "--check"]))
}

fn clippy_native(_: &[String]) -> Result<()> {
    run_command(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

fn clippy_wasm(_: &[String]) -> Result<()> {
    tools::ensure_wasm_target()?;
    run_command(cargo().args([
        "clippy",
        "--package",
        "clocktower",
        "--target",
        WASM_TARGET,
        "--lib",
        "--tests",
        "--",
        "-D",
        "warnings",
    ]))
}

fn native_tests(filter: &[String]) -> Result<()> {
    run_command(
        cargo()
            .args(["test", "--workspace", "--exclude", "e2e", "--exclude", "vopr", "--lib", "--bins", "--tests", "--"])
            .args(filter),
    )
}

fn doc_tests(filter: &[String]) -> Result<()> {
    run_command(
        cargo().args(["test", "--workspace", "--exclude", "e2e", "--exclude", "vopr", "--doc", "--"]).args(filter),
    )
}

/// The bugs that are planted are found, and 3,000 runs without one find nothing.
fn simulation(filter: &[String]) -> Result<()> {
    run_command(cargo().args(["test", "--package", "vopr", "--profile", "vopr", "--", "--nocapture"]).args(filter))?;
    simulate(&["--runs".into(), "3000".into()])
}

/// Runs the simulator with these arguments.
pub(crate) fn simulate(arguments: &[OsString]) -> Result<()> {
    let out = xtask::root().join("target").join("vopr-runs");
    let mut simulator = cargo();
    simulator.args(["run", "--package", "vopr", "--profile", "vopr", "--", "--out"]).arg(out).args(arguments);
    run_command(&mut simulator)
}

/// From a seed that is always the same: a check fails for what was changed, not for what was drawn.
fn fuzzing(_: &[String]) -> Result<()> {
    fuzz::run(&fuzz::Options { seed: Some(1), ..fuzz::Options::default() })
}

/// Breaks the core in one place after the other; `.cargo/mutants.toml` says where, and `tests/mutants` how.
pub(crate) fn mutants(arguments: &[OsString]) -> Result<()> {
    let mut mutants = cargo();
    mutants.args(["run", "--package", "mutants", "--", "--cargo-mutants"]).arg(tools::ensure_cargo_mutants()?);
    mutants.arg("--out").arg(shell::target()?.join("mutation")).args(arguments);
    run_command(&mut mutants)
}

fn in_chromium(filter: &[String]) -> Result<()> {
    let installed = browser::ensure(Kind::Chromium)?;
    browser_tests(["--chrome", "--chromedriver"], &installed, filter)
}

fn in_firefox(filter: &[String]) -> Result<()> {
    let installed = firefox()?;
    browser_tests(["--firefox", "--geckodriver"], &installed, filter)
}

/// Firefox, and its driver from crates.io.
fn firefox() -> Result<Installed> {
    let driver = tools::ensure_geckodriver()?;
    Ok(Installed { driver, ..browser::ensure(Kind::Firefox)? })
}

/// The library's tests in a browser that wasm-pack knows by these flags. They are compiled for the first browser alone.
fn browser_tests([browser, driver]: [&str; 2], installed: &Installed, filter: &[String]) -> Result<()> {
    tools::ensure_wasm_target()?;
    let folder = tools::ensure_wasm_pack()?;
    let mut wasm_pack = Command::new(folder.join("wasm-pack"));
    // `no-install`: what it needs stands beside it, and it shall download nothing.
    wasm_pack.args(["test", "--headless", "--mode", "no-install", browser, driver]).arg(&installed.driver);
    wasm_pack.arg(xtask::root()).current_dir(xtask::root());
    if !filter.is_empty() {
        wasm_pack.arg("--").args(filter);
    }
    wasm_pack.env("PATH", tools::path_with(&folder)?);
    // geckodriver has no other way to learn which Firefox is meant; chromedriver does not look here.
    wasm_pack.env("GECKODRIVER_ARGS", format!("--binary '{}'", installed.browser.display()));
    // The default of 20 s is short for a laptop that is busy with something else.
    set_unless_set(&mut wasm_pack, "WASM_BINDGEN_TEST_TIMEOUT", "300");
    set_unless_set(&mut wasm_pack, "WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    run_command(&mut wasm_pack)
}

/// Makes the package for each kind of program and runs the README's example on it, in Node.
fn package(_: &[String]) -> Result<()> {
    tools::ensure_wasm_target()?;
    let folder = tools::ensure_wasm_pack()?;
    for target in ["web", "bundler", "nodejs"] {
        let out = shell::target()?.join("package").join(target);
        let mut wasm_pack = Command::new(folder.join("wasm-pack"));
        wasm_pack.args(["build", "--mode", "no-install", "--target", target, "--out-dir"]).arg(&out);
        wasm_pack.arg(xtask::root()).current_dir(xtask::root()).env("PATH", tools::path_with(&folder)?);
        run_command(&mut wasm_pack)?;
        let mut example = Command::new("node");
        example.arg("--no-warnings").arg("--experimental-wasm-modules");
        run_command(example.arg(xtask::root().join("tests/package/example.mjs")).arg(&out).arg(target))?;
    }
    Ok(())
}

fn set_unless_set(command: &mut Command, name: &str, value: impl AsRef<OsStr>) {
    if std::env::var_os(name).is_none() {
        command.env(name, value);
    }
}

fn build_site(_: &[String]) -> Result<()> {
    let out = bundle::default_out();
    bundle::build(&out, bundle::Kind::Small)?;
    print!("{}", bundle::Load::of(&out)?.report());
    Ok(())
}

fn end_to_end(filter: &[String]) -> Result<()> {
    browser::ensure(Kind::Chromium)?;
    xtask::axe::ensure()?;
    let screenshots = screenshots();
    if screenshots.is_dir() {
        // A picture of an earlier failure would mislead.
        fs::remove_dir_all(&screenshots).with_context(|| format!("removing {}", screenshots.display()))?;
    }
    drive(&mut cargo(), filter)
}

/// The stories that need nothing of Chromium's own, as Firefox tells them.
const IN_FIREFOX: [&str; 6] =
    ["opening::", "stepping::", "emergencies::", "looks::", "merge::each_cell", "decision::the_ambulance"];

fn end_to_end_in_firefox(filter: &[String]) -> Result<()> {
    let Installed { browser, driver } = firefox()?;
    let mut tests = cargo();
    tests.env("CLOCKTOWER_BROWSER", "firefox").env("FIREFOX", browser).env("GECKODRIVER", driver);
    let all = IN_FIREFOX.map(str::to_owned);
    drive(&mut tests, if filter.is_empty() { &all } else { filter })
}

fn drive(tests: &mut Command, filter: &[String]) -> Result<()> {
    // Each test has a browser of its own; two at a time is what two cores carry.
    tests.args(["test", "--package", "e2e", "--", "--test-threads", "2"]).args(filter);
    let outcome = run_command(tests);
    let screenshots = screenshots();
    if screenshots.is_dir() {
        println!("screenshots are in {}", screenshots.display());
    }
    outcome.context("driving the page")
}

fn screenshots() -> PathBuf {
    xtask::root().join("target").join("screenshots")
}

/// Runs one of the end-to-end package's programs and gives back what it printed.
pub(crate) fn end_to_end_program(name: &str) -> Result<String> {
    end_to_end_program_on(&bundle::default_out(), name)
}

/// The functions that are called while a page is opened and stepped through, by their numbers.
pub(crate) fn called_functions(site: &Path) -> Result<BTreeSet<u32>> {
    let numbers = end_to_end_program_on(site, "page-calls")?;
    numbers.split_whitespace().map(|number| number.parse().context("page-calls prints numbers")).collect()
}

fn end_to_end_program_on(site: &Path, name: &str) -> Result<String> {
    browser::ensure(Kind::Chromium)?;
    shell::printed(cargo().args(["run", "--package", "e2e", "--bin", name]).env("CLOCKTOWER_DIST", site))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_failed_and_what_was_not_run() {
        let times = [Duration::from_millis(1500), Duration::from_millis(250)];
        let table = table(&["format", "clippy", "tests"], &times, true);
        let expected = "format              1.5 s  ok\nclippy              0.2 s  FAILED\ntests            not run\nin all              1.8 s\n";
        assert_eq!(table, expected);
    }
}
