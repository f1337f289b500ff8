//! The figures of two runs, line by line.

use super::{Figures, Waits};
use crate::texts::texts;
use crate::time::Span;
use crate::view::words;

/// One of two runs that stand beside each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The one on the left.
    Left,
    /// The one on the right.
    Right,
}

/// What something is called: by programs, the same in every language, and by people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name(pub &'static str, pub &'static str);

/// One figure of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub name: Name,
    /// How much on the left.
    pub left: String,
    /// How much on the right.
    pub right: String,
    /// What the right one has more or less than the left one.
    pub difference: String,
    /// Where it is better, when one can say so: shorter waits, more jobs done, fewer that ended undone. More messages or
    /// a higher load are neither good nor bad.
    pub better: Option<Side>,
}

/// Figures that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What they are of.
    pub name: Name,
    /// The figures.
    pub lines: Vec<Line>,
}

/// What is better of a figure.
#[derive(Clone, Copy)]
enum Good {
    More,
    Less,
    Neither,
}

/// The figures of two runs beside each other.
pub fn compare(left: &Figures, right: &Figures) -> [Group; 4] {
    let texts = texts().figures();
    let count = |name, of: fn(&Figures) -> usize, good| {
        let (a, b) = (of(left), of(right));
        line(name, [a.to_string(), b.to_string()], [a as i64, b as i64], good, |more| more.to_string())
    };
    let share = [left, right].map(|figures| figures.utilisation().map_or(0, i64::from));
    let told =
        [left, right].map(|figures| figures.utilisation().map_or("–".to_owned(), |share| per_cent(share.into())));
    let bytes = [left, right].map(|figures| figures.clock_bytes as i64);
    let utilisation = Name("utilisation", texts.utilisation);
    let clocks = Name("bytes of clocks", texts.clock_bytes);
    [
        waits(Name("Emergencies wait", texts.emergencies_wait), &left.emergency, &right.emergency),
        waits(Name("Normal jobs wait", texts.normal_wait), &left.normal, &right.normal),
        Group {
            name: Name("Work", texts.work),
            lines: vec![
                count(Name("jobs done", texts.done), |figures| figures.done, Good::More),
                count(Name("jobs that ended undone", texts.undone), |figures| figures.undone, Good::Less),
                line(utilisation, told, share, Good::Neither, |more| texts.points(&tenths(more))),
            ],
        },
        Group {
            name: Name("Network", texts.network),
            lines: vec![
                count(Name("messages", texts.messages), |figures| figures.messages, Good::Neither),
                count(Name("messages lost", texts.lost), |figures| figures.lost, Good::Neither),
                line(clocks, bytes.map(words::bytes), bytes, Good::Neither, |more| words::bytes(more.abs())),
            ],
        },
    ]
}

fn waits(name: Name, left: &Waits, right: &Waits) -> Group {
    let texts = texts().figures();
    let jobs = |waits: &Waits| match waits.still {
        0 => waits.jobs.to_string(),
        still => texts.still_waiting(waits.jobs, still),
    };
    let counted = [left.jobs as i64, right.jobs as i64];
    let all = Name("jobs", texts.jobs);
    let mut lines = vec![line(all, [jobs(left), jobs(right)], counted, Good::Neither, |more| more.to_string())];
    let figures = [
        (Name("median", texts.median), left.median, right.median),
        (Name("95th percentile", texts.p95), left.p95, right.p95),
        (Name("worst", texts.worst), left.worst, right.worst),
    ];
    for (name, a, b) in figures {
        let told = [a, b].map(|span| span.map_or("–".to_owned(), words::real));
        lines.push(match (a, b) {
            (Some(a), Some(b)) => {
                let size = |more: i64| words::real(Span::from_ms(more.unsigned_abs()));
                line(name, told, [a.ms() as i64, b.ms() as i64], Good::Less, size)
            }
            _ => {
                let [left, right] = told;
                Line { name, left, right, difference: "–".to_owned(), better: None }
            }
        });
    }
    Group { name, lines }
}

/// A line of two numbers; `size` tells how large their difference is, without its sign where it has units.
fn line(name: Name, told: [String; 2], of: [i64; 2], good: Good, size: impl Fn(i64) -> String) -> Line {
    let more = of[1] - of[0];
    let [left, right] = told;
    let difference = match more {
        0 => texts().figures().same.to_owned(),
        1.. => format!("+{}", size(more)),
        _ => format!("−{}", size(more.abs())),
    };
    let better = match (good, more.signum()) {
        (Good::More, 1) | (Good::Less, -1) => Some(Side::Right),
        (Good::More, -1) | (Good::Less, 1) => Some(Side::Left),
        _ => None,
    };
    Line { name, left, right, difference, better }
}

fn per_cent(share: i64) -> String {
    format!("{} %", tenths(share))
}

fn tenths(share: i64) -> String {
    words::real(format!("{}.{}", share / 10, share % 10))
}
