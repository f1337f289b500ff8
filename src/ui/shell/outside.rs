//! What the browser does for us: the clipboard, downloads, and telling of a panic.

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, CustomEvent, CustomEventInit, HtmlAnchorElement, HtmlElement, SvgElement, Url};
use yew::Callback;

/// Copies a text and tells whether that went well.
pub(super) fn copy(text: &str, done: Callback<bool>) {
    let clipboard = web_sys::window().map(|window| window.navigator().clipboard());
    // A page that did not come over a secure connection has no clipboard, whatever its type says.
    let Some(clipboard) = clipboard.filter(|clipboard| !clipboard.is_undefined()) else {
        return done.emit(false);
    };
    let copied = JsFuture::from(clipboard.write_text(text));
    spawn_local(async move { done.emit(copied.await.is_ok()) });
}

/// Takes the focus from what a hand has just used, so that the keys are the page's again.
pub(in crate::ui) fn let_go() {
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    let Some(active) = active else { return };
    // Neither result matters: what can't lose the focus keeps it.
    if let Some(svg) = active.dyn_ref::<SvgElement>() {
        let _ = svg.blur();
    } else if let Some(html) = active.dyn_ref::<HtmlElement>() {
        let _ = html.blur();
    }
}

/// Hands a text to the person as a file. Returns whether the browser took it.
pub(super) fn download(name: &str, text: &str) -> bool {
    let options = BlobPropertyBag::new();
    options.set_type(match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "csv" => "text/csv;charset=utf-8",
        _ => "text/plain;charset=utf-8",
    });
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options);
    blob.is_ok_and(|blob| download_blob(name, &blob))
}

/// The same of what is no text.
pub(super) fn download_blob(name: &str, blob: &Blob) -> bool {
    offer(name, blob).is_ok()
}

fn offer(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(blob)?;
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser takes its own hold of the data when the download begins, which is not within this turn.
    gloo_timers::callback::Timeout::new(10_000, move || drop(Url::revoke_object_url(&url))).forget();
    Ok(())
}

/// From now on a panic says what it was: on the console, and to the page as the event `clocktower-panic`.
pub(in crate::ui) fn tell_panics() {
    // Once: a page may mount several playgrounds, and after a panic no hook can be set any more.
    static TOLD: std::sync::Once = std::sync::Once::new();
    // By Yew, which else puts a hook of its own in place of this one when it renders.
    TOLD.call_once(|| yew::set_custom_panic_hook(Box::new(|panic| tell_panic(&panic.to_string()))));
}

fn tell_panic(text: &str) {
    web_sys::console::error_1(&JsValue::from_str(text));
    let detail = CustomEventInit::new();
    detail.set_detail(&text.into());
    let event = CustomEvent::new_with_event_init_dict("clocktower-panic", &detail);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        let _ = window.dispatch_event(&event);
    }
}
