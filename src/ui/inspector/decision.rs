//! The decision: candidates as rows, rules and score as columns, and why it came out as it did.

use yew::prelude::*;

use super::parts;
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};
use crate::view::decision::{Choice, Row, Standing, TermTable, choice_at};
use crate::view::words;

/// So many executors are listed with the events that they were known from.
const KNOWN_SHOWN: usize = 12;

/// The decision at the event that is looked at, or the latest before it.
#[component]
pub(super) fn Decision(frame: &Frame) -> Html {
    let is_every_rule = use_state(|| false);
    let is_every_row = use_state(|| false);
    let Some(choice) = choice_at(frame.sim().trace(), frame.focus()) else {
        return parts::empty("No decision yet", "A decision gives a waiting job to an executor. Step to the next one.");
    };
    let toggle = |state: &UseStateHandle<bool>| {
        let state = state.clone();
        move |_| state.set(!*state)
    };
    let silent = choice.columns.iter().filter(|column| !column.matters).count();
    html! {
        <>
            <div class="title">
                <h3>{ &choice.title }</h3>
                <p>{ subtitle(&choice) }</p>
                <div class="end">
                    if silent > 0 {
                        <button type="button" class="button small" aria-pressed={is_every_rule.to_string()} onclick={toggle(&is_every_rule)}>
                            { if *is_every_rule { "rules that matter" } else { "all 7 rules" } }
                        </button>
                    }
                    { look(frame, &choice) }
                </div>
            </div>
            <div>
                { table(&choice, *is_every_rule, *is_every_row) }
                if choice.shown < choice.rows.len() {
                    <button type="button" class="button quiet small" aria-expanded={is_every_row.to_string()} onclick={toggle(&is_every_row)}>
                        { if *is_every_row { "show the telling ones".to_owned() } else { format!("show all {}", choice.rows.len()) } }
                    </button>
                }
            </div>
            { reasons(&choice) }
            if let Some(terms) = &choice.terms { { term_table(terms) } }
            { known_from(frame, &choice) }
        </>
    }
}

/// The decision as a block below something else.
pub(super) fn block(choice: &Choice) -> Html {
    html! {
        <>
            <div class="title"><h3>{ &choice.title }</h3><p>{ subtitle(choice) }</p></div>
            { table(choice, false, false) }
            { counterfactual(choice) }
        </>
    }
}

fn subtitle(choice: &Choice) -> String {
    format!("event {} · {}", choice.event, choice.policy)
}

fn look(frame: &Frame, choice: &Choice) -> Html {
    if choice.is_at_focus {
        return Html::default();
    }
    let onclick = frame.wants(Intent::SelectEvent(Some(choice.event)));
    html! { <button type="button" class="button small" {onclick}>{ format!("look at event {}", choice.event) }</button> }
}

fn table(choice: &Choice, is_every_rule: bool, is_every_row: bool) -> Html {
    let columns: Vec<usize> = (0..7).filter(|at| is_every_rule || choice.columns[*at].matters).collect();
    let shown = if is_every_row { choice.rows.len() } else { choice.shown };
    let scores = choice.rows.iter().any(|row| row.score.is_some());
    let head = html! {
        <tr>
            <th scope="col" class={choice.emergency.is_some().then_some("for-job")}>
                if choice.emergency.is_some() { { parts::triangle() }{ " " } }
                { &choice.job }
            </th>
            if choice.emergency.is_some() { <th scope="col">{ "equipment" }</th> }
            { for columns.iter().map(|at| html! {
                <th scope="col" class="num" title={choice.columns[*at].full.clone()}>{ &choice.columns[*at].head }</th>
            }) }
            if scores { <th scope="col">{ "score" }</th> }
            <th scope="col" title="How old the report is that each was known from, and how many of its own events that is behind">{ "known" }</th>
        </tr>
    };
    if choice.rows.is_empty() {
        return html! { <p class="because">{ "No executor is registered, so there is nobody to choose." }</p> };
    }
    parts::scrolled(
        "Candidates",
        html! {
            <table class="grid decision-table">
                <thead>{ head }</thead>
                <tbody>{ for choice.rows[..shown].iter().map(|row| candidate(choice, row, &columns, scores)) }</tbody>
            </table>
        },
    )
}

fn candidate(choice: &Choice, row: &Row, columns: &[usize], scores: bool) -> Html {
    let (class, word) = match &row.standing {
        Standing::Chosen => (Some("chosen"), "chosen".to_owned()),
        Standing::RunnerUp => (None, "runner-up".to_owned()),
        Standing::Eligible => (None, String::new()),
        Standing::Held(job) => (Some("refused"), format!("kept free for {job}")),
        Standing::Refused => (Some("refused"), "refused".to_owned()),
    };
    let fill = if row.standing == Standing::Chosen { "chosen" } else { "" };
    html! {
        <tr key={row.name.clone()} {class}>
            <th scope="row">{ &row.name }if !word.is_empty() { <span class="word">{ word }</span> }</th>
            if choice.emergency.is_some() { <td>{ if row.fits == Some(true) { "✚ fits" } else { "–" } }</td> }
            { for columns.iter().map(|at| {
                let cell = &row.cells[*at];
                html! { <td class={classes!("num", cell.fails.then_some("fails"))}>{ &cell.text }</td> }
            }) }
            if scores {
                <td>
                    if let Some((text, share)) = &row.score {
                        { parts::bar(&[(*share, fill)]) }<span class="score">{ text }</span>
                    } else {
                        { "–" }
                    }
                </td>
            }
            <td>{ &row.known }</td>
        </tr>
    }
}

fn counterfactual(choice: &Choice) -> Html {
    match &choice.without {
        None => Html::default(),
        Some(without) => html! {
            <p class="because counterfactual">
                { parts::triangle() }<strong>{ "Without the emergency: " }</strong>{ without }{ "." }
            </p>
        },
    }
}

fn reasons(choice: &Choice) -> Html {
    let fact = |name: &'static str, text: &str| html! { <><dt>{ name }</dt><dd>{ format!("{}.", words::sentence(text)) }</dd></> };
    // The counterfactual has a place of its own.
    let because = choice.because.split(" Without the emergency:").next().unwrap_or_default();
    html! {
        <>
            <p class="because"><strong>{ "Because: " }</strong>{ because }</p>
            { counterfactual(choice) }
            <dl class="facts">
                { fact("Place", &choice.place) }
                if let (Some(tag), Some(found)) = (&choice.emergency, &choice.found) {
                    <dt>{ "Emergency" }</dt><dd>{ parts::emergency_tag(tag, None) }{ " " }{ format!("{}.", words::sentence(found)) }</dd>
                }
                if let Some(passed) = &choice.passed { <dt>{ "Passed" }</dt><dd>{ format!("{passed}.") }</dd> }
            </dl>
        </>
    }
}

fn term_table(terms: &TermTable) -> Html {
    let name = |(name, colour): &(String, &'static str)| {
        html! { <th scope="col" class="num"><span class={classes!("dot-name", *colour)}>{ name }</span></th> }
    };
    let weights: i64 = terms.rows.iter().map(|(_, weight, _)| weight).sum();
    html! {
        <div>
            <h3 class="section-name">{ "How the scores came about: each term from 0 to 1000, and their weighted mean" }</h3>
            { parts::scrolled("Score terms", html! {
                <table class="grid">
                    <thead><tr><th scope="col">{ "term" }</th><th scope="col" class="num">{ "weight" }</th>{ for terms.heads.iter().map(name) }</tr></thead>
                    <tbody>
                        { for terms.rows.iter().map(|(term, weight, values)| html! {
                            <tr>
                                <th scope="row">{ *term }</th><td class="num">{ *weight }</td>
                                { for values.iter().map(|value| html! { <td class="num">{ *value }</td> }) }
                            </tr>
                        }) }
                        <tr>
                            <th scope="row">{ "score" }</th><td class="num">{ format!("÷ {weights}") }</td>
                            { for terms.scores.iter().map(|score| html! { <td class="num"><span class="score">{ *score }</span></td> }) }
                        </tr>
                    </tbody>
                </table>
            }) }
        </div>
    }
}

fn known_from(frame: &Frame, choice: &Choice) -> Html {
    let known = choice.rows.iter().take(KNOWN_SHOWN).filter_map(|row| row.known_from.as_ref());
    let buttons: Html = known
        .map(|(event, dot)| {
            let text = html! { <>{ format!("event {event}") }<span class="mono">{ dot }</span></> };
            parts::event_button(frame, *event, text)
        })
        .collect();
    let clockless = choice.rows.iter().filter(|row| row.known_from.is_none()).count();
    html! {
        <div>
            <h3 class="section-name">{ "Known from these reports" }</h3>
            { buttons }
            if clockless > 0 { <p class="soft">{ format!("{clockless} without a clock: only the time tells how old their reports are.") }</p> }
        </div>
    }
}
