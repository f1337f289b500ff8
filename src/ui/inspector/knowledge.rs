//! What the broker believes of each executor and datastore, beside what is true, and where all data are.

use yew::prelude::*;

use super::{parts, stores};
use crate::ui::Frame;
use crate::ui::markup::{component, html};
use crate::view::knowledge::{MANY, Pair, Row, knowledge};

/// So many rows are shown before one asks for all.
const SHOWN: usize = 24;

/// Beliefs and truth at the cursor.
#[component]
pub(super) fn Knowledge(frame: &Frame) -> Html {
    let is_all = use_state(|| false);
    let picture = knowledge(&frame.sim());
    let shown = if *is_all { picture.rows.len() } else { picture.rows.len().min(SHOWN) };
    let first = if picture.rows.len() >= MANY { ", what differs first" } else { "" };
    let toggle = {
        let is_all = is_all.clone();
        move |_| is_all.set(!*is_all)
    };
    html! {
        <>
            <div class="title"><h3>{ "What the broker believes" }</h3><p>{ format!("≠ what is true at {}{first}", picture.at) }</p></div>
            <div>
                if picture.rows.is_empty() {
                    { parts::empty("No executors", "Add one: the broker learns of it when it registers.") }
                } else { { parts::scrolled("Executors", html! {
                    <table class="grid stacks">
                        <thead>
                            <tr>
                                <th scope="col">{ "executor" }</th>
                                <th scope="col">{ "load" }</th><th scope="col">{ "memory" }</th><th scope="col">{ "jobs" }</th>
                                <th scope="col">{ "known from" }</th>
                                <th scope="col" class="num">{ "events behind" }</th>
                                <th scope="col">{ "also differs" }</th>
                            </tr>
                        </thead>
                        <tbody>{ for picture.rows[..shown].iter().map(|row| executor(frame, row)) }</tbody>
                    </table>
                }) } }
                if picture.rows.len() > SHOWN {
                    <button type="button" class="button quiet small" aria-expanded={is_all.to_string()} onclick={toggle}>
                        { if *is_all { "show fewer".to_owned() } else { format!("show all {}", picture.rows.len()) } }
                    </button>
                }
            </div>
            { for picture.because.iter().take(4).map(|text| html! { <p class="because">{ text }</p> }) }
            { stores::table(frame) }
            { component::<stores::Names>(frame.clone(), Some("names".into())) }
        </>
    }
}

fn executor(frame: &Frame, row: &Row) -> Html {
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            { parts::row_head(row.colour, &row.name, row.state.as_deref()) }
            { pair("load", &row.load) }
            { pair("memory", &row.memory) }
            { pair("jobs", &row.jobs) }
            <td data-label="known from">
                if let Some((event, dot)) = &row.known_from {
                    { parts::event_button(frame, *event, html! { <span class="mono">{ dot }</span> }) }
                }
                { row.age.as_deref().unwrap_or("–") }
            </td>
            <td class="num" data-label="events behind">{ row.behind.map_or_else(|| "–".to_owned(), |events| events.to_string()) }</td>
            <td data-label="also differs">{ if row.others.is_empty() { "–".to_owned() } else { row.others.join("; ") } }</td>
        </tr>
    }
}

/// What is believed, and behind it what is true when that is something else.
pub(super) fn pair(label: &'static str, pair: &Pair) -> Html {
    let believed = pair.believed.as_deref().unwrap_or("–");
    let truth = pair.truth.as_deref().filter(|_| pair.differs());
    html! {
        <td data-label={label}>
            { believed }
            if let Some(truth) = truth {
                { " " }<span class="hidden-text">{ "but truly" }</span><span class="differs">{ truth }</span>
            }
        </td>
    }
}
