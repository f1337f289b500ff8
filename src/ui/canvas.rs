//! The cluster and the space-time diagram.

use yew::prelude::*;

use super::Frame;

/// The machines, and the messages between them.
#[component]
pub(super) fn Cluster(frame: &Frame) -> Html {
    html! { <section class="panel cluster" data-testid="cluster">{ frame.sim().cursor().to_string() }</section> }
}

/// A lane a node, time to the right.
#[component]
pub(super) fn SpaceTime(frame: &Frame) -> Html {
    html! { <section class="panel spacetime" data-testid="spacetime">{ frame.sim().trace().len() }</section> }
}
