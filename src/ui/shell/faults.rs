//! What goes wrong, to be set and ended: how messages travel, and floods of emergencies.

use yew::prelude::*;

use super::fields::{Fields, Picker, PickerProps};
use super::forms::clients;
use super::{icon, triangle};
use crate::broker::emergency::{Kind, Level};
use crate::id::NodeId;
use crate::scenario::Command;
use crate::sim::Sim;
use crate::ui::markup::{component, html};
use crate::ui::{Dialog, Frame, Intent};
use crate::view::faults::{Lasting, lasting};
use crate::view::form::WEATHERS;

/// How messages travel, and all that is wrong now.
pub(super) fn network(fields: &Fields, frame: &Frame, of: Option<NodeId>) -> Html {
    let sim = frame.sim();
    let wrong = lasting(&sim);
    html! {
        <>
            { whose(frame, &sim, of) }
            { fields.segments("weather", "Networks that people know", &WEATHERS.map(|(key, words, _)| (key, words))) }
            { fields.slider("loss", "Lost", 0.0..=100.0, "%") }
            { fields.slider("duplication", "Come twice", 0.0..=100.0, "%") }
            { fields.slider("delay", "Held back, so that others overtake", 0.0..=100.0, "%") }
            { fields.number("delay-max", "For at most", "s") }
            { fields.number("latency-min", "On the way, shortest", "ms") }
            { fields.number("latency-max", "Longest", "ms") }
            <p class="group-name">{ if wrong.is_empty() { "Nothing is wrong now" } else { "Wrong now, until it is ended" } }</p>
            if !wrong.is_empty() {
                <ul class="full wrongs" data-testid="wrongs">{ for wrong.iter().map(|lasting| row(frame, lasting)) }</ul>
            }
            <div class="full row">
                if !wrong.is_empty() {
                    <button type="button" class="button" data-testid="heal-all"
                        onclick={frame.wants(Intent::Apply(Command::HealAll {}))}>{ icon("heal") }{ "End all faults" }</button>
                }
                { many(frame) }
            </div>
        </>
    }
}

/// The way to a flood.
pub(super) fn many(frame: &Frame) -> Html {
    html! {
        <button type="button" class="button" data-testid="open-flood"
            onclick={frame.wants(Intent::Open(Some(Dialog::Flood)))}>{ triangle() }{ "Flood of emergencies…" }</button>
    }
}

/// The choice between all links and one. Another choice is another form.
fn whose(frame: &Frame, sim: &Sim, of: Option<NodeId>) -> Html {
    let (world, names) = (sim.world(), sim.world().names());
    let broker = names.of_node(world.broker_id());
    let mut options = vec![(String::new(), "every link without a way of its own".to_owned())];
    let others = world.machines().keys().filter(|id| **id != world.broker_id());
    options.extend(others.map(|id| {
        let name = names.of_node(*id);
        let words = format!("{broker} – {name}");
        (name, words)
    }));
    let pick = {
        let frame = frame.clone();
        Callback::from(move |name: String| {
            let of = frame.sim().world().names().find_node(&name);
            frame.want.emit(Intent::Open(Some(Dialog::Faults(of))));
        })
    };
    let value = of.map(|id| names.of_node(id)).unwrap_or_default();
    let picker = PickerProps { autofocus: true, ..PickerProps::new("field-link", value, options, pick) };
    html! {
        <label class="field full">
            <span class="label">{ "Messages on" }</span>
            { component::<Picker>(picker, None) }
        </label>
    }
}

/// One thing that is wrong, with its end.
fn row(frame: &Frame, lasting: &Lasting) -> Html {
    let Lasting { whose, what, end } = lasting;
    html! {
        <li key={whose.clone()}>
            <b>{ whose }</b><span>{ what }</span>
            <button type="button" class="button small" aria-label={format!("End: {whose}, {what}")}
                onclick={frame.wants(Intent::Apply(end.clone()))}>{ "End" }</button>
        </li>
    }
}

/// Many emergencies.
pub(super) fn flood(fields: &Fields, sim: &Sim) -> Html {
    let drawn = || (String::new(), "drawn for each".to_owned());
    let with_drawn = |names: Vec<&str>| {
        let named = names.into_iter().rev().map(|name| (name.to_owned(), name.to_owned()));
        std::iter::once(drawn()).chain(named).collect()
    };
    html! {
        <>
            { fields.number("count", "How many", "") }
            { fields.number("within", "Within", "s") }
            { fields.number("duration", "Duration of each", "s") }
            { fields.select("kind", "Kind", "half", with_drawn(Kind::ALL.map(Kind::name).to_vec())) }
            { fields.select("level", "Level", "half", with_drawn(Level::ALL.map(Level::name).to_vec())) }
            { fields.text("location", "Location", "half", "where help is needed".to_owned()) }
            { clients(fields, sim) }
        </>
    }
}
