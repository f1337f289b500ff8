//! The dialogs: native and modal, so that the browser holds the focus inside and gives it back.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::forms::FormDialog;
use super::help::Help;
use super::topbar::{as_scenario, copied_words};
use super::{icon, outside};
use crate::export;
use crate::ui::{Dialog, Frame, Intent, Toast};
use crate::view::form::Form;

/// The dialog that is open.
#[component]
pub(in crate::ui) fn Dialogs(frame: &Frame) -> Html {
    let dialog = frame.session().dialog.clone();
    let frame = frame.clone();
    match dialog {
        None => Html::default(),
        Some(Dialog::AddExecutor) => html! { <FormDialog key="add" form={Form::AddNode} {frame} /> },
        Some(Dialog::ChangeExecutor(id)) => {
            html! { <FormDialog key="change" form={Form::ChangeExecutor(id)} {frame} /> }
        }
        Some(Dialog::SubmitJob) => html! { <FormDialog key="job" form={Form::SubmitJob} {frame} /> },
        Some(Dialog::InjectEmergency) => html! { <FormDialog key="emergency" form={Form::InjectEmergency} {frame} /> },
        Some(Dialog::Help) => html! { <Help key="help" ..frame /> },
        Some(Dialog::Export) => html! { <Export key="export" ..frame /> },
        Some(Dialog::Import) => html! { <Import key="import" ..frame /> },
    }
}

/// What every dialog has.
#[derive(PartialEq, Properties)]
pub(super) struct ModalProps {
    pub(super) title: Html,
    pub(super) about: AttrValue,
    #[prop_or_default]
    pub(super) is_emergency: bool,
    /// The word on the button that does it, and what the footer notes beside; a dialog only to read has none.
    #[prop_or_default]
    pub(super) confirm: Option<AttrValue>,
    #[prop_or_default]
    pub(super) note: AttrValue,
    #[prop_or_default]
    pub(super) submit: Callback<()>,
    pub(super) want: Callback<Intent>,
    pub(super) children: Html,
}

/// The frame of a dialog.
#[component]
pub(super) fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            // Where the browser has no modal dialogs, it is at least shown.
            if let Some(dialog) = &dialog
                && dialog.show_modal().is_err()
            {
                dialog.show();
            }
            // Closing is what gives the focus back to where it was.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let close = props.want.reform(|()| Intent::Open(None));
    let submit = {
        let submit = props.submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit.emit(());
        })
    };
    // Escape: the dialog goes because the session says so.
    let cancel = {
        let close = close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            close.emit(());
        })
    };
    let click = close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class={classes!("dialog", props.is_emergency.then_some("emergency"))} data-testid="dialog"
            aria-labelledby="dialog-title" oncancel={cancel}>
            <form onsubmit={submit} novalidate=true>
                <header>
                    <div><h2 id="dialog-title">{ props.title.clone() }</h2><p>{ props.about.clone() }</p></div>
                    <button type="button" class="button quiet icon-only" aria-label="Close" onclick={click.clone()}>
                        { icon("close") }
                    </button>
                </header>
                // Without a form there is nothing in it that takes the keys which scroll it.
                <div class="dialog-body" role="group" aria-labelledby="dialog-title"
                    tabindex={props.confirm.is_none().then_some("0")}>{ props.children.clone() }</div>
                if let Some(confirm) = &props.confirm {
                    <footer>
                        <span class="note">{ props.note.clone() }</span>
                        <button type="button" class="button" data-testid="cancel" onclick={click}>{ "Cancel" }</button>
                        <button type="submit" class="button primary" data-testid="confirm">{ confirm.clone() }</button>
                    </footer>
                }
            </form>
        </dialog>
    }
}

/// What can be taken along.
#[component]
fn Export(frame: &Frame) -> Html {
    let save = |what: &'static str, text: fn(&Frame) -> String| {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| {
            let name = format!("clocktower-{what}.json");
            let saved = outside::download(&name, &text(&frame));
            let text = match saved {
                true => format!("{name} is on its way\nThe browser keeps it where it keeps downloads."),
                false => "The browser did not take the file".to_owned(),
            };
            frame.want.emit(Intent::Say(Toast { id: 0, is_error: !saved, text }));
        })
    };
    let copy = {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| {
            let (text, commands) = as_scenario(&frame.sim());
            outside::copy(&text, frame.want.reform(move |copied| Intent::Say(copied_words(copied, commands))));
        })
    };
    let known = frame.sim().trace().len();
    let open = frame.wants(Intent::Open(Some(Dialog::Import)));
    html! {
        <Modal title={html!("Export")} about="A run is data: whoever has it sees the same events." want={frame.want.clone()}>
            <section class="full choice">
                <div>
                    <h3>{ "Scenario" }</h3>
                    <p>{ "Who takes part, what is done and when, and the seed. Running it gives this run again." }</p>
                </div>
                <button type="button" class="button primary" data-testid="export-scenario" autofocus=true
                    onclick={save("scenario", |frame| as_scenario(&frame.sim()).0)}>{ icon("export") }{ "Download" }</button>
                <button type="button" class="button" data-testid="copy-scenario" onclick={copy}>{ icon("copy") }{ "Copy" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "Trace" }</h3>
                    <p>{ format!("All {known} events that are known, with their clocks and decisions, and the scenario.") }</p>
                </div>
                <button type="button" class="button" data-testid="export-trace"
                    onclick={save("trace", |frame| export::trace(&frame.sim()).to_string())}>{ icon("export") }{ "Download" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "Have one?" }</h3>
                    <p>{ "Open a scenario or a trace that somebody gave you." }</p>
                </div>
                <button type="button" class="button" data-testid="import" onclick={open}>{ "Open…" }</button>
            </section>
        </Modal>
    }
}

/// A run that somebody brings along.
#[component]
fn Import(frame: &Frame) -> Html {
    let text = use_state(String::new);
    let error = use_state(|| None::<String>);
    let input = {
        let (text, error) = (text.clone(), error.clone());
        Callback::from(move |event: InputEvent| {
            let area = event.target().and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok());
            text.set(area.map(|area| area.value()).unwrap_or_default());
            error.set(None);
        })
    };
    let submit = {
        let (text, error, want) = (text.clone(), error.clone(), frame.want.clone());
        Callback::from(move |()| match export::import(&text) {
            Ok(sim) => want.emit(Intent::Take(Box::new(sim))),
            Err(_) if text.trim().is_empty() => error.set(Some("There is no text yet.".to_owned())),
            Err(problem) => error.set(Some(problem.to_string())),
        })
    };
    html! {
        <Modal title={html!("Open a run")} about="Paste a scenario or a trace that was copied or exported."
            confirm="Open" note="the run on the page is left" {submit} want={frame.want.clone()}>
            <label class="field full">
                <span class="label">{ "JSON" }</span>
                <textarea class="input" rows="9" data-testid="field-json" autofocus=true spellcheck="false"
                    aria-invalid={error.as_ref().map(|_| "true")}
                    aria-describedby={error.as_ref().map(|_| "json-error")}
                    value={(*text).clone()} oninput={input} />
                if let Some(error) = &*error {
                    <span class="error" id="json-error" data-testid="field-error" role="alert">{ error }</span>
                }
            </label>
        </Modal>
    }
}
