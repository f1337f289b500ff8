//! What happened: the facts of one event, and the events around it.

use yew::prelude::*;

use super::parts;
use crate::id::EventId;
use crate::ui::{Frame, Intent};
use crate::view::happened::{FactLine, LogLine, happened, log};

/// So many events are listed.
const LINES: u32 = 30;

/// The facts of the event that is looked at, and the last events.
#[component]
pub(super) fn What(frame: &Frame) -> Html {
    let sim = frame.sim();
    let focus = frame.focus();
    let Some(picture) = happened(sim.trace(), focus) else {
        return parts::empty("Nothing has happened yet", "Step on, and the first event is told here.");
    };
    let log = log(sim.trace(), sim.cursor().max(focus), LINES);
    html! {
        <>
            <div class="title">
                <h3>{ &picture.title }</h3>
                <p>{ format!("event {} · {}", picture.event, picture.at) }</p>
            </div>
            <dl class="facts">{ for picture.facts.iter().map(|line| fact(frame, line)) }</dl>
            <div>
                <h3 class="section-name">{ "The last events: click one to look at it, once more to go there" }</h3>
                <ol class="log">
                    { for log.into_iter().map(|line| {
                        let (key, is_current) = (line.event.number(), line.event == focus);
                        html! { <Line {key} {is_current} {line} want={frame.want.clone()} /> }
                    }) }
                </ol>
            </div>
        </>
    }
}

fn fact(frame: &Frame, line: &FactLine) -> Html {
    let text = match line.event {
        Some(event) => parts::event_button(frame, event, html! { { &line.text } }),
        None => html! { { &line.text } },
    };
    html! { <><dt>{ line.name }</dt><dd class={line.is_code.then_some("mono")}>{ text }</dd></> }
}

#[derive(Clone, Properties)]
struct LineProps {
    line: LogLine,
    is_current: bool,
    want: Callback<Intent>,
}

impl PartialEq for LineProps {
    /// The way to ask is the same one always.
    fn eq(&self, other: &Self) -> bool {
        self.line == other.line && self.is_current == other.is_current
    }
}

#[component]
fn Line(props: &LineProps) -> Html {
    let LineProps { line, is_current, want } = props;
    let (event, is_current, want) = (line.event, *is_current, want.clone());
    let onclick = move |_| want.emit(if is_current { Intent::Seek(event) } else { Intent::SelectEvent(Some(event)) });
    html! {
        <li class={line.is_emergency.then_some("is-emergency")}>
            <button type="button" aria-current={is_current.then_some("true")} {onclick}>
                <span class="id">{ number(line.event) }</span>
                <span class="at">{ line.at.to_string() }</span>
                <span class={classes!("dot-name", line.colour)}>{ &line.node }</span>
                <span class="what" title={line.what.clone()}>{ &line.what }</span>
            </button>
        </li>
    }
}

fn number(event: EventId) -> String {
    event.to_string()
}
