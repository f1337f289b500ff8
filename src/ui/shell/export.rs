//! What can be taken along of a run: the run itself, and pictures of it.

use yew::prelude::*;

use super::dialogs::{Modal, ModalProps};
use super::links::{as_scenario, copied_words, share};
use super::{icon, outside, paint};
use crate::export::shiviz;
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::ui::{Dialog, Frame, Intent, Toast};
use crate::view::figures::csv::csv;
use crate::view::happened::teller;
use crate::view::spacetime::Sight;
use crate::view::spacetime::sheet::{COLUMNS_MAX, Sheet, sheet};

/// One file, or more of the same kind: its title, what is in it, and the buttons.
fn choice(title: &str, about: &str, buttons: Html) -> Html {
    html! {
        <section class="full choice">
            <div><h3>{ title.to_owned() }</h3><p>{ about.to_owned() }</p></div>
            { buttons }
        </section>
    }
}

fn button(test_id: &'static str, text: &'static str, onclick: Callback<MouseEvent>) -> Html {
    html! { <button type="button" class="button" data-testid={test_id} {onclick}>{ icon("export") }{ text }</button> }
}

fn said(name: &str, saved: bool) -> Intent {
    let text = match saved {
        true => texts().files().saved(name),
        false => texts().files().unsaved.to_owned(),
    };
    Intent::Say(Toast { id: 0, is_error: !saved, text, can_undo: false })
}

/// Downloads a text.
fn save(frame: &Frame, what: &'static str, text: fn(&Frame) -> String) -> Callback<MouseEvent> {
    let frame = frame.clone();
    Callback::from(move |_| {
        let name = format!("clocktower-{what}");
        let saved = outside::download(&name, &text(&frame));
        frame.want.emit(said(&name, saved));
    })
}

/// Downloads the diagram as it is drawn.
fn save_picture(frame: &Frame) -> Callback<MouseEvent> {
    let frame = frame.clone();
    Callback::from(move |_| {
        const NAME: &str = "clocktower-diagram.png";
        let want = frame.want.clone();
        let done = move |blob: Option<web_sys::Blob>| {
            want.emit(said(NAME, blob.is_some_and(|blob| outside::download_blob(NAME, &blob))));
        };
        paint::png(&drawn(&frame), done.into());
    })
}

/// The diagram with its lanes as they are arranged, and what is looked at.
fn drawn(frame: &Frame) -> Sheet {
    let (sim, session) = (frame.sim(), frame.session());
    sheet(&sim, &session.lanes, &Sight::of(sim.trace(), frame.focus(), session.compared))
}

/// The dialog.
#[inline(never)]
pub(super) fn export(frame: &Frame) -> Html {
    let t = texts().files();
    let copy = {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| {
            let (text, commands) = as_scenario(&frame.sim());
            outside::copy(&text, frame.want.reform(move |copied| Intent::Say(copied_words(copied, commands))));
        })
    };
    let known = frame.sim().trace().len();
    let open = frame.wants(Intent::Open(Some(Dialog::Import)));
    let link = html! {
        <button type="button" class="button primary" data-testid="copy-link" autofocus=true
            onclick={share(frame)}>{ icon("copy") }{ t.copy }</button>
    };
    let scenario = html! {
        <>
            { button("export-scenario", t.download, save(frame, "scenario.json", |frame| as_scenario(&frame.sim()).0)) }
            <button type="button" class="button" data-testid="copy-scenario" onclick={copy}>{ icon("copy") }{ t.copy }</button>
        </>
    };
    let trace = save(frame, "trace.json", |frame| crate::export::trace(&frame.sim()).to_string());
    let log = save(frame, "shiviz.log", |frame| {
        let sim = frame.sim();
        shiviz::file(sim.trace(), sim.trace().last(), &teller(sim.trace()))
    });
    let pictures = html! {
        <>
            { button("export-svg", "SVG", save(frame, "diagram.svg", |frame| drawn(frame).svg())) }
            { button("export-png", "PNG", save_picture(frame)) }
        </>
    };
    let part = match known {
        ..=COLUMNS_MAX => t.all_of_it.to_owned(),
        _ => t.part_of_it(COLUMNS_MAX),
    };
    let children = html! {
        <>
            { choice(t.link, t.link_about, link) }
            { choice(t.scenario, t.scenario_about, scenario) }
            { choice(t.trace, &t.trace_about(known),
                button("export-trace", t.download, trace)) }
            { choice(t.log, t.log_about,
                button("export-shiviz", t.download, log)) }
            { choice(t.diagram, &t.diagram_about(&part), pictures) }
            { choice(t.figures, t.figures_about,
                button("export-csv", t.download, save(frame, "figures.csv", |frame| csv(&frame.sim())))) }
            { choice(t.have_one, t.have_one_about,
                html! { <button type="button" class="button" data-testid="import" onclick={open}>{ t.open_dialog }</button> }) }
        </>
    };
    let modal = ModalProps { children, ..ModalProps::new(html! { { t.export } }, t.export_about, &frame.want) };
    component::<Modal>(modal, Some("export".into()))
}
