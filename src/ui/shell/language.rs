//! The language of the page: as the address asks, as it was chosen here, or as the browser has it.

use wasm_bindgen::prelude::*;

use super::theme;
use crate::texts::{Language, speak, spoken};
use crate::web::kept::storage;

/// Where the choice is kept; `www/boot.js` knows it too.
const KEY: &str = "clocktower.language";

/// Begins with the language that the options of `mount` name, or else with that of whoever is here.
///
/// # Errors
/// The options name none that the page speaks.
pub(in crate::ui) fn begin(options: &JsValue) -> Result<(), JsError> {
    let wanted = crate::web::option(options, "lang");
    let language = if wanted.is_undefined() || wanted.is_null() {
        chosen().or_else(browsers).unwrap_or_default()
    } else {
        let names = || Language::ALL.map(Language::tag).join(", ");
        let tagged = wanted.as_string().and_then(|tag| Language::tagged(&tag));
        tagged.ok_or_else(|| JsError::new(&format!("lang: it is none of {}", names())))?
    };
    show(language);
    Ok(())
}

/// Speaks it from now on, here and at the next visit.
pub(in crate::ui) fn choose(language: Language) {
    // A browser that keeps nothing still speaks it; there is nothing to say about that.
    let _ = storage().map(|storage| storage.set_item(KEY, language.tag()));
    show(language);
}

fn show(language: Language) {
    if language != spoken() {
        speak(language);
    }
    theme::set("lang", Some(language.tag()));
}

fn chosen() -> Option<Language> {
    Language::tagged(&storage()?.get_item(KEY).ok()??)
}

/// The first of the browser's languages that the page speaks.
fn browsers() -> Option<Language> {
    let languages = web_sys::window()?.navigator().languages();
    languages.iter().find_map(|tag| Language::tagged(&tag.as_string()?))
}
