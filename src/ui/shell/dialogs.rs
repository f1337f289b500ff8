//! The dialogs: native and modal, so that the browser holds the focus inside and gives it back.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlTextAreaElement};
use yew::prelude::*;

use super::forms::{FormDialog, FormProps};
use super::help::help;
use super::links::{as_scenario, copied_words, share};
use super::{icon, keeping, outside};
use crate::sim::trace::Trace;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Dialog, Frame, Intent, Toast};
use crate::view::form::Form;
use crate::view::happened::teller;

/// The dialog that is open.
pub(in crate::ui) fn dialogs(frame: &Frame) -> Html {
    let of_form = |key: &'static str, form: Form| {
        component::<FormDialog>(FormProps { form, frame: frame.clone() }, Some(key.into()))
    };
    match frame.session().dialog {
        None => Html::default(),
        Some(Dialog::AddExecutor) => of_form("add", Form::AddNode),
        Some(Dialog::ChangeExecutor(id)) => of_form("change", Form::ChangeExecutor(id)),
        Some(Dialog::SubmitJob) => of_form("job", Form::SubmitJob),
        Some(Dialog::InjectEmergency) => of_form("emergency", Form::InjectEmergency),
        Some(Dialog::Faults(of)) => {
            let form = FormProps { form: Form::Faults(of), frame: frame.clone() };
            component::<FormDialog>(form, Some(of.map_or(0, |machine| machine.index() + 1).into()))
        }
        Some(Dialog::Flood) => of_form("flood", Form::Flood),
        Some(Dialog::Help) => help(frame),
        Some(Dialog::Export) => export(frame),
        Some(Dialog::Import) => component::<Import>(frame.clone(), Some("import".into())),
    }
}

/// What every dialog has.
#[derive(PartialEq, Properties)]
pub(super) struct ModalProps {
    pub(super) title: Html,
    pub(super) about: AttrValue,
    pub(super) is_emergency: bool,
    /// The word on the button that does it, and what the footer notes beside; a dialog only to read has none.
    pub(super) confirm: Option<AttrValue>,
    pub(super) note: AttrValue,
    pub(super) submit: Callback<()>,
    pub(super) want: Callback<Intent>,
    pub(super) children: Html,
}

impl ModalProps {
    /// A dialog only to read, with nothing in it yet.
    pub(super) fn new(title: Html, about: impl Into<AttrValue>, want: &Callback<Intent>) -> Self {
        Self {
            title,
            about: about.into(),
            is_emergency: false,
            confirm: None,
            note: AttrValue::default(),
            submit: Callback::noop(),
            want: want.clone(),
            children: Html::default(),
        }
    }
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
fn export(frame: &Frame) -> Html {
    let save = |what: &'static str, text: fn(&Frame) -> String| {
        let frame = frame.clone();
        Callback::from(move |_: MouseEvent| {
            let name = format!("clocktower-{what}");
            let saved = outside::download(&name, &text(&frame));
            let text = match saved {
                true => format!("{name} is on its way\nThe browser keeps it where it keeps downloads."),
                false => "The browser did not take the file".to_owned(),
            };
            frame.want.emit(Intent::Say(Toast { id: 0, is_error: !saved, text, can_undo: false }));
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
    let children = html! {
            <section class="full choice">
                <div>
                    <h3>{ "Link" }</h3>
                    <p>{ "The run is in the link itself, with your commands, and opens at this event." }</p>
                </div>
                <button type="button" class="button primary" data-testid="copy-link" autofocus=true
                    onclick={share(frame)}>{ icon("copy") }{ "Copy" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "Scenario" }</h3>
                    <p>{ "Who takes part, what is done and when, and the seed. Running it gives this run again." }</p>
                </div>
                <button type="button" class="button" data-testid="export-scenario"
                    onclick={save("scenario.json", |frame| as_scenario(&frame.sim()).0)}>{ icon("export") }{ "Download" }</button>
                <button type="button" class="button" data-testid="copy-scenario" onclick={copy}>{ icon("copy") }{ "Copy" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "Trace" }</h3>
                    <p>{ format!("All {known} events that are known, with their clocks and decisions, and the scenario.") }</p>
                </div>
                <button type="button" class="button" data-testid="export-trace"
                    onclick={save("trace.json", |frame| crate::export::trace(&frame.sim()).to_string())}>{ icon("export") }{ "Download" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "ShiViz log" }</h3>
                    <p>{ "The same events as two lines each, with their clocks, for ShiViz and whatever else reads its logs." }</p>
                </div>
                <button type="button" class="button" data-testid="export-shiviz"
                    onclick={save("shiviz.log", |frame| shiviz_file(frame.sim().trace()))}>{ icon("export") }{ "Download" }</button>
            </section>
            <section class="full choice">
                <div>
                    <h3>{ "Have one?" }</h3>
                    <p>{ "Open a link, a scenario or a trace that somebody gave you." }</p>
                </div>
                <button type="button" class="button" data-testid="import" onclick={open}>{ "Open…" }</button>
            </section>
    };
    let about = "A run is data: whoever has it sees the same events.";
    let modal = ModalProps { children, ..ModalProps::new(html! { "Export" }, about, &frame.want) };
    component::<Modal>(modal, Some("export".into()))
}

fn shiviz_file(trace: &Trace) -> String {
    crate::export::shiviz::file(trace, trace.last(), &teller(trace))
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
        Callback::from(move |()| match crate::export::begin(&text) {
            Ok(opening) => want.emit(Intent::Take(Box::new(opening))),
            Err(_) if text.trim().is_empty() => error.set(Some("There is no text yet.".to_owned())),
            Err(problem) => error.set(Some(problem.to_string())),
        })
    };
    let children = html! {
            <>
            { keeping::list(frame) }
            <label class="field full">
                <span class="label">{ "JSON or link" }</span>
                <textarea class="input" rows="9" data-testid="field-json" autofocus=true spellcheck="false"
                    aria-invalid={error.as_ref().map(|_| "true")}
                    aria-describedby={error.as_ref().map(|_| "json-error")}
                    value={(*text).clone()} oninput={input} />
                if let Some(error) = &*error {
                    <span class="error" id="json-error" data-testid="field-error" role="alert">{ error }</span>
                }
            </label>
            </>
    };
    let about = "Paste a link, or a scenario or a trace that was copied or exported.";
    let modal = ModalProps {
        confirm: Some("Open".into()),
        note: "the run on the page is left".into(),
        submit,
        children,
        ..ModalProps::new(html! { "Open a run" }, about, &frame.want)
    };
    component::<Modal>(modal, None)
}
