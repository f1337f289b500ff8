//! Only some events: the menu to choose them, and the row that says which are left and brings all back.

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::{SearchIntent, grouped};
use crate::id::{JobId, NodeId};
use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::ui::shell::icon;
use crate::ui::{Frame, Intent};
use crate::view::search::{Filter, Kind};
use crate::view::words::colour;

/// So many jobs are offered at one time.
const JOBS: usize = 8;
/// So many kinds are offered at first; the rest follows on demand.
const KINDS: usize = 14;

/// The menu.
#[component]
pub(super) fn FilterMenu(frame: &Frame) -> Html {
    let job = use_state_eq(String::new);
    let all_kinds = use_state_eq(|| false);
    let write = {
        let job = job.setter();
        Callback::from(move |event: InputEvent| {
            let field = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            job.set(field.map(|field| field.value()).unwrap_or_default());
        })
    };
    let more = {
        let all_kinds = all_kinds.setter();
        Callback::from(move |_: MouseEvent| all_kinds.set(true))
    };
    let (session, t) = (frame.session(), texts().diagram());
    let is_found = session.searching.is_asking() && session.searching.problem.is_none();
    html! {
        <div class="search-pop filter-menu" role="dialog" aria-label={t.show_only} tabindex="-1" data-testid="filter-menu">
            <fieldset><legend>{ t.nodes }</legend><div class="chips">{ nodes(frame) }</div></fieldset>
            <fieldset>
                <legend>{ t.kinds }</legend>
                <div class="chips">
                    { kinds(frame, *all_kinds) }
                    if !*all_kinds {
                        <button type="button" class="chip more" onclick={more}>{ t.more_kinds }</button>
                    }
                </div>
            </fieldset>
            <fieldset>
                <legend>{ t.jobs }</legend>
                <input class="input" type="text" aria-label={t.job_name} placeholder={t.job_name} data-testid="filter-job"
                    autocomplete="off" spellcheck="false" value={(*job).clone()} oninput={write} />
                <div class="chips">{ jobs(frame, &job) }</div>
            </fieldset>
            if is_found {
                <button type="button" class="button small" data-testid="filter-keep"
                    onclick={frame.wants(Intent::Search(SearchIntent::Keep))}>
                    { t.only_found(session.searching.text.trim()) }
                </button>
            }
        </div>
    }
}

/// A callback that changes the filter.
fn changes(frame: &Frame, change: impl Fn(&mut Filter) + 'static) -> Callback<MouseEvent> {
    let frame = frame.clone();
    Callback::from(move |_: MouseEvent| {
        let mut filter = frame.session().filter.clone();
        change(&mut filter);
        frame.want.emit(Intent::Search(SearchIntent::Filter(Box::new(filter))));
    })
}

fn chip(
    name: String,
    about: Option<&'static str>,
    class: &'static str,
    is_on: bool,
    toggle: Callback<MouseEvent>,
) -> Html {
    html! {
        <button type="button" class={classes!("chip", class)} data-chip={name.clone()} aria-pressed={is_on.to_string()} title={about}
            onclick={toggle}>{ name }</button>
    }
}

fn nodes(frame: &Frame) -> Vec<Html> {
    let (sim, session) = (frame.sim(), frame.session());
    let names = sim.trace().names();
    let one = |machine: NodeId| {
        let toggle = changes(frame, move |filter| filter.toggle_node(machine));
        chip(names.of_node(machine), None, colour(machine), session.filter.nodes.contains(&machine), toggle)
    };
    sim.world().machines().keys().map(|machine| one(*machine)).collect()
}

fn kinds(frame: &Frame, all: bool) -> Vec<Html> {
    let session = frame.session();
    let one = |(kind, name): (Kind, &'static str)| {
        let toggle = changes(frame, move |filter| filter.toggle_kind(kind));
        chip(name.to_owned(), Some(kind.about()), "", session.filter.kinds.has(kind), toggle)
    };
    Kind::ALL.into_iter().take(if all { usize::MAX } else { KINDS }).map(one).collect()
}

/// The jobs that are chosen, and those whose names begin as it is typed.
fn jobs(frame: &Frame, typed: &str) -> Vec<Html> {
    let (sim, session) = (frame.sim(), frame.session());
    let names = sim.trace().names();
    let chosen = &session.filter.jobs;
    let begins =
        |job: &JobId| names.of_job(*job).get(..typed.len()).is_some_and(|start| start.eq_ignore_ascii_case(typed));
    let offered = (0..names.job_count() as u32).map(JobId::new).filter(|job| !chosen.contains(job) && begins(job));
    let one = |job: JobId| {
        let toggle = changes(frame, move |filter| filter.toggle_job(job));
        chip(names.of_job(job).to_owned(), None, "", chosen.contains(&job), toggle)
    };
    chosen.iter().copied().chain(offered.take(JOBS)).map(one).collect()
}

/// A button that goes with what it does leaves the focus where filters are made, not nowhere.
fn back_to_the_button(change: Callback<MouseEvent>) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        change.emit(event);
        let button = super::super::document()
            .and_then(|document| document.query_selector("[data-testid='filter']").ok().flatten());
        super::super::focus(button);
    })
}

/// What is left by the filter, part by part, and the way back to everything.
#[inline(never)]
pub(in crate::ui) fn filter_row(frame: &Frame) -> Html {
    let (sim, session) = (frame.sim(), frame.session());
    let filter = &session.filter;
    let Some(shown) = &session.shown else { return Html::default() };
    let names = sim.trace().names();
    let part = |name: String, change: Callback<MouseEvent>| {
        let change = back_to_the_button(change);
        html! {
            <button type="button" class="chip on" data-filter={name.clone()} aria-label={texts().diagram().show_not_only(&name)} onclick={change}>
                { name }{ icon("close") }
            </button>
        }
    };
    let mut parts: Vec<Html> = Vec::new();
    for machine in filter.nodes.iter().copied() {
        parts.push(part(names.of_node(machine), changes(frame, move |filter| filter.toggle_node(machine))));
    }
    for kind in filter.kinds.iter() {
        parts.push(part(kind.name().to_owned(), changes(frame, move |filter| filter.toggle_kind(kind))));
    }
    for job in filter.jobs.iter().copied() {
        parts.push(part(names.of_job(job).to_owned(), changes(frame, move |filter| filter.toggle_job(job))));
    }
    if let Some(kept) = &filter.search {
        parts.push(part(kept.text.clone(), changes(frame, |filter| filter.search = None)));
    }
    let known = sim.trace().len();
    let hidden = known.saturating_sub(shown.len());
    html! {
        <div class="filter-row" data-testid="filter-row">
            <span>{ texts().diagram().only }</span>
            { for parts }
            <span class="soft" role="status" data-testid="filter-count">
                { texts().diagram().filtered(&grouped(shown.len()), &grouped(known), &grouped(hidden)) }
            </span>
            <button type="button" class="button small" data-testid="filter-clear"
                onclick={back_to_the_button(changes(frame, |filter| *filter = Filter::default()))}>{ texts().diagram().show_all }</button>
        </div>
    }
}
