//! The wire: the REST call behind the event that is looked at, its answer, and a console to send one by hand.

use serde_json::Value;
use yew::prelude::*;

use super::parts;
use crate::broker::call::Body;
use crate::broker::wire::{Headers, Request, Response};
use crate::id::MessageId;
use crate::sim::Sim;
use crate::sim::request::Printed;
use crate::sim::trace::{Event, Trace};
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent};
use crate::view::happened::happened;

const METHODS: [&str; 3] = ["GET", "PUT", "DELETE"];

/// The call behind an event, and the console.
pub(super) fn wire(frame: &Frame) -> Html {
    let sim = frame.sim();
    let trace = sim.trace();
    let event = trace.get(frame.focus());
    let title = event.and_then(|event| happened(trace, event.id)).map(|picture| picture.title);
    let call = event.and_then(|event| Some((event, call_of(trace, event)?)));
    html! {
        <>
            if let Some((event, (call, answer))) = call {
                <div class="title"><h3>{ format!("The call behind event {}", event.id) }</h3><p>{ title }</p></div>
                <div key={call.number()}>{ exchange(&sim, event, call, answer) }</div>
            } else {
                { parts::empty("No message", "This event happened within its node: nothing went over the wire.") }
            }
            { component::<Console>(frame.clone(), None) }
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
        _ => parts::empty("Not a call", "The call that this answers is not known."),
    }
}

fn printed(request: &Request, answer: Option<&Response>) -> Html {
    let status = answer.map(|answer| answer.status);
    html! {
        <>
            <details class="call" open={true}>
                <summary>
                    <span class="verb">{ request.method }</span><span class="path">{ &request.path }</span>
                    { status_of(status) }
                </summary>
                if !(request.headers.is_empty() && request.body.is_null()) {
                    <pre>{ text(&request.headers, &request.body) }</pre>
                }
            </details>
            if let Some(answer) = answer {
                <details class="call" open={true}>
                    <summary><span class="verb">{ "answer" }</span><span class="path"></span>{ status_of(Some(answer.status)) }</summary>
                    <pre>{ text(&answer.headers, &answer.body) }</pre>
                </details>
            } else {
                <p class="soft">{ "Not answered yet." }</p>
            }
        </>
    }
}

fn status_of(status: Option<u16>) -> Html {
    match status {
        None => Html::default(),
        Some(status) => html! { <span class={classes!("status", (status >= 400).then_some("bad"))}>{ status }</span> },
    }
}

/// Headers as lines, then the body as people read JSON.
fn text(headers: &Headers, body: &Value) -> String {
    let mut lines: Vec<String> = headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    // Without a body an answer says `null`, and a call that has its say in headers says nothing more.
    if !body.is_null() || lines.is_empty() {
        lines.push(serde_json::to_string_pretty(body).unwrap_or_else(|_| body.to_string()));
    }
    lines.join("\n")
}

/// Sends a call to the broker as somebody outside would. It is a command like others, given at the cursor.
#[component]
fn Console(frame: &Frame) -> Html {
    let method = use_state(|| "GET".to_owned());
    let path = use_state(|| "/executors/count".to_owned());
    let body = use_state(String::new);
    let answer = use_state(|| None::<Response>);
    let write = |state: &UseStateHandle<String>| {
        let state = state.clone();
        move |event: &web_sys::Event| state.set(parts::value_of(event).unwrap_or_default())
    };
    let (on_method, on_path, on_body) = (write(&method), write(&path), write(&body));
    let onsubmit = {
        let (frame, method, path, body, answer) =
            (frame.clone(), method.clone(), path.clone(), body.clone(), answer.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            answer.set(Some(frame.request(&method, &path, &body)));
            frame.want.emit(Intent::Redraw);
        }
    };
    html! {
        <div>
            <h3 class="section-name">{ "Send a call to the broker by hand, at the cursor" }</h3>
            <form class="console" {onsubmit}>
                <select class="select" aria-label="Method" onchange={move |event: web_sys::Event| on_method(&event)}>
                    { for METHODS.iter().map(|each| html! { <option selected={*each == method.as_str()}>{ *each }</option> }) }
                </select>
                <input class="input mono" aria-label="Path" autocomplete="off" spellcheck="false"
                    value={(*path).clone()} onchange={move |event: web_sys::Event| on_path(&event)} />
                <button class="button primary" data-testid="send-call">{ "Send" }</button>
                <textarea class="input" aria-label="Body" placeholder="JSON body" spellcheck="false"
                    value={(*body).clone()} onchange={move |event: web_sys::Event| on_body(&event)} />
                <pre class="answer" aria-live="polite" hidden={answer.is_none()}>
                    { answer.as_ref().map(|answer| format!("{}\n{}", answer.status, text(&answer.headers, &answer.body))) }
                </pre>
            </form>
        </div>
    }
}
