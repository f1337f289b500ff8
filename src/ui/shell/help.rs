//! Keys and words.

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialogs::{Modal, ModalProps};
use super::shortcuts::{SHOWN, characters_count, let_characters_count};
use crate::ui::Frame;
use crate::ui::markup::{component, html};

/// The words of the field, as this page uses them.
const WORDS: [(&str, &str); 10] = [
    ("event", "something that happens at one node: within it, a send, or a receive"),
    ("tick", "each event adds one to its node's own entry; nobody else touches that entry"),
    ("dot", "the name of one event: its node and that node's count, as in (exec-1, 4)"),
    ("merge", "a receive keeps the larger of both entries, node by node; then comes the own tick"),
    ("happened before", "one event could have influenced the other: the later one's clock counts it in"),
    ("concurrent", "neither happened before the other; no clock on earth could order them"),
    ("causal past", "all events that happened before one: everything that could be known there"),
    ("head-of-line blocking", "the first job of the queue fits nowhere, so everyone behind it waits too"),
    ("ageing", "waiting makes a job more urgent, so that nothing waits for ever"),
    ("incarnation", "a node that lost its memory comes back under a new entry, as in exec-2#2"),
];

/// The sheet.
#[inline(never)]
pub(super) fn help(frame: &Frame) -> Html {
    let kbd = |key: &&'static str| html! { <kbd>{ *key }</kbd> };
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
            { "Keys of one character work: letters, digits, signs" }
        </label>
        <dl class="shortcuts">{ for SHOWN.iter().map(key) }</dl>
        <dl class="words">{ for WORDS.iter().map(word) }</dl>
    };
    let about = "Everything here also works by mouse and touch.";
    let modal = ModalProps { children, ..ModalProps::new(html! { "Keys and words" }, about, &frame.want) };
    component::<Modal>(modal, Some("help".into()))
}
