//! The diagram's head: what its signs mean, how many events they are, and what can be shown beside them.

use yew::prelude::*;

use super::Scene;
use super::menu::{self, Opened};
use super::moves::Moves;
use crate::texts::texts;
use crate::ui::canvas::search::SearchBox;
use crate::ui::markup::{classes, component, html};
use crate::view::spacetime::{Detail, Spacing, Told};
use crate::view::words;

pub(super) fn head(scene: &Scene) -> Html {
    let counts = scene.sight.cone.as_ref().map(|cone| (cone.id(), cone.counts()));
    let cursor = scene.cursor();
    let t = texts().diagram();
    let has_beyond = scene.diagram.range.is_some_and(|(_, last)| last > cursor);
    html! {
        <div class={classes!("panel-head", has_beyond.then_some("is-crowded"))}>
            <h2 id="spacetime-title">{ t.space_time }</h2>
            if let Some((focus, counts)) = counts {
                <span class="keys" data-testid="standings">
                    { key(html! { <circle class="solid" cx="6" cy="6" r="5" /> }, &t.past_of(focus.number()), Some(counts.past), false) }
                    if counts.future > 0 {
                        { key(html! { <><circle class="hollow" cx="6" cy="6" r="5" /><circle class="solid" cx="6" cy="6" r="2" /></> }, t.future, Some(counts.future), false) }
                    }
                    { key(html! { <circle class="hollow" cx="6" cy="6" r="5" /> }, t.concurrent, Some(counts.concurrent), false) }
                </span>
            }
            if has_beyond {
                { key(html! { <circle class="faded" cx="6" cy="6" r="5" /> }, t.beyond, None, false) }
            }
            { key(html! { <path class="tri-mark" d="M6 1l5.5 10H.5z" /> }, t.emergency, None, true) }
            { key(html! { <path class="diamond" d="M6 0l6 6-6 6-6-6z" /> }, t.decision, None, true) }
            { key(html! { <path class="cross" d="M2 2l8 8M10 2l-8 8" /> }, t.fault, None, true) }
            { hidden(scene) }
            { component::<SearchBox>(scene.frame.clone(), None) }
            <span class="end">
                if scene.diagram.detail == Detail::Bars {
                    <span class="key">{ t.bars }</span>
                }
                { tools(scene) }
            </span>
        </div>
    }
}

fn key(shape: Html, words: &str, count: Option<u32>, may_vanish: bool) -> Html {
    let class = classes!("key", may_vanish.then_some("more"));
    html! {
        <span {class}>
            <svg viewBox="0 0 12 12" aria-hidden="true">{ shape }</svg>
            <span>
                if let Some(count) = count {
                    <b>{ count }</b>{ " " }
                }
                { words }
            </span>
        </span>
    }
}

/// The lanes that there are not: those that somebody hid come back from here.
#[inline(never)]
fn hidden(scene: &Scene) -> Html {
    let (hidden, t) = (&scene.diagram.hidden, texts().diagram());
    let more = match (hidden.more, hidden.all_quiet) {
        (0, _) => String::new(),
        (n, true) => format!("+ {}", words::count(n, t.quiet_node, t.quiet_nodes)),
        (n, false) => format!("+ {}", words::count(n, t.more_node, t.more_nodes)),
    };
    let by_hand = hidden.by_hand.len();
    let is_open = matches!(*scene.opened, Some(Opened::Hidden { .. }));
    let open = scene.clone();
    html! {
        <>
            if by_hand > 0 {
                <button class="button small" data-testid="hidden-lanes" aria-haspopup="menu" aria-expanded={is_open.to_string()}
                    onclick={move |event: MouseEvent| menu::open_hidden(&open, &event)}>{ t.hidden(by_hand) }</button>
            }
            if !more.is_empty() {
                <span class="key">{ more }</span>
            }
        </>
    }
}

fn tools(scene: &Scene) -> Html {
    let toggle = |word: &'static str, id: &'static str, is_on: bool, told: Told| {
        let scene = scene.clone();
        html! {
            <button data-testid={id} aria-pressed={is_on.to_string()} onclick={move |_| Moves(&scene).tell(told)}>{ word }</button>
        }
    };
    let look = Moves(scene).here();
    let spacing = |which: Spacing, word: &'static str, about: &'static str, id: &'static str| {
        let scene = scene.clone();
        html! {
            <button data-testid={id} title={about} aria-pressed={(look.spacing == which).to_string()} onclick={move |_| Moves(&scene).space(which)}>{ word }</button>
        }
    };
    let (told, t) = (scene.chosen.told, texts().diagram());
    let home = scene.clone();
    html! {
        <>
            if look.left.is_some() {
                <button class="button small" data-testid="follow" onclick={move |_| Moves(&home).follow_cursor()}>{ t.to_cursor }</button>
            }
            <span class="seg small" role="group" aria-label={t.beside_events}>
                { toggle(t.clocks, "show-clocks", told.clocks, Told { clocks: !told.clocks, ..told }) }
                { toggle(t.messages, "show-messages", told.messages, Told { messages: !told.messages, ..told }) }
            </span>
            <span class="seg small" role="group" aria-label={t.spacing}>
                { spacing(Spacing::Events, t.events, t.events_about, "space-events") }
                { spacing(Spacing::Time, t.time, t.time_about, "space-time") }
            </span>
        </>
    }
}
