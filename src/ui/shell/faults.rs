//! What goes wrong, to be set and ended: how messages travel, and floods of emergencies.

use yew::prelude::*;

use super::fields::{Fields, Picker, PickerProps};
use super::forms::{clients, kinds, levels};
use super::{icon, triangle};
use crate::id::NodeId;
use crate::scenario::Command;
use crate::sim::Sim;
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::ui::{Dialog, Frame, Intent};
use crate::view::faults::{Lasting, lasting};
use crate::view::form::{WEATHERS, weather_title};

/// How messages travel, and all that is wrong now.
pub(super) fn network(fields: &Fields, frame: &Frame, of: Option<NodeId>) -> Html {
    let sim = frame.sim();
    let (wrong, t) = (lasting(&sim), texts().dialogs());
    html! {
        <>
            { whose(frame, &sim, of) }
            { fields.segments("weather", t.networks, &WEATHERS.map(|(key, ..)| (key, weather_title(key)))) }
            { fields.slider("loss", t.lost, 0.0..=100.0, "%") }
            { fields.slider("duplication", t.twice, 0.0..=100.0, "%") }
            { fields.slider("delay", t.held_back, 0.0..=100.0, "%") }
            { fields.number("delay-max", t.at_most, "s") }
            { fields.number("latency-min", t.latency_min, "ms") }
            { fields.number("latency-max", t.latency_max, "ms") }
            <p class="group-name">{ if wrong.is_empty() { t.nothing_wrong } else { t.wrong_now } }</p>
            if !wrong.is_empty() {
                <ul class="full wrongs" data-testid="wrongs">{ for wrong.iter().map(|lasting| row(frame, lasting)) }</ul>
            }
            <div class="full row">
                if !wrong.is_empty() {
                    <button type="button" class="button" data-testid="heal-all"
                        onclick={frame.wants(Intent::Apply(Command::HealAll {}))}>{ icon("heal") }{ t.end_all }</button>
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
            onclick={frame.wants(Intent::Open(Some(Dialog::Flood)))}>{ triangle() }{ texts().dialogs().open_flood }</button>
    }
}

/// The choice between all links and one. Another choice is another form.
fn whose(frame: &Frame, sim: &Sim, of: Option<NodeId>) -> Html {
    let (world, names) = (sim.world(), sim.world().names());
    let broker = names.of_node(world.broker_id());
    let mut options = vec![(String::new(), texts().dialogs().every_link.to_owned())];
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
            <span class="label">{ texts().dialogs().messages_on }</span>
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
            <button type="button" class="button small" aria-label={texts().dialogs().end_it(whose, what)}
                onclick={frame.wants(Intent::Apply(end.clone()))}>{ texts().dialogs().end }</button>
        </li>
    }
}

/// Many emergencies.
pub(super) fn flood(fields: &Fields, sim: &Sim) -> Html {
    let t = texts().dialogs();
    let or_drawn = |mut options: Vec<(String, String)>| {
        options.insert(0, (String::new(), t.drawn.to_owned()));
        options
    };
    html! {
        <>
            { fields.number("count", t.how_many, "") }
            { fields.number("within", t.within, "s") }
            { fields.number("duration", t.duration_each, "s") }
            { fields.select("kind", t.kind, "half", or_drawn(kinds())) }
            { fields.select("level", t.level, "half", or_drawn(levels())) }
            { fields.text("location", t.location, "half", t.location_hint.to_owned()) }
            { clients(fields, sim) }
        </>
    }
}
