//! The strip between the head and the lanes: the event that is looked at, how it stands to a second one, and what the
//! entries of the clocks beside events are.

use yew::prelude::*;

use super::Scene;
use super::moves::Moves;
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::Intent;
use crate::ui::canvas::acts;
use crate::ui::markup::html;
use crate::view::happened;
use crate::view::spacetime::{Link, Relation};
use crate::view::words::{self, Words, colour};

/// So many messages of a chain have a button each.
const LINKS_MAX: usize = 8;

/// The strip; nothing while nothing is selected.
#[inline(never)]
pub(super) fn strip(scene: &Scene) -> Html {
    let looked_at = scene.frame.session().looked_at;
    let body = match (&scene.sight.relation, looked_at) {
        (Some(relation), _) => related(scene, relation),
        (None, Some(event)) => selected(scene, event),
        (None, None) => Html::default(),
    };
    html! {
        <>
            if scene.sight.relation.is_some() || looked_at.is_some() {
                <div class="strip">{ body }{ clear(scene) }</div>
            }
            { order(scene) }
        </>
    }
}

fn clear(scene: &Scene) -> Html {
    let clear = scene.clone();
    html! {
        <button class="button small quiet clear" data-testid="clear-selection" aria-label={texts().diagram().select_none} onclick={move |_| Moves(&clear).unpick()}>
            <svg class="icon" aria-hidden="true"><use href="./www/icons.svg#close" /></svg>
        </button>
    }
}

/// One event, and what may be done with it.
fn selected(scene: &Scene, event: EventId) -> Html {
    let told = {
        let sim = scene.frame.sim();
        let trace = sim.trace();
        let names = Words::new(trace.names());
        let deed = |event| format!("{} {}", names.subject(event_node(event)), happened::deed(&names, trace, event));
        trace.get(event).map(deed).unwrap_or_default()
    };
    html! {
        <>
            <span class="relation" role="status" data-testid="selected-event">
                { texts().diagram().event_before_number }<b>{ event.number() }</b>{ ": " }{ told }
            </span>
            if let Some(acts) = acts(&scene.frame, event) {
                { acts }
            } else {
                <span class="soft">{ texts().diagram().compares }</span>
            }
            <button class="button small" data-testid="go-to-event" onclick={scene.frame.wants(Intent::Seek(event))}>{ texts().diagram().travel }</button>
        </>
    }
}

fn event_node(event: &crate::sim::trace::Event) -> crate::id::NodeId {
    event.dot.node
}

/// Two events: how they stand, the entries that prove it, and the messages that it comes from.
#[inline(never)]
fn related(scene: &Scene, relation: &Relation) -> Html {
    let proof = relation.proof.iter().map(|entry| html! { <code>{ entry }</code> });
    let (several, t) = (relation.chain.len(), texts().diagram());
    let by = match several {
        0 => String::new(),
        n => t.by(&words::count(n, t.message_counted, t.messages_counted)),
    };
    html! {
        <>
            <span class="relation" role="status" data-testid="relation">
                <b>{ relation.first.number() }</b>{ format!(" {} ", relation.words) }<b>{ relation.second.number() }</b>
                { ": " }{ for proof }
                if !relation.because.is_empty() {
                    <span>{ format!(" {}", relation.because) }</span>
                }
            </span>
            if several > 0 {
                <span class="soft">{ by }</span>
                <ol class="chain" data-testid="chain">
                    { for relation.chain.iter().take(LINKS_MAX).map(|link| button(scene, link)) }
                    if several > LINKS_MAX {
                        <li class="soft">{ t.more_links(several - LINKS_MAX) }</li>
                    }
                </ol>
            }
        </>
    }
}

fn button(scene: &Scene, link: &Link) -> Html {
    let (sent, received) = (link.hop.sent, link.hop.received);
    let to = scene.clone();
    html! {
        <li key={received.number()}>
            <button class="button small" onclick={move |_| Moves(&to).go_to(received)}>
                { format!("{} {} → {}", link.noun, sent, received) }
            </button>
        </li>
    }
}

/// Whose entries stand in the clocks beside events.
fn order(scene: &Scene) -> Html {
    let order = &scene.diagram.order;
    if order.is_empty() {
        return Html::default();
    }
    let sim = scene.frame.sim();
    let names = sim.trace().names();
    let each = order.iter().enumerate().map(|(at, node)| {
        html! {
            <span class={colour(*node)}>
                { if at > 0 { ", " } else { "" } }<b>{ names.of_node(*node) }</b>
            </span>
        }
    });
    let drawn = scene.diagram.labels.iter().filter(|label| label.text.starts_with('[')).count();
    let lacking = scene.diagram.marks.len().saturating_sub(drawn);
    html! {
        <p class="strip order" data-testid="clock-order">
            if order.len() <= words::SPELT_MAX {
                <span>{ texts().diagram().order }{ for each }{ "]" }</span>
            } else {
                { texts().diagram().order_of_many }
            }
            if lacking > 0 {
                <span class="soft">{ texts().diagram().lacking(lacking) }</span>
            }
        </p>
    }
}
