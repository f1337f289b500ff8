//! The mutants, as cargo-mutants lists them: it says what is broken where, and how.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde::Deserialize;

/// A place in a text: line and column, both from 1, the column in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Place {
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
}

/// From a place to the one after its last character.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Span {
    /// The first character.
    pub start: Place,
    /// After the last one.
    pub end: Place,
}

/// The kinds of mutants that cargo-mutants knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Genre {
    /// A function gives a value at once, and does nothing else.
    FnValue,
    /// Another operator between two operands.
    BinaryOperator,
    /// No operator before the operand.
    UnaryOperator,
    /// An arm of a match is not there.
    MatchArm,
    /// The guard of an arm is always true, or never.
    MatchArmGuard,
    /// A field comes from the base of a struct expression.
    StructField,
}

/// One way to break the core.
#[derive(Debug, Clone, Deserialize)]
pub struct Mutant {
    /// What it does, and where: with line and column, so that no two are alike.
    pub name: String,
    /// From the root of the repository.
    pub file: String,
    /// Of which kind.
    pub genre: Genre,
    /// What is replaced.
    pub span: Span,
    /// By what.
    pub replacement: String,
}

impl Mutant {
    /// The name without line and column, which move when something else changes.
    pub fn title(&self) -> String {
        let told = self.name.splitn(4, ':').nth(3).unwrap_or(&self.name);
        format!("{}:{told}", self.file)
    }
}

/// All mutants of the repository at `root`.
///
/// # Errors
/// cargo-mutants does not run, or lists what is none of the above.
pub fn list(cargo_mutants: &Path, root: &Path) -> Result<Vec<Mutant>> {
    let mut command = Command::new(cargo_mutants);
    command.args(["mutants", "--list", "--json"]).current_dir(root);
    let output = command.output().with_context(|| format!("running {}", cargo_mutants.display()))?;
    if !output.status.success() {
        bail!("cargo-mutants lists nothing: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("reading what cargo-mutants lists")
}
