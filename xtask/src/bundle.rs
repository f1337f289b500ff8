//! The static site: the library compiled to wasm with its JavaScript glue, beside the page and its files.
//!
//! `pkg/` has the names that `wasm-pack build --target web` gives, so the page works with either. Every address in
//! the site is relative: it stands under any path of any host.

mod nearness;
mod offline;
mod slim;
mod split;
mod style;
mod weight;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

pub(crate) use offline::{PLACE as WORKER, keeping_nothing};
pub(crate) use weight::{Load, Size, kilobytes, total};

use crate::shell::{cargo, run, target};
use crate::tools::{WASM_TARGET, ensure_wasm_target};

const CRATE: &str = "clocktower";
const PAGE: &str = "index.html";
const FILES: &str = "www";
const GLUE: &str = "pkg";
/// The later half of the wasm, beside the first.
const LATER: &str = "clocktower_later.wasm";
/// The wasm in one piece with the names of its functions, beside the one that tells which are called.
const NAMED: &str = "clocktower_named.wasm";
/// What comes later.
const LIST: &str = "xtask/src/bundle/split/later.txt";

/// Up to which size LLVM puts a function into those that call it. Compiling for size it would be 5, and 13 % of all calls
/// of a run are to functions just beyond that, for 2 KB of first load. From 12 on, all that is sent compresses worse: 20 KB more.
const INLINED: u32 = 10;

/// Where the site goes when nobody says otherwise.
pub(crate) fn default_out() -> PathBuf {
    xtask::root().join("dist")
}

/// How a site is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// As small as it gets: for those who wait for it to load.
    Small,
    /// As soon as it gets: for those who change it and look.
    Quick,
    /// As the small one, in one piece, and telling which functions are called.
    Telling,
}

impl Kind {
    /// Cargo's profile.
    const fn profile(self) -> &'static str {
        match self {
            Self::Small | Self::Telling => "release",
            Self::Quick => "quick",
        }
    }
}

/// Builds the site into a folder, which it replaces whole. An error leaves what stood there before.
pub(crate) fn build(out: &Path, kind: Kind) -> Result<()> {
    refuse_foreign_folder(out)?;
    ensure_wasm_target()?;
    let mut compile = cargo();
    compile.args(["build", "--package", CRATE, "--lib", "--profile", kind.profile(), "--target", WASM_TARGET]);
    run(compile.env("CARGO_ENCODED_RUSTFLAGS", compiler_flags(kind)))?;
    let next = beside(out)?;
    remove_folder(&next)?;
    fs::create_dir_all(&next).with_context(|| format!("making {}", next.display()))?;
    bind(&next.join(GLUE), kind)?;
    let root = xtask::root();
    copy(&root.join(PAGE), &next.join(PAGE))?;
    copy(&root.join(FILES), &next.join(FILES))?;
    if kind == Kind::Small {
        style::merge(&next)?;
    }
    offline::keep(&next, kind)?;
    remove_folder(out)?;
    fs::rename(&next, out).with_context(|| format!("putting the new build at {}", out.display()))
}

/// A stack of half a megabyte, so that what lies behind it in memory has addresses of three bytes instead of four. And
/// panic messages, which name source files, name them by package, not by where they lie on this machine. A module that
/// is cut in two has names of functions that say for which types each was made.
fn compiler_flags(kind: Kind) -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry").join("src")).ok());
    let mut folders: Vec<PathBuf> = sources.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.push(xtask::root());
    let mut flags: Vec<String> =
        folders.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display())).collect();
    flags.push(format!("-Clink-arg=-zstack-size={}", 512 << 10));
    if kind != Kind::Quick {
        flags.push("-Csymbol-mangling-version=v0".to_owned());
        flags.push("-Clink-arg=--emit-relocs".to_owned());
        flags.push(format!("-Cllvm-args=-inline-threshold={INLINED}"));
    }
    flags.join("\u{1f}")
}

/// Where the next build is put together: beside the folder that it replaces, so that a rename suffices.
fn beside(out: &Path) -> Result<PathBuf> {
    let name = out.file_name().with_context(|| format!("{} is no name for a folder", out.display()))?;
    let mut next = name.to_os_string();
    next.push(".next");
    Ok(out.with_file_name(next))
}

/// `--out` replaces a folder: only one that is empty or holds an earlier build.
fn refuse_foreign_folder(out: &Path) -> Result<()> {
    let Ok(mut entries) = fs::read_dir(out) else { return Ok(()) };
    let is_ours = out.join(GLUE).join(format!("{CRATE}_bg.wasm")).is_file()
        && out.join(PAGE).is_file()
        && !out.join("Cargo.toml").exists();
    if entries.next().is_some() && !is_ours {
        bail!("{} holds something else than an earlier build: choose another folder, or empty it", out.display());
    }
    Ok(())
}

/// The module that the linker leaves.
fn linked(kind: Kind) -> Result<PathBuf> {
    Ok(target()?.join(WASM_TARGET).join(kind.profile()).join(format!("{CRATE}.wasm")))
}

fn bind(glue: &Path, kind: Kind) -> Result<()> {
    let wasm = linked(kind)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name(CRATE).typescript(true).web(true)?;
    // The names say where to cut the module, and go with the cut.
    bindgen.remove_name_section(kind == Kind::Quick).demangle(false).remove_producers_section(true);
    // The page calls `init()` without an address, so the glue has to know its own.
    bindgen.omit_default_module_path(false);
    bindgen.generate(glue).with_context(|| format!("binding {}", wasm.display()))?;
    if kind == Kind::Quick {
        return Ok(());
    }
    let bound = glue.join(format!("{CRATE}_bg.wasm"));
    let script = glue.join(format!("{CRATE}.js"));
    let whole = fs::read(&bound).with_context(|| format!("reading {}", bound.display()))?;
    let text = fs::read_to_string(&script).with_context(|| format!("reading {}", script.display()))?;
    let files = if kind == Kind::Telling {
        let (module, text) = split::telling(&whole, &text)?;
        vec![(script, text.into_bytes()), (bound, module), (glue.join(NAMED), whole)]
    } else {
        let (text, whole) = slim::names(&text, &whole)?;
        let linked = fs::read(&wasm).with_context(|| format!("reading {}", wasm.display()))?;
        let halves = split::halves(&whole, &linked)?;
        let (first, later) = (nearness::arrange(&halves.first)?, nearness::arrange(&halves.later)?);
        vec![(script, slim::text(&split::glue(&text)?).into_bytes()), (bound, first), (glue.join(LATER), later)]
    };
    for (file, bytes) in files {
        fs::write(&file, bytes).with_context(|| format!("writing {}", file.display()))?;
    }
    Ok(())
}

/// Finds out anew what can come later, and writes it down: `calls` drives the page of a folder and gives back the
/// functions that were called, by their numbers.
pub(crate) fn list_later(calls: impl Fn(&Path) -> Result<BTreeSet<u32>>) -> Result<()> {
    let site = target()?.join("telling");
    build(&site, Kind::Telling)?;
    let called = calls(&site)?;
    let read = |file: &Path| fs::read(file).with_context(|| format!("reading {}", file.display()));
    let (named, linked) = (read(&site.join(GLUE).join(NAMED))?, read(&linked(Kind::Telling)?)?);
    let text = split::list_text(&named, &linked, &called)?;
    let list = xtask::root().join(LIST);
    fs::write(&list, text).with_context(|| format!("writing {}", list.display()))
}

fn remove_folder(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
    }
    Ok(())
}

/// Copies a file, or a folder with everything in it; what a browser reads as text, in fewer bytes.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if from.is_dir() {
        fs::create_dir_all(to).with_context(|| format!("making {}", to.display()))?;
        for entry in fs::read_dir(from).with_context(|| format!("reading {}", from.display()))? {
            let name = entry?.file_name();
            copy(&from.join(&name), &to.join(&name))?;
        }
        return Ok(());
    }
    if from.extension().is_some_and(|end| end == "css" || end == "js") {
        let text = fs::read_to_string(from).with_context(|| format!("reading {}", from.display()))?;
        return fs::write(to, slim::text(&text)).with_context(|| format!("writing {}", to.display()));
    }
    fs::copy(from, to).with_context(|| format!("copying {} to {}", from.display(), to.display()))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of files, removed at the end.
    pub(super) struct Folder(pub(super) PathBuf);

    impl Folder {
        pub(super) fn new(name: &str, files: &[(&str, &str)]) -> Self {
            let root = std::env::temp_dir().join(format!("xtask-bundle-{name}-{}", std::process::id()));
            for (file, text) in files {
                let file = root.join(file);
                fs::create_dir_all(file.parent().expect("a parent")).expect("a folder");
                fs::write(file, text).expect("a file");
            }
            Self(root)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_not_replaced() {
        let folder = Folder::new("foreign", &[("diary.txt", "dear diary")]);
        assert!(refuse_foreign_folder(&folder.0).is_err());
        assert!(refuse_foreign_folder(&folder.0.join("absent")).is_ok());
        assert!(refuse_foreign_folder(&xtask::root()).is_err());
    }
}
