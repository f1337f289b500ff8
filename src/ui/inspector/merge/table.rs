//! The clocks as a table: a column for each entry, a row for what was known, what the message says, the larger of both,
//! and the own tick.

use yew::prelude::*;

use super::Turn;
use crate::texts::texts;
use crate::ui::inspector::parts::is_still;
use crate::ui::markup::{classes, html};
use crate::view::merge::{About, Entry, Merge as Picture, Outcome};

/// The first entries of a merge; when they are looked at one by one, what is about to come is not told before.
pub(super) fn table(picture: &Picture, columns: usize, about: Option<About>, column: &NodeRef) -> Html {
    let entries = &picture.entries[..columns];
    let has_notes = !picture.is_many() && about.is_none();
    let note = |text: &str| {
        if has_notes {
            html! { <td class="note">{ text.to_owned() }</td> }
        } else {
            Html::default()
        }
    };
    let is_tick = matches!(about, Some(About::Tick(_)));
    let row = |class: &'static str, head: String, text: &str, value: fn(&Entry, Turn) -> Value| {
        let turn = |at| match class {
            "tick" if about.is_some() => {
                if is_tick {
                    Turn::Now
                } else {
                    Turn::Later
                }
            }
            _ => Turn::of(at, about),
        };
        let is_later = class == "tick" && about.is_some() && !is_tick;
        html! {
            <tr class={classes!(class, is_later.then_some("to-come"))}>
                <th scope="row">{ head }</th>
                { for entries.iter().enumerate().map(|(at, entry)| {
                    let (kind, text) = value(entry, turn(at));
                    html! { <td class={of(entry, at, about)}><div class={classes!("v", kind)}>{ text }</div></td> }
                }) }
                { note(text) }
            </tr>
        }
    };
    let is_taken = picture.outcome == Outcome::Merged;
    let theirs_row = if is_taken { theirs } else { ignored };
    let column_ref = |at: usize| if now_at(about) == Some(at) { column.clone() } else { NodeRef::default() };
    html! {
        <table class="merge-table">
            <thead>
                <tr>
                    <td></td>
                    { for entries.iter().enumerate().map(|(at, entry)| html! {
                        <th scope="col" class={of(entry, at, about)} title={entry.name.clone()} ref={column_ref(at)}>{ &entry.name }</th>
                    }) }
                    if has_notes { <td></td> }
                </tr>
            </thead>
            <tbody>
                { row("mine", texts().inspector().knew(&picture.receiver), "", mine) }
                { row("theirs", texts().merge().theirs.to_owned(), "", theirs_row) }
                { row("larger", texts().inspector().larger_of_both.to_owned(), &picture.learned, larger) }
                { row("tick", texts().inspector().own_tick.to_owned(), &picture.tick, after) }
            </tbody>
        </table>
    }
}

/// The classes of a cell, and what stands in it.
type Value = (&'static str, String);

/// The place of the entry that is looked at.
const fn now_at(about: Option<About>) -> Option<usize> {
    match about {
        Some(About::Entry(at) | About::Rest(at) | About::Tick(at)) => Some(at),
        Some(About::Clock) | None => None,
    }
}

/// The classes of a column.
fn of(entry: &Entry, at: usize, about: Option<About>) -> Option<AttrValue> {
    let is_now = match about {
        Some(About::Rest(from)) => at >= from,
        about => now_at(about) == Some(at),
    };
    classes!(entry.colour, entry.is_gap.then_some("gap"), is_now.then_some("is-now"))
}

fn count(n: u32) -> String {
    if n == 0 { "–".to_owned() } else { n.to_string() }
}

fn mine(entry: &Entry, turn: Turn) -> Value {
    compared(entry.mine, turn, !entry.is_news())
}

fn theirs(entry: &Entry, turn: Turn) -> Value {
    compared(entry.theirs, turn, entry.is_news())
}

/// One of the two that are compared.
fn compared(n: u32, turn: Turn, has_won: bool) -> Value {
    let class = match (n, turn) {
        (0, _) => "absent",
        (_, Turn::Later) => "open",
        _ if has_won => "won",
        _ => "lost",
    };
    (class, count(n))
}

/// A clock that is not taken wins nothing.
fn ignored(entry: &Entry, _turn: Turn) -> Value {
    (if entry.theirs == 0 { "absent" } else { "lost" }, count(entry.theirs))
}

fn larger(entry: &Entry, turn: Turn) -> Value {
    if turn == Turn::Later {
        return ("pending", String::new());
    }
    let is_news = entry.is_news() && entry.larger == entry.theirs;
    let class = match (is_news, turn == Turn::Now) {
        (true, true) => "from-theirs is-news travels",
        (true, false) => "from-theirs is-news",
        (false, true) => "from-mine travels",
        (false, false) => "from-mine",
    };
    (class, entry.larger.to_string())
}

fn after(entry: &Entry, turn: Turn) -> Value {
    match (turn, entry.is_own) {
        (Turn::Later, _) => ("pending", String::new()),
        (Turn::Now, true) => ("own travels", entry.after.to_string()),
        (_, true) => ("own", entry.after.to_string()),
        (_, false) => ("", entry.after.to_string()),
    }
}

/// Scrolls the table sideways, and nothing else, until a column is in its middle; one that is in sight stays there.
pub(super) fn bring_into_sight(column: &web_sys::HtmlElement) {
    let Ok(Some(area)) = column.closest(".scroll-x") else { return };
    const NAMES_PX: i32 = 120;
    let (left, width) = (column.offset_left(), column.offset_width());
    let from = area.scroll_left() + NAMES_PX;
    let is_in_sight = left >= from && left + width <= area.scroll_left() + area.client_width();
    if !is_in_sight {
        let _ = area.class_list().toggle_with_force("is-smooth", !is_still());
        area.set_scroll_left(left - (area.client_width() + NAMES_PX - width) / 2);
    }
}
