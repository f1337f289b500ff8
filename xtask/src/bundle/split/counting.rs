//! A module that tells of each of its functions when it is called: by it, it is found out what can come later.

use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{CodeSection, EntityType, ImportSection, Module, TypeSection, ValType};
use wasmparser::{FunctionBody, ImportSectionReader, Parser, TypeSectionReader};

use super::LOADER_MODULE;
use super::shape::Shape;

/// What the module calls with the number of a function, counted among its own.
pub(super) const TELL: &str = "called";

/// The same module, telling.
///
/// # Errors
/// The module is malformed.
pub(super) fn telling(wasm: &[u8], shape: &Shape<'_>) -> Result<Vec<u8>> {
    let mut module = Module::new();
    let mut writer = Counting { tell: shape.imported, tell_type: shape.types.len() as u32, next: 0 };
    let done = writer.parse_core_module(&mut module, Parser::new(0), wasm);
    done.map_err(|error| anyhow!("making each function tell: {error}"))?;
    Ok(module.finish())
}

struct Counting {
    /// The function, imported, that is told.
    tell: u32,
    tell_type: u32,
    /// The function that is written next.
    next: i32,
}

impl Reencode for Counting {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        Ok(if function < self.tell { function } else { function + 1 })
    }

    fn parse_type_section(
        &mut self,
        types: &mut TypeSection,
        section: TypeSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_type_section(self, types, section)?;
        types.ty().function([ValType::I32], []);
        Ok(())
    }

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        utils::parse_import_section(self, imports, section)?;
        imports.import(LOADER_MODULE, TELL, EntityType::Function(self.tell_type));
        Ok(())
    }

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Error<Infallible>> {
        let mut function = self.new_function_with_parsed_locals(&body)?;
        function.instructions().i32_const(self.next).call(self.tell);
        self.next += 1;
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            function.instruction(&self.parse_instruction(&mut reader)?);
        }
        code.function(&function);
        Ok(())
    }
}
