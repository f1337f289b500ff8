//! The events of the diagram.

use yew::prelude::*;

use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::ui::markup::{classes, html};
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
    let (kind, dot) = match mark.shape {
        Shape::Plain => (None, html! { <circle class="dot" r={if mark.is_focus { "8" } else { "6" }} /> }),
        Shape::Emergency => (Some("is-emergency"), html! { <path class="dot" d="M0-7.5 7.5 5.5h-15z" /> }),
        Shape::Decision => (Some("is-decision"), html! { <path class="dot" d="M0-8 8 0 0 8-8 0z" /> }),
        Shape::Fault => (Some("is-fault"), html! { <path class="dot" d="M-5-5l10 10M5-5l-10 10" /> }),
    };
    let class = classes!(
        "event",
        mark.colour,
        when,
        kind,
        mark.is_focus.then_some("is-selected"),
        mark.is_second.then_some("is-second"),
        is_new.then_some("is-new"),
    );
    html! {
        <g {class} transform={format!("translate({} {})", decimal(mark.x), decimal(mark.y))} data-event={mark.id.to_string()} role="button"
            tabindex={if *is_tab_stop { "0" } else { "-1" }} aria-label={mark.label.clone()}
            aria-pressed={(mark.is_focus || mark.is_second).to_string()}>
            <title>{ &mark.label }</title>
            <circle class="hit" r="13" />
            <circle class="halo" r="13" />
            { dot }
        </g>
    }
}
