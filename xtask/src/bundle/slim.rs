//! What the page is sent, without what only readers of the sources need.
//!
//! Comments and indentation go, and the names by which the wasm and its glue know each other become short ones:
//! hashes keep apart the versions of a library, of which there is one here, and they cannot be compressed.

use std::collections::BTreeMap;
use std::convert::Infallible;

use anyhow::{Result, anyhow};
use wasm_encoder::reencode::{Error, Reencode};
use wasm_encoder::{ExportSection, ImportSection, Module};
use wasmparser::{Export, ImportSectionReader, Parser};

/// How names begin that wasm-bindgen makes.
const MADE: &str = "__wbg_";
/// How names begin that the compiler makes.
const MANGLED: &str = "_R";
/// How many digits a hash has.
const HASH: usize = 16;

/// A style sheet or a script without indentation, empty lines, and the comments that have lines of their own.
pub(super) fn text(text: &str) -> String {
    let mut in_comment = false;
    let is_kept = |line: &&str| {
        let is_comment = in_comment || line.starts_with("/*") || line.starts_with("//");
        // What stands after the end of a comment is code, and then the whole line stays.
        let opens = in_comment || line.starts_with("/*");
        in_comment = opens && !line.contains("*/");
        let is_code_after = opens && line.find("*/").is_some_and(|end| end + 2 < line.len());
        !line.is_empty() && (!is_comment || is_code_after)
    };
    text.lines().map(str::trim_start).filter(is_kept).flat_map(|line| [line, "\n"]).collect()
}

/// The glue and the wasm, with short names between them.
pub(super) fn names(glue: &str, wasm: &[u8]) -> Result<(String, Vec<u8>)> {
    let names = Names::of(glue);
    let mut module = Module::new();
    let done = Renaming(&names).parse_core_module(&mut module, Parser::new(0), wasm);
    done.map_err(|error| anyhow!("shortening the names: {error}"))?;
    let glue = words(glue).map(|word| names.short(word)).collect();
    Ok((glue, module.finish()))
}

/// Short names by the long ones.
struct Names<'a>(BTreeMap<&'a str, String>);

impl<'a> Names<'a> {
    fn of(glue: &'a str) -> Self {
        let mut names = BTreeMap::new();
        for word in words(glue).filter(|word| is_hashed(word)) {
            let next = format!("f{}", names.len());
            names.entry(word).or_insert(next);
        }
        Self(names)
    }

    fn short<'n>(&'n self, name: &'n str) -> &'n str {
        self.0.get(name).map_or(name, String::as_str)
    }
}

fn is_hashed(name: &str) -> bool {
    let hash = name.get(name.len().saturating_sub(HASH)..).unwrap_or_default();
    let is_made = name.starts_with(MADE) && hash.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_made || (name.starts_with(MANGLED) && name.len() > HASH)
}

/// A text in its words and what lies between them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_in_word = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    text.split_inclusive(move |letter| !is_in_word(letter)).flat_map(move |part| {
        let (word, between) = part.split_at(part.trim_end_matches(|letter| !is_in_word(letter)).len());
        [word, between]
    })
}

/// Writes a module anew with other names.
struct Renaming<'a>(&'a Names<'a>);

impl Reencode for Renaming<'_> {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), Error<Infallible>> {
        for import in section.into_imports() {
            let import = import?;
            imports.import(import.module, self.0.short(import.name), self.entity_type(import.ty)?);
        }
        Ok(())
    }

    fn parse_export(&mut self, exports: &mut ExportSection, export: Export<'_>) -> Result<(), Error<Infallible>> {
        let kind = self.export_kind(export.kind)?;
        exports.export(self.0.short(export.name), kind, self.external_index(export.kind, export.index)?);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_with_lines_of_their_own_go_and_code_stays() {
        let page =
            "/* one */\n.a { /* two */ }\n  /** three\n   * four\n   */\n  b\n\n// five\n/* six */ c\nd // seven\n";
        assert_eq!(text(page), ".a { /* two */ }\nb\n/* six */ c\nd // seven\n");
    }

    #[test]
    fn only_hashed_and_mangled_names_become_short_on_both_sides() {
        let glue = "__wbg_add_00112233445566aa: f(wasm.__wbg_ptr), `__wbg_add_00112233445566ab` \
                    __wbg_add_00112233445566aa _RNvNtCs1234_5house4form4open(_R)";
        let names = Names::of(glue);
        let short: String = words(glue).map(|word| names.short(word)).collect();
        assert_eq!(short, "f0: f(wasm.__wbg_ptr), `f1` f0 f2(_R)");
    }
}
