//! The decision: who could have got the job, why it came out as it did, and what would have been otherwise.

mod otherwise;
mod table;
mod terms;

use std::sync::Arc;

use yew::prelude::*;

use super::parts;
use crate::id::{EventId, Names};
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::ui::{Frame, Intent};
use crate::view::decision::{Choice, decided_at, recorded};
use crate::view::words;
use otherwise::{Otherwise, OtherwiseProps};
use table::Look;

/// The decision at the event that is looked at, or the latest before it. Whoever goes from it to a report that it was
/// made from still sees it.
#[component]
pub(super) fn Decision(frame: &Frame) -> Html {
    let is_every_rule = use_state(|| false);
    let is_every_row = use_state(|| false);
    // The report that was gone to, and the decision from which.
    let followed = use_state(|| None::<(EventId, EventId)>);

    let focus = frame.focus();
    let kept = followed.filter(|(report, _)| *report == focus).map(|(_, decision)| decision);
    let event = kept.or_else(|| decided_at(frame.sim().trace(), focus));
    let choice = use_memo(Shown::of(frame, event, focus), |shown| {
        shown.event.and_then(|event| recorded(frame.sim().trace(), event, focus))
    });
    let Some(choice) = &*choice else {
        return parts::empty(texts().inspector().no_decision, texts().inspector().no_decision_about);
    };
    let event = choice.event;
    let look_at = {
        let want = frame.want.clone();
        Callback::from(move |report: EventId| {
            followed.set(Some((report, event)));
            want.emit(Intent::SelectEvent(Some(report)));
        })
    };
    let look = Look { is_every_rule: *is_every_rule, is_every_row: *is_every_row, look_at: Some(look_at) };
    html! {
        <>
            { head(frame, choice, kept.is_some(), &is_every_rule) }
            <div>
                { table::table(texts().inspector().candidates, choice, &look) }
                { more_rows(choice, &is_every_row) }
            </div>
            { component::<Otherwise>(OtherwiseProps { frame: frame.clone(), event, look }, None) }
            { terms::terms(texts().inspector().score_terms, choice) }
            { facts(choice) }
        </>
    }
}

/// All that a picture of a decision depends on: while it is the same, none is made anew.
struct Shown {
    event: Option<EventId>,
    hash: Option<u64>,
    is_at_focus: bool,
    names: Arc<Names>,
}

impl Shown {
    fn of(frame: &Frame, event: Option<EventId>, focus: EventId) -> Self {
        let sim = frame.sim();
        let hash = event.and_then(|event| sim.trace().hash_at(event));
        Self { event, hash, is_at_focus: event == Some(focus), names: sim.trace().shared_names() }
    }
}

impl PartialEq for Shown {
    fn eq(&self, other: &Self) -> bool {
        (self.event, self.hash, self.is_at_focus) == (other.event, other.hash, other.is_at_focus)
            && Arc::ptr_eq(&self.names, &other.names)
    }
}

/// The decision as a block below something else.
pub(super) fn block(choice: &Choice) -> Html {
    html! {
        <>
            <div class="title"><h3>{ &choice.title }</h3><p>{ subtitle(choice) }</p></div>
            { table::table(texts().inspector().candidates, choice, &Look::default()) }
            if let Some(without) = &choice.without {
                <p class="because counterfactual">
                    { parts::triangle() }<strong>{ texts().inspector().without_emergency }</strong>{ without }{ "." }
                </p>
            }
        </>
    }
}

fn subtitle(choice: &Choice) -> String {
    texts().inspector().event_and(choice.event, &choice.policy)
}

fn toggle(state: &UseStateHandle<bool>) -> impl Fn(MouseEvent) + 'static {
    let state = state.clone();
    move |_| state.set(!*state)
}

/// What was decided, and why.
fn head(frame: &Frame, choice: &Choice, is_kept: bool, is_every_rule: &UseStateHandle<bool>) -> Html {
    let texts = texts().inspector();
    let silent = choice.columns.iter().filter(|column| !column.matters).count();
    html! {
        <>
            <div class="title">
                <h3>{ &choice.title }</h3>
                <p>{ subtitle(choice) }</p>
                <div class="end">
                    if silent > 0 {
                        <button type="button" class="button small" aria-pressed={is_every_rule.to_string()} onclick={toggle(is_every_rule)}>
                            { if **is_every_rule { texts.rules_that_matter } else { texts.all_rules } }
                        </button>
                    }
                    if !choice.is_at_focus {
                        <button type="button" class="button small" onclick={frame.wants(Intent::SelectEvent(Some(choice.event)))}>
                            { texts.go_look_at(choice.event) }
                        </button>
                    }
                </div>
            </div>
            if is_kept {
                <p class="kept" role="status">{ texts.decided_from(choice.event) }</p>
            }
            <p class="because"><strong>{ texts.because }</strong>{ &choice.because }</p>
        </>
    }
}

fn more_rows(choice: &Choice, is_every_row: &UseStateHandle<bool>) -> Html {
    if choice.shown == choice.rows.len() {
        return Html::default();
    }
    let words = match **is_every_row {
        true => texts().inspector().first_rows(choice.shown),
        false => texts().inspector().all(choice.rows.len()),
    };
    html! {
        <button type="button" class="button quiet small" aria-expanded={is_every_row.to_string()} onclick={toggle(is_every_row)}>
            { words }
        </button>
    }
}

fn facts(choice: &Choice) -> Html {
    let texts = texts().inspector();
    html! {
        <dl class="facts">
            <dt>{ texts.place }</dt><dd>{ format!("{}.", words::sentence(&choice.place)) }</dd>
            if let (Some(tag), Some(found)) = (&choice.emergency, &choice.found) {
                <dt>{ texts.emergency }</dt><dd>{ parts::emergency_tag(tag, None) }{ " " }{ format!("{}.", words::sentence(found)) }</dd>
            }
            if let Some(passed) = &choice.passed { <dt>{ texts.passed }</dt><dd>{ format!("{passed}.") }</dd> }
        </dl>
    }
}
