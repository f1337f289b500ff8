//! The choice of what comes later: the fewest paths that cover what nobody called.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::cut::{Leads, WORTH_A_BRIDGE};
use super::shape::Shape;

/// How many bytes a path has to take off the first half to be worth a line.
const WORTH_A_LINE: usize = 60;
/// What stands between the words of a path.
const BETWEEN: [&str; 3] = ["::", ">::", " "];

/// The paths that are to come later, in order, when these of the module's own functions have been called.
pub(super) fn choose(shape: &Shape<'_>, leads: &Leads, called: &BTreeSet<u32>) -> Vec<String> {
    let mut choice = Choice { shape, leads, paths: idle_paths(shape, leads, called), chosen: Vec::new() };
    let mut first = choice.first_half();
    while let Some((gain, path)) = choice.best(&first)
        && gain >= WORTH_A_LINE
    {
        choice.chosen.push(path);
        first = choice.first_half();
    }
    choice.drop_needless();
    choice.chosen.sort();
    choice.chosen
}

/// The paths of which no function was called, by path: the functions that would move. The widest of them only.
fn idle_paths(shape: &Shape<'_>, leads: &Leads, called: &BTreeSet<u32>) -> BTreeMap<String, Vec<u32>> {
    let (mut holders, mut whole): (BTreeMap<String, Vec<u32>>, BTreeSet<String>) = Default::default();
    for function in shape.own().filter(|function| leads.weight(shape, *function) >= WORTH_A_BRIDGE) {
        let Some(symbol) = shape.names.get(&function) else { continue };
        let name = format!("{:#}", rustc_demangle::demangle(symbol));
        for path in paths(&name) {
            whole.extend(path.is_whole.then(|| path.text.to_owned()));
            holders.entry(path.text.to_owned()).or_default().push(function);
        }
    }
    holders
        .retain(|path, functions| whole.contains(path) && functions.iter().all(|function| !called.contains(function)));
    let is_widest = |path: &&String| !wider(path).is_some_and(|wider| holders.contains_key(wider));
    let widest: BTreeSet<String> = holders.keys().filter(is_widest).cloned().collect();
    holders.retain(|path, _| widest.contains(path));
    holders
}

struct Choice<'a> {
    shape: &'a Shape<'a>,
    leads: &'a Leads,
    paths: BTreeMap<String, Vec<u32>>,
    chosen: Vec<String>,
}

impl Choice<'_> {
    /// What stays when all chosen paths move.
    fn first_half(&self) -> BTreeSet<u32> {
        self.first_half_without("")
    }

    fn first_half_without(&self, path: &str) -> BTreeSet<u32> {
        let moving = self.chosen.iter().filter(|chosen| *chosen != path);
        let moved: BTreeSet<u32> = moving.flat_map(|path| &self.paths[path]).copied().collect();
        self.leads.first_half(self.shape, &moved)
    }

    fn length(&self, functions: &BTreeSet<u32>) -> usize {
        functions.iter().map(|function| self.shape.length(*function)).sum()
    }

    /// The path that moves most of what has stayed so far, and how many bytes; of alike ones the shortest.
    fn best(&self, first: &BTreeSet<u32>) -> Option<(usize, String)> {
        let gain = |functions: &[u32]| -> usize {
            functions.iter().filter(|one| first.contains(one)).map(|one| self.leads.weight(self.shape, *one)).sum()
        };
        let gains = self.paths.iter().map(|(path, functions)| (gain(functions), Reverse(path.len()), path));
        gains.max().map(|(gain, _, path)| (gain, path.clone()))
    }

    /// Takes those back that others have made needless.
    fn drop_needless(&mut self) {
        for path in self.chosen.clone() {
            let (with, without) = (self.length(&self.first_half()), self.length(&self.first_half_without(&path)));
            if without - with < WORTH_A_LINE {
                self.chosen.retain(|chosen| *chosen != path);
            }
        }
    }
}

/// A path without its last word; none when it is one of a single crate.
fn wider(path: &str) -> Option<&str> {
    let last = BETWEEN.iter().filter_map(|between| path.rfind(between)).min_by_key(|at| Reverse(*at))?;
    // `>::` ends in `::`, which begins one further.
    let end = if path[..last].ends_with('>') { last - 1 } else { last };
    path[..end].contains("::").then_some(&path[..end])
}

/// A path in a name.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Path<'a> {
    text: &'a str,
    /// Whether it begins with a crate.
    is_whole: bool,
}

/// All paths of more than a word in a name.
fn paths(name: &str) -> BTreeSet<Path<'_>> {
    let mut found = BTreeSet::new();
    for run in words(name).chunk_by(|one, next| BETWEEN.contains(&&name[one.1..next.0])) {
        for (at, (from, _)) in run.iter().enumerate() {
            let is_whole = at == 0 && !name[..*from].ends_with("::");
            let parts = run[at..].iter().map(|(_, to)| &name[*from..*to]).filter(|text| text.contains("::"));
            found.extend(parts.map(|text| Path { text, is_whole }));
        }
    }
    found
}

/// Where each word of a name begins and ends; `{closure#0}` is one.
fn words(name: &str) -> Vec<(usize, usize)> {
    let is_in_word = |letter: char| letter.is_alphanumeric() || "_{#}".contains(letter);
    let mut words: Vec<(usize, usize)> = Vec::new();
    for (at, letter) in name.char_indices().filter(|(_, letter)| is_in_word(*letter)) {
        match words.last_mut() {
            Some((_, end)) if *end == at => *end += letter.len_utf8(),
            _ => words.push((at, at + letter.len_utf8())),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_a_name_are_its_runs_of_words_and_their_parts() {
        let found = paths("<house::Form as core::Clone>::clone::<u8>");
        let has = |text, is_whole| found.contains(&Path { text, is_whole });
        assert!(has("house::Form", true) && has("house::Form as core::Clone>::clone", true));
        assert!(paths("house::open::{closure#1}::<u8>").iter().any(|path| path.text == "house::open::{closure#1}"));
        assert!(has("core::Clone", false) && has("as core::Clone", false));
        assert!(!found.iter().any(|path| path.text.contains("u8") || !path.text.contains("::")), "{found:?}");
    }

    #[test]
    fn a_wider_path_has_a_word_less_and_is_never_a_whole_crate() {
        assert_eq!(wider("house::form::Form as core"), Some("house::form::Form as"));
        assert_eq!(wider("house::Form>::open"), Some("house::Form"));
        assert_eq!(wider("house::Form"), None);
    }
}
