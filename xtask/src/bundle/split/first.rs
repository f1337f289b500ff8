//! The first half: the whole module without what was moved, and bridges in its place.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportSection, Function,
    FunctionSection, GlobalSection, GlobalType, ImportSection, Module, TableSection, TypeSection, ValType,
};
use wasmparser::{
    CodeSectionReader, Data, ElementSectionReader, ExportSectionReader, FunctionSectionReader, GlobalSectionReader,
    ImportSectionReader, Parser, TableSectionReader, TypeSectionReader,
};

use super::cut::Cut;
use super::lending::Lending;
use super::shape::{FUNCTIONS, Shape};
use super::{LOADER, LOADER_MODULE, NOWHERE};

/// Writes the first half of a module.
///
/// # Errors
/// The module is malformed.
pub(super) fn write(wasm: &[u8], shape: &Shape<'_>, cut: &Cut, lending: &Lending) -> Result<Vec<u8>> {
    let no_types = shape.types.iter().position(|kind| kind.params().is_empty() && kind.results().is_empty());
    let mut writer =
        First { shape, cut, lending, loader: shape.imported, places: places(shape, cut), no_types, is_in_table: false };
    let mut module = Module::new();
    let done = writer.parse_core_module(&mut module, Parser::new(0), wasm);
    done.map_err(|error| anyhow!("writing the first half: {error}"))?;
    Ok(module.finish())
}

/// The new number of each function: the imported ones, the loader, what is kept, the bridges.
fn places(shape: &Shape<'_>, cut: &Cut) -> Vec<u32> {
    let mut places: Vec<u32> = (0..shape.imported).collect();
    places.resize(shape.type_of.len(), NOWHERE);
    for (function, place) in cut.kept.iter().chain(cut.bridges.keys()).zip(shape.imported + 1..) {
        places[*function as usize] = place;
    }
    places
}

struct First<'a> {
    shape: &'a Shape<'a>,
    cut: &'a Cut,
    lending: &'a Lending,
    /// The function, imported, that brings the later half.
    loader: u32,
    places: Vec<u32>,
    /// The type of a function that takes and gives nothing, where there is one.
    no_types: Option<usize>,
    /// Whether it writes what the table holds.
    is_in_table: bool,
}

impl First<'_> {
    fn loader_type(&self) -> u32 {
        self.no_types.unwrap_or(self.shape.types.len()) as u32
    }

    /// The function that sees to it that the later half is there.
    fn ensuring(&self) -> u32 {
        self.loader + 1 + (self.cut.kept.len() + self.cut.bridges.len()) as u32
    }

    fn ensure(&self) -> Function {
        let mut function = Function::new([]);
        let mut code = function.instructions();
        code.global_get(self.lending.is_there).i32_eqz().if_(wasm_encoder::BlockType::Empty);
        code.call(self.loader).end().end();
        function
    }

    /// Calls what the later half has put into a slot, with what it was called with itself.
    fn bridge(&self, function: u32, slot: u32) -> Function {
        let kind = self.shape.type_of[function as usize];
        let mut bridge = Function::new([]);
        let mut code = bridge.instructions();
        code.call(self.ensuring());
        (0..self.shape.types[kind as usize].params().len()).for_each(|at| _ = code.local_get(at as u32));
        code.i32_const(slot.cast_signed()).call_indirect(FUNCTIONS, kind).end();
        bridge
    }
}

impl Reencode for First<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(match self.places[function as usize] {
            // Nobody calls this slot before the later half has filled it; always the same weighs least.
            NOWHERE if self.is_in_table => self.ensuring(),
            place => place,
        })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        if self.no_types.is_none() {
            types.ty().function([], []);
        }
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(LOADER_MODULE, LOADER, EntityType::Function(self.loader_type()));
        Ok(())
    }

    fn parse_function_section(
        &mut self,
        functions: &mut FunctionSection,
        _: FunctionSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for function in self.cut.kept.iter().chain(self.cut.bridges.keys()) {
            functions.function(self.shape.type_of[*function as usize]);
        }
        functions.function(self.loader_type());
        Ok(())
    }

    fn parse_table_section(
        &mut self,
        tables: &mut TableSection,
        _: TableSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for table in self.lending.tables(self.shape, self.cut)? {
            tables.table(table);
        }
        Ok(())
    }

    fn parse_global_section(
        &mut self,
        globals: &mut GlobalSection,
        section: GlobalSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_global_section(self, globals, section)?;
        globals.global(GlobalType { val_type: ValType::I32, mutable: true, shared: false }, &ConstExpr::i32_const(0));
        Ok(())
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: ExportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_export_section(self, exports, section)?;
        self.lending.all().for_each(|(name, kind, index)| _ = exports.export(name, kind, index));
        Ok(())
    }

    fn parse_element_section(
        &mut self,
        elements: &mut ElementSection,
        section: ElementSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        self.is_in_table = true;
        utils::parse_element_section(self, elements, section)?;
        self.is_in_table = false;
        let added = self.cut.lent.iter().filter(|(_, slot)| **slot >= self.cut.lent_from);
        let added: Vec<u32> = added.map(|(function, _)| self.places[*function as usize]).collect();
        let from = ConstExpr::i32_const(self.cut.lent_from.cast_signed());
        // `None` is table 0 in the short form.
        const { assert!(FUNCTIONS == 0) };
        elements.active(None, &from, Elements::Functions(added.into()));
        Ok(())
    }

    fn parse_code_section(
        &mut self,
        code: &mut CodeSection,
        _: CodeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for function in &self.cut.kept {
            self.parse_function_body(code, self.shape.body(*function))?;
        }
        for (function, slot) in &self.cut.bridges {
            code.function(&self.bridge(*function, *slot));
        }
        code.function(&self.ensure());
        Ok(())
    }

    /// Where something comes later there are zeros: they weigh nothing once compressed.
    fn parse_data(&mut self, data: &mut DataSection, segment: Data<'_>) -> Result<(), Error<Infallible>> {
        let (place, _) = self.shape.data[data.len() as usize];
        let mut bytes = segment.data.to_vec();
        self.cut.moved_of(place, segment.data).for_each(|piece| bytes[piece].fill(0));
        data.active(0, &ConstExpr::i32_const(place.cast_signed()), bytes);
        Ok(())
    }

    /// Names, and the notes of the linker, are for those who cut.
    fn parse_custom_section(
        &mut self,
        module: &mut Module,
        section: wasmparser::CustomSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        let is_kept = !["name", "linking"].contains(&section.name()) && !section.name().starts_with("reloc.");
        if is_kept { utils::parse_custom_section(self, module, section) } else { Ok(()) }
    }
}
