//! The search in the head of the diagram: a field, what is found, and what is to be seen at all.

mod filter;
mod results;
mod state;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::shell::icon;
use crate::ui::{Frame, Intent};
use crate::view::search::{Suggestion, Way, suggestions};

pub(in crate::ui) use filter::filter_row;
pub use state::SearchIntent;
pub(in crate::ui) use state::Searching;

/// The selector of the field, for the key that goes there.
pub(in crate::ui) const FIELD: &str = "[data-testid='search']";
/// The list of what is found and suggested.
const LIST: &str = "search-list";

/// What stands open below the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Nothing,
    Results,
    Filter,
}

/// The search.
#[component]
pub(in crate::ui) fn SearchBox(frame: &Frame) -> Html {
    let open = use_state_eq(|| Open::Nothing);
    let active = use_state_eq(|| None::<usize>);
    let node = use_node_ref();
    use_reading_on(frame);
    let offers = match *open {
        Open::Results => suggestions(&frame.session().searching.text, frame.sim().trace().names()),
        _ => Vec::new(),
    };
    let keys = Keys { frame: frame.clone(), open: open.clone(), active: active.clone(), offers: offers.clone() };
    let shown = active.filter(|at| *at < offers.len());
    let leave = {
        let (open, node) = (open.setter(), node.clone());
        // Where the focus goes is known only afterwards. Whatever is within takes it without closing anything, and so does
        // another window.
        Callback::from(move |_: FocusEvent| {
            let (open, node) = (open.clone(), node.clone());
            let look = move || {
                let document = super::document().filter(|document| document.has_focus().unwrap_or(true));
                let inside = node.cast::<Element>();
                let is_within = |at: Element| inside.as_ref().is_some_and(|inside| inside.contains(Some(&at)));
                if document.is_some_and(|document| !document.active_element().is_some_and(is_within)) {
                    open.set(Open::Nothing);
                }
            };
            Timeout::new(0, look).forget();
        })
    };
    let escape = {
        let open = open.setter();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                open.set(Open::Nothing);
                crate::ui::shell::let_go();
            }
        })
    };
    html! {
        <div class="search" role="search" aria-label={texts().diagram().searched} onfocusout={leave} onkeydown={escape} ref={node}>
            { field(&keys, shown) }
            { steps(frame) }
            { filter_button(&keys) }
            if *open == Open::Results {
                { results::results(frame, &offers, shown, &keys) }
            }
            if *open == Open::Filter {
                { component::<filter::FilterMenu>(frame.clone(), None) }
            }
        </div>
    }
}

/// Reads on in a long run, slice by slice, until there is nothing left that nobody has read.
#[hook]
fn use_reading_on(frame: &Frame) {
    let frame = frame.clone();
    use_effect(move || {
        let wanted = frame.session().searching.is_reading;
        let timer = wanted.then(|| {
            let want = frame.want.clone();
            Timeout::new(0, move || want.emit(Intent::Search(SearchIntent::ReadOn)))
        });
        move || drop(timer)
    });
}

/// What the keys do in the field.
#[derive(Clone)]
struct Keys {
    frame: Frame,
    open: UseStateHandle<Open>,
    active: UseStateHandle<Option<usize>>,
    offers: Vec<Suggestion>,
}

impl Keys {
    fn want(&self, intent: SearchIntent) {
        self.frame.want.emit(Intent::Search(intent));
    }

    fn write(&self, line: String) {
        self.active.set(None);
        self.open.set(Open::Results);
        self.want(SearchIntent::Ask(line));
    }

    /// Takes a suggestion.
    fn take(&self, at: usize) {
        if let Some(offer) = self.offers.get(at) {
            self.write(offer.line.clone());
        }
    }

    /// Does what a key asks for. Returns whether it asks for anything.
    fn on_key(&self, event: &KeyboardEvent) -> bool {
        let back = if event.shift_key() { Way::Back } else { Way::On };
        match (event.key().as_str(), *self.active) {
            ("Enter", Some(at)) if at < self.offers.len() => self.take(at),
            ("Enter" | "F3", _) => self.want(SearchIntent::Next(back)),
            ("ArrowDown", at) => self.go(at.map_or(0, |at| at + 1), Way::On),
            ("ArrowUp", Some(at)) if at > 0 => self.active.set(Some(at - 1)),
            ("ArrowUp", Some(_)) => self.active.set(None),
            ("ArrowUp", None) => self.want(SearchIntent::Next(Way::Back)),
            ("Tab", Some(at)) if !event.shift_key() => self.take(at),
            _ => return false,
        }
        true
    }

    /// Down through the suggestions, and beyond them from match to match.
    fn go(&self, to: usize, way: Way) {
        self.open.set(Open::Results);
        if to < self.offers.len() {
            self.active.set(Some(to));
        } else {
            self.want(SearchIntent::Next(way));
        }
    }
}

fn field(keys: &Keys, active: Option<usize>) -> Html {
    let frame = &keys.frame;
    let session = frame.session();
    let searching = &session.searching;
    let input = {
        let keys = keys.clone();
        Callback::from(move |event: InputEvent| {
            let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            keys.write(field.map(|field| field.value()).unwrap_or_default());
        })
    };
    let focus = {
        let keys = keys.clone();
        Callback::from(move |_: FocusEvent| {
            keys.open.set(Open::Results);
            keys.want(SearchIntent::Begin);
        })
    };
    let key = {
        let keys = keys.clone();
        Callback::from(move |event: KeyboardEvent| {
            let is_plain = !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !event.is_composing();
            if is_plain && keys.on_key(&event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let is_open = *keys.open == Open::Results;
    let found = session.place_of(frame.focus()).map(|_| format!("found-{}", frame.focus()));
    let is_wrong = searching.problem.is_some() && keys.offers.is_empty();
    let current = active.map(|at| format!("offer-{at}")).or(found).filter(|_| is_open);
    html! {
        <span class="search-field">
            { icon("search") }
            <input type="text" role="combobox" data-testid="search" autocomplete="off" autocapitalize="off" spellcheck="false"
                aria-label={texts().diagram().search} placeholder={texts().diagram().search} enterkeyhint="search"
                aria-expanded={is_open.to_string()} aria-controls={LIST} aria-autocomplete="list"
                aria-activedescendant={current} aria-invalid={is_wrong.then_some("true")} aria-describedby={(is_wrong && is_open).then_some("search-problem")}
                value={searching.text.clone()} oninput={input} onfocusin={focus} onkeydown={key} />
            if searching.text.is_empty() {
                <kbd aria-hidden="true">{ "/" }</kbd>
            }
            { count(frame) }
        </span>
    }
}

/// How many there are, and which of them is looked at.
fn count(frame: &Frame) -> Html {
    let session = frame.session();
    let searching = &session.searching;
    let (all, t) = (grouped(session.found.len()), texts().diagram());
    let words = match session.place_of(frame.focus()) {
        _ if !searching.is_asking() || searching.problem.is_some() => String::new(),
        _ if searching.is_reading => t.so_far(&all),
        Some(place) => t.place_of(&grouped(place + 1), &all),
        None if session.found.is_empty() => t.none_found.to_owned(),
        None => all,
    };
    let round = searching.went_round.filter(|_| !words.is_empty()).map(|way| match way {
        Way::On => t.round_on,
        Way::Back => t.round_back,
    });
    html! {
        <span class="search-count" role="status" data-testid="search-count">
            if let Some(round) = round {
                <span class="round" title={round}><span aria-hidden="true">{ "↻ " }</span><span class="hidden-text">{ format!("{round}: ") }</span></span>
            }
            { words }
        </span>
    }
}

fn steps(frame: &Frame) -> Html {
    let session = frame.session();
    if !session.searching.is_asking() {
        return Html::default();
    }
    let step = |way, testid: &'static str, name: &'static str, title: &'static str, picture: &'static str| {
        html! {
            <button type="button" class="button quiet icon-only small" data-testid={testid} aria-label={name} {title}
                disabled={session.found.is_empty()}
                onclick={frame.wants(Intent::Search(SearchIntent::Next(way)))}>{ icon(picture) }</button>
        }
    };
    let t = texts().diagram();
    html! {
        <>
            { step(Way::Back, "search-previous", t.previous, t.previous_key, "up") }
            { step(Way::On, "search-next", t.next, t.next_key, "down") }
        </>
    }
}

fn filter_button(keys: &Keys) -> Html {
    let is_open = *keys.open == Open::Filter;
    let open = keys.open.setter();
    let toggle = Callback::from(move |_: MouseEvent| open.set(if is_open { Open::Nothing } else { Open::Filter }));
    let is_on = !keys.frame.session().filter.is_empty();
    html! {
        <button type="button" class={classes!("button", "small", is_on.then_some("is-on"))} data-testid="filter"
            aria-expanded={is_open.to_string()} aria-haspopup="dialog" onclick={toggle}>{ icon("filter") }{ texts().diagram().filter }</button>
    }
}

/// A number with its thousands apart: 12 345.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push_str(texts().diagram().thousands);
        }
        out.push(digit);
    }
    out
}
