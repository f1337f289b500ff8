//! A copy of the repository, in which the mutants are woven and its tests are built.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::listed::Mutant;
use crate::weave::{Blame, Woven, weave};

/// So often are mutants taken out that the compiler refuses: it stops at the first kind of error, so that mending one shows others.
const ROUNDS_MAX: usize = 40;
/// What the mutants ask whether they are on.
const SWITCH: &str = include_str!("switch.rs");

/// The copy.
#[derive(Debug)]
pub struct Tree {
    root: PathBuf,
    target: PathBuf,
}

/// What came of weaving.
#[derive(Debug, Default)]
pub struct Cloth {
    /// Those that are no program, and what the compiler says.
    pub refused: BTreeMap<u32, String>,
    /// Those that can't be woven, and why.
    pub apart: BTreeMap<u32, String>,
    /// The programs of the tests.
    pub programs: Vec<PathBuf>,
}

impl Cloth {
    /// Notes which mutant is why the compiler complains, and gives it back.
    fn take_out(&mut self, complaint: &Complaint, woven: &BTreeMap<&str, Woven>) -> Option<u32> {
        let why = complaint.message.lines().next().unwrap_or_default().to_owned();
        // An arm that is not there is missed as one with a guard is.
        let is_missed = complaint.message.starts_with("non-exhaustive patterns");
        match blamed(complaint, woven) {
            Blame::Itself(number) => {
                self.refused.insert(number, why);
                Some(number)
            }
            Blame::Weaving(number) => {
                if is_missed { &mut self.refused } else { &mut self.apart }.insert(number, why);
                Some(number)
            }
            Blame::Nobody => None,
        }
    }
}

/// A line of what cargo prints when it shall print JSON.
#[derive(Deserialize)]
struct Line {
    reason: String,
    message: Option<Complaint>,
    executable: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Complaint {
    level: String,
    message: String,
    rendered: Option<String>,
    spans: Vec<ComplaintSpan>,
}

#[derive(Deserialize)]
struct ComplaintSpan {
    file_name: String,
    byte_start: usize,
    byte_end: usize,
    is_primary: bool,
}

impl Tree {
    /// Copies what git knows of the repository at `root` into `folder`, in place of an earlier copy; what was built there stays.
    ///
    /// # Errors
    /// git, or the disk.
    pub fn copy(root: &Path, folder: &Path) -> Result<Self> {
        let mut git = Command::new("git");
        git.args(["ls-files", "--cached", "--others", "--exclude-standard", "-z"]).current_dir(root);
        let listed = git.output().context("asking git for the files")?;
        if !listed.status.success() {
            bail!("git lists no files: {}", String::from_utf8_lossy(&listed.stderr));
        }
        let tree = Self { root: folder.join("tree"), target: folder.join("target") };
        if tree.root.is_dir() {
            fs::remove_dir_all(&tree.root).with_context(|| format!("removing {}", tree.root.display()))?;
        }
        for name in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            let from = root.join(name);
            if from.is_file() {
                tree.write(name, &fs::read(&from).with_context(|| format!("reading {name}"))?)?;
            }
        }
        Ok(tree)
    }

    /// Where the copy stands.
    pub fn root(&self) -> &Path {
        &self.root
    }

    fn read(&self, name: &str) -> Result<String> {
        fs::read_to_string(self.root.join(name)).with_context(|| format!("reading {name}"))
    }

    fn write(&self, name: &str, content: &[u8]) -> Result<()> {
        let to = self.root.join(name);
        if fs::read(&to).is_ok_and(|old| old == content) {
            return Ok(());
        }
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        fs::write(&to, content).with_context(|| format!("writing {}", to.display()))
    }

    /// Weaves the mutants in, takes out what the compiler refuses, and builds the tests.
    ///
    /// # Errors
    /// The compiler refuses something else, or does not come to an end.
    pub fn weave(&self, mutants: &[Mutant]) -> Result<Cloth> {
        let mut files = BTreeMap::<&str, Vec<(u32, &Mutant)>>::new();
        for (number, mutant) in (0..).zip(mutants) {
            files.entry(&mutant.file).or_default().push((number, mutant));
        }
        let sources = files.keys().map(|name| Ok((*name, self.read(name)?))).collect::<Result<BTreeMap<_, _>>>()?;
        self.write("src/mutant.rs", SWITCH.as_bytes())?;
        self.write("src/lib.rs", format!("{}\nmod mutant;\n", self.read("src/lib.rs")?).as_bytes())?;
        let mut cloth = Cloth::default();
        let (mut left_out, mut constant) = (BTreeSet::new(), BTreeSet::new());
        for round in 1..=ROUNDS_MAX {
            let mut woven = BTreeMap::new();
            for (name, here) in &files {
                let file =
                    weave(&sources[name], here, &left_out, &constant).with_context(|| format!("weaving {name}"))?;
                self.write(name, file.text.as_bytes())?;
                cloth.apart.extend(file.apart.iter().map(|(number, why)| (*number, (*why).to_owned())));
                cloth.refused.extend(file.refused.iter().map(|(number, why)| (*number, (*why).to_owned())));
                woven.insert(*name, file);
            }
            let complaints = self.check()?;
            if complaints.is_empty() {
                let Cloth { refused, apart, .. } = &mut cloth;
                apart.retain(|number, _| !refused.contains_key(number));
                cloth.programs = self.build()?;
                return Ok(cloth);
            }
            let before = (left_out.len(), constant.len());
            for complaint in &complaints {
                match constant_wanted(&complaint.message) {
                    Some(name) => drop(constant.insert(name)),
                    None => left_out.extend(cloth.take_out(complaint, &woven)),
                }
            }
            println!("round {round}: the compiler refuses {} places", complaints.len());
            if before == (left_out.len(), constant.len()) {
                let first = &complaints[0];
                bail!(
                    "the compiler refuses what is no mutant: {}",
                    first.rendered.as_deref().unwrap_or(&first.message)
                );
            }
        }
        bail!("after {ROUNDS_MAX} rounds the compiler still refuses something")
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        // The simulator's tests too: they plant bugs, and have to find them.
        command.args(arguments).args([
            "--package",
            "clocktower",
            "--package",
            "vopr",
            "--profile",
            "mutants",
            "--lib",
            "--tests",
        ]);
        command.args(["--message-format", "json"]).arg("--target-dir").arg(&self.target).current_dir(&self.root);
        command.env("RUSTFLAGS", "-Awarnings");
        command
    }

    fn check(&self) -> Result<Vec<Complaint>> {
        let output = self.cargo(&["check"]).output().context("running cargo check")?;
        let complaints: Vec<Complaint> = lines(&output.stdout)
            .filter_map(|line| line.message)
            .filter(|complaint| complaint.level == "error" && !complaint.spans.is_empty())
            .collect();
        if complaints.is_empty() && !output.status.success() {
            bail!("cargo check fails: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(complaints)
    }

    fn build(&self) -> Result<Vec<PathBuf>> {
        let output = self.cargo(&["test", "--no-run"]).output().context("building the tests")?;
        if !output.status.success() {
            bail!("the tests can't be built: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(lines(&output.stdout).filter_map(|line| line.executable).collect())
    }
}

fn lines(output: &[u8]) -> impl Iterator<Item = Line> + '_ {
    let whole = output.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
    whole.filter(|line| matches!(line.reason.as_str(), "compiler-message" | "compiler-artifact"))
}

/// The function that has to stay constant, if that is what the compiler says.
fn constant_wanted(message: &str) -> Option<String> {
    let path = message.strip_prefix("cannot call non-const")?.split('`').nth(1)?;
    let mut from_the_end = path.rsplit("::").filter(|part| !part.starts_with('<'));
    let (name, owner) = (from_the_end.next().unwrap_or(path), from_the_end.next());
    // A type is named with a capital letter, a room without.
    let owner = owner.filter(|owner| owner.starts_with(char::is_uppercase));
    // The switch itself: something is woven in where it can't be.
    (name != "on").then(|| owner.map_or_else(|| name.to_owned(), |owner| format!("{owner}::{name}")))
}

/// The mutant at the place itself, or else at one that the compiler also speaks of.
fn blamed(complaint: &Complaint, woven: &BTreeMap<&str, Woven>) -> Blame {
    let blame = |span: &ComplaintSpan| {
        let at: Range<usize> = span.byte_start..span.byte_end;
        woven.get(span.file_name.as_str()).map_or(Blame::Nobody, |file| file.blamed(&at))
    };
    let (at, beside): (Vec<_>, Vec<_>) = complaint.spans.iter().partition(|span| span.is_primary);
    at.into_iter().chain(beside).map(blame).find(|blame| *blame != Blame::Nobody).unwrap_or(Blame::Nobody)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_that_a_constant_calls_is_named() {
        let message = "cannot call non-const associated function `clocktower::time::Span::from_ms` in constants";
        assert_eq!(constant_wanted(message).as_deref(), Some("Span::from_ms"));
        assert_eq!(
            constant_wanted("cannot call non-const function `broker::half` in constants").as_deref(),
            Some("half")
        );
        let generic = "cannot call non-const associated function `lax::Place::<'_>::root` in constants";
        assert_eq!(constant_wanted(generic).as_deref(), Some("Place::root"));
        assert_eq!(constant_wanted("mismatched types"), None);
    }
}
