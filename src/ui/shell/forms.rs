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
use crate::ui::markup::{component, html};
use crate::ui::{Frame, Intent, Refusal};
use crate::view::form::{Complaint, Entries, Form, MODELS, equipment_field, field_of, free_name};

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
        Some(_) => format!("{}.", crate::view::words::sentence(&refusal.problem)),
        None => format!("{}: {}", refusal.place, refusal.problem),
    };
    Complaint { field: field.unwrap_or(WHOLE), problem }
}

/// Title, what it is about, the word on the button, and a note beside it.
fn words(form: Form, entries: &Entries, sim: &Sim) -> (Html, String, String, String) {
    let now = format!("at {}", sim.world().now());
    match form {
        Form::AddNode => {
            let (kind, about) = match entries.get("kind") {
                "datastore" => ("a datastore", "It keeps results for whoever does not wait for them."),
                "client" => ("a client", "It submits jobs and takes their results."),
                _ => ("an executor", "It registers with the broker and sends a heartbeat every 60 s."),
            };
            let confirm = kind.split_once(' ').map_or("", |(_, kind)| kind);
            (html! { { format!("Add {kind}") } }, about.to_owned(), format!("Add {confirm}"), format!("joins {now}"))
        }
        Form::ChangeExecutor(_) => (
            html! { { format!("Change {}", entries.get("node")) } },
            "What it has when it is idle. The broker learns of it at the next heartbeat.".to_owned(),
            "Change".to_owned(),
            format!("changes {now}"),
        ),
        Form::SubmitJob => (
            html! { "Submit a job" },
            "The broker places it on an executor that meets its needs.".to_owned(),
            "Submit job".to_owned(),
            format!("submitted {now}"),
        ),
        Form::Faults(_) => (
            html! { "Faults" },
            "How messages travel from now on. Each draw comes from the seed, so a run with faults repeats itself."
                .to_owned(),
            "Set network".to_owned(),
            now.replace("at", "from"),
        ),
        Form::Flood => (
            html! { <>{ triangle() }{ "A flood of emergencies" }</> },
            "One client submits many of them, at moments that are drawn with the seed.".to_owned(),
            "Flood".to_owned(),
            format!("begins {now}"),
        ),
        Form::InjectEmergency => (
            html! { <>{ triangle() }{ "Inject an emergency" }</> },
            "A job that goes before others, as far as the order and its dependencies allow.".to_owned(),
            "Inject emergency".to_owned(),
            weight(entries),
        ),
    }
}

/// What the emergency weighs in the queue, by the core's own rule.
fn weight(entries: &Entries) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == entries.get("kind"));
    let level = Level::ALL.into_iter().find(|level| level.name() == entries.get("level"));
    let Some((kind, level)) = kind.zip(level) else { return String::new() };
    let urgency = Emergency { kind, level, location: None }.urgency();
    format!("urgency {} × {} = {urgency}; a normal job has 1", kind.weight(), level.number())
}

fn add_node(fields: &Fields, sim: &Sim) -> Html {
    let kind = fields.entries.get("kind");
    let kinds = [("executor", "Executor"), ("datastore", "Datastore"), ("client", "Client")];
    let mut models = vec![(String::new(), "something else".to_owned())];
    let (model, pick) = (fields.entries.model().unwrap_or(""), fields.edit.reform(Edit::Model));
    models.extend(MODELS.map(|(name, ..)| (name.to_owned(), name.to_owned())));
    html! {
        <>
            { fields.segments("kind", "What to add", &kinds) }
            { fields.text("name", "Name", "half", free_name(sim, kind)) }
            if kind == "executor" {
                <label class="field half">
                    <span class="label">{ "Like a" }</span>
                    { component::<Picker>(PickerProps::new("field-model", model, models, pick), None) }
                </label>
                { machine(fields) }
                { fields.check("clocks", "Knows vector clocks (an original UCP node does not)", "full") }
                { equipment(fields) }
            }
            if kind == "datastore" {
                { fields.number("capacity", "Capacity", "GB") }
            }
        </>
    }
}

fn machine(fields: &Fields) -> Html {
    html! {
        <>
            { fields.number("memory", "Memory", "GB") }
            { fields.number("disk", "Disk", "GB") }
            { fields.number("load", "CPU load when idle", "%") }
            { fields.number("cores", "Cores", "") }
            { fields.number("frequency", "Frequency", "MHz") }
            { fields.number("power", "Charge", "%") }
            { fields.check("battery", "Runs on a battery", "full") }
        </>
    }
}

fn equipment(fields: &Fields) -> Html {
    html! {
        <fieldset class="full">
            <legend class="section-name">{ "Equipment for emergencies" }</legend>
            <div class="checks">{ for Kind::ALL.into_iter().map(|kind| fields.check(equipment_field(kind), kind.name(), "")) }</div>
        </fieldset>
    }
}

/// What a job asks of its executor.
fn needs(fields: &Fields) -> Html {
    html! {
        <>
            <p class="group-name">{ "Needs" }</p>
            { fields.number("memory", "Memory, at least", "GB") }
            { fields.number("load", "Load, at most", "%") }
            { fields.number("cores", "Cores, at least", "") }
            { fields.number("disk", "Disk, at least", "GB") }
            { fields.number("frequency", "Frequency, at least", "MHz") }
            { fields.number("power", "Charge, at least", "%") }
            { fields.check("battery", "An executor on a battery will do", "full") }
        </>
    }
}

pub(super) fn clients(fields: &Fields, sim: &Sim) -> Html {
    let world = sim.world();
    let known = world.machines().iter().filter(|(_, machine)| machine.kind() == NodeKind::Client);
    let mut options = vec![(String::new(), "the first that is up".to_owned())];
    options.extend(known.map(|(id, machine)| {
        let name = world.names().of_node(*id);
        let words = if machine.up { name.clone() } else { format!("{name} (down)") };
        (name, words)
    }));
    fields.select("client", "Client", "half", options)
}

fn job(fields: &Fields, sim: &Sim) -> Html {
    let pairs = |rows: [(&str, &str); 2]| rows.map(|(value, words)| (value.to_owned(), words.to_owned())).to_vec();
    let jobs = known_jobs(sim);
    html! {
        <>
            { fields.text("name", "Name", "half", sim.world().names().free_job_name("job")) }
            { clients(fields, sim) }
            { fields.text("args", "Arguments", "full", "words such as fire or ambulance make it an emergency".to_owned()) }
            { needs(fields) }
            <p class="group-name">{ "Data" }</p>
            { fields.text("data", "Its own, in MB, stored before it is submitted", "full", "tiles=20, names=0.5".to_owned()) }
            { fields.text("named-data", "Reads", "half", "maps/north, maps/*".to_owned()) }
            { fields.text("named-results", "Leaves", "half", "outlines/river".to_owned()) }
            <p class="group-name">{ "When, and where to" }</p>
            { fields.number("duration", "Duration", "s") }
            { fields.select("queue", "Placed", "", pairs([("queued", "from the queue"), ("at-once", "at once or not")])) }
            { fields.select("result-to", "Result goes to", "", pairs([("client", "the client"), ("datastore", "a datastore")])) }
            <div class="full">
                { fields.text("wait-for", "Waits for", "", "names of jobs, also of later ones".to_owned()) }
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

fn emergency(fields: &Fields, sim: &Sim) -> Html {
    let named = |names: Vec<&str>| names.into_iter().map(|name| (name.to_owned(), name.to_owned())).collect();
    html! {
        <>
            { fields.select("kind", "Kind", "half", named(Kind::ALL.map(Kind::name).into_iter().rev().collect())) }
            { fields.select("level", "Level", "half", named(Level::ALL.map(Level::name).into_iter().rev().collect())) }
            { fields.text("name", "Name", "half", sim.world().names().free_job_name("job")) }
            { fields.text("location", "Location", "half", "where help is needed".to_owned()) }
            { clients(fields, sim) }
            <div class="half">{ fields.number("duration", "Duration", "s") }</div>
            { needs(fields) }
        </>
    }
}
