//! Which data belong to which functions, and who points to whom: what only functions of the later half refer to comes
//! later, too.
//!
//! The module that the linker leaves says so when it is asked to keep its notes (`--emit-relocs`): each place in code
//! or data that holds an address or a pointer to a function, and what it is the address of.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Context, Result, bail};
use wasmparser::{
    DataSectionReader, KnownCustom, Linking, LinkingSectionReader, Parser, Payload, RelocSectionReader, RelocationType,
    SymbolInfo,
};

use super::shape::Shape;

/// A piece of data and who refers to it.
#[derive(Debug, Default)]
struct Piece {
    /// Where it is in memory.
    place: Range<u32>,
    /// The functions that refer to it, by their numbers in the linked module.
    functions: BTreeSet<u32>,
    /// The pieces that refer to it.
    pieces: BTreeSet<usize>,
    /// The functions that it points to.
    points: BTreeSet<u32>,
    /// Whether it says where in the sources something panics.
    is_for_panics: bool,
}

/// All pieces of data, and the functions that point to others by themselves.
#[derive(Default)]
pub(super) struct Belongings {
    pieces: Vec<Piece>,
    points: BTreeMap<u32, BTreeSet<u32>>,
}

impl Belongings {
    /// Reads them from a linked module.
    ///
    /// # Errors
    /// It is malformed, or has no notes of the linker.
    pub(super) fn read(linked: &[u8], shape: &Shape<'_>) -> Result<Self> {
        let mut notes = Notes::default();
        for payload in Parser::new(0).parse_all(linked) {
            let payload = payload?;
            if let Some((_, range)) = payload.as_section() {
                notes.sections.push(range);
            }
            match payload {
                Payload::DataSection(data) => notes.read_data(data, shape)?,
                Payload::CustomSection(section) => match section.as_known() {
                    KnownCustom::Linking(linking) => notes.read_symbols(linking)?,
                    KnownCustom::Reloc(addresses) => notes.read_addresses(addresses)?,
                    _ => {}
                },
                _ => {}
            }
        }
        notes.belongings(shape)
    }

    /// The places in memory of what is only referred to by functions that come later, in order.
    ///
    /// What a panic says of its place in the sources comes later as well: whoever prints it has called the later half.
    pub(super) fn later(&self, comes_later: impl Fn(u32) -> bool) -> Vec<Range<u32>> {
        let is_referred_to = |piece: &Piece| !piece.functions.is_empty() || !piece.pieces.is_empty();
        let is_first = |piece: &Piece| {
            let is_wanted = !is_referred_to(piece) || piece.functions.iter().any(|function| !comes_later(*function));
            is_wanted && !piece.is_for_panics
        };
        let first = (0..self.pieces.len()).filter(|at| is_first(&self.pieces[*at]));
        let first = reach(first, &self.references());
        // Pieces may share bytes: what one of the first half has stays.
        let (mut kept, mut moved) = (BTreeSet::new(), BTreeSet::new());
        for (at, piece) in self.pieces.iter().enumerate() {
            if first.contains(&at) { &mut kept } else { &mut moved }.extend(piece.place.clone());
        }
        runs(moved.difference(&kept).copied())
    }

    /// The functions that each function points to, by itself or in the data that it leads to.
    pub(super) fn pointed(&self) -> BTreeMap<u32, BTreeSet<u32>> {
        let references = self.references();
        let mut held: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            piece.functions.iter().for_each(|function| held.entry(*function).or_default().push(at));
        }
        let mut pointed = self.points.clone();
        for (function, pieces) in held {
            let reached = reach(pieces.into_iter(), &references);
            let points = reached.iter().flat_map(|piece| &self.pieces[*piece].points);
            pointed.entry(function).or_default().extend(points);
        }
        pointed
    }

    /// The functions that alone refer to data, with how many bytes those are.
    pub(super) fn held(&self) -> impl Iterator<Item = (u32, usize)> {
        let alone = self.pieces.iter().filter(|piece| piece.functions.len() == 1 && piece.pieces.is_empty());
        alone.filter_map(|piece| Some((*piece.functions.first()?, piece.place.len())))
    }

    /// The pieces that each piece refers to.
    fn references(&self) -> BTreeMap<usize, Vec<usize>> {
        let mut references: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, piece) in self.pieces.iter().enumerate() {
            piece.pieces.iter().for_each(|from| references.entry(*from).or_default().push(at));
        }
        references
    }
}

/// Everything that one leads to.
fn reach(from: impl Iterator<Item = usize>, references: &BTreeMap<usize, Vec<usize>>) -> BTreeSet<usize> {
    let (mut reached, mut waiting): (BTreeSet<usize>, Vec<usize>) = (BTreeSet::new(), from.collect());
    while let Some(one) = waiting.pop() {
        if reached.insert(one) {
            waiting.extend(references.get(&one).into_iter().flatten());
        }
    }
    reached
}

/// Numbers in order as runs without gaps.
fn runs(numbers: impl Iterator<Item = u32>) -> Vec<Range<u32>> {
    let mut runs: Vec<Range<u32>> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some(run) if run.end == number => run.end += 1,
            _ => runs.push(number..number + 1),
        }
    }
    runs
}

/// What a note is about.
enum Symbol {
    /// A piece of data, by its place in memory.
    Data(Range<u32>),
    Function(u32),
    Other,
}

/// What the linker noted.
#[derive(Default)]
struct Notes {
    /// Where each section is in the file.
    sections: Vec<Range<usize>>,
    /// Where each segment of data is in the file, and in memory.
    segments: Vec<(Range<usize>, u32)>,
    symbols: Vec<Symbol>,
    /// Each address: where it stands in the file, and the symbol that it is of.
    addresses: Vec<(usize, usize)>,
}

impl Notes {
    fn read_data(&mut self, data: DataSectionReader<'_>, shape: &Shape<'_>) -> Result<()> {
        for (segment, (place, bytes)) in data.into_iter().zip(&shape.data) {
            let end = segment?.range.end;
            self.segments.push((end - bytes.len()..end, *place));
        }
        Ok(())
    }

    fn read_symbols(&mut self, linking: LinkingSectionReader<'_>) -> Result<()> {
        for part in linking.subsections() {
            let Linking::SymbolTable(symbols) = part? else { continue };
            for symbol in symbols {
                let symbol = match symbol? {
                    SymbolInfo::Data { symbol: Some(data), .. } => {
                        let (_, start) = self.segments.get(data.index as usize).context("a symbol of no segment")?;
                        Symbol::Data(start + data.offset..start + data.offset + data.size)
                    }
                    SymbolInfo::Func { index, .. } => Symbol::Function(index),
                    _ => Symbol::Other,
                };
                self.symbols.push(symbol);
            }
        }
        Ok(())
    }

    fn read_addresses(&mut self, addresses: RelocSectionReader<'_>) -> Result<()> {
        use RelocationType::{MemoryAddrI32, MemoryAddrLeb, MemoryAddrSleb, TableIndexI32, TableIndexSleb};
        let section = self.sections.get(addresses.section_index() as usize).context("addresses in no section")?.start;
        for address in addresses.entries() {
            let address = address?;
            if matches!(address.ty, MemoryAddrI32 | MemoryAddrLeb | MemoryAddrSleb | TableIndexI32 | TableIndexSleb) {
                self.addresses.push((section + address.offset as usize, address.index as usize));
            }
        }
        Ok(())
    }

    fn belongings(self, shape: &Shape<'_>) -> Result<Belongings> {
        if self.symbols.is_empty() || self.addresses.is_empty() {
            bail!("the linker has left no notes: it is to be called with --emit-relocs");
        }
        let mut belongings = Belongings::default();
        let mut number_of: BTreeMap<usize, usize> = BTreeMap::new();
        for (symbol, about) in self.symbols.iter().enumerate() {
            if let Symbol::Data(place) = about {
                number_of.insert(symbol, belongings.pieces.len());
                let is_for_panics = is_source_place(shape, place);
                belongings.pieces.push(Piece { place: place.clone(), is_for_panics, ..Piece::default() });
            }
        }
        let mut starts: Vec<(u32, u32, usize)> =
            belongings.pieces.iter().zip(0..).map(|(piece, at)| (piece.place.start, piece.place.end, at)).collect();
        starts.sort_unstable();
        for (at, symbol) in &self.addresses {
            let function = shape.function_at(*at);
            let holders = self.memory_at(*at).map(|place| holders(&starts, place)).unwrap_or_default();
            match self.symbols.get(*symbol).context("an address of nothing")? {
                Symbol::Data(_) => {
                    let piece = &mut belongings.pieces[number_of[symbol]];
                    piece.functions.extend(function);
                    piece.pieces.extend(holders);
                }
                Symbol::Function(pointed) => {
                    function.map(|function| belongings.points.entry(function).or_default().insert(*pointed));
                    holders.iter().for_each(|holder| _ = belongings.pieces[*holder].points.insert(*pointed));
                }
                Symbol::Other => {}
            }
        }
        Ok(belongings)
    }

    /// The place in memory of a byte of the file.
    fn memory_at(&self, at: usize) -> Option<u32> {
        let (bytes, start) = self.segments.iter().find(|(bytes, _)| bytes.contains(&at))?;
        Some(start + (at - bytes.start) as u32)
    }
}

/// Whether this is a `core::panic::Location`: the name of a source file by address and length, a line and a column.
fn is_source_place(shape: &Shape<'_>, place: &Range<u32>) -> bool {
    let Some(words) = shape.memory(place.clone()).and_then(|bytes| <&[u8; 16]>::try_from(bytes).ok()) else {
        return false;
    };
    let word = |at: usize| u32::from_le_bytes([words[at], words[at + 1], words[at + 2], words[at + 3]]);
    let (name, length, line, column) = (word(0), word(4), word(8), word(12));
    let name = shape.memory(name..name.saturating_add(length));
    line > 0 && column > 0 && name.is_some_and(|name| name.ends_with(b".rs"))
}

/// The pieces that have this place in memory, from all in the order of their starts.
fn holders(starts: &[(u32, u32, usize)], place: u32) -> Vec<usize> {
    let until = starts.partition_point(|(start, ..)| *start <= place);
    starts[..until].iter().filter(|(_, end, _)| place < *end).map(|(.., piece)| *piece).collect()
}

#[cfg(test)]
mod tests {
    use wasm_encoder::{
        CodeSection, ConstExpr, CustomSection, DataSection, DataSymbolDefinition, Function, FunctionSection,
        LinkingSection, Module, SymbolTable, TypeSection,
    };

    use super::*;

    fn piece(place: Range<u32>, functions: &[u32], pieces: &[usize]) -> Piece {
        let (functions, pieces) = (functions.iter().copied().collect(), pieces.iter().copied().collect());
        Piece { place, functions, pieces, ..Piece::default() }
    }

    #[test]
    fn data_come_later_that_nothing_of_the_first_half_leads_to() {
        const LATER: u32 = 7;
        let pieces = vec![
            piece(0..4, &[1], &[]),
            piece(4..8, &[LATER], &[]),
            piece(8..12, &[LATER], &[0]),
            piece(12..16, &[], &[1]),
            piece(16..20, &[], &[]),
            piece(14..18, &[1, LATER], &[]),
        ];
        let belongings = Belongings { pieces, points: BTreeMap::new() };
        let later = belongings.later(|function| function == LATER);
        assert_eq!(later, [4..8, 12..14], "not what a first piece refers to, nobody refers to, or is shared");
    }

    #[test]
    fn the_places_of_panics_come_later_and_the_names_of_sources_with_them() {
        let places = Piece { is_for_panics: true, ..piece(0..16, &[1], &[]) };
        let pieces = vec![places, piece(16..24, &[], &[0]), piece(24..28, &[1], &[]), piece(28..32, &[7], &[])];
        let belongings = Belongings { pieces, points: BTreeMap::new() };
        assert_eq!(belongings.later(|function| function == 7), [0..24, 28..32]);
    }

    #[test]
    fn a_place_in_the_sources_is_known_by_its_looks() {
        let word = |number: u32| number.to_le_bytes();
        let source = [word(1000 + 32), word(6), word(7), word(9)].concat();
        let other = [word(1000 + 32), word(5), word(7), word(9)].concat();
        let bytes = [source, other, b"lib.rs".to_vec()].concat();
        let shape = Shape { data: vec![(1000, &bytes)], ..Shape::default() };
        assert!(is_source_place(&shape, &(1000..1016)));
        assert!(!is_source_place(&shape, &(1016..1032)), "lib.r");
        assert!(!is_source_place(&shape, &(1000..1012)) && !is_source_place(&shape, &(5..21)));
    }

    /// Two functions without parameters, the second of which has the addresses of two pieces of data, at 1024 and 1028;
    /// and the second piece holds the address of a third, at 1032, which points to the first function.
    fn linked() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let (mut functions, mut code, mut data) = (FunctionSection::new(), CodeSection::new(), DataSection::new());
        let mut idle = Function::new([]);
        idle.instructions().end();
        functions.function(0).function(0);
        // Addresses take five bytes where the linker fills them in: 1024 and 1028.
        let body = [0, 0x41, 0x80, 0x88, 0x80, 0x80, 0, 0x1a, 0x41, 0x84, 0x88, 0x80, 0x80, 0, 0x1a, 0x0b];
        code.function(&idle).raw(&body);
        data.active(0, &ConstExpr::i32_const(1024), [1, 1, 1, 1, 8, 4, 0, 0, 3, 3, 3, 3]);
        let mut symbols = SymbolTable::new();
        for (name, offset) in [("one", 0), ("two", 4), ("three", 8)] {
            symbols.data(0, name, Some(DataSymbolDefinition { index: 0, offset, size: 4 }));
        }
        symbols.function(0, 0, Some("idle"));
        let mut linking = LinkingSection::new();
        linking.symbol_table(&symbols);
        // The count, the first body with its length, the length of the second; then its beginning and the first operator.
        let in_code = 1 + 3 + 1 + 2;
        // Each: its kind, where, which symbol, what is added.
        let code_notes = [2, 2, 4, in_code, 0, 0, 4, in_code + 7, 1, 0];
        // The count, the kind, the place in four bytes, the length; then the second piece.
        let in_data = 1 + 1 + 4 + 1;
        let data_notes = [3, 2, 5, in_data + 4, 2, 0, 2, in_data + 8, 3];
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code).section(&data).section(&linking);
        module.section(&CustomSection { name: "reloc.CODE".into(), data: code_notes.as_slice().into() });
        module.section(&CustomSection { name: "reloc.DATA".into(), data: data_notes.as_slice().into() });
        module.finish()
    }

    #[test]
    fn the_notes_of_the_linker_say_who_refers_to_what() {
        let linked = linked();
        let belongings = Belongings::read(&linked, &Shape::read(&linked).expect("a module")).expect("its notes");
        let found: Vec<_> =
            belongings.pieces.iter().map(|one| (one.place.clone(), &one.functions, &one.pieces)).collect();
        let (second, none) = (BTreeSet::from([1]), BTreeSet::new());
        let (nowhere, in_two) = (BTreeSet::new(), BTreeSet::from([1]));
        let expected = [(1024..1028, &second, &nowhere), (1028..1032, &second, &nowhere), (1032..1036, &none, &in_two)];
        assert_eq!(found, expected);
        assert_eq!(belongings.pointed(), BTreeMap::from([(1, BTreeSet::from([0]))]), "through two pieces of data");
    }

    #[test]
    fn a_module_without_notes_is_refused() {
        let module = Module::new().finish();
        assert!(Belongings::read(&module, &Shape::read(&module).expect("a module")).is_err());
    }
}
