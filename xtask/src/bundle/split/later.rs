//! The later half: what was moved, on the memory, the tables and the functions of the first.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, RoundtripReencoder, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, Function, FunctionSection,
    GlobalType, ImportSection, Module, StartSection, TypeSection, ValType,
};
use wasmparser::{Parser, Payload};

use super::cut::Cut;
use super::lending::Lending;
use super::shape::{FUNCTIONS, Shape};
use super::{FIRST_HALF, NOWHERE};

/// Writes the later half of a module.
///
/// # Errors
/// The module is malformed.
pub(super) fn write(wasm: &[u8], shape: &Shape<'_>, cut: &Cut, lending: &Lending) -> Result<Vec<u8>> {
    let mut later = Later { places: places(shape, cut) };
    later.write(wasm, shape, cut, lending).map_err(|error| anyhow!("writing the later half: {error}"))
}

/// The new number of each function: what leads to those that are lent, then what was moved.
fn places(shape: &Shape<'_>, cut: &Cut) -> Vec<u32> {
    let mut places = vec![NOWHERE; shape.type_of.len()];
    for (function, place) in cut.lent.keys().chain(&cut.moved).zip(0..) {
        places[*function as usize] = place;
    }
    places
}

struct Later {
    places: Vec<u32>,
}

impl Reencode for Later {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(self.places[function as usize])
    }
}

impl Later {
    fn write(
        &mut self,
        wasm: &[u8],
        shape: &Shape<'_>,
        cut: &Cut,
        lending: &Lending,
    ) -> Result<Vec<u8>, Error<Infallible>> {
        // Saying that it is there takes a function that takes and gives nothing: its type is the last.
        let (telling_type, telling) = (shape.types.len() as u32, (cut.lent.len() + cut.moved.len()) as u32);
        let mut functions = FunctionSection::new();
        let all = cut.lent.keys().chain(&cut.moved);
        all.for_each(|function| _ = functions.function(shape.type_of[*function as usize]));
        functions.function(telling_type);
        let mut code = CodeSection::new();
        cut.lent.iter().for_each(|(function, slot)| _ = code.function(&lent(shape, *function, *slot)));
        for function in &cut.moved {
            self.parse_function_body(&mut code, shape.body(*function))?;
        }
        let mut tell = Function::new([]);
        tell.instructions().i32_const(1).global_set(lending.is_there).end();
        code.function(&tell);
        let mut module = Module::new();
        module.section(&types(wasm)?).section(&imports(shape, cut, lending)?).section(&functions);
        module.section(&StartSection { function_index: telling });
        module.section(&self.elements(cut)?).section(&code).section(&data(shape, cut));
        Ok(module.finish())
    }

    /// What goes into the table, in as few pieces as its slots allow.
    fn elements(&mut self, cut: &Cut) -> Result<ElementSection, Error<Infallible>> {
        let mut pieces: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, function) in &cut.filled {
            let function = self.function_index(*function)?;
            match pieces.last_mut() {
                Some((start, piece)) if *start + piece.len() as u32 == *slot => piece.push(function),
                _ => pieces.push((*slot, vec![function])),
            }
        }
        let mut elements = ElementSection::new();
        for (start, piece) in pieces {
            let start = ConstExpr::i32_const(start.cast_signed());
            // `None` is table 0 in the short form.
            const { assert!(FUNCTIONS == 0) };
            elements.active(None, &start, Elements::Functions(piece.into()));
        }
        Ok(elements)
    }
}

/// Calls what the first half has in a slot, with what it was called with itself.
fn lent(shape: &Shape<'_>, function: u32, slot: u32) -> Function {
    let kind = shape.type_of[function as usize];
    let mut lent = Function::new([]);
    let mut code = lent.instructions();
    (0..shape.types[kind as usize].params().len()).for_each(|at| _ = code.local_get(at as u32));
    code.i32_const(slot.cast_signed()).call_indirect(FUNCTIONS, kind).end();
    lent
}

/// The data that come with the moved functions.
fn data(shape: &Shape<'_>, cut: &Cut) -> DataSection {
    let mut data = DataSection::new();
    for (place, bytes) in &shape.data {
        for piece in cut.moved_of(*place, bytes) {
            let at = ConstExpr::i32_const((place + piece.start as u32).cast_signed());
            data.active(0, &at, bytes[piece].iter().copied());
        }
    }
    data
}

/// All types of the whole module, and that of a function that takes and gives nothing.
fn types(wasm: &[u8]) -> Result<TypeSection, Error<Infallible>> {
    let mut types = TypeSection::new();
    for payload in Parser::new(0).parse_all(wasm) {
        if let Payload::TypeSection(section) = payload? {
            utils::parse_type_section(&mut RoundtripReencoder, &mut types, section)?;
        }
    }
    types.ty().function([], []);
    Ok(types)
}

fn imports(shape: &Shape<'_>, cut: &Cut, lending: &Lending) -> Result<ImportSection, Error<Infallible>> {
    let tables = lending.tables(shape, cut)?;
    let mut imports = ImportSection::new();
    for (name, kind, index) in lending.all() {
        let at = index as usize;
        let kind = match kind {
            ExportKind::Table => EntityType::Table(tables[at]),
            ExportKind::Memory => EntityType::Memory(RoundtripReencoder.memory_type(shape.memories[at])?),
            ExportKind::Global if index == lending.is_there => {
                EntityType::Global(GlobalType { val_type: ValType::I32, mutable: true, shared: false })
            }
            ExportKind::Global => EntityType::Global(RoundtripReencoder.global_type(shape.globals[at])?),
            _ => unreachable!("functions are lent by their slots"),
        };
        imports.import(FIRST_HALF, name, kind);
    }
    Ok(imports)
}
