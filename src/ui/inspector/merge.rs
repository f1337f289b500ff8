//! The merge: the larger entry of each pair travels into the result, then the receiver's own ticks.

use yew::prelude::*;

use super::{decision, parts};
use crate::id::EventId;
use crate::ui::Frame;
use crate::ui::markup::html;
use crate::view::decision::{choice_after, decided_after};
use crate::view::merge::{Entry, Merge as Picture, Outcome, event_of, merge_at};
use crate::view::words;

/// Of many entries so many are shown at first.
const SHOWN: usize = 24;
/// More columns than this are never drawn.
const COLUMNS_MAX: usize = 300;

/// What is shown. The hash is the run's own, so that another run, whose events have the same numbers, is another thing.
type Shown = (Option<EventId>, bool, Option<EventId>, Option<u64>);

/// The merge at the event that is looked at, or the latest before it, and the decision that it led to.
pub(super) struct Merge {
    shown: Shown,
    replays: u32,
    /// How many rows are shown, when they come one by one.
    phase: Option<u8>,
    is_all: bool,
}

/// What one can do here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    Replay,
    NextRow,
    All(bool),
}

impl Component for Merge {
    type Message = Act;
    type Properties = Frame;

    fn create(ctx: &Context<Self>) -> Self {
        Self { shown: shown(ctx.props()), replays: 0, phase: None, is_all: false }
    }

    /// Most steps neither merge nor decide: then hundreds of cells stay as they are.
    fn changed(&mut self, ctx: &Context<Self>, _old: &Frame) -> bool {
        let was = std::mem::replace(&mut self.shown, shown(ctx.props()));
        was != self.shown
    }

    fn update(&mut self, _ctx: &Context<Self>, act: Act) -> bool {
        match act {
            Act::Replay => (self.phase, self.replays) = (None, self.replays + 1),
            Act::NextRow => self.phase = self.phase.map_or(Some(1), |shown| Some(shown + 1).filter(|next| *next <= 4)),
            Act::All(is_all) => self.is_all = is_all,
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (frame, on) = (ctx.props(), |act: Act| ctx.link().callback(move |_: MouseEvent| act));
        let sim = frame.sim();
        let Some(picture) = merge_at(sim.trace(), frame.focus()) else {
            return parts::empty("No merge yet", "A merge happens when a message brings news. Step to the next one.");
        };
        let Self { replays, phase, is_all, .. } = *self;
        let follows = choice_after(sim.trace(), picture.event, sim.cursor());
        let is_playing = (picture.is_at_focus || replays > 0) && phase.is_none() && picture.outcome == Outcome::Merged;
        let many = if picture.is_many() { " many" } else { "" };
        html! {
            <>
                <div class="title">
                    <h3>{ &picture.title }</h3>
                    <p>{ subtitle(&picture) }</p>
                    <div class="end">
                        if picture.entries.len() > SHOWN {
                            <div class="seg small" role="group" aria-label="Entries">
                                <button type="button" aria-pressed={(!is_all).to_string()} onclick={on(Act::All(false))}>{ "news" }</button>
                                <button type="button" aria-pressed={is_all.to_string()} onclick={on(Act::All(true))}>
                                    { format!("all {}", picture.entries.len()) }
                                </button>
                            </div>
                        }
                        <button type="button" class="button small" onclick={on(Act::NextRow)} aria-pressed={phase.is_some().to_string()}>
                            { if phase.is_some() { "Next row" } else { "Row by row" } }
                        </button>
                        <button type="button" class="button small" onclick={on(Act::Replay)} data-testid="replay">
                            { parts::icon("replay") }{ "Replay" }
                        </button>
                    </div>
                </div>
                <div key={format!("{}-{replays}", picture.event)} data-phase={phase.map(|shown| shown.to_string())}
                    class={["merge", many, if is_playing { " is-playing" } else { "" }].concat()}>
                    { parts::scrolled("Merge, entry by entry", table(&picture, is_all)) }
                    <p class="merge-summary">
                        { words::sentence(&picture.learned) }{ ". " }{ words::sentence(&picture.tick) }{ "." }
                    </p>
                </div>
                if let Some(choice) = follows { { decision::block(&choice) } }
            </>
        }
    }
}

fn shown(frame: &Frame) -> Shown {
    let (sim, focus) = (frame.sim(), frame.focus());
    let event = event_of(sim.trace(), focus);
    let decided = event.and_then(|event| decided_after(sim.trace(), event, sim.cursor()));
    let hash = decided.or(event).and_then(|last| sim.trace().hash_at(last));
    (event, event == Some(focus), decided, hash)
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
    let row = |class: &'static str, head: String, text: &str, value: fn(&Entry) -> (&'static str, String)| {
        html! {
            <tr {class}>
                <th scope="row">{ head }</th>
                { for entries.iter().map(|entry| {
                    let (kind, text) = value(entry);
                    html! { <td class={of(entry)}><div class={["v ", kind].concat()}>{ text }</div></td> }
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
                        <th scope="col" class={of(entry)} title={entry.name.clone()}>{ &entry.name }</th>
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

/// The classes of a column.
fn of(entry: &Entry) -> String {
    [entry.colour, if entry.is_gap { " gap" } else { "" }].concat()
}

fn count(n: u32) -> String {
    if n == 0 { "–".to_owned() } else { n.to_string() }
}

fn mine(entry: &Entry) -> (&'static str, String) {
    let class = match (entry.mine, entry.is_news()) {
        (0, _) => "absent",
        (_, true) => "lost",
        (_, false) => "won",
    };
    (class, count(entry.mine))
}

fn theirs(entry: &Entry) -> (&'static str, String) {
    let class = match (entry.theirs, entry.is_news()) {
        (0, _) => "absent",
        (_, true) => "won",
        (_, false) => "lost",
    };
    (class, count(entry.theirs))
}

fn larger(entry: &Entry) -> (&'static str, String) {
    let is_news = entry.is_news() && entry.larger == entry.theirs;
    (if is_news { "from-theirs is-news" } else { "from-mine" }, entry.larger.to_string())
}

fn after(entry: &Entry) -> (&'static str, String) {
    (if entry.is_own { "own" } else { "" }, entry.after.to_string())
}
