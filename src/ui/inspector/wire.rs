//! The wire: the call behind the event that is looked at.

use yew::prelude::*;

use super::parts;
use crate::broker::call::{Body, Call};
use crate::sim::trace::Trace;
use crate::ui::Frame;
use crate::view::happened::{answer_words, happened, says, sent_of};
use crate::view::words::Words;

/// The call and what it says.
#[component]
pub(super) fn Wire(frame: &Frame) -> Html {
    let sim = frame.sim();
    let trace = sim.trace();
    let Some((event, sent)) = trace.get(frame.focus()).and_then(|event| Some((event, sent_of(trace, event)?))) else {
        return parts::empty("No message", "This event is internal: nothing went over the wire.");
    };
    let words = Words::new(trace.names());
    let title = happened(trace, event.id).map(|picture| picture.title).unwrap_or_default();
    let said = says(&words, &sent.message.body);
    html! {
        <>
            <div class="title"><h3>{ title }</h3><p>{ format!("event {} · message {}", event.id, sent.message.id) }</p></div>
            <p><span class="mono">{ line(trace, &words, &sent.message.body) }</span></p>
            { for said.iter().map(|text| html! { <p class="soft">{ text }</p> }) }
        </>
    }
}

fn line(trace: &Trace, words: &Words, body: &Body) -> String {
    match body {
        Body::Call(call) => path(words, call),
        Body::Answer(call, answer) => {
            let asked = trace.sent(*call).map(|sent| &sent.message.body);
            let asked = match asked {
                Some(Body::Call(call)) => path(words, call),
                _ => "a call".to_owned(),
            };
            format!("{} to {asked}", answer_words(answer))
        }
    }
}

fn path(words: &Words, call: &Call) -> String {
    let job = call.job().map(|job| words.job(job)).unwrap_or_default();
    match call {
        Call::Register(_) => "PUT /executors/register".to_owned(),
        Call::Heartbeat(_) => "PUT /executors/heartbeat".to_owned(),
        Call::Count => "GET /executors/count".to_owned(),
        Call::Submit { .. } => format!("PUT /job/submit/{job}"),
        Call::Done(_) => format!("PUT /job/done/{job}"),
        Call::Delete(_) => format!("DELETE /job/{job}"),
        Call::Result { .. } => format!("PUT /result/{job}"),
        Call::Announce { .. } => "PUT announcement of a datastore".to_owned(),
        Call::Ping => "GET /ping".to_owned(),
        Call::Run { .. } => format!("PUT /submit/{job}"),
        Call::Notice { .. } => "PUT notice of an emergency".to_owned(),
    }
}
