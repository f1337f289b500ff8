//! The address of the page, and the run that may stand in its fragment.

use wasm_bindgen::JsValue;
use web_sys::Location;

use crate::export::link::PREFIX;

/// The link in the address, from the `#` on, when there is one.
pub fn link() -> Option<String> {
    location()?.hash().ok().filter(|fragment| fragment.starts_with(PREFIX))
}

/// A link behind the page's own address, without what it was asked for by; the link alone where there is no page.
pub fn with(link: &str) -> String {
    let page = location().and_then(|location| location.href().ok()).unwrap_or_default();
    let page = page.split(['#', '?']).next().unwrap_or_default();
    format!("{page}{link}")
}

/// Puts a link into the address in place of what stands behind the `#`; an empty one takes it away. Nothing is loaded,
/// and the way back in the browser's history stays as it is.
pub fn show(link: &str) {
    let history = web_sys::window().and_then(|window| window.history().ok());
    // A page in a frame of somebody else's may not: then its address stays as it is.
    let _ = history.map(|history| history.replace_state_with_url(&JsValue::NULL, "", Some(&with(link))));
}

/// Takes the link out of the address: the run on the page is another one now.
pub fn forget_link() {
    if link().is_some() {
        show("");
    }
}

fn location() -> Option<Location> {
    Some(web_sys::window()?.location())
}
