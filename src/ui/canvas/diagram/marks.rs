//! The events of the diagram.

use yew::prelude::*;

use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::ui::canvas::spaced;
use crate::ui::markup::html;
use crate::view::causality::Standing;
use crate::view::spacetime::{Diagram, Mark, Shape, class_of};

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
    let focus = diagram.marks.iter().find(|mark| mark.standing == Standing::Itself);
    focus.or(diagram.marks.last()).map(|mark| mark.id)
}

/// One event: filled in the past, a ring with a dot in the future, hollow when it is concurrent.
#[component]
pub(super) fn Event(props: &EventProps) -> Html {
    let EventProps { mark, is_tab_stop, is_new } = props;
    let is_focus = mark.standing == Standing::Itself;
    // Places are absolute: a transform for each would make the browser draw each as a piece of its own.
    let (x, y) = (decimal(mark.x), decimal(mark.y));
    let path = |class: &'static str, d: &str| html! { <path {class} d={["M", &x, " ", &y, d].concat()} /> };
    let ring = |class: &'static str, r: &'static str| html! { <circle {class} cx={x.clone()} cy={y.clone()} {r} /> };
    let kind = match mark.shape {
        _ if mark.events > 1 => "is-run",
        Shape::Plain => "",
        Shape::Emergency => "is-emergency",
        Shape::Decision => "is-decision",
        Shape::Fault => "is-fault",
    };
    let dot = match mark.shape {
        _ if mark.events > 1 => run_of(mark),
        Shape::Plain => ring("dot", if is_focus { "8" } else { "6" }),
        Shape::Emergency => path("dot", "m0-7.5 7.5 13h-15z"),
        Shape::Decision => path("dot", "m0-8 8 8-8 8-8-8z"),
        Shape::Fault => path("dot", "m-5-5 10 10m0-10-10 10"),
    };
    let class = spaced(&[
        "event",
        mark.colour,
        class_of(mark.standing),
        kind,
        if mark.is_beyond { "beyond" } else { "" },
        if is_focus { "is-selected" } else { "" },
        if mark.is_second { "is-second" } else { "" },
        if mark.is_found { "is-found" } else { "" },
        if *is_new { "is-new" } else { "" },
    ]);
    let has_core = mark.standing == Standing::Future && mark.events == 1 && mark.shape != Shape::Fault;
    html! {
        <g {class} data-event={mark.id.to_string()} role="button" tabindex={if *is_tab_stop { "0" } else { "-1" }}
            aria-label={mark.label.clone()} aria-pressed={(is_focus || mark.is_second).to_string()}>
            { ring("halo", "13") }
            { dot }
            if has_core {
                { ring("core", "2.5") }
            }
        </g>
    }
}

/// Several local events: a capsule with their number, its halves as the first and the last of them stand.
fn run_of(mark: &Mark) -> Html {
    let (x, y) = (decimal(mark.x), decimal(mark.y));
    let half = |class: &str, d: &str| {
        html! { <path class={spaced(&["half", class])} d={["M", &x, " ", &y, d].concat()} /> }
    };
    html! {
        <>
            { half(class_of(mark.standing), "m0-8h-6a8 8 0 0 0 0 16h6") }
            { half(class_of(mark.standing_last), "m0-8h6a8 8 0 0 1 0 16h-6") }
            <text class="count" x={x.clone()} y={mark.y + 4.0}>{ mark.events }</text>
        </>
    }
}
