//! The candidates: a row each, with its score, both numbers of every rule, and the report that it was known from.

use yew::prelude::*;

use super::parts;
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::view::decision::{Cell, Choice, Row, RuleColumn, Standing};

/// How a table is looked at.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Look {
    /// Whether rules that tell nobody apart are shown too.
    pub(super) is_every_rule: bool,
    /// Whether all candidates are shown.
    pub(super) is_every_row: bool,
    /// Goes to the report that a candidate was known from.
    pub(super) look_at: Option<Callback<EventId>>,
}

/// The candidates of a choice, under a label that no other table on the page has.
pub(super) fn table(label: &'static str, choice: &Choice, look: &Look) -> Html {
    if choice.rows.is_empty() {
        return html! { <p class="because">{ texts().inspector().nobody_to_choose }</p> };
    }
    let columns: Vec<usize> = (0..7).filter(|at| look.is_every_rule || choice.columns[*at].matters).collect();
    let shown = if look.is_every_row { choice.rows.len() } else { choice.shown };
    let scores = choice.rows.iter().any(|row| row.score.is_some());
    parts::scrolled(
        label,
        html! {
            <table class={classes!("grid", "decision-table", "stacks", look.is_every_rule.then_some("every-rule"))}>
                <thead>{ head(choice, &columns, scores) }</thead>
                <tbody>{ for choice.rows[..shown].iter().map(|row| candidate(choice, row, &columns, scores, look)) }</tbody>
            </table>
        },
    )
}

fn head(choice: &Choice, columns: &[usize], scores: bool) -> Html {
    let (texts, is_emergency) = (texts().inspector(), choice.emergency.is_some());
    let rule = |column: &RuleColumn| {
        html! { <th scope="col" class="num" title={column.full.clone()}>{ column.head }</th> }
    };
    html! {
        <tr>
            <th scope="col" class={is_emergency.then_some("for-job")}>
                if is_emergency { { parts::triangle() }{ " " } }
                { &choice.job }
            </th>
            if scores { <th scope="col">{ texts.score }</th> }
            if is_emergency { <th scope="col">{ texts.equipment }</th> }
            { for columns.iter().map(|at| rule(&choice.columns[*at])) }
            <th scope="col" title={texts.known_from_about}>{ texts.known_from }</th>
        </tr>
    }
}

fn candidate(choice: &Choice, row: &Row, columns: &[usize], scores: bool, look: &Look) -> Html {
    let texts = texts().inspector();
    let (class, word) = match &row.standing {
        Standing::Chosen => (Some("chosen"), texts.chosen.to_owned()),
        Standing::RunnerUp => (None, texts.runner_up.to_owned()),
        Standing::Eligible => (None, String::new()),
        Standing::Held(job) => (Some("refused"), texts.kept_free(job)),
        Standing::Refused => (Some("refused"), texts.refused.to_owned()),
    };
    let score = row.score.as_ref().map_or_else(
        || html! { { "–" } },
        |(text, bar)| html! { <>{ parts::bar(bar) }<span class="score">{ text }</span></> },
    );
    html! {
        <tr key={row.name.clone()} {class}>
            <th scope="row"><span class={classes!("dot-name", row.colour)}>{ &row.name }</span>if !word.is_empty() { <span class="word">{ word }</span> }</th>
            if scores { <td data-label={texts.score}>{ score }</td> }
            if choice.emergency.is_some() { <td data-label={texts.equipment}>{ if row.fits == Some(true) { texts.fits } else { "–" } }</td> }
            { for columns.iter().map(|at| rule_cell(choice.columns[*at].head, &row.cells[*at])) }
            <td data-label={texts.known_from}>{ known(row, look) }</td>
        </tr>
    }
}

/// Both numbers of a rule.
fn rule_cell(rule: &'static str, cell: &Cell) -> Html {
    html! {
        <td data-label={rule} class={classes!("num", "sides", cell.fails.then_some("fails"))}>{ &cell.have }<span class="need">{ " " }{ &cell.need }</span></td>
    }
}

/// How stale the knowledge was, and the way to the event that it is from.
fn known(row: &Row, look: &Look) -> Html {
    let texts = texts().inspector();
    let behind = row.behind.map_or_else(|| texts.no_clock.to_owned(), |events| texts.events_since(events));
    let age = match (&row.known_from, &look.look_at) {
        (Some((event, dot)), Some(look_at)) => {
            let (look_at, event) = (look_at.clone(), *event);
            let label = texts.look_at_report(event, dot, &row.name, &row.age);
            html! {
                <button type="button" class="button quiet small known-from" data-known-from={event.to_string()} aria-label={label}
                    onclick={move |_: MouseEvent| look_at.emit(event)}>{ &row.age }</button>
            }
        }
        _ => html! { <span>{ &row.age }</span> },
    };
    html! { <span class="known">{ age }<span class="soft">{ behind }</span></span> }
}
