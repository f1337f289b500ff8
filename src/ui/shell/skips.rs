//! Short ways for the keyboard: from the top of the page past everything before a part of it.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::texts::texts;
use crate::ui::markup::html;

/// Each part that takes the focus: what it is called, and where it is.
fn parts() -> [(&'static str, &'static str); 3] {
    let t = texts().header();
    [
        (t.skip_to_cluster, "[data-testid=cluster] [data-machine]"),
        (t.skip_to_inspector, "[data-testid=inspector] [role=tab][aria-selected=true]"),
        (t.skip_to_diagram, DIAGRAM),
    ]
}

const DIAGRAM: &str = "[data-testid=spacetime] .diagram";

/// Seen only while one of them has the focus.
pub(in crate::ui) fn skips() -> Html {
    let skip = |(name, selector): (&'static str, &'static str)| {
        let onclick = move |_: MouseEvent| focus(selector);
        html! { <button type="button" class="button" {onclick}>{ name }</button> }
    };
    html! { <nav class="skips" aria-label={texts().header().skip}>{ for parts().into_iter().map(skip) }</nav> }
}

/// Gives the diagram the focus.
pub(super) fn to_the_diagram() {
    focus(DIAGRAM);
}

fn focus(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let Some(found) = document.and_then(|document| document.query_selector(selector).ok().flatten()) else { return };
    // Where nothing takes the focus it stays where it is.
    if let Some(svg) = found.dyn_ref::<web_sys::SvgElement>() {
        let _ = svg.focus();
    } else if let Some(element) = found.dyn_ref::<HtmlElement>() {
        let _ = element.focus();
    }
}
