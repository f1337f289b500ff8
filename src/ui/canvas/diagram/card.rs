//! The card of the event that is pointed at or has the keyboard: all of it, without going there.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{Scene, put_at};
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::view::spacetime::{self, Card};

/// The card's width, and how far it stays from its event and from the section's edges.
const WIDTH: f64 = 340.0;
const AWAY: f64 = 20.0;
const EDGE: f64 = 8.0;

/// The card; nothing while nothing is pointed at.
#[inline(never)]
pub(super) fn card(scene: &Scene, section: &NodeRef, diagram: &NodeRef) -> Html {
    let Some(id) = scene.chosen.hovered.or(scene.chosen.active) else { return Html::default() };
    let card = spacetime::card(&scene.frame.sim(), id, scene.sight.cone.as_ref());
    let at = scene.diagram.place_of(&scene.columns.borrow(), id);
    let (Some(card), Some(at)) = (card, at) else { return Html::default() };
    if at.0 < 0.0 || at.0 > scene.window.width {
        return Html::default();
    }
    component::<Shown>(
        ShownProps { card, at, section: section.clone(), diagram: diagram.clone() },
        Some(id.number().into()),
    )
}

#[derive(PartialEq, Properties)]
struct ShownProps {
    card: Card,
    /// Where its event is, in pixels of the plot.
    at: (f64, f64),
    section: NodeRef,
    diagram: NodeRef,
}

/// A card, above its event where there is room, else below: never under the pointer.
#[component]
fn Shown(props: &ShownProps) -> Html {
    let node_ref = use_node_ref();
    {
        let (node_ref, section, diagram) = (node_ref.clone(), props.section.clone(), props.diagram.clone());
        use_effect_with(props.at, move |at| {
            let place = || {
                let (card, section) =
                    (node_ref.cast::<HtmlElement>()?, section.cast::<Element>()?.get_bounding_client_rect());
                let plot = diagram.cast::<Element>()?.query_selector(".plot").ok()??.get_bounding_client_rect();
                let (x, y) = (plot.left() + at.0 - section.left(), plot.top() + at.1 - section.top());
                let width = WIDTH.min(section.width() - 2.0 * EDGE);
                let left = (x - width / 2.0).clamp(EDGE, (section.width() - width - EDGE).max(EDGE));
                let height = f64::from(card.offset_height());
                let fits_above = section.top() + y - AWAY - height > 0.0;
                let top = if fits_above { y - AWAY - height } else { y + AWAY };
                put_at(&card, &[("left", left), ("top", top), ("width", width)]);
                Some(())
            };
            let _ = place();
        });
    }
    let card = &props.card;
    // The inspector says the rest.
    let facts = card.facts.iter().filter(|fact| fact.is_brief).map(|fact| {
        html! {
            <>
                <dt>{ fact.name }</dt>
                <dd class={classes!(fact.is_code.then_some("mono"))}>{ &fact.text }</dd>
            </>
        }
    });
    html! {
        <div class={classes!("event-card", card.colour)} role="tooltip" id="event-card" data-testid="event-card" data-of={card.id.to_string()} ref={node_ref}>
            <p class="when"><b>{ texts().diagram().event_card(card.id.number()) }</b><span class="mono">{ &card.at }</span></p>
            <p class="what">{ &card.title }</p>
            <dl>{ for facts }</dl>
            if let Some(stands) = &card.stands {
                <p class="stands" data-testid="card-standing">{ stands }</p>
            }
        </div>
    }
}
