//! A run that somebody brings along: a link, a scenario, a trace, or a log from elsewhere.

use js_sys::futures::{JsFuture, spawn_local};
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialogs::{Modal, ModalProps};
use super::keeping;
use crate::export::log::{LogError, Reading};
use crate::export::{ImportError, begin};
use crate::texts::texts;
use crate::ui::inspector::value_of;
use crate::ui::markup::{component, html};
use crate::ui::{Frame, Intent};

/// What is written into the dialog, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq)]
struct Brought {
    text: String,
    parser: String,
    delimiter: String,
    /// The execution that is wanted, and all that there are, once it is known that there are several.
    execution: Option<String>,
    executions: Vec<String>,
    error: Option<String>,
}

impl Brought {
    fn reading(&self) -> Reading {
        let said = |text: &String| Some(text.clone()).filter(|text| !text.trim().is_empty());
        Reading {
            parser: said(&self.parser),
            delimiter: said(&self.delimiter),
            execution: self.execution.clone().filter(|_| !self.executions.is_empty()),
        }
    }

    /// It was refused. Where the log has several executions, they can be chosen from then on.
    fn refused(&mut self, error: &ImportError) {
        self.error = Some(match error {
            _ if self.text.trim().is_empty() => texts().files().no_text.to_owned(),
            ImportError::Log(LogError::Execution { executions }) => {
                self.executions.clone_from(executions);
                self.execution = executions.first().cloned();
                texts().files().executions(executions.len())
            }
            error => error.to_string(),
        });
    }
}

/// One thing that changes.
enum Edit {
    Text(String),
    Parser(String),
    Delimiter(String),
    Execution(String),
    Refuse(ImportError),
}

impl Reducible for Brought {
    type Action = Edit;

    fn reduce(self: std::rc::Rc<Self>, edit: Edit) -> std::rc::Rc<Self> {
        let mut brought = Self { error: None, ..(*self).clone() };
        match edit {
            Edit::Text(text) => brought = Self { text, executions: Vec::new(), ..brought },
            Edit::Parser(parser) => brought = Self { parser, executions: Vec::new(), ..brought },
            Edit::Delimiter(delimiter) => brought = Self { delimiter, executions: Vec::new(), ..brought },
            Edit::Execution(execution) => brought.execution = Some(execution),
            Edit::Refuse(error) => brought.refused(&error),
        }
        brought.into()
    }
}

/// The dialog.
#[component]
pub(super) fn Import(frame: &Frame) -> Html {
    let state = use_reducer(Brought::default);
    let edit = {
        let dispatcher = state.dispatcher();
        Callback::from(move |edit| dispatcher.dispatch(edit))
    };
    let submit = {
        let (state, edit, want) = (state.clone(), edit.clone(), frame.want.clone());
        Callback::from(move |()| match begin(&state.text, &state.reading()) {
            Ok(opening) => want.emit(Intent::Take(Box::new(opening))),
            Err(problem) => edit.emit(Edit::Refuse(problem)),
        })
    };
    let t = texts().files();
    let children = html! {
        <>
            { keeping::list(frame) }
            <label class="field full">
                <span class="label">{ t.text }</span>
                <textarea class="input" rows="7" data-testid="field-json" autofocus=true spellcheck="false"
                    aria-invalid={state.error.as_ref().map(|_| "true")}
                    aria-describedby={state.error.as_ref().map(|_| "json-error")}
                    value={state.text.clone()} oninput={writes(&edit, Edit::Text)} />
                if let Some(error) = &state.error {
                    <span class="error" id="json-error" data-testid="field-error" role="alert">{ error }</span>
                }
            </label>
            <label class="field full">
                <span class="label">{ t.file }</span>
                <input type="file" class="input" data-testid="field-file" onchange={reads(&edit)} />
            </label>
            { executions(&state, &edit) }
            <details class="full reading">
                <summary>{ t.reading }</summary>
                <p>{ t.reading_about }</p>
                { expression("parser", t.parser, r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})", &state.parser,
                    writes(&edit, Edit::Parser)) }
                { expression("delimiter", t.delimiter, r"^=== (?<trace>.*) ===$", &state.delimiter,
                    writes(&edit, Edit::Delimiter)) }
            </details>
        </>
    };
    let modal = ModalProps {
        confirm: Some(t.open.into()),
        note: t.open_note.into(),
        submit,
        children,
        ..ModalProps::new(html! { { t.open_run } }, t.open_about, &frame.want)
    };
    component::<Modal>(modal, None)
}

fn expression(
    field: &'static str,
    label: &'static str,
    usual: &'static str,
    value: &str,
    oninput: Callback<InputEvent>,
) -> Html {
    html! {
        <label class="field">
            <span class="label">{ label }</span>
            <input class="input mono" data-testid={format!("field-{field}")} spellcheck="false" placeholder={usual}
                value={value.to_owned()} {oninput} />
        </label>
    }
}

fn executions(state: &Brought, edit: &Callback<Edit>) -> Html {
    if state.executions.is_empty() {
        return Html::default();
    }
    let edit = edit.clone();
    let onchange = Callback::from(move |event: Event| {
        edit.emit(Edit::Execution(value_of(&event).unwrap_or_default()));
    });
    let option = |name: &String| {
        let selected = state.execution.as_ref() == Some(name);
        html! { <option value={name.clone()} {selected}>{ name }</option> }
    };
    html! {
        <label class="field full">
            <span class="label">{ texts().files().execution }</span>
            <select class="input" data-testid="field-execution" {onchange}>{ for state.executions.iter().map(option) }</select>
        </label>
    }
}

fn writes(edit: &Callback<Edit>, of: fn(String) -> Edit) -> Callback<InputEvent> {
    let edit = edit.clone();
    Callback::from(move |event: InputEvent| edit.emit(of(value_of(&event).unwrap_or_default())))
}

/// Takes the text of a file that was chosen.
fn reads(edit: &Callback<Edit>) -> Callback<Event> {
    let edit = edit.clone();
    Callback::from(move |event: Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(file) = input.and_then(|input| input.files()).and_then(|files| files.get(0)) else { return };
        let (edit, size) = (edit.clone(), file.size() as usize);
        if size > crate::export::IMPORT_BYTES_MAX {
            return edit.emit(Edit::Refuse(ImportError::TooLarge { bytes: size }));
        }
        spawn_local(async move {
            let text = JsFuture::from(file.text()).await.ok().and_then(|text| text.as_string());
            edit.emit(Edit::Text(text.unwrap_or_default()));
        });
    })
}
