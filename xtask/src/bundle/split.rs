//! The wasm in two halves: what the first picture and the first steps need, and the rest, which is fetched once that
//! picture stands.
//!
//! All that the sources do for it is to keep what is rarely needed in functions of its own. A moved function leaves a bridge where it is called or pointed to from the first
//! half: the bridge sees to it that the later half is there (`later.js` fetches it at once where nobody has yet), and
//! calls what that half has put into the table of function pointers. So it is never a question of correctness which
//! functions come later, only one of time.

mod belongings;
mod choice;
mod counting;
mod cut;
mod first;
mod later;
mod lending;
mod list;
mod shape;

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};
use wasmparser::Validator;

use belongings::Belongings;
use cut::{Cut, Leads};
use lending::Lending;
use list::List;
use shape::Shape;

/// The module under which the first half imports its loader, and the later half all that it is lent.
const LOADER_MODULE: &str = "./later.js";
const LOADER: &str = "later";
const FIRST_HALF: &str = "first";
/// The number of a function that is not in a half: whatever still calls it there is not valid.
const NOWHERE: u32 = u32::MAX;

/// How the list begins.
const HEAD: &str = "\
# What comes later. No function of these was called until the first picture stood and had been stepped through, event by
# event and by playing, on a desk and on a phone. What only they lead to comes with them.
# A wrong line costs time, never correctness: an early call fetches the later half at once.
# `cargo xtask later` measures anew and writes this file.
";

/// A module in two.
pub(super) struct Halves {
    /// What is there from the start.
    pub(super) first: Vec<u8>,
    /// What is fetched later.
    pub(super) later: Vec<u8>,
}

/// Cuts the wasm in two: the functions that are on the list, all that only they lead to, and the data that only they
/// refer to, come later. The module that the linker left, with its notes, tells of data.
///
/// # Errors
/// The module has something that the linker of Rust makes no use of, or there are no notes.
pub(super) fn halves(wasm: &[u8], linked: &[u8]) -> Result<Halves> {
    let list = List::read(include_str!("split/later.txt"));
    let (shape, before) = (Shape::read(wasm)?, Shape::read(linked)?);
    let belongings = Belongings::read(linked, &before)?;
    let leads = Leads::noted(&shape, &before, &belongings);
    let mut cut = Cut::of(&shape, &leads, |symbol| list.has(symbol));
    cut.move_data(&shape, &before, &belongings);
    write(wasm, &shape, &cut)
}

fn write(wasm: &[u8], shape: &Shape<'_>, cut: &Cut) -> Result<Halves> {
    let lending = Lending::of(shape);
    let first = first::write(wasm, shape, cut, &lending)?;
    let later = later::write(wasm, shape, cut, &lending)?;
    Validator::new().validate_all(&first).context("the first half is not valid")?;
    Validator::new().validate_all(&later).context("the later half is not valid")?;
    Ok(Halves { first, later })
}

/// The wasm and its glue, telling which functions are called: `calledFunctions` in the page holds a number for each.
///
/// # Errors
/// The module has something that the linker of Rust makes no use of, or the glue is not as it used to be.
pub(super) fn telling(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let tell = "(function_) => { (globalThis.calledFunctions ??= new Set()).add(function_); }";
    let wasm = counting::telling(wasm, &Shape::read(wasm)?)?;
    Ok((wasm, with_import(glue, counting::TELL, tell)?))
}

/// The text of the list, when these functions of the wasm have been called, counted among its own.
///
/// # Errors
/// The module has something that the linker of Rust makes no use of.
pub(super) fn list_text(wasm: &[u8], linked: &[u8], called: &BTreeSet<u32>) -> Result<String> {
    let (shape, before) = (Shape::read(wasm)?, Shape::read(linked)?);
    let leads = Leads::noted(&shape, &before, &Belongings::read(linked, &before)?);
    let called = called.iter().map(|function| function + shape.imported).collect();
    let paths = choice::choose(&shape, &leads, &called).into_iter().flat_map(|path| [path, "\n".to_owned()]);
    Ok([HEAD.to_owned()].into_iter().chain(paths).collect())
}

/// The glue with a loader for the later half of the module.
///
/// # Errors
/// The glue does not hand its imports over as it used to.
pub(super) fn glue(glue: &str) -> Result<String> {
    Ok(with_import(glue, LOADER, "fetchLaterNow")? + include_str!("split/later.js"))
}

/// The glue with one more function for the module.
fn with_import(glue: &str, name: &str, function: &str) -> Result<String> {
    const IMPORTS: &str = "\"./clocktower_bg.js\": import0,";
    if glue.matches(IMPORTS).count() != 1 {
        bail!("the glue has no single place where {IMPORTS} stands");
    }
    Ok(glue.replacen(IMPORTS, &format!("{IMPORTS}\n\"{LOADER_MODULE}\": {{ {name}: {function} }},"), 1))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use wasm_encoder::{
        CodeSection, ConstExpr, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
        FunctionSection, GlobalSection, GlobalType, ImportSection, MemorySection, MemoryType, Module, NameMap,
        NameSection, RefType, TableSection, TableType, TypeSection, ValType,
    };
    use wasmparser::{Parser, Payload, TypeRef};

    use super::*;

    /// The functions of the little house: what each is called, and what it calls. `host` is imported, `main` is called
    /// from outside, `form::drop` and `hall::drop` have pointers, in slots 1 and 2.
    const HOUSE: [(&str, &[u32]); 7] = [
        ("main", &[2, 6]),
        ("form::open", &[3, 6, 0]),
        ("only_for_the_form", &[]),
        ("form::drop", &[6]),
        ("hall::drop", &[6]),
        ("shared", &[0]),
        ("form::short", &[]),
    ];

    /// The little house as a module. All functions take and give a number.
    fn house() -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("./host.js", "host", EntityType::Function(0));
        let (mut functions, mut code, mut names) = (FunctionSection::new(), CodeSection::new(), NameMap::new());
        for ((name, calls), number) in HOUSE.iter().zip(1..) {
            functions.function(0);
            let mut body = Function::new([]);
            let mut write = body.instructions();
            write.local_get(0);
            calls.iter().for_each(|function| _ = write.call(*function));
            (0..if name.ends_with("short") { 0 } else { 80 }).for_each(|_| _ = write.nop());
            write.end();
            code.function(&body);
            names.append(number, name);
        }
        let mut tables = TableSection::new();
        let table =
            TableType { element_type: RefType::FUNCREF, minimum: 3, maximum: Some(3), table64: false, shared: false };
        tables.table(table);
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut globals = GlobalSection::new();
        let stack = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(stack, &ConstExpr::i32_const(1024));
        let mut exports = ExportSection::new();
        exports.export("memory", ExportKind::Memory, 0).export("main", ExportKind::Func, 1);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([4, 5].as_slice().into()));
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&code).section(&named);
        module.finish()
    }

    fn cut(wasm: &[u8], comes_later: impl Fn(&str) -> bool) -> Result<Halves> {
        let shape = Shape::read(wasm)?;
        write(wasm, &shape, &Cut::of(&shape, &Leads::unknown(&shape), comes_later))
    }

    fn is_form(name: &str) -> bool {
        name.starts_with("form::")
    }

    /// The kinds of what a module exports, by name.
    fn exports(wasm: &[u8]) -> BTreeMap<&str, wasmparser::ExternalKind> {
        let payloads = Parser::new(0).parse_all(wasm).map(|payload| payload.expect("a part"));
        let sections = payloads.filter_map(|payload| match payload {
            Payload::ExportSection(exports) => Some(exports),
            _ => None,
        });
        sections.flatten().map(|export| export.expect("an export")).map(|export| (export.name, export.kind)).collect()
    }

    /// What a module imports: from where, under which name, what.
    fn imports(wasm: &[u8]) -> Vec<(&str, &str, TypeRef)> {
        let payloads = Parser::new(0).parse_all(wasm).map(|payload| payload.expect("a part"));
        let sections = payloads.filter_map(|payload| match payload {
            Payload::ImportSection(imports) => Some(imports),
            _ => None,
        });
        let all = sections.flat_map(|section| section.into_imports()).map(|import| import.expect("an import"));
        all.map(|import| (import.module, import.name, import.ty)).collect()
    }

    #[test]
    fn what_only_the_form_needs_moves_with_it_and_what_is_short_stays() {
        let wasm = house();
        let shape = Shape::read(&wasm).expect("a module");
        let cut = Cut::of(&shape, &Leads::unknown(&shape), is_form);
        assert_eq!(cut.moved, [2, 3, 4, 7], "the last one is short, but nobody in the first half calls it");
        assert_eq!(cut.kept, [1, 5, 6]);
        assert_eq!(cut.bridges, BTreeMap::from([(2, 3), (4, 1)]), "one gets a new slot, one has had its own");
        assert_eq!(cut.filled, BTreeMap::from([(1, 4), (3, 2)]));
        assert_eq!(cut.lent, BTreeMap::from([(0, 4), (6, 5)]), "the host's function is lent too");
        assert_eq!((cut.lent_from, cut.slots), (4, 6));
    }

    #[test]
    fn both_halves_are_valid_and_fit_together() {
        let halves = cut(&house(), is_form).expect("two halves");
        let (exports, asked) = (exports(&halves.first), imports(&halves.first));
        assert!(exports.contains_key("main") && exports.contains_key("memory"));
        assert_eq!(asked.iter().map(|import| import.1).collect::<Vec<_>>(), ["host", LOADER]);
        let lent = imports(&halves.later);
        assert_eq!(lent.len(), 1 + 1 + 2, "table, memory, the stack's global and the one that tells");
        for (module, name, _) in lent {
            assert!(module == FIRST_HALF && exports.contains_key(name), "{module} {name}");
        }
        assert!(!halves.first.windows(7).any(|bytes| bytes == b"only_fo"), "names are gone");
    }

    #[test]
    fn a_slot_that_only_the_later_half_comes_upon_has_no_bridge_and_is_filled_all_the_same() -> Result<()> {
        let house = house();
        let shape = Shape::read(&house)?;
        let (main, open, dropped, hall) = (1, 2, 4, 5);
        let by_anybody = Cut::of(&shape, &Leads::unknown(&shape), is_form);
        assert!(by_anybody.bridges.contains_key(&dropped));
        let cut = Cut::of(&shape, &Leads::told(&[(main, hall), (open, dropped)], &[]), is_form);
        assert!(!cut.bridges.contains_key(&dropped) && cut.filled.values().any(|function| *function == dropped));
        write(&house, &shape, &cut).map(drop)
    }

    #[test]
    fn what_is_short_moves_with_the_data_that_it_alone_refers_to() -> Result<()> {
        let house = house();
        let shape = Shape::read(&house)?;
        let (main, short) = (1, 7);
        let moves = |data: &[(u32, usize)]| {
            Cut::of(&shape, &Leads::told(&[(main, short)], data), |name| name == "form::short").moved.contains(&short)
        };
        assert!(!moves(&[]) && moves(&[(short, 1000)]));
        Ok(())
    }

    #[test]
    fn a_door_may_be_moved_and_is_a_bridge_then() {
        let halves = cut(&house(), |name| name == "main").expect("two halves");
        assert!(exports(&halves.first).contains_key("main"));
    }

    #[test]
    fn a_module_that_nothing_leaves_is_cut_all_the_same() {
        let halves = cut(&house(), |_| false).expect("two halves");
        assert!(halves.later.len() < 200, "{}", halves.later.len());
    }

    #[test]
    fn a_module_that_imports_its_memory_is_refused() {
        let mut imports = ImportSection::new();
        let memory = MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None };
        imports.import("env", "memory", memory);
        let mut module = Module::new();
        module.section(&imports);
        assert!(cut(&module.finish(), is_form).is_err());
    }

    #[test]
    fn the_glue_brings_the_loader_and_a_strange_glue_is_refused() {
        let made = glue("return {\n\"./clocktower_bg.js\": import0,\n};").expect("a glue");
        assert!(made.contains("\"./later.js\": { later: fetchLaterNow },") && made.contains("function fetchLaterNow"));
        assert!(glue("return {};").is_err());
    }
}
