//! Small parts that several tabs are made of.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::id::EventId;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};

/// The name of a node at the head of a row, and what is wrong with it.
pub(super) fn row_head(colour: &'static str, name: &str, state: Option<&str>) -> Html {
    let state = state.map(|state| html! { <span class="word">{ state }</span> });
    html! { <th scope="row"><span class={classes!("dot-name", colour)}>{ name }</span>{ state }</th> }
}

/// The sign of an emergency.
pub(super) fn triangle() -> Html {
    html! { <svg class="tri" viewBox="0 0 12 11" aria-hidden="true"><path d="M6 .5 12 11H0z" /></svg> }
}

/// An icon of the page's own set.
pub(super) fn icon(name: &str) -> Html {
    html! { <svg class="icon" aria-hidden="true"><use href={format!("./www/icons.svg#{name}")} /></svg> }
}

/// An emergency on a label.
pub(super) fn emergency_tag(text: &str, title: Option<&String>) -> Html {
    html! { <span class="tag emergency" title={title.cloned()}>{ triangle() }{ text }</span> }
}

/// A bar of parts, each with its share of 1000 and its class.
pub(super) fn bar(parts: &[(u32, &'static str)]) -> Html {
    let mut from = 0;
    let rect = |(share, class): &(u32, &'static str)| {
        let x = per_cent(from);
        from += share;
        html! { <rect class={classes!("fill", *class)} {x} width={per_cent(*share)} height="100%" /> }
    };
    html! { <svg class="bar" aria-hidden="true">{ for parts.iter().map(rect) }</svg> }
}

fn per_cent(share: u32) -> String {
    format!("{}.{}%", share / 10, share % 10)
}

/// A button that looks at an event.
pub(super) fn event_button(frame: &Frame, event: EventId, text: Html) -> Html {
    html! {
        <button type="button" class="button quiet small" onclick={frame.wants(Intent::SelectEvent(Some(event)))}>
            { text }
        </button>
    }
}

/// What is said where there is nothing to show.
pub(super) fn empty(title: &str, text: &str) -> Html {
    html! { <div class="empty"><strong>{ title }</strong>{ text }</div> }
}

/// A table that is scrolled sideways where it does not fit.
pub(super) fn scrolled(label: &'static str, table: Html) -> Html {
    html! { <div class="scroll-x" tabindex="0" role="group" aria-label={label}>{ table }</div> }
}

/// The value of the field that an event happened at.
pub(in crate::ui) fn value_of(event: &Event) -> Option<String> {
    let target = event.target()?;
    if let Some(input) = target.dyn_ref::<web_sys::HtmlInputElement>() {
        return Some(input.value());
    }
    if let Some(area) = target.dyn_ref::<web_sys::HtmlTextAreaElement>() {
        return Some(area.value());
    }
    target.dyn_ref::<web_sys::HtmlSelectElement>().map(web_sys::HtmlSelectElement::value)
}

/// Whether the reader asked for less motion.
pub(super) fn is_still() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    query.flatten().is_some_and(|query| query.matches())
}
