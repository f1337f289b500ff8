//! What the service worker (`www/offline.js`) keeps of the site, and when that is another version.

use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::{Kind, PAGE};

/// Where its source lies in a site, and where it has to lie: a service worker rules over its own folder only.
const SOURCE: &str = "www/offline.js";
pub(crate) const PLACE: &str = "offline.js";
/// What no page asks for: types, and the picture of the README.
const UNASKED: [&str; 2] = [".d.ts", "picture.png"];

/// Puts the service worker in its place, with what it keeps. Of a site that is built again and again it keeps nothing.
pub(super) fn keep(site: &Path, kind: Kind) -> Result<()> {
    let source = site.join(SOURCE);
    let worker = fs::read_to_string(&source).with_context(|| format!("reading {}", source.display()))?;
    fs::remove_file(&source).with_context(|| format!("removing {}", source.display()))?;
    let files = if kind == Kind::Small { files(site, Path::new(""))? } else { Vec::new() };
    let mut version = DefaultHasher::new();
    for file in &files {
        let bytes = fs::read(site.join(file)).with_context(|| format!("reading {file}"))?;
        // Each length too: no file's end can pass for another one's beginning.
        version.write_usize(bytes.len());
        version.write(&bytes);
    }
    version.write(worker.as_bytes());
    let addresses = files.iter().map(|file| if file == PAGE { "./".to_owned() } else { format!("./{file}") });
    let text = said(version.finish(), &addresses.collect::<Vec<_>>(), &worker);
    fs::write(site.join(PLACE), text).with_context(|| format!("writing {PLACE}"))
}

/// A service worker that keeps nothing, and lets go of what an earlier one kept: for pages on one's own machine.
pub(crate) fn keeping_nothing() -> Result<String> {
    let source = xtask::root().join(SOURCE);
    let worker = fs::read_to_string(&source).with_context(|| format!("reading {}", source.display()))?;
    Ok(said(0, &[], &worker))
}

fn said(version: u64, addresses: &[String], worker: &str) -> String {
    format!("const VERSION = \"{version:016x}\";\nconst FILES = {addresses:?};\n{worker}")
}

/// All files below a folder that a page may ask for, in order, with slashes between.
fn files(site: &Path, folder: &Path) -> Result<Vec<String>> {
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(site.join(folder)).with_context(|| format!("reading {}", folder.display()))? {
        entries.push(folder.join(entry?.file_name()));
    }
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if site.join(&entry).is_dir() {
            found.extend(files(site, &entry)?);
            continue;
        }
        let name = entry.to_string_lossy().replace('\\', "/");
        if !UNASKED.iter().any(|end| name.ends_with(end)) {
            found.push(name);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::tests::Folder;
    use super::*;

    fn kept(name: &str, style: &str, kind: Kind) -> String {
        let files = [
            ("index.html", "<html>"),
            ("pkg/c.d.ts", "types"),
            ("www/a.css", style),
            ("www/offline.js", "addEventListener();"),
            ("www/picture.png", "picture"),
            ("www/scenarios/first.json", "{}"),
        ];
        let folder = Folder::new(name, &files);
        keep(&folder.0, kind).expect("a worker");
        assert!(!folder.0.join(SOURCE).exists());
        fs::read_to_string(folder.0.join(PLACE)).expect("a worker")
    }

    #[test]
    fn a_worker_keeps_what_a_page_may_ask_for_under_a_version_of_its_own() {
        let worker = kept("offline", "a {}", Kind::Small);
        let files = "\nconst FILES = [\"./\", \"./www/a.css\", \"./www/scenarios/first.json\"];\naddEventListener();";
        assert!(worker.ends_with(files), "{worker}");
        assert_eq!(worker, kept("offline-again", "a {}", Kind::Small));
        assert_ne!(worker, kept("offline-changed", "b {}", Kind::Small));
    }

    #[test]
    fn a_site_that_is_being_changed_keeps_nothing() {
        assert!(kept("offline-quick", "a {}", Kind::Quick).contains("const FILES = [];\n"));
        assert!(keeping_nothing().expect("a worker").contains("const FILES = [];\n"));
    }
}
