//! What is suggested and what is found, in the list that belongs to the field.

use yew::prelude::*;

use super::{Keys, LIST, grouped};
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};
use crate::view::happened::{LogLine, log};
use crate::view::search::{Suggestion, TEXT_BYTES_MAX};
use crate::view::words::real;

/// So many matches are listed, around the one that is looked at.
const ROWS: usize = 9;

/// The list, and what to say where there is nothing to list.
#[inline(never)]
pub(super) fn results(frame: &Frame, offers: &[Suggestion], active: Option<usize>, keys: &Keys) -> Html {
    html! {
        <div class="search-pop" data-testid="search-results" onmousedown={keep_focus()}>
            { problem(frame, offers) }
            <div role="listbox" id={LIST} aria-label={texts().diagram().found_and_suggested}>
                if !offers.is_empty() {
                    <div role="group" aria-label={texts().diagram().suggestions} class="offers">
                        { for offers.iter().enumerate().map(|(at, offer)| suggestion(at, offer, active == Some(at), keys)) }
                    </div>
                }
                { found(frame, active.is_none()) }
            </div>
            { notes(frame, offers.is_empty()) }
        </div>
    }
}

/// What is wrong with the line, once it is not merely unfinished.
fn problem(frame: &Frame, offers: &[Suggestion]) -> Html {
    let session = frame.session();
    let Some(problem) = session.searching.problem.as_ref().filter(|_| offers.is_empty()) else {
        return Html::default();
    };
    html! { <p class="problem" id="search-problem" role="status" data-testid="search-problem">{ problem.to_string() }</p> }
}

/// What is clicked leaves the focus in the field.
fn keep_focus() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| event.prevent_default())
}

fn suggestion(at: usize, offer: &Suggestion, is_active: bool, keys: &Keys) -> Html {
    let take = {
        let keys = keys.clone();
        Callback::from(move |_: MouseEvent| keys.take(at))
    };
    html! {
        <div role="option" id={format!("offer-{at}")} key={format!("offer-{}", offer.term)} class="offer"
            aria-selected={is_active.to_string()} onclick={take}>
            <span class="mono">{ offer.term.clone() }</span><span class="soft">{ offer.about.clone() }</span>
        </div>
    }
}

/// The matches around the one that is looked at.
fn found(frame: &Frame, is_current: bool) -> Html {
    let session = frame.session();
    let (list, focus) = (&session.found, frame.focus());
    if list.is_empty() {
        return Html::default();
    }
    let near = list.partition_point(|event| *event < focus);
    let first = near.saturating_sub(ROWS / 2).min(list.len().saturating_sub(ROWS));
    let sim = frame.sim();
    let row = |(at, event): (usize, &EventId)| {
        let line = log(sim.trace(), *event, 1).pop()?;
        Some(found_row(frame, &line, at, list.len(), is_current && *event == focus))
    };
    html! {
        <div role="group" aria-label={texts().diagram().found(&grouped(list.len()))} class="found">
            { for list.iter().enumerate().skip(first).take(ROWS).filter_map(row) }
        </div>
    }
}

fn found_row(frame: &Frame, line: &LogLine, at: usize, of: usize, is_current: bool) -> Html {
    let look = {
        let (want, event) = (frame.want.clone(), line.event);
        Callback::from(move |_: MouseEvent| {
            want.emit(Intent::CompareWith(None));
            want.emit(Intent::SelectEvent(Some(event)));
        })
    };
    html! {
        <div role="option" id={format!("found-{}", line.event)} key={format!("found-{}", line.event)}
            class={classes!("found-row", line.colour)} aria-selected={is_current.to_string()}
            aria-setsize={of.to_string()} aria-posinset={(at + 1).to_string()} onclick={look}>
            <span class="mono number">{ line.event.number() }</span>
            <span class="who">{ line.node.clone() }</span>
            <span class={classes!("deed", line.is_emergency.then_some("is-emergency"))}>{ line.what.clone() }</span>
            <span class="mono at">{ real(line.at) }</span>
        </div>
    }
}

/// What there is to say beside the list.
fn notes(frame: &Frame, no_offers: bool) -> Html {
    let session = frame.session();
    let searching = &session.searching;
    let known = frame.sim().trace().len();
    let is_short = searching.read() < known && !searching.is_reading;
    let t = texts().diagram();
    let text = match () {
        () if !searching.is_asking() => t.how_to_ask.to_owned(),
        () if searching.problem.is_some() => return Html::default(),
        () if searching.is_reading => t.reading(&grouped(searching.read()), &grouped(known)),
        () if is_short => t.only_first(&grouped(searching.read()), TEXT_BYTES_MAX >> 20),
        () if session.found.is_empty() && no_offers => t.nothing_found.to_owned(),
        () => return Html::default(),
    };
    html! { <p class="note" data-testid="search-note">{ text }</p> }
}
