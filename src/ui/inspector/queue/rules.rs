//! The rules that can be switched while the broker runs, and the emergencies declared for all.

use yew::prelude::*;

use super::super::parts;
use crate::broker::emergency::{Kind, Level};
use crate::broker::policy::{Order, Placement, Policy};
use crate::scenario::{Command, PolicyChange};
use crate::ui::Intent;
use crate::ui::markup::html;
use crate::view::words;

/// The form of the rules. Each field sends what changed, and nothing else.
pub(super) fn rules(policy: Policy, declared: &[String], want: &Callback<Intent>) -> Html {
    let reserve = PolicyChange { reserve: Some(!policy.reserve), ..PolicyChange::default() };
    let preempt = PolicyChange { preempt: Some(!policy.preempt), ..PolicyChange::default() };
    html! {
        <>
            <form class="policy" aria-label="Policy" onsubmit={|event: SubmitEvent| event.prevent_default()}>
                <fieldset>
                    <legend>{ "Order" }</legend>
                    <div class="seg small">{ for Order::ALL.iter().map(|order| order_choice(want, *order, policy.order)) }</div>
                </fieldset>
                <label class="field">
                    <span>{ "Placement" }</span>
                    <select class="select small" data-testid="placement" onchange={on_placement(want)}>
                        { for Placement::ALL.iter().enumerate().map(|(at, placement)| html! {
                            <option value={at.to_string()} selected={*placement == policy.placement}>{ words::placement(*placement) }</option>
                        }) }
                    </select>
                </label>
                <label class="field">
                    <span>{ "Ageing, s" }</span>
                    <input class="input" type="number" min="1" max="86400" step="1" data-testid="ageing"
                        disabled={policy.order != Order::EmergencyAged}
                        value={(policy.ageing.ms() / 1000).to_string()} onchange={on_ageing(want)} />
                </label>
                <label class="check">
                    <input type="checkbox" data-testid="reserve" checked={policy.reserve} onchange={set(want, reserve)} />
                    { "Reserve what running jobs need" }
                </label>
                <label class="check" title="Only with the reservation: it keeps the place that is made">
                    <input type="checkbox" data-testid="preempt" checked={policy.preempt && policy.reserve}
                        disabled={!policy.reserve} onchange={set(want, preempt)} />
                    { "Let critical emergencies take the place of normal jobs" }
                </label>
            </form>
            if !declared.is_empty() {
                <div class="policy" role="group" aria-label="Emergencies declared for all">
                    <span class="section-name">{ "Declared for all:" }</span>
                    { for declared.iter().map(|tag| parts::emergency_tag(tag, None)) }
                    <button type="button" class="button small" data-testid="all-clear"
                        onclick={want.reform(|_: MouseEvent| Intent::Apply(Command::ClearEmergency {}))}>
                        { "All clear" }
                    </button>
                </div>
            }
        </>
    }
}

fn set<E: 'static>(want: &Callback<Intent>, change: PolicyChange) -> Callback<E> {
    want.reform(move |_| Intent::Apply(Command::SetPolicy(change)))
}

fn order_choice(want: &Callback<Intent>, order: Order, now: Order) -> Html {
    let name = match order {
        Order::Fifo => "fifo",
        Order::EmergencyFirst => "emergency first",
        Order::EmergencyAged => "emergency aged",
    };
    let change = PolicyChange { order: Some(order), ..PolicyChange::default() };
    html! {
        <label title={words::order(order)}>
            <input type="radio" name="order" value={name} checked={order == now} onchange={set(want, change)} />
            { name }
        </label>
    }
}

fn on_placement(want: &Callback<Intent>) -> Callback<Event> {
    let want = want.clone();
    Callback::from(move |event: Event| {
        let at = parts::value_of(&event).and_then(|value| value.parse::<usize>().ok());
        if let Some(placement) = at.and_then(|at| Placement::ALL.get(at)).copied() {
            let change = PolicyChange { placement: Some(placement), ..PolicyChange::default() };
            want.emit(Intent::Apply(Command::SetPolicy(change)));
        }
    })
}

fn on_ageing(want: &Callback<Intent>) -> Callback<Event> {
    let want = want.clone();
    Callback::from(move |event: Event| {
        let secs = parts::value_of(&event).and_then(|value| value.parse::<u64>().ok()).filter(|secs| *secs > 0);
        // What is no number of seconds changes nothing, and the field goes back to what holds.
        let ageing_ms = secs.map(|secs| secs.min(86_400) * 1000);
        want.emit(match ageing_ms {
            Some(_) => Intent::Apply(Command::SetPolicy(PolicyChange { ageing_ms, ..PolicyChange::default() })),
            None => Intent::Redraw,
        });
    })
}

#[derive(Clone, Properties)]
pub(super) struct DeclareProps {
    pub(super) want: Callback<Intent>,
}

impl PartialEq for DeclareProps {
    /// The way to ask is the same one always.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// An emergency to declare for all.
#[component]
pub(super) fn Declare(props: &DeclareProps) -> Html {
    let kind = use_state(|| Kind::Medical);
    let level = use_state(|| Level::Critical);
    let on_kind = choose(&kind, Kind::ALL);
    let on_level = choose(&level, Level::ALL);
    let declare = Command::DeclareEmergency { kind: *kind, level: *level, location: None };
    let declare = props.want.reform(move |_: MouseEvent| Intent::Apply(declare.clone()));
    html! {
        <div class="policy" role="group" aria-label="Declare an emergency">
            <label class="field">
                <span>{ "Declare for all jobs of a kind" }</span>
                <select class="select small" aria-label="Kind of emergency" onchange={on_kind}>
                    { for Kind::ALL.iter().enumerate().map(|(at, each)| html! {
                        <option value={at.to_string()} selected={*each == *kind}>{ each.name() }</option>
                    }) }
                </select>
            </label>
            <label class="field">
                <span>{ "at least" }</span>
                <select class="select small" aria-label="Level of emergency" onchange={on_level}>
                    { for Level::ALL.iter().enumerate().map(|(at, each)| html! {
                        <option value={at.to_string()} selected={*each == *level}>{ each.name() }</option>
                    }) }
                </select>
            </label>
            <button type="button" class="button small emergency" data-testid="declare-emergency" onclick={declare}>
                { parts::triangle() }{ "Declare for all" }
            </button>
        </div>
    }
}

fn choose<T: Copy + 'static, const N: usize>(state: &UseStateHandle<T>, all: [T; N]) -> Callback<Event> {
    let state = state.clone();
    Callback::from(move |event: Event| {
        let at = parts::value_of(&event).and_then(|value| value.parse::<usize>().ok());
        if let Some(chosen) = at.and_then(|at| all.get(at)) {
            state.set(*chosen);
        }
    })
}
