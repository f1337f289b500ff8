//! The merge: the larger entry of each pair travels into the result, then the receiver's own ticks.

use yew::prelude::*;

use super::{decision, parts};
use crate::ui::Frame;
use crate::ui::markup::{classes, html};
use crate::view::decision::choice_after;
use crate::view::merge::{Entry, Merge as Picture, Outcome, merge_at};
use crate::view::words;

/// Of many entries so many are shown at first.
const SHOWN: usize = 24;
/// More columns than this are never drawn.
const COLUMNS_MAX: usize = 300;

/// The merge at the event that is looked at, or the latest before it.
#[component]
pub(super) fn Merge(frame: &Frame) -> Html {
    let replays = use_state(|| 0_u32);
    let phase = use_state(|| None::<u8>);
    let is_all = use_state(|| false);
    let sim = frame.sim();
    let Some(picture) = merge_at(sim.trace(), frame.focus()) else {
        return parts::empty("No merge yet", "A merge happens when a message brings news. Step to the next one.");
    };
    let follows = choice_after(sim.trace(), picture.event, sim.cursor());
    let replay = {
        let (replays, phase) = (replays.clone(), phase.clone());
        move |_| {
            phase.set(None);
            replays.set(*replays + 1);
        }
    };
    let next_row = {
        let phase = phase.clone();
        move |_| phase.set(phase.map_or(Some(1), |shown| if shown >= 4 { None } else { Some(shown + 1) }))
    };
    let is_playing = (picture.is_at_focus || *replays > 0) && phase.is_none() && picture.outcome == Outcome::Merged;
    html! {
        <>
            <div class="title">
                <h3>{ &picture.title }</h3>
                <p>{ subtitle(&picture) }</p>
                <div class="end">
                    if picture.entries.len() > SHOWN { { extent(&picture, &is_all) } }
                    <button type="button" class="button small" onclick={next_row} aria-pressed={phase.is_some().to_string()}>
                        { if phase.is_some() { "Next row" } else { "Row by row" } }
                    </button>
                    <button type="button" class="button small" onclick={replay} data-testid="replay">
                        { parts::icon("replay") }{ "Replay" }
                    </button>
                </div>
            </div>
            <div key={format!("{}-{}", picture.event, *replays)} data-phase={phase.map(|shown| shown.to_string())}
                class={classes!("merge", picture.is_many().then_some("many"), is_playing.then_some("is-playing"))}>
                { parts::scrolled("Merge, entry by entry", table(&picture, *is_all)) }
                <p class="merge-summary">
                    { words::sentence(&picture.learned) }{ ". " }{ words::sentence(&picture.tick) }{ "." }
                </p>
            </div>
            if let Some(choice) = follows { { decision::block(&choice) } }
        </>
    }
}

fn subtitle(picture: &Picture) -> String {
    let latest = if picture.is_at_focus { "" } else { "the latest merge · " };
    let entries = picture.entries.len();
    let how = match picture.outcome {
        Outcome::NoClock => "no clock to merge".to_owned(),
        Outcome::NotTaken => "the clock was not taken".to_owned(),
        Outcome::Merged if picture.is_many() => format!("{} of {entries} entries are news", picture.news),
        Outcome::Merged if !picture.is_at_focus => return format!("{latest}event {}", picture.event),
        Outcome::Merged => "the larger entry is kept".to_owned(),
    };
    format!("{latest}event {} · {how}", picture.event)
}

fn extent(picture: &Picture, is_all: &UseStateHandle<bool>) -> Html {
    let button = |all: bool, text: String| {
        let is_all = is_all.clone();
        let pressed = (*is_all == all).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| is_all.set(all)}>{ text }</button> }
    };
    html! {
        <div class="seg small" role="group" aria-label="Entries">
            { button(false, "news".to_owned()) }
            { button(true, format!("all {}", picture.entries.len())) }
        </div>
    }
}

fn table(picture: &Picture, is_all: bool) -> Html {
    let changed = picture.entries.iter().filter(|entry| entry.is_own || entry.is_news()).count();
    let shown = match is_all {
        true => COLUMNS_MAX,
        false if picture.is_many() => changed.clamp(SHOWN, SHOWN * 2),
        false => picture.entries.len(),
    };
    let entries = &picture.entries[..picture.entries.len().min(shown)];
    let has_notes = !picture.is_many();
    let note = |text: &str| {
        if has_notes {
            html! { <td class="note">{ text.to_owned() }</td> }
        } else {
            Html::default()
        }
    };
    let row = |class: &'static str, head: String, text: &str, value: fn(&Entry) -> (Option<AttrValue>, String)| {
        html! {
            <tr {class}>
                <th scope="row">{ head }</th>
                { for entries.iter().map(|entry| {
                    let (kind, text) = value(entry);
                    html! { <td class={classes!(entry.colour, gap(entry))}><div class={classes!("v", kind)}>{ text }</div></td> }
                }) }
                { note(text) }
            </tr>
        }
    };
    html! {
        <table class="merge-table">
            <thead>
                <tr>
                    <td></td>
                    { for entries.iter().map(|entry| html! {
                        <th scope="col" class={classes!(entry.colour, gap(entry))} title={entry.name.clone()}>{ &entry.name }</th>
                    }) }
                    if has_notes { <td></td> }
                </tr>
            </thead>
            <tbody>
                { row("mine", format!("{} knew", picture.receiver.trim_start_matches("the ")), "", mine) }
                { row("theirs", "message says".to_owned(), "", theirs) }
                { row("larger", "larger of both".to_owned(), &picture.learned, larger) }
                { row("tick", "own tick".to_owned(), &picture.tick, after) }
            </tbody>
        </table>
    }
}

fn gap(entry: &Entry) -> Option<&'static str> {
    entry.is_gap.then_some("gap")
}

fn count(n: u32) -> String {
    if n == 0 { "–".to_owned() } else { n.to_string() }
}

fn mine(entry: &Entry) -> (Option<AttrValue>, String) {
    let class = match (entry.mine, entry.is_news()) {
        (0, _) => "absent",
        (_, true) => "lost",
        (_, false) => "won",
    };
    (classes!(class), count(entry.mine))
}

fn theirs(entry: &Entry) -> (Option<AttrValue>, String) {
    let class = match (entry.theirs, entry.is_news()) {
        (0, _) => "absent",
        (_, true) => "won",
        (_, false) => "lost",
    };
    (classes!(class), count(entry.theirs))
}

fn larger(entry: &Entry) -> (Option<AttrValue>, String) {
    let is_news = entry.is_news() && entry.larger == entry.theirs;
    (if is_news { classes!("from-theirs", "is-news") } else { classes!("from-mine") }, entry.larger.to_string())
}

fn after(entry: &Entry) -> (Option<AttrValue>, String) {
    (classes!(entry.is_own.then_some("own")), entry.after.to_string())
}
