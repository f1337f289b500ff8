//! A run taken along: as a link in the clipboard or the address, or as a scenario.

use gloo_events::EventListener;
use yew::prelude::*;

use super::outside;
use crate::export::link::{self, LinkError};
use crate::sim::Sim;
use crate::texts::texts;
use crate::ui::{Dialog, Frame, Intent, Toast};
use crate::web::address;

/// Opens the run of a link that is put into the address while the page stands.
pub(in crate::ui) fn listen(want: Callback<Intent>) -> Option<EventListener> {
    let window = web_sys::window()?;
    Some(EventListener::new(&window, "hashchange", move |_| {
        if let Some(link) = address::link() {
            want.emit(Intent::Follow(link));
        }
    }))
}

/// What to say of a link that does not open.
pub(super) fn unopened(error: &LinkError) -> String {
    texts().files().unopened(&error.to_string())
}

/// Copies a link to the run as it is, what was done to it included.
pub(super) fn share(frame: &Frame) -> Callback<MouseEvent> {
    let frame = frame.clone();
    Callback::from(move |_| {
        let (made, commands) = (link::link(&frame.sim().to_scenario()), frame.sim().given().len());
        let said = match made {
            Ok(link) => {
                let is_long = link.len() > link::CHAT_MAX;
                let address = address::with(&link);
                let want = frame.want.clone();
                let done = move |copied: bool| {
                    if !copied {
                        address::show(&link);
                    }
                    want.emit(Intent::Say(shared_words(copied, commands, is_long)));
                };
                return outside::copy(&address, done.into());
            }
            Err(LinkError::TooLong { chars }) => {
                frame.want.emit(Intent::Open(Some(Dialog::Export)));
                texts().files().too_long(chars, link::CHARS_MAX)
            }
            Err(error) => error.to_string(),
        };
        frame.want.emit(Intent::Say(Toast { id: 0, is_error: true, text: said, can_undo: false }));
    })
}

fn shared_words(copied: bool, commands: usize, is_long: bool) -> Toast {
    let t = texts().files();
    let text = if copied {
        let file = if is_long { t.long_link } else { "" };
        t.link_copied(&t.with_commands(commands)) + file
    } else {
        t.link_not_copied.to_owned()
    };
    Toast { id: 0, is_error: false, text, can_undo: false }
}

/// The scenario that repeats a run, and how many commands somebody gave in it.
pub(super) fn as_scenario(sim: &Sim) -> (String, usize) {
    (sim.to_scenario().to_json(), sim.given().len())
}

/// What to say when a scenario was copied, or could not be.
pub(super) fn copied_words(copied: bool, commands: usize) -> Toast {
    let t = texts().files();
    let text = if copied { t.scenario_copied(&t.with_commands(commands)) } else { t.scenario_not_copied.to_owned() };
    Toast { id: 0, is_error: !copied, text, can_undo: false }
}
