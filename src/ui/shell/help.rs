//! Keys and words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialogs::{Modal, ModalProps};
use super::shortcuts::{characters_count, let_characters_count, shown};
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{component, html};

/// The words of the field, as this page uses them.
fn field_words() -> [(&'static str, &'static str); 10] {
    let t = texts().help();
    [
        (t.event, t.event_means),
        (t.tick, t.tick_means),
        (t.dot, t.dot_means),
        (t.merge_word, t.merge_means),
        (t.happened_before, t.happened_before_means),
        (t.concurrent, t.concurrent_means),
        (t.past, t.past_means),
        (t.blocking, t.blocking_means),
        (t.ageing, t.ageing_means),
        (t.incarnation, t.incarnation_means),
    ]
}

/// What is written on a key.
fn key_name(key: &'static str) -> &'static str {
    let t = texts().help();
    match key {
        "Shift" => t.shift,
        "Space" => t.space,
        "Home" => t.home,
        "End" => t.end,
        "Page ↑" => t.page_up,
        "Page ↓" => t.page_down,
        _ => key,
    }
}

/// The sheet.
#[inline(never)]
pub(super) fn help(frame: &Frame) -> Html {
    let kbd = |key: &&'static str| html! { <kbd>{ key_name(key) }</kbd> };
    let key = |&(keys, does): &(&'static [&'static str], &str)| {
        html! { <div><dt>{ for keys.iter().map(kbd) }</dt><dd>{ does }</dd></div> }
    };
    let word = |&(word, means): &(&str, &str)| html! { <><dt>{ word }</dt><dd>{ means }</dd></> };
    let onchange = Callback::from(|event: Event| {
        let input = event.target_unchecked_into::<HtmlInputElement>();
        if !let_characters_count(input.checked()) {
            // Where nothing can be kept they go on as before, and the box says so.
            input.set_checked(true);
        }
    });
    let children = html! {
        <label class="check full">
            <input type="checkbox" data-testid="character-keys" checked={characters_count()} {onchange} />
            { texts().help().characters_count }
        </label>
        <dl class="shortcuts">{ for shown().iter().map(key) }</dl>
        <dl class="words">{ for field_words().iter().map(word) }</dl>
    };
    let (title, about) = (texts().help().title, texts().help().about);
    let modal = ModalProps { children, ..ModalProps::new(html! { { title } }, about, &frame.want) };
    component::<Modal>(modal, Some("help".into()))
}
