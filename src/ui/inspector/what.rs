//! What happened: the facts of one event, and the events around it.

use yew::prelude::*;

use super::parts;
use crate::texts::texts;
use crate::ui::canvas::acts;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};
use crate::view::happened::{FactLine, LogLine, happened, log};
use crate::view::refused::{Both, Result, both};
use crate::view::words::real;

/// So many events are listed.
const LINES: u32 = 30;

/// The facts of the event that is looked at, and the last events.
pub(super) fn what(frame: &Frame) -> Html {
    let sim = frame.sim();
    let (texts, focus) = (texts().inspector(), frame.focus());
    let Some(picture) = happened(&sim, focus) else {
        return parts::empty(texts.nothing_yet, texts.nothing_yet_about);
    };
    let log = log(sim.trace(), sim.cursor().max(focus), LINES);
    html! {
        <>
            <div class="title">
                <h3>{ &picture.title }</h3>
                <p>{ texts.event_and(picture.event, &real(picture.at)) }</p>
            </div>
            if let Some(both) = sim.trace().get(focus).and_then(|event| both(sim.trace(), event)) { { results(frame, &both) } }
            if let Some(acts) = acts(frame, focus) { { acts } }
            <dl class="facts">{ for picture.facts.iter().map(|line| fact(frame, line)) }</dl>
            <div>
                <h3 class="section-name">{ texts.last_events }</h3>
                <ol class="log">
                    { for log.iter().map(|line| entry(frame, line, line.event == focus)) }
                </ol>
            </div>
        </>
    }
}

fn fact(frame: &Frame, line: &FactLine) -> Html {
    let text = match line.event {
        Some(event) => parts::event_button(frame, event, html! { { &line.text } }),
        None => html! { { &line.text } },
    };
    html! { <><dt>{ line.name }</dt><dd class={line.is_code.then_some("mono")}>{ text }</dd></> }
}

/// The result that was refused, and the one that came before it: their clocks, side by side.
#[inline(never)]
fn results(frame: &Frame, both: &Both) -> Html {
    let texts = texts().inspector();
    let row = |result: &Result| {
        let counts = result.counts.iter().zip(&both.differs);
        html! {
            <tr key={result.which}>
                <th scope="row">
                    { result.which }{ texts.comma_of }<span class={classes!("dot-name", result.from.colour)}>{ &result.from.name }</span>
                </th>
                <td>{ parts::event_button(frame, result.event, html! { { texts.event(result.event) } }) }</td>
                { for counts.map(|(count, differs)| html! {
                    <td class={classes!("num", "mono", differs.then_some("larger"))}>{ count.to_string() }</td>
                }) }
            </tr>
        }
    };
    html! {
        <div data-testid="refused">
            <h3 class="section-name">{ texts.two_results }</h3>
            { parts::scrolled(texts.clocks_of_results, html! {
                <table class="grid">
                    <thead>
                        <tr>
                            <th scope="col">{ texts.result }</th><th scope="col">{ texts.sent_by }</th>
                            { for both.columns.iter().map(|column| html! {
                                <th scope="col" class={classes!("num", "entry", column.colour)}>{ &column.name }</th>
                            }) }
                        </tr>
                    </thead>
                    <tbody>{ for both.results.iter().map(row) }</tbody>
                </table>
            }) }
            <p class="because">
                { &both.relation }
                if both.more > 0 { { texts.entries_hidden(both.more) } }
            </p>
        </div>
    }
}

fn entry(frame: &Frame, line: &LogLine, is_current: bool) -> Html {
    let event = line.event;
    let onclick = frame.wants(if is_current { Intent::Seek(event) } else { Intent::SelectEvent(Some(event)) });
    html! {
        <li key={event.number()} class={line.is_emergency.then_some("is-emergency")}>
            <button type="button" aria-current={is_current.then_some("true")} {onclick}>
                <span class="id">{ event.to_string() }</span>
                <span class="at">{ real(line.at) }</span>
                <span class={classes!("dot-name", line.colour)}>{ &line.node }</span>
                <span class="what" title={line.what.clone()}>{ &line.what }</span>
            </button>
        </li>
    }
}
