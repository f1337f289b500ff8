//! The merge: the larger entry of each pair travels into the result, then the receiver's own ticks. It can be seen at
//! once, or cell by cell, with the reason for each.

mod news;
mod table;

use gloo_events::EventListener;
use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::{decision, parts};
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{classes, html};
use crate::ui::shell::is_for_others;
use crate::view::decision::{choice_after, decided_after};
use crate::view::merge::{About, Merge as Picture, Outcome, event_of, merge_at};
use crate::view::words;

/// Of many entries so many are shown at first.
const SHOWN: usize = 24;
/// More columns than this are never drawn.
const COLUMNS_MAX: usize = 300;
/// How long a cell is looked at while they play, in milliseconds.
const STOP_MS: u32 = 1_800;

/// What is shown. The hash is the run's own, so that another run, whose events have the same numbers, is another thing.
type Shown = (Option<EventId>, bool, Option<EventId>, Option<u64>);

/// The merge at the event that is looked at, or the latest before it, and the decision that it led to.
pub(super) struct Merge {
    shown: Shown,
    /// How often the cells travelled: each time they are drawn anew.
    travels: u32,
    is_replayed: bool,
    /// Whether what the sender does not know is listed.
    is_unknown_open: bool,
    /// The cell that is looked at, when they are looked at one by one.
    stop: Option<usize>,
    /// Rings for the next cell while they play.
    plays: Option<Timeout>,
    is_all: bool,
    /// The column of the cell.
    column: NodeRef,
    _keys: Option<EventListener>,
}

/// What one can do here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    Replay,
    /// Look at the cells one by one, or no longer.
    Slow(bool),
    /// So many cells on.
    Go(i32),
    First,
    Last,
    Play,
    Ring,
    All(bool),
    /// List what the sender does not know, or no longer.
    Unknown,
}

impl Component for Merge {
    type Message = Act;
    type Properties = Frame;

    fn create(ctx: &Context<Self>) -> Self {
        Self {
            shown: shown(ctx.props()),
            travels: 0,
            is_replayed: false,
            is_unknown_open: false,
            stop: None,
            plays: None,
            is_all: false,
            column: NodeRef::default(),
            _keys: listen(ctx.link().callback(|act| act)),
        }
    }

    /// Most steps neither merge nor decide: then hundreds of cells stay as they are.
    fn changed(&mut self, ctx: &Context<Self>, _old: &Frame) -> bool {
        let was = std::mem::replace(&mut self.shown, shown(ctx.props()));
        if was.0 != self.shown.0 {
            self.plays = None;
            self.stop = self.stop.map(|_| 0);
            (self.is_unknown_open, self.is_replayed) = (false, false);
            // Cells that do not travel are written over, which costs a fraction of drawing them anew.
            self.travels += u32::from(self.plays(ctx.props()));
        }
        was != self.shown
    }

    fn update(&mut self, ctx: &Context<Self>, act: Act) -> bool {
        let stops = merge_at(ctx.props().sim().trace(), ctx.props().focus()).map_or(0, |picture| picture.stops.len());
        let last = stops.saturating_sub(1);
        let is_ringing = matches!(act, Act::Ring);
        let at = self.stop.unwrap_or(0);
        match act {
            Act::Replay => (self.stop, self.is_replayed, self.travels) = (None, true, self.travels + 1),
            Act::Slow(is_slow) => self.stop = is_slow.then_some(0),
            // The first key of all shows the first cell.
            Act::Go(_) if self.stop.is_none() => self.stop = Some(0),
            Act::Go(by) => self.stop = Some(at.saturating_add_signed(by as isize).min(last)),
            Act::First => self.stop = Some(0),
            Act::Last => self.stop = Some(last),
            Act::Ring => self.stop = Some((at + 1).min(last)),
            Act::Play if self.plays.is_some() => {}
            // At the end it begins again.
            Act::Play => self.stop = Some(if self.stop == Some(last) { 0 } else { at }),
            Act::All(is_all) => self.is_all = is_all,
            Act::Unknown => self.is_unknown_open = !self.is_unknown_open,
        }
        let goes_on = is_ringing || matches!(act, Act::Play) && self.plays.is_none();
        self.plays = (goes_on && self.stop.is_some_and(|at| at < last)).then(|| {
            let ring = ctx.link().callback(|()| Act::Ring);
            Timeout::new(STOP_MS, move || ring.emit(()))
        });
        true
    }

    /// Of many columns the one that is looked at may be out of sight.
    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        if self.stop.is_some()
            && let Some(column) = self.column.cast::<web_sys::HtmlElement>()
        {
            table::bring_into_sight(&column);
        }
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let (frame, on) = (ctx.props(), |act: Act| ctx.link().callback(move |_: MouseEvent| act));
        let (texts, sim) = (texts().inspector(), frame.sim());
        let Some(picture) = merge_at(sim.trace(), frame.focus()) else {
            return parts::empty(texts.no_merge, texts.no_merge_about);
        };
        let Self { travels, is_replayed, is_all, .. } = *self;
        let stop = self.stop.map(|at| at.min(picture.stops.len().saturating_sub(1)));
        let follows = choice_after(sim.trace(), picture.event, sim.cursor());
        let is_playing = (self.plays(frame) || is_replayed) && stop.is_none() && picture.outcome == Outcome::Merged;
        let class = classes!(
            "merge",
            picture.is_many().then_some("many"),
            is_playing.then_some("is-playing"),
            stop.map(|_| "is-slow")
        );
        let about = stop.and_then(|at| picture.stops.get(at)).map(|stop| stop.about);
        html! {
            <div class="merge-tab" onkeydown={self.on_key(ctx)}>
                <div class="title">
                    <h3>{ &picture.title }</h3>
                    <p>{ subtitle(&picture) }</p>
                    <div class="end">
                        if picture.entries.len() > SHOWN {
                            <div class="seg small" role="group" aria-label={texts.entries}>
                                <button type="button" aria-pressed={(!is_all).to_string()} onclick={on(Act::All(false))}>{ texts.news }</button>
                                <button type="button" aria-pressed={is_all.to_string()} onclick={on(Act::All(true))}>
                                    { texts.all(picture.entries.len()) }
                                </button>
                            </div>
                        }
                        <button type="button" class="button small" onclick={on(Act::Slow(stop.is_none()))} data-testid="merge-slow"
                            aria-pressed={stop.is_some().to_string()} title={texts.cell_by_cell_about}>
                            { texts.cell_by_cell }
                        </button>
                        <button type="button" class="button small" onclick={on(Act::Replay)} data-testid="replay">
                            { parts::icon("replay") }{ texts.replay }
                        </button>
                    </div>
                </div>
                { self.slow_motion(ctx, &picture, stop) }
                <div key={travels} {class}>
                    { parts::scrolled(texts.entry_by_entry, table::table(&picture, columns(&picture, is_all), about, &self.column)) }
                    <p class="merge-summary">
                        { words::sentence(&picture.learned) }{ ". " }{ words::sentence(&picture.tick) }{ "." }
                    </p>
                </div>
                { news::news(frame, &picture, self.is_unknown_open, on(Act::Unknown)) }
                if let Some(choice) = follows { { decision::block(&choice) } }
            </div>
        }
    }
}

impl Merge {
    /// Whether the cells travel by themselves: at the merge that is looked at, unless somebody came there too quickly for
    /// motion.
    fn plays(&self, frame: &Frame) -> bool {
        let (event, is_at_focus, ..) = self.shown;
        is_at_focus && frame.session().hurried_to != event
    }

    /// The reason for the cell that is looked at, and the way to the others.
    fn slow_motion(&self, ctx: &Context<Self>, picture: &Picture, at: Option<usize>) -> Html {
        let Some((at, stop)) = at.and_then(|at| Some((at, picture.stops.get(at)?))) else { return Html::default() };
        let on = |act: Act| ctx.link().callback(move |_: MouseEvent| act);
        let last = picture.stops.len() - 1;
        let texts = texts().inspector();
        let (icon, word) = match self.plays {
            Some(_) => ("pause", texts.pause),
            None => ("play", texts.play_cells),
        };
        let end = |is_end: bool| is_end.then_some("true");
        html! {
            <div class="slow-motion" role="group" aria-label={texts.cell_by_cell}>
                <div class="seg small">
                    <button type="button" data-testid="merge-previous" aria-label={texts.previous_cell} title={texts.previous_cell_key}
                        aria-disabled={end(at == 0)} onclick={on(Act::Go(-1))}>{ "‹" }</button>
                    <button type="button" data-testid="merge-play" aria-label={word} title={word} onclick={on(Act::Play)}>
                        { parts::icon(icon) }
                    </button>
                    <button type="button" data-testid="merge-next" aria-label={texts.next_cell} title={texts.next_cell_key}
                        aria-disabled={end(at == last)} onclick={on(Act::Go(1))}>{ "›" }</button>
                </div>
                <span class="soft">{ texts.at_of(at + 1, last + 1) }</span>
                <p aria-live="polite" data-testid="merge-sentence">{ &stop.text }</p>
            </div>
        }
    }

    /// Arrows, Home, End and Escape, while the cells are looked at one by one: elsewhere they are the run's.
    fn on_key(&self, ctx: &Context<Self>) -> Callback<KeyboardEvent> {
        let (is_slow, link) = (self.stop.is_some(), ctx.link().clone());
        Callback::from(move |event: KeyboardEvent| {
            let act = match event.key().as_str() {
                "ArrowRight" => Act::Go(1),
                "ArrowLeft" => Act::Go(-1),
                "Home" => Act::First,
                "End" => Act::Last,
                "Escape" => Act::Slow(false),
                _ => return,
            };
            if is_slow && !event.default_prevented() {
                event.prevent_default();
                event.stop_propagation();
                link.send_message(act);
            }
        })
    }
}

/// Full stop and comma go from cell to cell, wherever the focus is.
fn listen(act: Callback<Act>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    Some(EventListener::new(&document, "keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let key = event.key();
        let by = match key.as_str() {
            "." => 1,
            "," => -1,
            _ => return,
        };
        if !is_for_others(event, &key) {
            act.emit(Act::Go(by));
        }
    }))
}

fn shown(frame: &Frame) -> Shown {
    let (sim, focus) = (frame.sim(), frame.focus());
    let event = event_of(sim.trace(), focus);
    let decided = event.and_then(|event| decided_after(sim.trace(), event, sim.cursor()));
    let hash = decided.or(event).and_then(|last| sim.trace().hash_at(last));
    (event, event == Some(focus), decided, hash)
}

fn subtitle(picture: &Picture) -> String {
    let texts = texts().inspector();
    let latest = if picture.is_at_focus { "" } else { texts.latest_merge };
    let how = match picture.outcome {
        Outcome::NoClock => texts.no_clock_came.to_owned(),
        Outcome::NotTaken => texts.clock_not_taken.to_owned(),
        Outcome::Merged if picture.is_many() => texts.entries_news(picture.news, picture.entries.len()),
        Outcome::Merged if !picture.is_at_focus => return [latest, &texts.event(picture.event)].concat(),
        Outcome::Merged => texts.larger_kept.to_owned(),
    };
    [latest, &texts.event_and(picture.event, &how)].concat()
}

/// How many columns are drawn.
fn columns(picture: &Picture, is_all: bool) -> usize {
    let changed = picture.entries.iter().filter(|entry| entry.is_own || entry.is_news()).count();
    let shown = match is_all {
        true => COLUMNS_MAX,
        false if picture.is_many() => changed.clamp(SHOWN, COLUMNS_MAX),
        false => picture.entries.len(),
    };
    picture.entries.len().min(shown)
}

/// How a column stands to the cell that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// All are shown at once.
    Always,
    Before,
    Now,
    Later,
}

impl Turn {
    fn of(at: usize, about: Option<About>) -> Self {
        match about {
            None => Self::Always,
            Some(About::Tick(_)) => Self::Before,
            Some(About::Clock) => Self::Now,
            Some(About::Entry(now)) if at == now => Self::Now,
            Some(About::Rest(from)) if at >= from => Self::Now,
            Some(About::Entry(now) | About::Rest(now)) => {
                if at < now {
                    Self::Before
                } else {
                    Self::Later
                }
            }
        }
    }
}
