//! Figures as a table that spreadsheets read: RFC 4180, units in the head.

use super::{Figures, Tally, Waits};
use crate::sim::Sim;
use crate::time::Span;

/// What stands in each column, with its unit.
const HEAD: [&str; 20] = [
    "branch",
    "until (ms)",
    "events",
    "emergencies taken in",
    "emergencies still waiting",
    "emergency wait, median (ms)",
    "emergency wait, 95th percentile (ms)",
    "emergency wait, worst (ms)",
    "normal jobs taken in",
    "normal jobs still waiting",
    "normal wait, median (ms)",
    "normal wait, 95th percentile (ms)",
    "normal wait, worst (ms)",
    "jobs done",
    "jobs ended undone",
    "executors up (ms)",
    "executors busy (ms)",
    "messages",
    "messages lost",
    "clocks in messages (bytes)",
];

/// The figures of every branch of a run, a line each, as far as it is known. What does not exist, as the median of no
/// wait, is an empty field.
pub fn csv(sim: &Sim) -> String {
    let mut table = line(HEAD.map(str::to_owned).as_slice());
    for branch in sim.branches() {
        let until = branch.end();
        let figures = Tally::default().figures(branch.trace, until);
        let mut fields = vec![guarded(branch.name), until.ms().to_string(), branch.trace.len().to_string()];
        fields.extend(numbers(&figures));
        table.push_str(&line(&fields));
    }
    table
}

fn numbers(figures: &Figures) -> Vec<String> {
    let Figures { emergency, normal, done, undone, up, busy, messages, lost, clock_bytes } = figures;
    let span = |span: Option<Span>| span.map_or_else(String::new, |span| span.ms().to_string());
    let waits = |waits: &Waits| {
        [waits.jobs.to_string(), waits.still.to_string(), span(waits.median), span(waits.p95), span(waits.worst)]
    };
    let mut fields: Vec<String> = [waits(emergency), waits(normal)].concat();
    fields.extend([done, undone].map(ToString::to_string));
    fields.extend([*up, *busy].map(|time| span(Some(time))));
    fields.extend([messages, lost].map(ToString::to_string));
    fields.push(clock_bytes.to_string());
    fields
}

/// A free text that no spreadsheet takes for a formula.
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn line(fields: &[String]) -> String {
    let quoted = |field: &String| match field.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", field.replace('"', "\"\"")),
        false => field.clone(),
    };
    fields.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EventId;
    use crate::scenario::{Command, Scenario};

    #[test]
    fn every_branch_has_a_line_of_as_many_fields_as_the_head() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        sim.seek(EventId::new(200));
        sim.seek(EventId::new(60));
        sim.apply(Command::from_value(&serde_json::json!({"type": "crash", "node": "exec-2"})).unwrap()).unwrap();
        let other = sim.current_branch();
        sim.rename_branch(other, "=1+1, \"x\"").unwrap();
        sim.seek(EventId::new(150));
        let table = csv(&sim);
        let lines: Vec<&str> = table.split_terminator("\r\n").collect();
        assert_eq!(lines.len(), 3, "{table}");
        assert!(
            lines[0].starts_with("branch,until (ms),events,") && lines[0].contains("\"emergency wait, median (ms)\"")
        );
        assert!(lines[1].starts_with("main,"), "{table}");
        assert!(lines[2].starts_with("\"'=1+1, \"\"x\"\"\","), "{table}");
        assert_eq!(lines[1].split(',').count(), HEAD.len());
        let figures = Tally::default().figures(sim.trace(), sim.branch(other).unwrap().end());
        let numbers: Vec<&str> = lines[2].rsplit(',').collect();
        assert_eq!(
            numbers[..3],
            [figures.clock_bytes, figures.lost as u64, figures.messages as u64].map(|n| n.to_string())
        );
    }

    #[test]
    fn what_begins_like_a_formula_is_guarded() {
        for (text, safe) in [("=A1", "'=A1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("main", "main")] {
            assert_eq!(guarded(text), safe);
        }
    }
}
