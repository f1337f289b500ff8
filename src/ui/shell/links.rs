//! A run taken along: as a link in the clipboard or the address, or as a scenario.

use gloo_events::EventListener;
use yew::prelude::*;

use super::outside;
use crate::export::link::{self, LinkError};
use crate::sim::Sim;
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
    format!("This link does not open\n{error}. The run on the page stays.")
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
                format!(
                    "This run is too long for a link\nIt would have {chars} characters; at most {} are possible. Here it is as a file.",
                    link::CHARS_MAX
                )
            }
            Err(error) => error.to_string(),
        };
        frame.want.emit(Intent::Say(Toast { id: 0, is_error: true, text: said, can_undo: false }));
    })
}

fn shared_words(copied: bool, commands: usize, is_long: bool) -> Toast {
    let text = if copied {
        let file = if is_long { " It is long, and a chat may cut it: Export has the run as a file." } else { "" };
        format!("Link copied{}\nWhoever opens it sees this run at this event.{file}", with_commands(commands))
    } else {
        "The browser did not let the link be copied\nIt stands in the address bar instead.".to_owned()
    };
    Toast { id: 0, is_error: false, text, can_undo: false }
}

fn with_commands(commands: usize) -> String {
    match commands {
        0 => String::new(),
        1 => ", with your 1 command".to_owned(),
        n => format!(", with your {n} commands"),
    }
}

/// The scenario that repeats a run, and how many commands somebody gave in it.
pub(super) fn as_scenario(sim: &Sim) -> (String, usize) {
    (sim.to_scenario().to_json(), sim.given().len())
}

/// What to say when a scenario was copied, or could not be.
pub(super) fn copied_words(copied: bool, commands: usize) -> Toast {
    let text = if copied {
        let with = with_commands(commands);
        format!("Scenario copied as text{with}\nOpen another… takes it, and runs it event by event as here.")
    } else {
        "The browser did not let it be copied\nExport has it as a file.".to_owned()
    };
    Toast { id: 0, is_error: !copied, text, can_undo: false }
}
