//! The rules that can be switched while the broker runs, and the emergencies declared for all.

use yew::prelude::*;

use super::super::parts;
use crate::broker::emergency::{Kind, Level};
use crate::broker::policy::{Order, Placement, Policy};
use crate::scenario::{Command, PolicyChange};
use crate::texts::texts;
use crate::ui::Intent;
use crate::ui::markup::html;
use crate::view::words;

/// The form of the rules. Each field sends what changed, and nothing else.
pub(super) fn rules(policy: Policy, declared: &[String], want: &Callback<Intent>) -> Html {
    let texts = texts().queue();
    let reserve = PolicyChange { reserve: Some(!policy.reserve), ..PolicyChange::default() };
    let preempt = PolicyChange { preempt: Some(!policy.preempt), ..PolicyChange::default() };
    html! {
        <>
            <form class="policy" aria-label={texts.policy} onsubmit={|event: SubmitEvent| event.prevent_default()}>
                <fieldset>
                    <legend>{ texts.order }</legend>
                    <div class="seg small">{ for Order::ALL.iter().map(|order| order_choice(want, *order, policy.order)) }</div>
                </fieldset>
                <label class="field">
                    <span>{ texts.placement }</span>
                    <select class="select small" data-testid="placement" onchange={on_placement(want)}>
                        { for Placement::ALL.iter().enumerate().map(|(at, placement)| html! {
                            <option value={at.to_string()} selected={*placement == policy.placement}>{ words::placement(*placement) }</option>
                        }) }
                    </select>
                </label>
                <label class="field">
                    <span>{ texts.ageing }</span>
                    <input class="input" type="number" min="1" max="86400" step="1" data-testid="ageing"
                        disabled={policy.order != Order::EmergencyAged}
                        value={(policy.ageing.ms() / 1000).to_string()} onchange={on_ageing(want)} />
                </label>
                <label class="check">
                    <input type="checkbox" data-testid="reserve" checked={policy.reserve} onchange={set(want, reserve)} />
                    { texts.reserve }
                </label>
                <label class="check" title={texts.preempt_about}>
                    <input type="checkbox" data-testid="preempt" checked={policy.preempt && policy.reserve}
                        disabled={!policy.reserve} onchange={set(want, preempt)} />
                    { texts.preempt }
                </label>
            </form>
            if !declared.is_empty() {
                <div class="policy" role="group" aria-label={texts.declared}>
                    <span class="section-name">{ texts.declared_tags }</span>
                    { for declared.iter().map(|tag| parts::emergency_tag(tag, None)) }
                    <button type="button" class="button small" data-testid="all-clear"
                        onclick={want.reform(|_: MouseEvent| Intent::Apply(Command::ClearEmergency {}))}>
                        { texts.all_clear }
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
    let (value, name) = match order {
        Order::Fifo => ("fifo", texts().queue().fifo),
        Order::EmergencyFirst => ("emergency first", texts().queue().emergency_order),
        Order::EmergencyAged => ("emergency aged", texts().queue().aged_order),
    };
    let change = PolicyChange { order: Some(order), ..PolicyChange::default() };
    html! {
        <label title={words::order(order)}>
            <input type="radio" name="order" {value} checked={order == now} onchange={set(want, change)} />
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
    let words = texts().words();
    let texts = texts().queue();
    let kind = use_state(|| Kind::Medical);
    let level = use_state(|| Level::Critical);
    let on_kind = choose(&kind, Kind::ALL);
    let on_level = choose(&level, Level::ALL);
    let declare = Command::DeclareEmergency { kind: *kind, level: *level, location: None };
    let declare = props.want.reform(move |_: MouseEvent| Intent::Apply(declare.clone()));
    html! {
        <div class="policy" role="group" aria-label={texts.declaring}>
            <label class="field">
                <span>{ texts.declare_kind }</span>
                <select class="select small" aria-label={texts.kind} onchange={on_kind}>
                    { for Kind::ALL.iter().enumerate().map(|(at, each)| html! {
                        <option value={at.to_string()} selected={*each == *kind}>{ words.kind(*each) }</option>
                    }) }
                </select>
            </label>
            <label class="field">
                <span>{ texts.at_least }</span>
                <select class="select small" aria-label={texts.level} onchange={on_level}>
                    { for Level::ALL.iter().enumerate().map(|(at, each)| html! {
                        <option value={at.to_string()} selected={*each == *level}>{ words.level(*each) }</option>
                    }) }
                </select>
            </label>
            <button type="button" class="button small emergency" data-testid="declare-emergency" onclick={declare}>
                { parts::triangle() }{ texts.declare }
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
