//! axe-core, which checks a page for what the Web Content Accessibility Guidelines ask: pinned by the lock file of the
//! end-to-end tests and installed under `target/`, so that no part of it can reach the site.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::{debian, root};

/// What says which version, byte by byte: the package, its lock, and how npm is to behave.
const PINS: [&str; 3] = ["package.json", ".npmrc", "package-lock.json"];
const SCRIPT: &str = "node_modules/axe-core/axe.min.js";
const DEBIAN_PACKAGES: [&str; 1] = ["npm"];

/// The script to evaluate in a page, which is installed when it is missing or another version is pinned. Node's npm
/// is installed where this may be done: as root on Debian.
///
/// # Errors
/// One line that says what is missing and how to get it.
pub fn ensure() -> Result<PathBuf> {
    let (pins, folder) = (root().join("tests").join("e2e"), root().join("target").join("npm"));
    let script = folder.join(SCRIPT);
    if script.is_file() && PINS.iter().all(|pin| is_same(&pins.join(pin), &folder.join(pin))) {
        return Ok(script);
    }
    let npm = npm()?;
    println!("installing axe-core under {}: a few seconds, once", folder.display());
    fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
    // The lock comes last: an installation that breaks off is begun again.
    for pin in PINS {
        fs::copy(pins.join(pin), folder.join(pin)).with_context(|| format!("copying {pin}"))?;
    }
    let mut install = Command::new(npm);
    install.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    let status = install.current_dir(&folder).stdin(Stdio::null()).status().context("starting npm")?;
    if !status.success() || !script.is_file() {
        // What is there is not what is pinned: the next time begins anew.
        let _ = fs::remove_file(folder.join(PINS[2]));
        bail!("npm ci in {} ended with {status} and without axe-core", folder.display());
    }
    Ok(script)
}

fn is_same(one: &Path, other: &Path) -> bool {
    fs::read(one).is_ok_and(|bytes| fs::read(other).is_ok_and(|others| bytes == others))
}

/// npm, or the one that the person names in `NPM`.
fn npm() -> Result<PathBuf> {
    if let Some(named) = env::var_os("NPM") {
        return Ok(PathBuf::from(named));
    }
    let find = || debian::on_path("npm").or_else(|| debian::on_path("npm.cmd"));
    if find().is_none() {
        debian::install_if_allowed(&DEBIAN_PACKAGES);
    }
    find().with_context(|| {
        format!("npm not found: install Node.js with npm (Debian: apt-get install {})", DEBIAN_PACKAGES.join(" "))
    })
}
