//! What the commands and the end-to-end tests share: a server of static files, where the browser is, and what checks a
//! page for everyone's sake.
//!
//! The commands themselves are in the binary, behind the feature `commands`.

pub mod axe;
pub mod browser;
pub mod debian;
pub mod server;

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
