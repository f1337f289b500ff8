//! What the site weighs for those who load it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;

use super::{FILES, LATER, PAGE, WORKER};

/// What the page fetches once its first picture stands (`www/boot.js`): the later half of the wasm (`split.rs`), the later
/// styles (`style.rs`), the script for runs that were kept, and what makes the page one that can be installed. And what it
/// fetches in somebody else's page alone, or in German.
const LATER_FILES: [&str; 8] =
    [LATER, "later.css", "kept.js", "install.js", "clocktower.webmanifest", "embedded.js", "part.css", "german.js"];

/// What one file weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) raw: usize,
    pub(crate) gzip: usize,
}

/// The files that a load transfers, with their sizes.
///
/// They are found from the page on: a file counts when one that counts names it, in quotes or in a CSS `url()`, or when
/// the wasm has its path among its strings. Any file that is fetched only later and is not one of [`LATER_FILES`] is
/// counted with the first, so that the sum is never too kind.
pub(crate) struct Load {
    /// What is transferred until the first picture stands and can be stepped.
    pub(crate) first: BTreeMap<String, Size>,
    /// What follows.
    pub(crate) later: BTreeMap<String, Size>,
}

impl Load {
    /// Weighs a site.
    pub(crate) fn of(site: &Path) -> Result<Self> {
        let (mut first, mut later) = (BTreeMap::new(), BTreeMap::new());
        let mut seen = BTreeSet::from([PathBuf::from(PAGE)]);
        let mut waiting = vec![PathBuf::from(PAGE)];
        while let Some(file) = waiting.pop() {
            let bytes =
                fs::read(site.join(&file)).with_context(|| format!("reading {}", site.join(&file).display()))?;
            let is_later = LATER_FILES.iter().any(|later| file.ends_with(later));
            let part = if is_later { &mut later } else { &mut first };
            let size = Size { raw: bytes.len(), gzip: gzip_length(&bytes)? };
            part.insert(file.to_string_lossy().replace('\\', "/"), size);
            let named = named_in(site, &file, &bytes)?;
            waiting.extend(named.into_iter().filter(|file| seen.insert(file.clone())));
        }
        Ok(Self { first, later })
    }

    /// A table of it.
    pub(crate) fn report(&self) -> String {
        let mut report = String::new();
        for (title, part) in [("first load, in KB", &self.first), ("once the first picture stands", &self.later)] {
            if part.is_empty() {
                continue;
            }
            let rows = part.iter().map(|(name, size)| (name.as_str(), *size));
            let sum = (part.len() > 1).then(|| ("in all", total(part)));
            // Writing to a string cannot fail.
            let _ = writeln!(report, "{title:<40} {:>9} {:>9}", "raw", "gzip");
            for (name, size) in rows.chain(sum) {
                let _ = writeln!(report, "{name:<40} {:>9} {:>9}", kilobytes(size.raw), kilobytes(size.gzip));
            }
        }
        report
    }
}

/// The site's own files that one of them leads to.
fn named_in(site: &Path, file: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let is_of = |kinds: &[&str]| file.extension().is_some_and(|end| kinds.iter().any(|kind| end == *kind));
    if is_of(&["wasm"]) {
        return named_in_binary(site, bytes);
    }
    // What a manifest names is fetched by those who install the page.
    if !is_of(&["html", "css", "js"]) {
        return Ok(Vec::new());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    let text = String::from_utf8_lossy(bytes);
    // The glue names its types in a comment, for editors only. And the service worker fetches all of the site once more, when
    // nobody waits. Another page is loaded by whoever goes there.
    let counts = |reference: &&str| ![".d.ts", ".html", WORKER].iter().any(|end| reference.ends_with(end));
    let loaded = references(&text).filter(counts);
    Ok(loaded.filter_map(|reference| resolve(folder, reference)).filter(|found| site.join(found).is_file()).collect())
}

/// The page's own files whose path stands somewhere in these bytes.
fn named_in_binary(site: &Path, bytes: &[u8]) -> Result<Vec<PathBuf>> {
    let mut named = Vec::new();
    for entry in fs::read_dir(site.join(FILES)).with_context(|| format!("reading the site's {FILES}"))? {
        let path = format!("{FILES}/{}", entry?.file_name().to_string_lossy());
        let is_named = bytes.windows(path.len()).any(|window| window == path.as_bytes());
        if is_named && !path.ends_with(".html") && site.join(&path).is_file() {
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

/// Bytes as thousands of bytes with one decimal.
pub(crate) fn kilobytes(bytes: usize) -> String {
    format!("{}.{}", bytes / 1000, bytes % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Folder;
    use super::*;

    #[test]
    fn a_first_load_is_what_the_page_leads_to_and_what_comes_later_is_told_apart() {
        let folder = Folder::new(
            "load",
            &[
                (
                    "index.html",
                    "<link href=\"./www/a.css\"><link rel=\"later\" href=\"./www/later.css\"><script src='./www/boot.js'>",
                ),
                ("www/a.css", "@font-face { src: url(./f.woff2) }"),
                ("www/f.woff2", "font"),
                ("www/later.css", ".dialog { }"),
                ("www/boot.js", "import init from \"../pkg/c.js\"; import \"https://else.where/x.js\""),
                ("www/unused.js", "nobody asks for this"),
                (
                    "pkg/c.js",
                    "/* @ts-self-types=\"./c.d.ts\" */ new URL('c_bg.wasm', import.meta.url); import '../../outside.js'\n\
                     new URL('clocktower_later.wasm', import.meta.url)",
                ),
                ("pkg/c_bg.wasm", "wasm and www/icons.svg#x"),
                ("pkg/clocktower_later.wasm", "more"),
                ("www/icons.svg", "icons"),
                ("pkg/c.d.ts", "types"),
            ],
        );
        let load = Load::of(&folder.0).expect("sizes");
        let names: Vec<_> = load.first.keys().map(String::as_str).collect();
        assert_eq!(
            names,
            ["index.html", "pkg/c.js", "pkg/c_bg.wasm", "www/a.css", "www/boot.js", "www/f.woff2", "www/icons.svg"]
        );
        assert_eq!(load.later.keys().collect::<Vec<_>>(), ["pkg/clocktower_later.wasm", "www/later.css"]);
        assert_eq!(load.first["www/f.woff2"].raw, 4);
        assert!(load.report().contains("once the first picture stands"));
    }

    #[test]
    fn bytes_are_told_in_thousands() {
        assert_eq!(kilobytes(123_456), "123.4");
    }
}
