//! Light or dark, and how the page is shown: attributes of the whole document.

use crate::texts::texts;
use crate::web::kept::storage;

const KEY: &str = "clocktower.theme";

/// Which colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The next one of the three.
    pub(in crate::ui) const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// What it is called on the page.
    pub(in crate::ui) fn words(self) -> &'static str {
        match self {
            Self::System => texts().header().as_the_system,
            Self::Light => texts().header().light,
            Self::Dark => texts().header().dark,
        }
    }

    /// The value of `data-theme`; the system's has none.
    const fn value(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }

    /// The one that was kept. Where nothing can be kept, it is the system's.
    pub(in crate::ui) fn remembered() -> Self {
        let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
        [Self::Light, Self::Dark].into_iter().find(|theme| theme.value() == kept.as_deref()).unwrap_or_default()
    }

    /// Shows and keeps it.
    pub(in crate::ui) fn show(self) {
        set("data-theme", self.value());
        // A browser that keeps nothing still shows it; there is nothing to say about that.
        let Some(storage) = storage() else { return };
        let _ = match self.value() {
            Some(value) => storage.set_item(KEY, value),
            None => storage.remove_item(KEY),
        };
    }
}

/// Presents, or not.
pub(in crate::ui) fn present(on: bool) {
    set("data-present", on.then_some(""));
}

pub(super) fn set(name: &str, value: Option<&str>) {
    let Some(root) = web_sys::window().and_then(|w| w.document()?.document_element()) else { return };
    let _ = match value {
        Some(value) => root.set_attribute(name, value),
        None => root.remove_attribute(name),
    };
}
