//! The dialogs that give a command.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use super::dialogs::{Modal, ModalProps};
use super::faults::{flood, many, network};
use super::fields::{Edit, Fields, Picker, PickerProps};
use super::triangle;
use crate::broker::emergency::{Emergency, Kind, Level};
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::machine::Kind as NodeKind;
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::ui::{Frame, Intent, Refusal};
use crate::view::form::{Complaint, Entries, Form, MODELS, equipment_field, field_of, free_name, model_title};
use crate::view::words::{real, sentence};

/// The most jobs that are offered to wait for: the newest ones.
const JOBS_OFFERED_MAX: usize = 12;
/// Where what is wrong with the whole form is said.
const WHOLE: &str = "form";

/// The fields with what is written into them and what is wrong with it.
#[derive(Debug, Clone, PartialEq)]
struct State {
    entries: Entries,
    complaints: Vec<Complaint>,
}

impl Reducible for State {
    type Action = Edit;

    fn reduce(self: Rc<Self>, edit: Edit) -> Rc<Self> {
        let mut state = (*self).clone();
        // A field that is being mended is not complained about any more.
        let mut mend = |field: &str| state.complaints.retain(|complaint| ![field, WHOLE].contains(&complaint.field));
        match edit {
            Edit::Write(field, text) => {
                mend(field);
                if field == "weather" {
                    state.complaints.clear();
                    state.entries.become_weather(&text);
                }
                state.entries.set(field, text);
            }
            Edit::Turn(field, on) => {
                mend(field);
                state.entries.turn(field, on);
            }
            Edit::Toggle(field, name) => {
                mend(field);
                state.entries.toggle_name(field, &name);
            }
            Edit::Model(name) => {
                state.complaints.clear();
                state.entries.become_model(&name);
            }
            Edit::Complain(complaints) => state.complaints = complaints,
        }
        Rc::new(state)
    }
}

#[derive(PartialEq, Properties)]
pub(super) struct FormProps {
    pub(super) form: Form,
    pub(super) frame: Frame,
}

/// A dialog with a form.
#[component]
pub(super) fn FormDialog(props: &FormProps) -> Html {
    let FormProps { form, frame } = props;
    let form = *form;
    let state = use_reducer(|| State { entries: form.begin(&frame.sim()), complaints: Vec::new() });
    let edit = {
        let dispatcher = state.dispatcher();
        Callback::from(move |edit| dispatcher.dispatch(edit))
    };
    // The run refused the command: its complaint goes where its field is.
    let refusal = frame.session().refusal.clone();
    use_effect_with(refusal, {
        let edit = edit.clone();
        move |refusal| {
            if let Some(refusal) = refusal {
                edit.emit(Edit::Complain(vec![complaint_of(refusal)]));
            }
        }
    });
    let submit = {
        let (state, edit, want) = (state.clone(), edit.clone(), frame.want.clone());
        Callback::from(move |()| match form.command(&state.entries) {
            Ok(command) => want.emit(Intent::Apply(command)),
            Err(complaints) => edit.emit(Edit::Complain(complaints)),
        })
    };
    // After a refusal one goes on where the first mistake is.
    use_effect_with(state.complaints.len(), |complaints| {
        if *complaints > 0 {
            focus_first_mistake();
        }
    });
    let first = match form {
        Form::InjectEmergency => "kind",
        Form::Flood => "count",
        _ => "name",
    };
    let fields = Fields { entries: &state.entries, complaints: &state.complaints, first, edit };
    let sim = frame.sim();
    let (title, about, confirm, note) = words(form, &state.entries, &sim);
    let children = html! {
        { fields.error(WHOLE) }
        { match form {
            Form::AddNode => add_node(&fields, &sim),
            Form::ChangeExecutor(_) => html! { { machine(&fields) }{ equipment(&fields) } },
            Form::SubmitJob => job(&fields, &sim),
            Form::InjectEmergency => html! { { emergency(&fields, &sim) }<div class="full row">{ many(frame) }</div> },
            Form::Faults(of) => network(&fields, frame, of),
            Form::Flood => flood(&fields, &sim),
        } }
    };
    let modal = ModalProps {
        is_emergency: matches!(form, Form::InjectEmergency | Form::Flood),
        confirm: Some(confirm.into()),
        note: note.into(),
        submit,
        children,
        ..ModalProps::new(title, about, &frame.want)
    };
    component::<Modal>(modal, None)
}

fn focus_first_mistake() {
    let document = web_sys::window().and_then(|window| window.document());
    let wrong = document.and_then(|document| document.query_selector("dialog [aria-invalid=true]").ok().flatten());
    if let Some(wrong) = wrong.and_then(|wrong| wrong.dyn_into::<HtmlElement>().ok()) {
        let _ = wrong.focus();
    }
}

fn complaint_of(refusal: &Refusal) -> Complaint {
    let field = field_of(&refusal.place);
    let problem = match field {
        Some(_) => format!("{}.", sentence(&refusal.problem)),
        None => format!("{}: {}", refusal.place, refusal.problem),
    };
    Complaint { field: field.unwrap_or(WHOLE), problem }
}

/// Title, what it is about, the word on the button, and a note beside it.
fn words(form: Form, entries: &Entries, sim: &Sim) -> (Html, &'static str, &'static str, String) {
    let (now, t) = (real(sim.world().now()), texts().dialogs());
    match form {
        Form::AddNode => {
            let (title, about, confirm) = match entries.get("kind") {
                "datastore" => (t.add_datastore, t.add_datastore_about, t.add_datastore_now),
                "client" => (t.add_client, t.add_client_about, t.add_client_now),
                _ => (t.add_executor, t.add_executor_about, t.add_executor_now),
            };
            (html! { { title } }, about, confirm, t.joins_at(&now))
        }
        Form::ChangeExecutor(_) => {
            (html! { { t.change_node(entries.get("node")) } }, t.change_about, t.change, t.changes_at(&now))
        }
        Form::SubmitJob => (html! { { t.submit } }, t.submit_about, texts().header().submit_job, t.submitted_at(&now)),
        Form::Faults(_) => (html! { { t.faults } }, t.faults_about, t.set_network, t.holds_from(&now)),
        Form::Flood => (html! { <>{ triangle() }{ t.flood }</> }, t.flood_about, t.flood_now, t.begins_at(&now)),
        Form::InjectEmergency => {
            (html! { <>{ triangle() }{ t.inject }</> }, t.inject_about, t.inject_now, weight(entries))
        }
    }
}

/// What the emergency weighs in the queue, by the core's own rule.
fn weight(entries: &Entries) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == entries.get("kind"));
    let level = Level::ALL.into_iter().find(|level| level.name() == entries.get("level"));
    let Some((kind, level)) = kind.zip(level) else { return String::new() };
    let urgency = Emergency { kind, level, location: None }.urgency();
    texts().dialogs().weight(kind.weight(), level.number(), urgency)
}

fn add_node(fields: &Fields, sim: &Sim) -> Html {
    let (kind, t) = (fields.entries.get("kind"), texts().dialogs());
    let kinds = [("executor", t.executor), ("datastore", t.datastore), ("client", t.client)];
    let mut models = vec![(String::new(), t.something_else.to_owned())];
    let (model, pick) = (fields.entries.model().unwrap_or(""), fields.edit.reform(Edit::Model));
    models.extend(MODELS.map(|(name, ..)| (name.to_owned(), model_title(name).to_owned())));
    html! {
        <>
            { fields.segments("kind", t.what_to_add, &kinds) }
            { fields.text("name", t.name, "half", free_name(sim, kind)) }
            if kind == "executor" {
                <label class="field half">
                    <span class="label">{ t.like_a }</span>
                    { component::<Picker>(PickerProps::new("field-model", model, models, pick), None) }
                </label>
                { machine(fields) }
                { fields.check("clocks", t.knows_clocks, "full") }
                { equipment(fields) }
            }
            if kind == "datastore" {
                { fields.number("capacity", t.capacity, "GB") }
            }
        </>
    }
}

fn machine(fields: &Fields) -> Html {
    let t = texts().dialogs();
    html! {
        <>
            { fields.number("memory", t.memory, "GB") }
            { fields.number("disk", t.disk, "GB") }
            { fields.number("load", t.idle_load, "%") }
            { fields.number("cores", t.cores, "") }
            { fields.number("frequency", t.frequency, "MHz") }
            { fields.number("power", t.charge, "%") }
            { fields.check("battery", t.battery, "full") }
        </>
    }
}

fn equipment(fields: &Fields) -> Html {
    let check = |kind| fields.check(equipment_field(kind), texts().words().kind(kind), "");
    html! {
        <fieldset class="full">
            <legend class="section-name">{ texts().dialogs().equipment }</legend>
            <div class="checks">{ for Kind::ALL.into_iter().map(check) }</div>
        </fieldset>
    }
}

/// What a job asks of its executor.
fn needs(fields: &Fields) -> Html {
    let t = texts().dialogs();
    html! {
        <>
            <p class="group-name">{ t.needs }</p>
            { fields.number("memory", t.memory_needed, "GB") }
            { fields.number("load", t.load_allowed, "%") }
            { fields.number("cores", t.cores_needed, "") }
            { fields.number("disk", t.disk_needed, "GB") }
            { fields.number("frequency", t.frequency_needed, "MHz") }
            { fields.number("power", t.charge_needed, "%") }
            { fields.check("battery", t.battery_allowed, "full") }
        </>
    }
}

pub(super) fn clients(fields: &Fields, sim: &Sim) -> Html {
    let (world, t) = (sim.world(), texts().dialogs());
    let known = world.machines().iter().filter(|(_, machine)| machine.kind() == NodeKind::Client);
    let mut options = vec![(String::new(), t.first_client.to_owned())];
    options.extend(known.map(|(id, machine)| {
        let name = world.names().of_node(*id);
        let words = if machine.up { name.clone() } else { t.client_down(&name) };
        (name, words)
    }));
    fields.select("client", t.client, "half", options)
}

fn job(fields: &Fields, sim: &Sim) -> Html {
    let pairs = |rows: [(&str, &str); 2]| rows.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec();
    let (jobs, t) = (known_jobs(sim), texts().dialogs());
    html! {
        <>
            { fields.text("name", t.name, "half", sim.world().names().free_job_name("job")) }
            { clients(fields, sim) }
            { fields.text("args", t.arguments, "full", t.arguments_hint.to_owned()) }
            { needs(fields) }
            <p class="group-name">{ t.data }</p>
            { fields.text("data", t.own_data, "full", "tiles=20, names=0.5".to_owned()) }
            { fields.text("named-data", t.reads, "half", "maps/north, maps/*".to_owned()) }
            { fields.text("named-results", t.leaves, "half", "outlines/river".to_owned()) }
            <p class="group-name">{ t.when_where }</p>
            { fields.number("duration", t.duration, "s") }
            { fields.select("queue", t.placed, "", pairs([("queued", t.queued), ("at-once", t.at_once)])) }
            { fields.select("result-to", t.result_to, "", pairs([("client", t.to_client), ("datastore", t.to_datastore)])) }
            <div class="full">
                { fields.text("wait-for", t.waits_for, "", t.waits_for_hint.to_owned()) }
                if !jobs.is_empty() { { fields.ticks("wait-for", &jobs) } }
            </div>
        </>
    }
}

/// The jobs of the broker that a new one could wait for: the newest ones, in order of arrival.
fn known_jobs(sim: &Sim) -> Vec<String> {
    let (jobs, names) = (sim.world().broker().jobs(), sim.world().names());
    let mut live: Vec<_> = jobs.live().map(|(id, job)| (job.arrival, id)).collect();
    sort_by_key(&mut live, |job| *job);
    let from = live.len().saturating_sub(JOBS_OFFERED_MAX);
    live[from..].iter().map(|(_, id)| names.of_job(*id).to_owned()).collect()
}

/// The kinds of emergencies to choose from, the gravest first.
pub(super) fn kinds() -> Vec<(String, String)> {
    let option = |kind: Kind| (kind.name().to_owned(), texts().words().kind(kind).to_owned());
    Kind::ALL.into_iter().rev().map(option).collect()
}

/// The same of their levels.
pub(super) fn levels() -> Vec<(String, String)> {
    let option = |level: Level| (level.name().to_owned(), texts().words().level(level).to_owned());
    Level::ALL.into_iter().rev().map(option).collect()
}

fn emergency(fields: &Fields, sim: &Sim) -> Html {
    let t = texts().dialogs();
    html! {
        <>
            { fields.select("kind", t.kind, "half", kinds()) }
            { fields.select("level", t.level, "half", levels()) }
            { fields.text("name", t.name, "half", sim.world().names().free_job_name("job")) }
            { fields.text("location", t.location, "half", t.location_hint.to_owned()) }
            { clients(fields, sim) }
            <div class="half">{ fields.number("duration", t.duration, "s") }</div>
            { needs(fields) }
        </>
    }
}
