//! The wire: the REST call behind the event that is looked at, and its answer. Below it stands the console.

use serde_json::Value;
use yew::prelude::*;

use super::{console, parts};
use crate::broker::call::Body;
use crate::broker::wire::{Headers, Request, Response};
use crate::id::MessageId;
use crate::sim::Sim;
use crate::sim::request::Printed;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{classes, html};
use crate::view::calls::pretty;
use crate::view::happened;

/// The call behind an event, and the console.
pub(super) fn wire(frame: &Frame) -> Html {
    let sim = frame.sim();
    let (texts, trace) = (texts().wire(), sim.trace());
    let event = trace.get(frame.focus());
    let title = event.and_then(|event| happened::title(trace, event.id));
    let call = event.and_then(|event| Some((event, call_of(trace, event)?)));
    html! {
        <>
            if let Some((event, (call, answer))) = call {
                <div class="title"><h3>{ texts.behind(event.id) }</h3><p>{ title }</p></div>
                <div class="exchange" key={call.number()}>{ exchange(&sim, event, call, answer) }</div>
            } else {
                { parts::empty(texts.no_message, texts.no_message_about) }
            }
            { console::console(frame) }
        </>
    }
}

/// The call that an event's message is or answers, and the answer to it as far as it was sent.
fn call_of(trace: &Trace, event: &Event) -> Option<(MessageId, Option<MessageId>)> {
    /// An answer follows its call closely, or it does not come.
    const LOOK_AHEAD: u32 = 400;
    let message = event.message?;
    match &trace.sent(message)?.message.body {
        Body::Answer(call, _) => Some((*call, Some(message))),
        Body::Unknown => None,
        Body::Call(_) => {
            let from = event.id;
            let until = crate::id::EventId::new(from.number() + LOOK_AHEAD);
            let sends = trace.range(from, until).filter_map(|event| event.message);
            let answers = |id: &MessageId| {
                trace
                    .sent(*id)
                    .is_some_and(|sent| matches!(&sent.message.body, Body::Answer(call, _) if *call == message))
            };
            Some((message, sends.into_iter().find(answers)))
        }
    }
}

fn exchange(sim: &Sim, event: &Event, call: MessageId, answer: Option<MessageId>) -> Html {
    // An answer beyond the cursor and the event that is looked at lies in the future.
    let now = sim.cursor().max(event.id);
    let sent = |id: &MessageId| sim.trace().sent(*id).and_then(|sent| sent.event).is_some_and(|sent| sent <= now);
    let answer = answer.filter(sent).and_then(|answer| match sim.printed(answer)? {
        Printed::Response(response) => Some(response),
        Printed::Request(_) => None,
    });
    match sim.printed(call) {
        Some(Printed::Request(request)) => printed(&request, answer.as_ref()),
        _ => parts::empty(texts().wire().no_call, texts().wire().no_call_about),
    }
}

fn printed(request: &Request, answer: Option<&Response>) -> Html {
    let texts = texts().wire();
    html! {
        <>
            <details class="call" open={true}>
                <summary>
                    <span class="verb">{ request.method }</span><span class="path">{ &request.path }</span>
                    { answer.map_or_else(Html::default, |answer| status(answer.status)) }
                </summary>
                if !(request.headers.is_empty() && request.body.is_null()) {
                    <pre tabindex="0" role="group" aria-label={texts.call}>{ text(&request.headers, &request.body) }</pre>
                }
            </details>
            if let Some(answer) = answer {
                <details class="call" open={true}>
                    <summary><span class="verb">{ texts.answer }</span><span class="path"></span>{ status(answer.status) }</summary>
                    <pre tabindex="0" role="group" aria-label={texts.the_answer}>{ text(&answer.headers, &answer.body) }</pre>
                </details>
            } else {
                <p class="soft">{ texts.unanswered }</p>
            }
        </>
    }
}

/// A status, marked where it is a refusal.
pub(super) fn status(status: u16) -> Html {
    html! { <span class={classes!("status", (status >= 400).then_some("bad"))}>{ status }</span> }
}

/// Headers as lines, then the body as people read JSON.
pub(super) fn text(headers: &Headers, body: &Value) -> String {
    let mut lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    // Without a body an answer says `null`, and a call that has its say in headers says nothing more.
    if !body.is_null() || lines.is_empty() {
        lines.push(pretty(body));
    }
    lines.join("\n")
}
