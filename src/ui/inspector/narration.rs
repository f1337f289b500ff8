//! The sentence about what has just happened: for the eye, and once more for the ear.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{classes, component, html};
use crate::view::narration::{Lead, Piece, narrate, spoken};

/// Nothing is spoken before the run has stood still for so long: whoever steps on quickly hears where it ends.
const STILL_MS: u32 = 400;

/// One sentence on what happened in the event that is looked at.
pub(in crate::ui) fn narration(frame: &Frame) -> Html {
    let narration = narrate(frame.sim().trace(), frame.focus());
    let lead = match narration.lead {
        Lead::Plain => None,
        Lead::Emergency => Some("is-emergency"),
        Lead::Decision => Some("is-decision"),
    };
    let texts = texts().inspector();
    let order = (!narration.order.is_empty()).then(|| texts.entries_in_order(&narration.order));
    let piece = |piece: &Piece| match piece {
        Piece::Words(text) => html! { { text } },
        Piece::Clock(text) => html! { <span class="mono" title={order.clone()}>{ text }</span> },
    };
    let hint = |key: &'static str, word: &'static str, class: Option<&'static str>| {
        html! { <span {class}><kbd>{ key }</kbd>{ word }</span> }
    };
    // What plays is watched: each sentence would cut off the one before it.
    let text = frame.session().playing.is_none().then(|| AttrValue::from(spoken(frame.sim().trace(), frame.focus())));
    html! {
        <footer class={classes!("narration", narration.colour)} data-testid="narration">
            <span class={classes!("lead", lead)} aria-hidden="true"></span>
            <p aria-hidden="true"><strong>{ &narration.strong }</strong>{ " " }{ for narration.rest.iter().map(piece) }</p>
            { component::<Spoken>(SpokenProps { text }, None) }
            <span class="hints" aria-hidden="true">
                { hint("→", texts.hint_step, None) }
                { hint("H", texts.hint_heartbeat, None) }
                { hint("E", texts.hint_emergency, Some("more")) }
                { hint("?", texts.hint_help, None) }
            </span>
        </footer>
    }
}

#[derive(PartialEq, Properties)]
struct SpokenProps {
    /// What is to be heard; nothing while the run plays.
    text: Option<AttrValue>,
}

/// The sentence as a screen reader tells it.
#[component]
fn Spoken(props: &SpokenProps) -> Html {
    let said = use_state_eq(|| props.text.clone().unwrap_or_default());
    use_effect_with(props.text.clone(), {
        let said = said.setter();
        move |text| {
            let text = text.clone();
            let timer = text.map(|text| Timeout::new(STILL_MS, move || said.set(text)));
            move || drop(timer)
        }
    });
    html! { <p class="hidden-text" role="status" data-testid="spoken">{ (*said).clone() }</p> }
}
