//! What the broker believes of each executor and datastore, beside what is true, and where all data are.

use yew::prelude::*;

use super::{parts, stores};
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{component, html};
use crate::view::knowledge::{MANY, Pair, Row, knowledge};
use crate::view::words::real;

/// So many rows are shown before one asks for all.
const SHOWN: usize = 24;

/// Beliefs and truth at the cursor.
#[component]
pub(super) fn Knowledge(frame: &Frame) -> Html {
    let is_all = use_state(|| false);
    let picture = knowledge(&frame.sim());
    let shown = if *is_all { picture.rows.len() } else { picture.rows.len().min(SHOWN) };
    let (known_from, texts) = (texts().inspector().known_from, texts().knowledge());
    let at = real(picture.at);
    let true_at = if picture.rows.len() >= MANY { texts.true_at_sorted(&at) } else { texts.true_at(&at) };
    let toggle = {
        let is_all = is_all.clone();
        move |_| is_all.set(!*is_all)
    };
    html! {
        <>
            <div class="title"><h3>{ texts.believes }</h3><p>{ true_at }</p></div>
            <div>
                if picture.rows.is_empty() {
                    { parts::empty(texts.no_executors, texts.no_executors_about) }
                } else { { parts::scrolled(texts.executors, html! {
                    <table class="grid stacks">
                        <thead>
                            <tr>
                                <th scope="col">{ texts.executor }</th>
                                <th scope="col">{ texts.load }</th><th scope="col">{ texts.memory }</th><th scope="col">{ texts.jobs }</th>
                                <th scope="col">{ known_from }</th>
                                <th scope="col" class="num">{ texts.behind }</th>
                                <th scope="col">{ texts.also_differs }</th>
                            </tr>
                        </thead>
                        <tbody>{ for picture.rows[..shown].iter().map(|row| executor(frame, row)) }</tbody>
                    </table>
                }) } }
                if picture.rows.len() > SHOWN {
                    <button type="button" class="button quiet small" aria-expanded={is_all.to_string()} onclick={toggle}>
                        { if *is_all { texts.fewer.to_owned() } else { texts.show_all(picture.rows.len()) } }
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
    let texts = texts();
    html! {
        <tr key={row.name.clone()} class={row.is_stale.then_some("is-stale")}>
            { parts::row_head(row.colour, &row.name, row.state.as_deref()) }
            { pair(texts.knowledge().load, &row.load) }
            { pair(texts.knowledge().memory, &row.memory) }
            { pair(texts.knowledge().jobs, &row.jobs) }
            <td data-label={texts.inspector().known_from}>
                if let Some((event, dot)) = &row.known_from {
                    { parts::event_button(frame, *event, html! { <span class="mono">{ dot }</span> }) }
                }
                { row.age.as_deref().unwrap_or("–") }
            </td>
            <td class="num" data-label={texts.knowledge().behind}>{ row.behind.map_or_else(|| "–".to_owned(), |events| events.to_string()) }</td>
            <td data-label={texts.knowledge().also_differs}>{ if row.others.is_empty() { "–".to_owned() } else { row.others.join("; ") } }</td>
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
                { " " }<span class="hidden-text">{ texts().knowledge().truly }</span><span class="differs">{ truth }</span>
            }
        </td>
    }
}
