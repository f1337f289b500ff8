//! What can be done with the message that an event sent, for as long as it is on its way.

use yew::prelude::*;

use super::popover::DELAY_MS;
use crate::id::EventId;
use crate::scenario::{Command, OfMessage};
use crate::texts::texts;
use crate::ui::markup::html;
use crate::ui::{Frame, Intent};
use crate::view::happened::under_way;

/// A button each for delaying, doubling and dropping it; nothing when it has arrived.
pub(in crate::ui) fn acts(frame: &Frame, event: EventId) -> Option<Html> {
    let message = under_way(&frame.sim(), event)?.number();
    let of = || OfMessage { message };
    let t = texts().diagram();
    let button = |test_id: &'static str, word: &'static str, command: Command| {
        let label = t.deed_of(word, message);
        html! {
            <button type="button" class="button small" data-testid={test_id} aria-label={label}
                onclick={frame.wants(Intent::Apply(command))}>{ word }</button>
        }
    };
    Some(html! {
        <span class="row" role="group" aria-label={t.on_its_way(message)}>
            <span class="soft">{ t.is_on_its_way(message) }</span>
            { button("delay-sent", t.delay, Command::DelayMessage { message, by_ms: DELAY_MS }) }
            { button("duplicate-sent", t.duplicate, Command::DuplicateMessage(of())) }
            { button("drop-sent", t.drop, Command::DropMessage(of())) }
        </span>
    })
}
