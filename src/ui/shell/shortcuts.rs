//! The keys.

use gloo_events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement, KeyboardEvent};
use yew::Callback;

use super::{presenting, skips};
use crate::id::EventId;
use crate::sim::Step;
use crate::texts::texts;
use crate::ui::canvas::search::{FIELD, SearchIntent};
use crate::ui::{Dialog, Direction, Intent, LearnDeed, PresentDeed, Tab};
use crate::view::search::Way;
use crate::web::kept::storage;

/// Where it is kept that keys of one character do nothing.
const KEY: &str = "clocktower.keys";

/// The keys as the help shows them, and what they do.
pub(super) fn shown() -> [(&'static [&'static str], &'static str); 29] {
    let t = texts().help();
    [
        (&["←", "→"], t.back_on),
        (&["H"], t.heartbeat),
        (&["M"], t.merge),
        (&["D"], t.decision),
        (&["R"], t.round),
        (&["Shift", "H M D R"], t.same_back),
        (&["[", "]"], t.landmarks),
        (&["Space"], t.play),
        (&["Shift", "Space"], t.play_back),
        (&["Home", "End"], t.ends),
        (&[",", "."], t.cells),
        (&["1 – 7"], t.tabs),
        (&["N"], t.add_executor),
        (&["J"], t.submit_job),
        (&["E"], t.inject),
        (&["F"], t.faults),
        (&["X"], t.export),
        (&["L"], t.learn),
        (&["G"], t.to_diagram),
        (&["/"], t.search),
        (&["F3"], t.next_match),
        (&["+", "−", "0"], t.zoom),
        (&["Page ↑", "Page ↓"], t.windows),
        (&["Alt", "↑ ↓"], t.lanes),
        (&["T"], t.theme),
        (&["P"], t.present),
        (&["Page ↑", "Page ↓"], t.presenting),
        (&["?"], t.sheet),
        (&["Esc"], t.close),
    ]
}

const TABS: [Tab; 7] = [Tab::What, Tab::Merge, Tab::Decision, Tab::Queue, Tab::Knowledge, Tab::Wire, Tab::Branches];

/// Listens to the whole page.
pub(in crate::ui) fn listen(want: Callback<Intent>) -> Option<EventListener> {
    let document = web_sys::window()?.document()?;
    let options = gloo_events::EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&document, "keydown", options, move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        if let Some(intent) = heard(event) {
            event.prevent_default();
            want.emit(intent);
        }
    }))
}

fn heard(event: &KeyboardEvent) -> Option<Intent> {
    let key = event.key();
    // Whoever speaks to the browser, or presses keys by accident, can do without (WCAG 2.1.4); the space is no character there.
    let is_character = key.chars().count() == 1 && key != " ";
    if is_for_others(event, &key) || is_character && !characters_count() {
        return None;
    }
    if key == "/" {
        event.prevent_default();
        go_to_the_search();
        return None;
    }
    if key == "g" || key == "G" {
        event.prevent_default();
        skips::to_the_diagram();
        return None;
    }
    if key == "F3" {
        let way = if event.shift_key() { Way::Back } else { Way::On };
        return Some(Intent::Search(SearchIntent::Next(way)));
    }
    let presented = presenting::is_presenting().then(|| presenting::meant(&key)).flatten();
    let intent = presented.map(Intent::Present).or_else(|| meant(&key, event.shift_key()))?;
    // A key that is held goes on stepping, and does nothing else twice.
    let goes_on = matches!(intent, Intent::Step(_) | Intent::Back(_) | Intent::SeekLandmark(_));
    (goes_on || !event.repeat()).then_some(intent)
}

/// Whether keys of one character mean something.
pub(super) fn characters_count() -> bool {
    !storage().is_some_and(|storage| matches!(storage.get_item(KEY), Ok(Some(_))))
}

/// Lets keys of one character mean something, or nothing, now and at the next visit. Returns whether that could be kept.
pub(super) fn let_characters_count(count: bool) -> bool {
    let kept = |storage: web_sys::Storage| if count { storage.remove_item(KEY) } else { storage.set_item(KEY, "off") };
    storage().is_some_and(|storage| kept(storage).is_ok())
}

/// Whether a key is not the page's: the browser's, the system's, or of what has the focus.
pub(in crate::ui) fn is_for_others(event: &KeyboardEvent, key: &str) -> bool {
    // Where brackets stand on the third level of a keyboard, that level is reported as Ctrl and Alt.
    let is_command = (event.ctrl_key() || event.alt_key()) && !event.get_modifier_state("AltGraph");
    if event.default_prevented() || event.is_composing() || is_command || event.meta_key() {
        return true;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| needs(&target, key))
}

/// Whether what has the focus wants the key for itself.
fn needs(target: &Element, key: &str) -> bool {
    let within = |selector| target.closest(selector).ok().flatten().is_some();
    let typing = "input:not([type=checkbox], [type=radio], [type=range]), textarea, select, [contenteditable]";
    if within(typing) || within("dialog[open]") {
        return true;
    }
    match key {
        " " => within("button, summary, input, a[href], [role=button], [role=tab]"),
        // At its end the scrubber has no further to go: there the run itself goes on.
        "ArrowRight" if target.dyn_ref::<HtmlInputElement>().is_some_and(is_at_end) => false,
        "ArrowRight" | "ArrowLeft" | "Home" | "End" => within("input, [role=tablist], .diagram"),
        _ => false,
    }
}

fn go_to_the_search() {
    let document = web_sys::window().and_then(|window| window.document());
    let field = document.and_then(|document| document.query_selector(FIELD).ok().flatten());
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        // What can't have the focus just does not get it.
        let _ = field.focus();
        field.select();
    }
}

fn is_at_end(input: &HtmlInputElement) -> bool {
    input.type_() == "range" && input.value() == input.max()
}

/// What a key means when nothing has the focus; with Shift, time goes the other way.
fn meant(key: &str, shift: bool) -> Option<Intent> {
    let step = |step| if shift { Intent::Back(step) } else { Intent::Step(step) };
    Some(match key {
        "ArrowRight" => Intent::Step(Step::Event),
        "ArrowLeft" => Intent::Back(Step::Event),
        "h" | "H" => step(Step::Heartbeat),
        "m" | "M" => step(Step::Merge),
        "d" | "D" => step(Step::Decision),
        "r" | "R" => step(Step::Round),
        " " => Intent::TogglePlay(if shift { Direction::Back } else { Direction::On }),
        "[" => Intent::SeekLandmark(Direction::Back),
        "]" => Intent::SeekLandmark(Direction::On),
        "Home" => Intent::Seek(EventId::new(0)),
        "End" => Intent::SeekEnd,
        "n" | "N" => Intent::Open(Some(Dialog::AddExecutor)),
        "j" | "J" => Intent::Open(Some(Dialog::SubmitJob)),
        "e" | "E" => Intent::Open(Some(Dialog::InjectEmergency)),
        "f" | "F" => Intent::Open(Some(Dialog::Faults(None))),
        "x" | "X" => Intent::Open(Some(Dialog::Export)),
        "l" | "L" => Intent::Learn(LearnDeed::Toggle),
        "?" => Intent::Open(Some(Dialog::Help)),
        "t" | "T" => Intent::NextTheme,
        "p" | "P" => Intent::Present(PresentDeed::Toggle),
        "Escape" => Intent::LookAway,
        _ => {
            let number = key.parse::<usize>().ok()?;
            Intent::Show(*TABS.get(number.checked_sub(1)?)?)
        }
    })
}
