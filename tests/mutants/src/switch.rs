//! Which mutant is on. `MUTANT` names one by its number; with `MUTANTS_REACHED` the numbers of all that were asked for are
//! written to that file instead.

use std::env;
use std::fs::File;
use std::io::Write;
use std::sync::{LazyLock, Mutex};

enum Switch {
    On(u32),
    Record(Mutex<(Vec<bool>, File)>),
}

static SWITCH: LazyLock<Switch> = LazyLock::new(|| match env::var_os("MUTANTS_REACHED") {
    Some(path) => Switch::Record(Mutex::new((Vec::new(), File::create(path).expect("the file of those reached")))),
    None => Switch::On(env::var("MUTANT").ok().and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)),
});

/// Whether this mutant is on.
pub fn on(number: u32) -> bool {
    match &*SWITCH {
        Switch::On(chosen) => *chosen == number,
        Switch::Record(record) => {
            let (seen, file) = &mut *record.lock().expect("nothing panics here");
            let at = number as usize;
            if seen.len() <= at {
                seen.resize(at + 1, false);
            }
            if !seen[at] {
                seen[at] = true;
                writeln!(file, "{number}").expect("the file of those reached");
            }
            false
        }
    }
}

/// One of two, where a function gives one type that has no name.
pub enum Either<L, R> {
    Left(L),
    Right(R),
}

impl<L: Iterator, R: Iterator<Item = L::Item>> Iterator for Either<L, R> {
    type Item = L::Item;

    fn next(&mut self) -> Option<L::Item> {
        match self {
            Self::Left(left) => left.next(),
            Self::Right(right) => right.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Left(left) => left.size_hint(),
            Self::Right(right) => right.size_hint(),
        }
    }
}

impl<L: DoubleEndedIterator, R: DoubleEndedIterator<Item = L::Item>> DoubleEndedIterator for Either<L, R> {
    fn next_back(&mut self) -> Option<L::Item> {
        match self {
            Self::Left(left) => left.next_back(),
            Self::Right(right) => right.next_back(),
        }
    }
}

impl<L: ExactSizeIterator, R: ExactSizeIterator<Item = L::Item>> ExactSizeIterator for Either<L, R> {}
