//! The fields of a form.

use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::broker::executors::decimal;
use crate::ui::markup::{classes, component, html};
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

/// A choice of one. It always shows its value, whatever the person has picked.
#[derive(PartialEq, Properties)]
pub(in crate::ui) struct PickerProps {
    pub(in crate::ui) testid: AttrValue,
    pub(in crate::ui) value: AttrValue,
    /// Each with its value and its words.
    pub(in crate::ui) options: Vec<(String, String)>,
    pub(in crate::ui) pick: Callback<String>,
    pub(in crate::ui) class: Option<&'static str>,
    /// What it is called, where no label says it.
    pub(in crate::ui) label: Option<&'static str>,
    pub(in crate::ui) title: Option<AttrValue>,
    pub(in crate::ui) autofocus: bool,
    /// The element that says what is wrong with it.
    pub(in crate::ui) error: Option<String>,
}

impl PickerProps {
    /// A choice that some label names.
    pub(in crate::ui) fn new(
        testid: impl Into<AttrValue>,
        value: impl Into<AttrValue>,
        options: Vec<(String, String)>,
        pick: Callback<String>,
    ) -> Self {
        let (testid, value) = (testid.into(), value.into());
        Self { testid, value, options, pick, class: None, label: None, title: None, autofocus: false, error: None }
    }
}

#[component]
pub(in crate::ui) fn Picker(props: &PickerProps) -> Html {
    let node = use_node_ref();
    // The browser remembers what was picked and then heeds no option's `selected` any more: the value is told anew.
    use_effect({
        let (node, value) = (node.clone(), props.value.clone());
        move || {
            if let Some(select) = node.cast::<HtmlSelectElement>() {
                select.set_value(&value);
            }
        }
    });
    let onchange = props.pick.reform(|event: Event| event.target_unchecked_into::<HtmlSelectElement>().value());
    html! {
        <select ref={node} class={classes!("select", props.class)} data-testid={props.testid.clone()} {onchange}
            aria-label={props.label} title={props.title.clone()} autofocus={props.autofocus}
            aria-invalid={props.error.as_ref().map(|_| "true")} aria-describedby={props.error.clone()}>
            { for props.options.iter().map(|(value, words)| html! { <option value={value.clone()}>{ words }</option> }) }
        </select>
    }
}

/// The fields as they stand.
pub(super) struct Fields<'a> {
    pub(super) entries: &'a Entries,
    pub(super) complaints: &'a [Complaint],
    /// The one that has the focus when the form opens.
    pub(super) first: &'static str,
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

    /// A number with its unit, to be drawn along a line or written.
    pub(super) fn slider(
        &self,
        field: &'static str,
        label: &str,
        bounds: std::ops::RangeInclusive<f64>,
        unit: &'static str,
    ) -> Html {
        let oninput = self.edit.reform(move |event: InputEvent| {
            let input: HtmlInputElement = event.target_unchecked_into();
            Edit::Write(field, input.value())
        });
        let value = crate::broker::executors::number(self.entries.get(field)).unwrap_or(*bounds.start());
        let slid = html! {
            <span class="slid">
                <input type="range" min={*bounds.start()} max={*bounds.end()} step="1" aria-label={format!("{label}, {unit}")}
                    data-testid={format!("slide-{field}")} value={decimal(value)} {oninput} />
                { self.input(field, Some(Some(unit)), String::new()) }
            </span>
        };
        self.labelled(field, label, "full", slid)
    }

    fn input(&self, field: &'static str, number: Option<Option<&'static str>>, placeholder: String) -> Html {
        let oninput = self.edit.reform(move |event: InputEvent| {
            let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
            Edit::Write(field, input.map(|input| input.value()).unwrap_or_default())
        });
        html! {
            <span class="with-unit">
                <input class="input" data-testid={format!("field-{field}")} {placeholder} {oninput} autocomplete="off"
                    inputmode={number.map(|_| "decimal")} autofocus={field == self.first} spellcheck="false"
                    aria-invalid={self.invalid(field)} aria-describedby={self.described_by(field)}
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
        let pick = self.edit.reform(move |value| Edit::Write(field, value));
        let picker = PickerProps {
            autofocus: field == self.first,
            error: self.described_by(field),
            ..PickerProps::new(format!("field-{field}"), self.entries.get(field).to_owned(), options, pick)
        };
        self.labelled(field, label, class, component::<Picker>(picker, None))
    }

    /// A few to choose one from, all of them seen.
    pub(super) fn segments(&self, field: &'static str, label: &str, options: &[(&'static str, &'static str)]) -> Html {
        // Of networks the one is chosen that has just these rates.
        let chosen = if field == "weather" { self.entries.weather().unwrap_or("") } else { self.entries.get(field) };
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

    fn invalid(&self, field: &str) -> Option<&'static str> {
        self.complaint(field).map(|_| "true")
    }

    fn described_by(&self, field: &str) -> Option<String> {
        self.complaint(field).map(|_| format!("{field}-error"))
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
