//! What a module consists of, as far as cutting it in two has to know.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::{Result, bail};
use wasmparser::{
    DataKind, DataSectionReader, ElementItems, ElementKind, ElementSectionReader, ExternalKind, FuncType, FunctionBody,
    GlobalType, ImportSectionReader, KnownCustom, MemoryType, Name, Operator, Parser, Payload, TableType, TypeRef,
};

/// The table that function pointers are numbers of.
pub(super) const FUNCTIONS: u32 = 0;

/// A module, read. Functions go by their number: the imported ones first, then the module's own.
#[derive(Default)]
pub(super) struct Shape<'a> {
    pub(super) types: Vec<FuncType>,
    /// How many functions are imported.
    pub(super) imported: u32,
    /// The type of each function.
    pub(super) type_of: Vec<u32>,
    pub(super) tables: Vec<TableType>,
    pub(super) memories: Vec<MemoryType>,
    pub(super) globals: Vec<GlobalType>,
    /// The names under which something is exported.
    pub(super) exports: BTreeSet<&'a str>,
    /// The functions that are called from outside.
    pub(super) doors: BTreeSet<u32>,
    /// The functions that have pointers, by where they stand in the table.
    pub(super) slots: BTreeMap<u32, u32>,
    /// The module's own functions.
    pub(super) bodies: Vec<FunctionBody<'a>>,
    /// What each of those calls by its number.
    pub(super) calls: Vec<BTreeSet<u32>>,
    /// What functions are called in the sources.
    pub(super) names: BTreeMap<u32, &'a str>,
    /// What stands in memory from the start: where, and the bytes.
    pub(super) data: Vec<(u32, &'a [u8])>,
}

impl<'a> Shape<'a> {
    /// Reads a module.
    ///
    /// # Errors
    /// It is malformed, or has something that the linker of Rust makes no use of.
    pub(super) fn read(wasm: &'a [u8]) -> Result<Self> {
        let mut shape = Self::default();
        for payload in Parser::new(0).parse_all(wasm) {
            match payload? {
                Payload::TypeSection(types) => {
                    shape.types = types.into_iter_err_on_gc_types().collect::<Result<_, _>>()?;
                }
                Payload::ImportSection(imports) => shape.read_imports(imports)?,
                Payload::FunctionSection(functions) => {
                    for one in functions {
                        shape.type_of.push(one?);
                    }
                }
                Payload::TableSection(tables) => {
                    for table in tables {
                        shape.tables.push(table?.ty);
                    }
                }
                Payload::MemorySection(memories) => shape.memories = memories.into_iter().collect::<Result<_, _>>()?,
                Payload::GlobalSection(globals) => {
                    for global in globals {
                        shape.globals.push(global?.ty);
                    }
                }
                Payload::ExportSection(exports) => {
                    for export in exports {
                        let export = export?;
                        shape.exports.insert(export.name);
                        shape.doors.extend((export.kind == ExternalKind::Func).then_some(export.index));
                    }
                }
                Payload::StartSection { func, .. } => _ = shape.doors.insert(func),
                Payload::ElementSection(elements) => shape.read_elements(elements)?,
                Payload::CodeSectionEntry(body) => shape.read_body(body)?,
                Payload::DataSection(data) => shape.read_data(data)?,
                Payload::CustomSection(section) => {
                    if let KnownCustom::Name(names) = section.as_known() {
                        shape.read_names(names)?;
                    }
                }
                _ => {}
            }
        }
        Ok(shape)
    }

    fn read_imports(&mut self, imports: ImportSectionReader<'a>) -> Result<()> {
        for import in imports.into_imports() {
            let import = import?;
            let TypeRef::Func(kind) = import.ty else {
                bail!("{} is imported: a module that brings its own can be cut in two", import.name)
            };
            self.imported += 1;
            self.type_of.push(kind);
        }
        Ok(())
    }

    fn read_elements(&mut self, elements: ElementSectionReader<'a>) -> Result<()> {
        for element in elements {
            let element = element?;
            let ElementKind::Active { table_index, offset_expr } = element.kind else {
                bail!("there are pointers to functions that are filled in by code")
            };
            let (Operator::I32Const { value: first }, ElementItems::Functions(functions), FUNCTIONS) =
                (offset_expr.get_operators_reader().read()?, element.items, table_index.unwrap_or(FUNCTIONS))
            else {
                bail!("pointers to functions are not plain numbers")
            };
            for (slot, function) in (first.cast_unsigned()..).zip(functions) {
                self.slots.insert(slot, function?);
            }
        }
        Ok(())
    }

    fn read_data(&mut self, data: DataSectionReader<'a>) -> Result<()> {
        for segment in data {
            let segment = segment?;
            let DataKind::Active { memory_index: 0, offset_expr } = segment.kind else {
                bail!("a segment of data has no place")
            };
            let Operator::I32Const { value } = offset_expr.get_operators_reader().read()? else {
                bail!("the place of a segment of data is no plain number")
            };
            self.data.push((value.cast_unsigned(), segment.data));
        }
        Ok(())
    }

    fn read_body(&mut self, body: FunctionBody<'a>) -> Result<()> {
        let mut called = BTreeSet::new();
        for operator in body.get_operators_reader()? {
            match operator? {
                Operator::Call { function_index } | Operator::ReturnCall { function_index } => {
                    called.insert(function_index);
                }
                // Their numbers would mean something else in the other half.
                Operator::RefFunc { .. }
                | Operator::MemoryInit { .. }
                | Operator::DataDrop { .. }
                | Operator::TableInit { .. }
                | Operator::ElemDrop { .. } => bail!("a function refers to a segment or to a function as a value"),
                _ => {}
            }
        }
        self.bodies.push(body);
        self.calls.push(called);
        Ok(())
    }

    fn read_names(&mut self, names: wasmparser::NameSectionReader<'a>) -> Result<()> {
        for part in names {
            let Name::Function(functions) = part? else { continue };
            for naming in functions {
                let naming = naming?;
                self.names.insert(naming.index, naming.name);
            }
        }
        Ok(())
    }

    /// The module's own functions.
    pub(super) fn own(&self) -> Range<u32> {
        self.imported..self.imported + self.bodies.len() as u32
    }

    /// What one of the module's own functions calls.
    pub(super) fn calls(&self, function: u32) -> &BTreeSet<u32> {
        &self.calls[(function - self.imported) as usize]
    }

    /// The body of one of the module's own functions.
    pub(super) fn body(&self, function: u32) -> FunctionBody<'a> {
        self.bodies[(function - self.imported) as usize].clone()
    }

    /// How many bytes one of the module's own functions takes.
    pub(super) fn length(&self, function: u32) -> usize {
        self.bodies[(function - self.imported) as usize].as_bytes().len()
    }

    /// The function whose body is at this place of the file.
    pub(super) fn function_at(&self, at: usize) -> Option<u32> {
        let place = self.bodies.partition_point(|body| body.range().end <= at);
        let is_in = self.bodies.get(place).is_some_and(|body| body.range().contains(&at));
        is_in.then_some(self.imported + place as u32)
    }

    /// What stands in memory at this place from the start.
    pub(super) fn memory(&self, place: Range<u32>) -> Option<&'a [u8]> {
        let within =
            |start: u32| Some(place.start.checked_sub(start)? as usize..place.end.checked_sub(start)? as usize);
        self.data.iter().find_map(|(start, bytes)| bytes.get(within(*start)?))
    }
}
