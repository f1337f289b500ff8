//! What can be done with the message that an event sent, for as long as it is on its way.

use yew::prelude::*;

use super::popover::DELAY_MS;
use crate::id::EventId;
use crate::scenario::{Command, OfMessage};
use crate::ui::markup::html;
use crate::ui::{Frame, Intent};
use crate::view::happened::under_way;

/// A button each for delaying, doubling and dropping it; nothing when it has arrived.
pub(in crate::ui) fn acts(frame: &Frame, event: EventId) -> Option<Html> {
    let message = under_way(&frame.sim(), event)?.number();
    let of = || OfMessage { message };
    let button = |test_id: &'static str, word: &'static str, command: Command| {
        let label = format!("{word}: message {message}");
        html! {
            <button type="button" class="button small" data-testid={test_id} aria-label={label}
                onclick={frame.wants(Intent::Apply(command))}>{ word }</button>
        }
    };
    Some(html! {
        <span class="row" role="group" aria-label={format!("Message {message}, on its way")}>
            <span class="soft">{ format!("Message {message} is on its way:") }</span>
            { button("delay-sent", "Delay 5 s", Command::DelayMessage { message, by_ms: DELAY_MS }) }
            { button("duplicate-sent", "Duplicate", Command::DuplicateMessage(of())) }
            { button("drop-sent", "Drop", Command::DropMessage(of())) }
        </span>
    })
}
