//! What the commands and the end-to-end tests share: a server of static files, and where the browser is.
//!
//! The commands themselves are in the binary, behind the feature `commands`.

pub mod browser;
pub mod server;

use std::path::{Path, PathBuf};

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
