//! What the first half lends the later one: it exports each thing under a short name, and the later one imports it.
//! Functions, of which there are many, stand in the table of function pointers instead: a slot weighs less than a name.

use std::convert::Infallible;

use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder};
use wasm_encoder::{ExportKind, TableType};

use super::cut::Cut;
use super::shape::{FUNCTIONS, Shape};

/// The names of everything that is lent.
pub(super) struct Lending {
    lent: Vec<(String, ExportKind, u32)>,
    /// The global that says whether the later half is there.
    pub(super) is_there: u32,
}

impl Lending {
    pub(super) fn of(shape: &Shape<'_>) -> Self {
        let is_there = shape.globals.len() as u32;
        let tables = (0..shape.tables.len() as u32).map(|table| (ExportKind::Table, table));
        let memories = (0..shape.memories.len() as u32).map(|memory| (ExportKind::Memory, memory));
        let globals = (0..=is_there).map(|global| (ExportKind::Global, global));
        let things = tables.chain(memories).chain(globals);
        let free = (0_usize..).map(short_name).filter(|name| !shape.exports.contains(name.as_str()));
        Self { lent: things.zip(free).map(|((kind, index), name)| (name, kind, index)).collect(), is_there }
    }

    /// Everything that is lent by name, each with its number in the whole module. What is of one kind stands in the order
    /// of those numbers, so that it has the same numbers where it is imported.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, ExportKind, u32)> {
        self.lent.iter().map(|(name, kind, index)| (name.as_str(), *kind, *index))
    }

    /// The types of the tables, that of function pointers as long as the cut makes it.
    ///
    /// # Errors
    /// A table holds something that is newer than this reader.
    pub(super) fn tables(&self, shape: &Shape<'_>, cut: &Cut) -> Result<Vec<TableType>, Error<Infallible>> {
        let mut tables = Vec::new();
        for (table, at) in shape.tables.iter().zip(0..) {
            let mut table = RoundtripReencoder.table_type(*table)?;
            if at == FUNCTIONS {
                table.minimum = cut.slots;
                table.maximum = table.maximum.map(|maximum| maximum.max(cut.slots));
            }
            tables.push(table);
        }
        Ok(tables)
    }
}

/// `A`, `B` ... `Z`, `AA`, `BA` ...: no name of wasm-bindgen's.
fn short_name(number: usize) -> String {
    const LETTERS: usize = 26;
    let (mut name, mut left) = (String::new(), number + 1);
    while left > 0 {
        left -= 1;
        name.push(char::from(b'A' + (left % LETTERS) as u8));
        left /= LETTERS;
    }
    name
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn short_names_are_short_and_differ() {
        let names: BTreeSet<String> = (0..1000).map(short_name).collect();
        assert_eq!(names.len(), 1000);
        assert!(names.iter().all(|name| name.len() <= 3));
        assert_eq!([short_name(0), short_name(25), short_name(26)], ["A", "Z", "AA"]);
    }
}
