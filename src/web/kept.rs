//! Runs kept by the browser, so that a reload or a crash loses nothing.
//!
//! In the local storage, not in a database: what is put there is there at once, even if the next instruction ends the
//! page, and a run is small: the scenario and its commands. Each run has a slot of its own, under the name of its tab;
//! no other tab writes there. A tab holds a lock for as long as it lives, by which another one knows whether a run is
//! still being looked at; the browser gives the lock back by itself, also when the tab crashes. Where there are no locks,
//! a run of a tab that still lives may be offered, and gone on with, in another slot.

use std::cell::RefCell;

use js_sys::futures::JsFuture;
use js_sys::{Array, Date, Function, Math, Promise, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::Storage;

use crate::export::kept::keep as packed;
use crate::export::link::PREFIX;
use crate::json::json;
use crate::sim::Sim;

/// What the name of every slot begins with; `www/boot.js` and `www/kept.js` know it too.
const SLOT: &str = "clocktower.run.";
/// The most runs that are kept beside those of living tabs; the oldest ones go.
const KEPT_MAX: usize = 12;
/// How long a run is kept after it was changed last.
const AGE_MS_MAX: f64 = 30.0 * 24.0 * 3_600_000.0;

thread_local! {
    /// The name of this tab, from its first kept run on, when it took its lock.
    static TAB: RefCell<Option<String>> = const { RefCell::new(None) };
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn hold_lock(name: &str, holder: &Function) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = query)]
    fn query_locks() -> Result<Promise, JsValue>;
}

/// A run that is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its slot.
    pub slot: String,
    /// The title of its scenario.
    pub title: String,
    /// How many commands were given in it.
    pub commands: u64,
    /// The event at which one stood.
    pub event: u64,
    /// How long ago that was, in milliseconds.
    pub age_ms: f64,
}

/// Why a run could not be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The browser lets this page keep nothing.
    Forbidden,
    /// There is no room left for it.
    Full,
}

/// A slot for one more run of this tab.
pub fn new_slot() -> String {
    format!("{}{:x}", own_slots(), Date::now() as u64)
}

/// Keeps a run in a slot, in place of what was there.
///
/// # Errors
/// The browser does not take it; what was kept there before still is.
pub fn keep(slot: &str, sim: &Sim) -> Result<(), Trouble> {
    let storage = storage().ok_or(Trouble::Forbidden)?;
    let head = json!({
        "title": sim.scenario().title, "commands": sim.given().len(), "event": sim.cursor().number(), "at": Date::now(),
    });
    storage.set_item(slot, &format!("{head}\n{}", packed(sim))).map_err(|error| trouble(&error))?;
    // Where the page finds its run should the program end.
    let root = web_sys::window().and_then(|window| window.document()?.document_element());
    let _ = root.map(|root| root.set_attribute("data-kept", slot));
    Ok(())
}

/// The link by which a kept run opens, when it is still there.
pub fn link(slot: &str) -> Option<String> {
    let value = storage()?.get_item(slot).ok().flatten()?;
    let (_, packed) = value.split_once('\n')?;
    Some(format!("{PREFIX}{packed}"))
}

/// Lets a kept run go.
pub fn forget(slot: &str) {
    // What cannot be taken away was not kept either.
    let _ = storage().map(|storage| storage.remove_item(slot));
}

/// The kept runs that no tab looks at, the latest first, without the one of this tab's slot. Those that are too old or too
/// many are let go.
pub async fn left_behind(own: Option<&str>) -> Vec<Kept> {
    let alive = living_tabs().await;
    let is_alive = |slot: &str| alive.iter().any(|tab| slot.starts_with(tab.as_str()));
    let mine = |slot: &str| TAB.with_borrow(|tab| tab.as_ref().is_some_and(|tab| slot.starts_with(tab.as_str())));
    let mut found: Vec<Kept> = slots()
        .into_iter()
        .filter(|slot| Some(slot.as_str()) != own && (mine(slot) || !is_alive(slot)))
        .filter_map(|slot| head(&slot).or_else(|| drop_unread(&slot)))
        .collect();
    crate::ordered::sort_by_key(&mut found, |kept| kept.age_ms.max(0.0) as u64);
    let is_too_many = |at: usize, kept: &Kept| at >= KEPT_MAX || kept.age_ms > AGE_MS_MAX;
    let fresh = found.iter().enumerate().position(|(at, kept)| is_too_many(at, kept)).unwrap_or(found.len());
    found.split_off(fresh).iter().for_each(|kept| forget(&kept.slot));
    found
}

/// What holds no run that can be read takes room from others.
fn drop_unread(slot: &str) -> Option<Kept> {
    forget(slot);
    None
}

fn head(slot: &str) -> Option<Kept> {
    let value = storage()?.get_item(slot).ok().flatten()?;
    let head: serde_json::Value = serde_json::from_str(value.split_once('\n')?.0).ok()?;
    Some(Kept {
        slot: slot.to_owned(),
        title: head.get("title")?.as_str()?.to_owned(),
        commands: head.get("commands")?.as_u64()?,
        event: head.get("event")?.as_u64()?,
        age_ms: Date::now() - head.get("at")?.as_f64()?,
    })
}

fn slots() -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|at| storage.key(at).ok().flatten());
    names.filter(|name| name.starts_with(SLOT)).collect()
}

/// What the names of this tab's slots begin with. From now on the tab holds its lock.
fn own_slots() -> String {
    TAB.with_borrow_mut(|tab| {
        let named = || {
            let name = format!("{SLOT}{:x}.", (Math::random() * 2f64.powi(52)) as u64);
            // For as long as the tab lives: the promise never comes true.
            let holder = Closure::once_into_js(|| Promise::new(&mut |_, _| {}));
            let _ = hold_lock(&name, holder.unchecked_ref());
            name
        };
        tab.get_or_insert_with(named).clone()
    })
}

/// What the slots of tabs begin with that live; none where the browser cannot tell.
async fn living_tabs() -> Vec<String> {
    let Ok(asked) = query_locks() else { return Vec::new() };
    let held = JsFuture::from(asked).await.and_then(|locks| Reflect::get(&locks, &"held".into()));
    let held = held.map(|held| Array::from(&held)).unwrap_or_default();
    let name = |lock: JsValue| Reflect::get(&lock, &"name".into()).ok()?.as_string();
    held.iter().filter_map(name).filter(|name| name.starts_with(SLOT)).collect()
}

fn trouble(error: &JsValue) -> Trouble {
    let name = Reflect::get(error, &"name".into()).ok().and_then(|name| name.as_string());
    // Firefox has a name of its own for it.
    let is_full = name.is_some_and(|name| name.contains("Quota") || name.contains("QUOTA"));
    if is_full { Trouble::Full } else { Trouble::Forbidden }
}

/// What this browser keeps for this site, where it may keep something.
pub(crate) fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
