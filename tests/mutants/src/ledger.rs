//! What stays unnoticed, and why: `tests/mutants.md` lists each with its reason, under a heading that names the file, as
//! ``- `replace < with <= in Queue::push`: equal keys can't be``. Several with one reason stand in one line.

use std::collections::BTreeSet;

/// The titles that the text lists: those of [`crate::listed::Mutant::title`].
pub fn titles(text: &str) -> BTreeSet<String> {
    let mut titles = BTreeSet::new();
    let mut file = "";
    for line in text.lines() {
        if let Some(heading) = line.strip_prefix("### ") {
            file = heading.trim().trim_matches('`');
        }
        if let Some(entry) = line.strip_prefix("- `") {
            // What stands in backticks before the reason, one or several.
            let mut rest = entry;
            while let Some((told, after)) = rest.split_once('`') {
                titles.insert(format!("{file}: {told}"));
                let Some(next) = after.strip_prefix(", `") else { break };
                rest = next;
            }
        }
    }
    titles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reason_may_be_that_of_several() {
        let text = "### src/a.rs\n- `replace < with <= in f`, `delete ! in g`: `x` is never equal\n### `src/b.rs`\n- `delete ! in h`: so\n";
        let expected = ["src/a.rs: delete ! in g", "src/a.rs: replace < with <= in f", "src/b.rs: delete ! in h"];
        assert_eq!(titles(text), expected.map(str::to_owned).into());
    }
}
