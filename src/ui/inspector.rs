//! The inspector's tabs, and the narration.

use yew::prelude::*;

use super::Frame;

/// The tabs.
#[component]
pub(super) fn Inspector(frame: &Frame) -> Html {
    html! { <section class="panel inspector" data-testid="inspector">{ frame.sim().world().now().to_string() }</section> }
}

/// One sentence on what happened.
#[component]
pub(super) fn Narration(frame: &Frame) -> Html {
    html! { <footer class="narration" data-testid="narration">{ frame.sim().cursor().to_string() }</footer> }
}
