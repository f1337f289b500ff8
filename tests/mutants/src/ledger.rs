//! What stays unnoticed, and why: `tests/mutants.md` lists each with its reason, under a heading that names the file, as
//! ``- `replace < with <= in Queue::push`: equal keys can't be``, with `×2` behind it when there are two of that title. Several
//! with one reason stand in one line.

use std::collections::BTreeMap;
use std::fmt;

use crate::listed::Mutant;

/// The outcomes that tell that no test noticed the mutant.
pub const MISSED: [&str; 3] = ["missed", "unreached", "untried"];
/// Of one that is no program.
pub const REFUSED: &str = "refused";

/// How the outcomes of all mutants, by their numbered titles, stand to what is listed.
#[derive(Debug, PartialEq, Eq)]
pub struct Report {
    /// How many are programs.
    pub programs: usize,
    /// How many of them a test noticed.
    pub caught: usize,
    /// How many of those because a test hangs.
    pub hang: usize,
    /// What nobody noticed and is not listed.
    pub unlisted: Vec<String>,
    /// What is listed and was noticed, or is not there, without a number.
    pub noticed: Vec<String>,
}

impl Report {
    /// Works it out. `listed` says how many of each title may go unnoticed.
    pub fn of(outcomes: &BTreeMap<String, String>, listed: &BTreeMap<String, usize>) -> Self {
        let programs = outcomes.values().filter(|outcome| *outcome != REFUSED).count();
        let hang = outcomes.values().filter(|outcome| outcome.starts_with("hangs")).count();
        let mut left = listed.clone();
        let (mut missed, mut unlisted) = (0, Vec::new());
        for (title, _) in outcomes.iter().filter(|(_, outcome)| MISSED.contains(&outcome.as_str())) {
            missed += 1;
            match left.get_mut(without_number(title)) {
                Some(times) if *times > 0 => *times -= 1,
                _ => unlisted.push(title.clone()),
            }
        }
        let noticed = left.into_iter().filter(|(_, times)| *times > 0).map(|(title, _)| title).collect();
        Self { programs, caught: programs - missed, hang, unlisted, noticed }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { programs, caught, hang, .. } = self;
        let percent = 100.0 * *caught as f64 / (*programs).max(1) as f64;
        write!(f, "{caught} of {programs} are noticed ({percent:.1} %), {hang} of them because a test hangs")
    }
}

/// Titles with the number of each among those of the same title, so that a mutant keeps its own when lines move.
pub fn numbered(mutants: Vec<Mutant>) -> Vec<(String, Mutant)> {
    let mut times = BTreeMap::<String, usize>::new();
    let number = |mutant: Mutant| {
        let title = mutant.title();
        let time = times.entry(title.clone()).or_default();
        *time += 1;
        (format!("{title} #{time}"), mutant)
    };
    mutants.into_iter().map(number).collect()
}

fn without_number(title: &str) -> &str {
    title.rsplit_once(" #").map_or(title, |(title, _)| title)
}

/// How many of each title the text lists, as [`Mutant::title`] has them.
pub fn entries(text: &str) -> BTreeMap<String, usize> {
    let mut entries = BTreeMap::new();
    let mut file = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            file = heading.trim().trim_matches('`');
        }
        let mut rest = line.strip_prefix("- `");
        // What stands in backticks before the reason, one or several.
        while let Some((told, after)) = rest.and_then(|rest| rest.split_once('`')) {
            let times = after.strip_prefix(" ×").map_or("1", |after| after.split([',', ':']).next().unwrap_or("1"));
            *entries.entry(format!("{file}: {told}")).or_default() += times.parse::<usize>().unwrap_or(1);
            rest = after.trim_start_matches(|c: char| c == ' ' || c == '×' || c.is_ascii_digit()).strip_prefix(", `");
        }
    }
    entries
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "### src/a.rs\n- `replace < with <= in f`, `delete ! in g` ×2: `x` is never equal\n\
        ### `src/b.rs`\n- `delete ! in h`: so\n";

    #[test]
    fn one_reason_may_be_that_of_several() {
        let expected =
            [("src/a.rs: delete ! in g", 2), ("src/a.rs: replace < with <= in f", 1), ("src/b.rs: delete ! in h", 1)];
        assert_eq!(entries(LISTED), expected.map(|(title, times)| (title.to_owned(), times)).into());
    }

    #[test]
    fn what_is_missed_has_to_be_listed_and_what_is_listed_missed() {
        let rows = [
            ("src/a.rs: replace < with <= in f #1", "missed"),
            ("src/a.rs: delete ! in g #1", "untried"),
            ("src/a.rs: delete ! in g #2", "caught by a test"),
            ("src/b.rs: delete ! in h #1", "unreached"),
            ("src/b.rs: delete ! in h #2", "missed"),
            ("src/b.rs: delete ! in i #1", "hangs a test"),
            ("src/b.rs: replace i with 0 #1", "refused"),
        ];
        let outcomes = rows.map(|(title, outcome)| (title.to_owned(), outcome.to_owned())).into();
        let report = Report::of(&outcomes, &entries(LISTED));
        let expected = Report {
            programs: 6,
            caught: 2,
            hang: 1,
            unlisted: vec!["src/b.rs: delete ! in h #2".to_owned()],
            noticed: vec!["src/a.rs: delete ! in g".to_owned()],
        };
        assert_eq!(report, expected);
    }
}
