//! The fields of a form.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::view::form::{Complaint, Entries};

/// What a person does to a form.
pub(super) enum Edit {
    /// Writes into a field.
    Write(&'static str, String),
    /// Checks a checkbox, or not.
    Turn(&'static str, bool),
    /// Adds a name to a field, or takes it out.
    Toggle(&'static str, String),
    /// Fills in a machine that people know.
    Model(String),
    /// Somebody said what is wrong.
    Complain(Vec<Complaint>),
}

/// The fields as they stand.
pub(super) struct Fields<'a> {
    pub(super) entries: &'a Entries,
    pub(super) complaints: &'a [Complaint],
    pub(super) edit: Callback<Edit>,
}

impl Fields<'_> {
    /// A line of text.
    pub(super) fn text(&self, field: &'static str, label: &str, class: &'static str, placeholder: String) -> Html {
        self.labelled(field, label, class, self.input(field, None, placeholder))
    }

    /// A number with its unit.
    pub(super) fn number(&self, field: &'static str, label: &str, unit: &'static str) -> Html {
        let unit = (!unit.is_empty()).then_some(unit);
        self.labelled(field, label, "", self.input(field, Some(unit), String::new()))
    }

    fn input(&self, field: &'static str, number: Option<Option<&'static str>>, placeholder: String) -> Html {
        let oninput = self.edit.reform(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            Edit::Write(field, input.map(|input| input.value()).unwrap_or_default())
        });
        html! {
            <span class="with-unit">
                <input class="input" data-testid={format!("field-{field}")} {placeholder} {oninput} autocomplete="off"
                    inputmode={number.map(|_| "decimal")} autofocus={field == "name"} spellcheck="false"
                    aria-invalid={self.complaint(field).is_some().to_string()} aria-describedby={format!("{field}-error")}
                    value={self.entries.get(field).to_owned()} />
                if let Some(unit) = number.flatten() { <span class="unit">{ unit }</span> }
            </span>
        }
    }

    /// One of several: each with its value and its words.
    pub(super) fn select(
        &self,
        field: &'static str,
        label: &str,
        class: &'static str,
        options: Vec<(String, String)>,
    ) -> Html {
        let onchange = self.edit.reform(move |event: Event| {
            let select: HtmlSelectElement = event.target_unchecked_into();
            Edit::Write(field, select.value())
        });
        let chosen = self.entries.get(field);
        let select = html! {
            <select class="select" data-testid={format!("field-{field}")} {onchange}
                aria-invalid={self.complaint(field).is_some().to_string()} aria-describedby={format!("{field}-error")}>
                { for options.into_iter().map(|(value, words)| {
                    let selected = value == chosen;
                    html! { <option {value} {selected}>{ words }</option> }
                }) }
            </select>
        };
        self.labelled(field, label, class, select)
    }

    /// A few to choose one from, all of them seen.
    pub(super) fn segments(&self, field: &'static str, label: &str, options: &[(&'static str, &'static str)]) -> Html {
        let chosen = self.entries.get(field);
        let segment = |&(value, words): &(&'static str, &'static str)| {
            let onchange = self.edit.reform(move |_: Event| Edit::Write(field, value.to_owned()));
            html! {
                <label>
                    <input type="radio" name={field} {value} checked={value == chosen} {onchange}
                        data-testid={format!("field-{field}-{value}")} />
                    { words }
                </label>
            }
        };
        html! {
            <fieldset class="full">
                <legend class="hidden-text">{ label }</legend>
                <div class="seg">{ for options.iter().map(segment) }</div>
            </fieldset>
        }
    }

    /// A switch.
    pub(super) fn check(&self, field: &'static str, label: &str, class: &'static str) -> Html {
        let onchange = self.edit.reform(move |event: Event| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Edit::Turn(field, input.checked())
        });
        html! {
            <label class={classes!("check", class)}>
                <input type="checkbox" data-testid={format!("field-{field}")} checked={self.entries.is_on(field)} {onchange} />
                { label }
            </label>
        }
    }

    /// Names to tick, which stand in one field together.
    pub(super) fn ticks(&self, field: &'static str, names: &[String]) -> Html {
        let tick = |name: &String| {
            let toggled = name.clone();
            let onchange = self.edit.reform(move |_: Event| Edit::Toggle(field, toggled.clone()));
            let checked = self.entries.names(field).any(|other| other == name);
            html! { <label class="check"><input type="checkbox" {checked} {onchange} />{ name }</label> }
        };
        html! { <div class="checks">{ for names.iter().map(tick) }</div> }
    }

    fn complaint(&self, field: &str) -> Option<&Complaint> {
        self.complaints.iter().find(|complaint| complaint.field == field)
    }

    fn labelled(&self, field: &'static str, label: &str, class: &'static str, input: Html) -> Html {
        html! {
            <label class={classes!("field", class)}>
                <span class="label">{ label }</span>
                { input }
                { self.error(field) }
            </label>
        }
    }

    /// What is wrong with a field.
    pub(super) fn error(&self, field: &'static str) -> Html {
        let error = |complaint: &Complaint| {
            html! {
                <span class="error" id={format!("{field}-error")} data-testid="field-error" role="alert">
                    { complaint.problem.clone() }
                </span>
            }
        };
        self.complaint(field).map(error).unwrap_or_default()
    }
}
