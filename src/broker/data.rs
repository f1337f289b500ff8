//! Data: bytes under names, which datastores keep and the broker finds.

mod name;

use std::sync::Arc;

pub use name::{DATA_NAME_MAX, DataName, DataNameError, Glob, check_prefix};

/// Some bytes. In the simulated world most have a size and no content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Data {
    /// How many bytes there are.
    pub bytes: u64,
    /// What they say, when somebody wrote them by hand.
    pub text: Option<Arc<str>>,
}

impl Data {
    /// So many bytes, whatever they say.
    pub const fn sized(bytes: u64) -> Self {
        Self { bytes, text: None }
    }

    /// The bytes of a text.
    pub fn text(text: &str) -> Self {
        Self { bytes: text.len() as u64, text: Some(text.into()) }
    }
}
