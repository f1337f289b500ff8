//! `cargo xtask bench --compare`: instructions counted by callgrind, task by task, beside those of a stored baseline.
//!
//! A count changes with the compiler and with the code, and hardly with the machine or with what else it does.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use xtask::debian::{install_if_allowed, on_path};

use crate::shell::{cargo, complained, printed};

/// The bench whose tasks are counted.
const BENCH: &str = "work";
/// Where the counts stand that new ones are compared with.
const BASELINE: &str = "benches/work.baseline";
/// The function that the bench does its work in.
const COUNTED: &str = "*work::measured*";
/// A task that changed by more than this many per cent is flagged.
const FLAGGED_PERCENT: i64 = 10;

/// What one task took.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Count {
    task: String,
    instructions: u64,
}

/// Counts every task, prints each beside the baseline, and fails when one takes more than a tenth more than it did.
pub(crate) fn compare() -> Result<()> {
    let path = xtask::root().join(BASELINE);
    let text = fs::read_to_string(&path)
        .with_context(|| format!("reading {BASELINE}; `cargo xtask bench --save` makes one"))?;
    let (table, worse) = comparison(&count()?, &parse(&text)?);
    print!("{table}");
    if worse.is_empty() {
        return Ok(());
    }
    bail!(
        "more than {FLAGGED_PERCENT} % more instructions: {}; `cargo xtask bench --save` takes them as the new baseline",
        worse.join(", ")
    )
}

/// Counts every task and stores the counts as the baseline.
pub(crate) fn save() -> Result<()> {
    let text: String =
        count()?.iter().map(|Count { task, instructions }| format!("{instructions:>12}  {task}\n")).collect();
    fs::write(xtask::root().join(BASELINE), &text).with_context(|| format!("writing {BASELINE}"))?;
    print!("{text}");
    Ok(())
}

fn count() -> Result<Vec<Count>> {
    let valgrind = valgrind()?;
    let program = build()?;
    let tasks = printed(&mut Command::new(&program))?;
    tasks.lines().map(|task| count_one(&valgrind, &program, task)).collect()
}

fn count_one(valgrind: &PathBuf, program: &PathBuf, task: &str) -> Result<Count> {
    let mut command = Command::new(valgrind);
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--collect-atstart=no"]);
    command.arg(format!("--toggle-collect={COUNTED}")).arg(program).arg(task);
    let said = complained(&mut command)?;
    let instructions = collected(&said).with_context(|| format!("callgrind counted nothing of {task:?}:\n{said}"))?;
    Ok(Count { task: task.to_owned(), instructions })
}

/// The sum that callgrind says at its end.
fn collected(said: &str) -> Option<u64> {
    let (_, sum) = said.lines().rev().find_map(|line| line.split_once("Collected : "))?;
    sum.trim().parse().ok().filter(|sum| *sum > 0)
}

fn valgrind() -> Result<PathBuf> {
    let find = || on_path("valgrind");
    let found = find().or_else(|| {
        install_if_allowed(&["valgrind"]);
        find()
    });
    found.context("counting instructions needs valgrind: install it and try again")
}

/// Builds the bench and says where it is.
fn build() -> Result<PathBuf> {
    let mut build = cargo();
    build.args(["bench", "--package", "clocktower", "--bench", BENCH, "--no-run", "--message-format=json"]);
    let messages = printed(&mut build)?;
    let program = messages.lines().find_map(|line| {
        let message: serde_json::Value = serde_json::from_str(line).ok()?;
        let is_it = message.pointer("/target/name")?.as_str() == Some(BENCH);
        message.get("executable")?.as_str().filter(|_| is_it).map(PathBuf::from)
    });
    program.with_context(|| format!("cargo built no bench {BENCH}"))
}

fn parse(baseline: &str) -> Result<Vec<Count>> {
    let one = |line: &str| {
        let (count, task) = line.trim().split_once("  ")?;
        Some(Count { task: task.to_owned(), instructions: count.parse().ok()? })
    };
    baseline.lines().map(|line| one(line).with_context(|| format!("{BASELINE} has the line {line:?}"))).collect()
}

/// The table of both, and the tasks that became worse.
fn comparison(now: &[Count], before: &[Count]) -> (String, Vec<String>) {
    let mut table = format!("{:>12}  {:>12}  {:>8}  task\n", "instructions", "baseline", "change");
    let mut worse = Vec::new();
    for Count { task, instructions } in now {
        let known = before.iter().find(|count| count.task == *task).map(|count| count.instructions);
        let change = known.map(|known| (*instructions as i64 - known as i64) * 1_000 / known.max(1) as i64);
        let known = known.map_or_else(|| "-".to_owned(), |known| known.to_string());
        let (change, mark) = match change {
            None => ("new".to_owned(), ""),
            Some(tenths) if tenths > FLAGGED_PERCENT * 10 => (percent(tenths), "  MORE"),
            Some(tenths) if tenths < -FLAGGED_PERCENT * 10 => (percent(tenths), "  less"),
            Some(tenths) => (percent(tenths), ""),
        };
        if mark == "  MORE" {
            worse.push(task.clone());
        }
        // Writing to a string cannot fail.
        let _ = writeln!(table, "{instructions:>12}  {known:>12}  {change:>8}  {task}{mark}");
    }
    (table, worse)
}

/// Tenths of a per cent as people write them.
fn percent(tenths: i64) -> String {
    format!("{}{}.{} %", if tenths < 0 { "-" } else { "+" }, tenths.abs() / 10, tenths.abs() % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(task: &str, instructions: u64) -> Count {
        Count { task: task.to_owned(), instructions }
    }

    #[test]
    fn what_takes_a_tenth_more_is_flagged_and_nothing_else() {
        let before = [count("same", 1_000), count("worse", 1_000), count("better", 1_000), count("edge", 1_000)];
        let now = [
            count("same", 1_001),
            count("worse", 1_101),
            count("better", 800),
            count("edge", 1_100),
            count("fresh", 5),
        ];
        let (table, worse) = comparison(&now, &before);
        assert_eq!(worse, ["worse"]);
        let lines: Vec<&str> = table.lines().skip(1).map(str::trim).collect();
        assert_eq!(
            lines,
            [
                "1001          1000    +0.1 %  same",
                "1101          1000   +10.1 %  worse  MORE",
                "800          1000   -20.0 %  better  less",
                "1100          1000   +10.0 %  edge",
                "5             -       new  fresh",
            ]
        );
    }

    #[test]
    fn a_baseline_is_read_as_it_was_written_and_else_its_line_is_named() {
        assert_eq!(parse("         472  two clocks\n").unwrap(), [count("two clocks", 472)]);
        assert!(parse("many  two clocks").unwrap_err().to_string().contains("many  two clocks"));
    }

    #[test]
    fn the_sum_is_read_out_of_what_callgrind_says() {
        assert_eq!(collected("==7== Events    : Ir\n==7== Collected : 472100\n==7==\n"), Some(472_100));
        assert_eq!(collected("==7== Collected : 0\n"), None, "the work was never done");
        assert_eq!(collected("valgrind: no such file"), None);
    }
}
