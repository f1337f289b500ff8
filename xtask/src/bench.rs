//! `cargo xtask bench`: sizes and times in one table, each beside what is aimed at.

mod counted;

use anyhow::{Context, Result, bail};

use crate::shell::{cargo, printed};
use crate::{bundle, check};

/// One line of the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Row {
    what: String,
    measured: String,
    aim: String,
}

/// Programs print their figures as lines of three columns with tabs between: what, measured, aim.
const COLUMNS: usize = 3;
/// The benches that measure the core natively: what is held after very much work, and what its work and its clocks cost.
const NATIVE: [&str; 3] = ["memory", "broker", "clocks"];
/// What is measured at both places.
const WATCHED: &str = "events a second with every invariant watched, nine nodes";

/// What is to be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Options {
    /// Everything that has an aim.
    Figures,
    /// Instructions, beside those of the stored baseline.
    Compare,
    /// Instructions, to be the baseline from now on.
    Save,
}

/// Measures what is asked for.
pub(crate) fn run(options: Options) -> Result<()> {
    match options {
        Options::Figures => figures(),
        Options::Compare => counted::compare(),
        Options::Save => counted::save(),
    }
}

/// Measures everything and prints the table.
fn figures() -> Result<()> {
    let out = bundle::default_out();
    bundle::build(&out, bundle::Kind::Small)?;
    let mut rows = size_rows(&out)?;
    rows.extend(native_rows()?);
    rows.extend(rows_of(&check::end_to_end_program("page-figures")?)?);
    rows.push(wasm_over_native(&rows)?);
    print!("{}", table(&rows));
    Ok(())
}

fn size_rows(site: &std::path::Path) -> Result<Vec<Row>> {
    let load = bundle::Load::of(site)?;
    let row = |what: String, size: bundle::Size, aim: &str| Row {
        what,
        measured: format!("{} KB, {} KB gzip", bundle::kilobytes(size.raw), bundle::kilobytes(size.gzip)),
        aim: aim.to_owned(),
    };
    let first = load.first.iter().map(|(name, size)| row(format!("first load: {name}"), *size, ""));
    let sum = row("first load: in all".to_owned(), bundle::total(&load.first), "250 KB gzip, at most 350");
    let later = load.later.iter().map(|(name, size)| row(format!("once the first picture stands: {name}"), *size, ""));
    Ok(first.chain([sum]).chain(later).collect())
}

/// The core's own figures.
fn native_rows() -> Result<Vec<Row>> {
    let benches = NATIVE.iter().flat_map(|name| ["--bench", name]);
    rows_of(&printed(cargo().args(["bench", "--package", "clocktower"]).args(benches))?)
}

/// How fast the core is as wasm, as a part of how fast it is natively: the same run, by the medians of both.
fn wasm_over_native(rows: &[Row]) -> Result<Row> {
    let median = |place: &str| {
        let what = format!("{WATCHED}, {place}");
        let row = rows.iter().find(|row| row.what == what).with_context(|| format!("no figure is {what:?}"))?;
        let median = row.measured.split(',').nth(1).map(str::trim).and_then(|median| median.parse::<f64>().ok());
        median.with_context(|| format!("{:?} has no median in its middle", row.measured))
    };
    let measured = format!("{:.2}", median("in wasm")? / median("natively")?);
    Ok(Row { what: format!("{WATCHED}: wasm over native"), measured, aim: "at least 0.5".to_owned() })
}

fn rows_of(printed: &str) -> Result<Vec<Row>> {
    printed.lines().filter(|line| !line.trim().is_empty()).map(row_of).collect()
}

fn row_of(line: &str) -> Result<Row> {
    let columns: Vec<&str> = line.split('\t').collect();
    if columns.len() != COLUMNS {
        bail!("{line:?} is no figure: it takes {COLUMNS} columns with tabs between");
    }
    let mut columns = columns.into_iter().map(str::to_owned);
    let mut next = || columns.next().context("a column is missing");
    Ok(Row { what: next()?, measured: next()?, aim: next()? })
}

fn table(rows: &[Row]) -> String {
    let head = Row { what: "figure".to_owned(), measured: "measured".to_owned(), aim: "aim".to_owned() };
    let all = || [&head].into_iter().chain(rows);
    let width = |of: fn(&Row) -> &str| all().map(|row| of(row).chars().count()).max().unwrap_or_default();
    let (what, measured) = (width(|row| &row.what), width(|row| &row.measured));
    all()
        .map(|row| format!("{}\n", format!("{:<what$}  {:<measured$}  {}", row.what, row.measured, row.aim).trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printed_figures_become_an_aligned_table() {
        let rows = rows_of("a step\t8 ms\t9 ms\nsize\t1 KB\t\n").expect("rows");
        assert_eq!(table(&rows), "figure  measured  aim\na step  8 ms      9 ms\nsize    1 KB\n");
    }

    #[test]
    fn wasm_is_set_beside_native_by_the_medians_of_both() {
        let printed =
            format!("{WATCHED}, natively\t0.4, 0.5, 0.9 million\t\n{WATCHED}, in wasm\t0.1, 0.2, 0.3 million\t\n");
        let row = wasm_over_native(&rows_of(&printed).expect("rows")).expect("both are there");
        assert_eq!((row.measured.as_str(), row.aim.as_str()), ("0.40", "at least 0.5"));
        assert!(wasm_over_native(&[]).is_err());
    }

    #[test]
    fn a_line_that_is_no_figure_is_refused() {
        assert!(rows_of("a step took 8 ms").is_err());
    }
}
