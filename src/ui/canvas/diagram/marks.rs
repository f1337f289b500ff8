//! The events of the diagram.

use yew::prelude::*;

use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::ui::canvas::spaced;
use crate::ui::markup::html;
use crate::view::spacetime::{Diagram, Mark, Shape, When};

#[derive(PartialEq, Properties)]
pub(super) struct EventProps {
    pub(super) mark: Mark,
    /// Whether the tab key stops here.
    pub(super) is_tab_stop: bool,
    /// Whether it has just happened.
    pub(super) is_new: bool,
}

/// The event that the tab key stops at: the one that is looked at, else the last one that is drawn.
pub(super) fn tab_stop(diagram: &Diagram) -> Option<EventId> {
    let focus = diagram.marks.iter().find(|mark| mark.is_focus);
    focus.or(diagram.marks.last()).map(|mark| mark.id)
}

/// One event.
#[component]
pub(super) fn Event(props: &EventProps) -> Html {
    let EventProps { mark, is_tab_stop, is_new } = props;
    let when = match mark.when {
        When::Past => "past",
        When::Concurrent => "concurrent",
        When::Later => "later",
    };
    // Places are absolute: a transform for each would make the browser draw each as a piece of its own.
    let (x, y) = (decimal(mark.x), decimal(mark.y));
    let path = |d: &str| html! { <path class="dot" d={["M", &x, " ", &y, d].concat()} /> };
    let ring = |class: &'static str, r: &'static str| html! { <circle {class} cx={x.clone()} cy={y.clone()} {r} /> };
    let (kind, dot) = match mark.shape {
        Shape::Plain => ("", ring("dot", if mark.is_focus { "8" } else { "6" })),
        Shape::Emergency => ("is-emergency", path("m0-7.5 7.5 13h-15z")),
        Shape::Decision => ("is-decision", path("m0-8 8 8-8 8-8-8z")),
        Shape::Fault => ("is-fault", path("m-5-5 10 10m0-10-10 10")),
    };
    let class = spaced(&[
        "event",
        mark.colour,
        when,
        kind,
        if mark.is_focus { "is-selected" } else { "" },
        if mark.is_second { "is-second" } else { "" },
        if *is_new { "is-new" } else { "" },
    ]);
    html! {
        <g {class} data-event={mark.id.to_string()} role="button" tabindex={if *is_tab_stop { "0" } else { "-1" }}
            aria-label={mark.label.clone()} aria-pressed={(mark.is_focus || mark.is_second).to_string()}>
            <title>{ &mark.label }</title>
            { ring("hit", "13") }
            { ring("halo", "13") }
            { dot }
        </g>
    }
}
