//! The static site: the library compiled to wasm with its JavaScript glue, beside the page and its files.
//!
//! `pkg/` has the names that `wasm-pack build --target web` gives, so the page works with either. Every address in
//! the site is relative: it stands under any path of any host.

mod nearness;
mod slim;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use flate2::Compression;
use flate2::write::GzEncoder;
use wasm_bindgen_cli_support::Bindgen;

use crate::shell::{cargo, run, target};
use crate::tools::{WASM_TARGET, ensure_wasm_target};

const CRATE: &str = "clocktower";
const PAGE: &str = "index.html";
const FILES: &str = "www";
const GLUE: &str = "pkg";

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
}

impl Kind {
    /// Cargo's profile.
    const fn profile(self) -> &'static str {
        match self {
            Self::Small => "release",
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
    run(compile.env("CARGO_ENCODED_RUSTFLAGS", compiler_flags()))?;
    let next = beside(out)?;
    remove_folder(&next)?;
    fs::create_dir_all(&next).with_context(|| format!("making {}", next.display()))?;
    bind(&next.join(GLUE), kind)?;
    let root = xtask::root();
    copy(&root.join(PAGE), &next.join(PAGE))?;
    copy(&root.join(FILES), &next.join(FILES))?;
    remove_folder(out)?;
    fs::rename(&next, out).with_context(|| format!("putting the new build at {}", out.display()))
}

/// A stack of half a megabyte, so that what lies behind it in memory has addresses of three bytes instead of four. And
/// panic messages, which name source files, name them by package, not by where they lie on this machine.
fn compiler_flags() -> String {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry").join("src")).ok());
    let mut folders: Vec<PathBuf> = sources.into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    folders.push(xtask::root());
    let short = folders.iter().map(|folder| format!("--remap-path-prefix={}/=", folder.display()));
    short.chain([format!("-Clink-arg=-zstack-size={}", 512 << 10)]).collect::<Vec<_>>().join("\u{1f}")
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

fn bind(glue: &Path, kind: Kind) -> Result<()> {
    let wasm = target()?.join(WASM_TARGET).join(kind.profile()).join(format!("{CRATE}.wasm"));
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&wasm).out_name(CRATE).typescript(true).web(true)?;
    bindgen.remove_name_section(true).remove_producers_section(true);
    // The page calls `init()` without an address, so the glue has to know its own.
    bindgen.omit_default_module_path(false);
    bindgen.generate(glue).with_context(|| format!("binding {}", wasm.display()))?;
    if kind == Kind::Quick {
        return Ok(());
    }
    let bound = glue.join(format!("{CRATE}_bg.wasm"));
    let arranged = nearness::arrange(&fs::read(&bound).with_context(|| format!("reading {}", bound.display()))?)?;
    let script = glue.join(format!("{CRATE}.js"));
    let read = fs::read_to_string(&script).with_context(|| format!("reading {}", script.display()))?;
    let (script_text, module) = slim::names(&slim::text(&read), &arranged)?;
    fs::write(&script, script_text).with_context(|| format!("writing {}", script.display()))?;
    fs::write(&bound, module).with_context(|| format!("writing {}", bound.display()))
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

/// What one file weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
}

/// The files that a first load transfers, with their sizes.
///
/// They are found from the page on: a file counts when one that counts names it, in quotes or in a CSS `url()`, or when
/// the wasm has its path among its strings. A file that is fetched only later is counted too, so that the sum is never
/// too kind.
pub(crate) fn first_load(site: &Path) -> Result<BTreeMap<String, Size>> {
    let mut sizes = BTreeMap::new();
    let mut seen = BTreeSet::from([PathBuf::from(PAGE)]);
    let mut waiting = vec![PathBuf::from(PAGE)];
    while let Some(file) = waiting.pop() {
        let bytes = fs::read(site.join(&file)).with_context(|| format!("reading {}", site.join(&file).display()))?;
        sizes.insert(file.to_string_lossy().replace('\\', "/"), Size { raw: bytes.len(), gzip: gzip_length(&bytes)? });
        if file.extension().is_some_and(|end| end == "wasm") {
            let named = named_in_binary(site, &bytes)?;
            waiting.extend(named.into_iter().filter(|file| seen.insert(file.clone())));
            continue;
        }
        let is_text =
            file.extension().is_some_and(|end| ["html", "css", "js", "webmanifest"].iter().any(|text| end == *text));
        if !is_text {
            continue;
        }
        let folder = file.parent().unwrap_or(Path::new("")).to_path_buf();
        for reference in references(&String::from_utf8_lossy(&bytes)) {
            let Some(found) = resolve(&folder, reference) else { continue };
            // The glue names its types in a comment, for editors only.
            let is_loaded = !reference.ends_with(".d.ts") && site.join(&found).is_file();
            if is_loaded && seen.insert(found.clone()) {
                waiting.push(found);
            }
        }
    }
    Ok(sizes)
}

/// The page's own files whose path stands somewhere in these bytes.
fn named_in_binary(site: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let mut named = Vec::new();
    for entry in fs::read_dir(site.join(FILES)).with_context(|| format!("reading the site's {FILES}"))? {
        let path = format!("{FILES}/{}", entry?.file_name().to_string_lossy());
        let is_named = bytes.windows(path.len()).any(|window| window == path.as_bytes());
        if is_named && site.join(&path).is_file() {
            named.push(PathBuf::from(path));
        }
    }
    Ok(named)
}

/// Everything in a text that could be the relative address of a file.
fn references(text: &str) -> impl Iterator<Item = &str> {
    let could_be = |part: &&str| {
        part.len() < 200 && part.contains('.') && !part.contains(char::is_whitespace) && !part.contains(':')
    };
    text.split(['"', '\'', '`', '(', ')', '\n']).filter(could_be)
}

fn resolve(folder: &Path, reference: &str) -> Option<PathBuf> {
    let reference = reference.split(['?', '#']).next()?;
    let mut resolved = folder.to_path_buf();
    for part in Path::new(reference).components() {
        match part {
            Component::Normal(name) => resolved.push(name),
            Component::CurDir => {}
            Component::ParentDir if resolved.pop() => {}
            _ => return None,
        }
    }
    Some(resolved)
}

fn gzip_length(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).context("compressing")?;
    Ok(encoder.finish().context("compressing")?.len())
}

/// The sum of all sizes.
pub(crate) fn total(sizes: &BTreeMap<String, Size>) -> Size {
    sizes.values().fold(Size::default(), |sum, size| Size { raw: sum.raw + size.raw, gzip: sum.gzip + size.gzip })
}

/// A table of what a first load transfers.
pub(crate) fn size_report(site: &Path) -> Result<String> {
    let sizes = first_load(site)?;
    let mut report = format!("{:<40} {:>9} {:>9}\n", "first load, in KB", "raw", "gzip");
    let rows = sizes.iter().map(|(name, size)| (name.as_str(), *size)).chain([("in all", total(&sizes))]);
    for (name, size) in rows {
        writeln!(report, "{name:<40} {:>9} {:>9}", kilobytes(size.raw), kilobytes(size.gzip))?;
    }
    Ok(report)
}

/// Bytes as thousands of bytes with one decimal.
pub(crate) fn kilobytes(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of files, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str, files: &[(&str, &str)]) -> Self {
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
    fn a_first_load_is_what_the_page_leads_to() {
        let folder = Folder::new(
            "load",
            &[
                ("index.html", "<link href=\"./www/a.css\"><script src='./www/boot.js'>"),
                ("www/a.css", "@font-face { src: url(./f.woff2) }"),
                ("www/f.woff2", "font"),
                ("www/boot.js", "import init from \"../pkg/c.js\"; import \"https://else.where/x.js\""),
                ("www/unused.js", "nobody asks for this"),
                (
                    "pkg/c.js",
                    "/* @ts-self-types=\"./c.d.ts\" */ new URL('c_bg.wasm', import.meta.url); import '../../outside.js'",
                ),
                ("pkg/c_bg.wasm", "wasm and www/icons.svg#x"),
                ("www/icons.svg", "icons"),
                ("pkg/c.d.ts", "types"),
            ],
        );
        let sizes = first_load(&folder.0).expect("sizes");
        let names: Vec<_> = sizes.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["index.html", "pkg/c.js", "pkg/c_bg.wasm", "www/a.css", "www/boot.js", "www/f.woff2", "www/icons.svg"]
        );
        assert_eq!(sizes["www/f.woff2"].raw, 4);
        assert_eq!(kilobytes(123_456), "123.4");
    }

    #[test]
    fn a_folder_with_something_else_in_it_is_not_replaced() {
        let folder = Folder::new("foreign", &[("diary.txt", "dear diary")]);
        assert!(refuse_foreign_folder(&folder.0).is_err());
        assert!(refuse_foreign_folder(&folder.0.join("absent")).is_ok());
        assert!(refuse_foreign_folder(&xtask::root()).is_err());
    }
}
