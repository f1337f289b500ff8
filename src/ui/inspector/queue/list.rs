//! The waiting jobs. When their order changes, each glides from its old place to its new one.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::super::parts;
use super::delete_button;
use crate::broker::policy::{Order, Policy};
use crate::ordered::Map;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::view::queue::Waiting;
use crate::view::words;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct PlacesProps {
    pub(super) places: Vec<Waiting>,
    pub(super) policy: Policy,
}

/// What is remembered of the last drawing: the order, and where each job stood, in px.
type Drawn = Rc<RefCell<(Vec<String>, Map<String, i32>)>>;

/// The list in order.
#[component]
pub(super) fn Places(props: &PlacesProps) -> Html {
    let list = use_node_ref();
    let drawn: Drawn = use_mut_ref(Default::default);
    {
        let list = list.clone();
        let order: Vec<String> = props.places.iter().map(|job| job.name.clone()).collect();
        use_effect(move || glide(&list, &drawn, order));
    }
    let place = |job: &Waiting| {
        component::<Place>(PlaceProps { job: job.clone(), policy: props.policy }, Some(job.name.clone().into()))
    };
    html! {
        <ol class="queue-list" aria-label={texts().queue().waiting_jobs} ref={list}>{ for props.places.iter().map(place) }</ol>
    }
}

/// First, last, invert, play: when the order has changed, every row is put where it was, and let go.
fn glide(list: &NodeRef, drawn: &Drawn, order: Vec<String>) {
    let Some(list) = list.cast::<web_sys::Element>() else { return };
    let rows = list.children();
    let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<web_sys::HtmlElement>().ok());
    let rows: Vec<(String, web_sys::HtmlElement)> =
        rows.filter_map(|row| Some((row.get_attribute("data-job")?, row))).collect();
    // Reasons get longer and shorter, and rows with them: where each stands is looked up at every drawing.
    let now: Map<String, i32> = rows.iter().map(|(job, row)| (job.clone(), row.offset_top())).collect();
    let (order_before, before) = drawn.replace((order.clone(), now.clone()));
    if before.is_empty() || order_before == order || parts::is_still() {
        return;
    }
    let moved: Vec<web_sys::HtmlElement> = rows
        .into_iter()
        .filter_map(|(job, row)| {
            let by = before.get(&job)? - now.get(&job)?;
            let _ = row.class_list().remove_1("gliding");
            let _ = row.style().set_property("transform", &format!("translateY({by}px)"));
            (by != 0).then_some(row)
        })
        .collect();
    if moved.is_empty() {
        return;
    }
    const NEXT_FRAME_MS: u32 = 20;
    Timeout::new(NEXT_FRAME_MS, move || {
        for row in moved {
            let _ = row.class_list().add_1("gliding");
            let _ = row.style().remove_property("transform");
        }
    })
    .forget();
}

#[derive(Clone, PartialEq, Properties)]
struct PlaceProps {
    job: Waiting,
    policy: Policy,
}

/// One waiting job; drawn again only when it changed.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let job = &props.job;
    let is_emergency = job.emergency.is_some();
    let class = classes!("job", is_emergency.then_some("is-emergency"), job.is_new.then_some("is-new"));
    html! {
        <li {class} data-job={job.name.clone()}>
            <span class="place">{ job.place }</span>
            <div>
                <div class="name">
                    { &job.name }
                    if let Some(tag) = &job.emergency { { parts::emergency_tag(tag, job.found.as_ref()) } }
                    { delete_button(&job.name) }
                </div>
                <div class="waits">{ &job.waits }</div>
                if let Some(blocks) = &job.blocks { <div class="blocks">{ blocks }</div> }
                <div class="why">
                    if let Some((_, before)) = &job.before { <span class="before">{ before }</span> }
                    <span class="outlook">{ &job.outlook }</span>
                </div>
            </div>
            { terms(job, &props.policy) }
        </li>
    }
}

/// The terms of its priority, as far as the order asks for them.
fn terms(job: &Waiting, policy: &Policy) -> Html {
    let texts = texts().queue();
    let (counted, sum) = match policy.order {
        Order::Fifo => return html! { <div class="terms"><span class="sum">{ texts.arrival_counts }</span></div> },
        Order::EmergencyFirst => (texts.urgency(job.urgency), job.urgency.to_string()),
        Order::EmergencyAged => {
            let waiting = words::milli(job.aged_milli);
            (texts.urgency_and_waiting(job.urgency, &waiting), words::milli(job.total_milli()))
        }
    };
    let waiting = match policy.order {
        Order::EmergencyAged => format!(" + {} ÷ {}", words::real(job.waited), words::real(policy.ageing)),
        _ => String::new(),
    };
    html! {
        <div class="terms">
            { bar(job) }
            <span class="sum">{ counted }{ " = " }<b>{ sum }</b></span>
            <span class="parts">{ format!("{}{waiting}", job.urgency_terms) }</span>
        </div>
    }
}

/// Urgency, and behind it what waiting adds: hatched, and growing.
fn bar(job: &Waiting) -> Html {
    let (urgency, ageing) = job.shares;
    let class = classes!("fill", job.emergency.is_some().then_some("emergency"));
    html! {
        <svg class="bar" aria-hidden="true">
            <rect {class} width={per_cent(urgency)} height="100%" />
            <rect class="fill ageing" x={per_cent(urgency)} width={per_cent(ageing)} height="100%" />
        </svg>
    }
}

fn per_cent(share: u32) -> String {
    format!("{}.{}%", share / 10, share % 10)
}

/// What the parts of a bar mean. It also holds the hatching that all bars are filled with.
pub(super) fn legend(policy: &Policy) -> Html {
    let swatch = |class: &'static str| {
        html! { <svg class="swatch" aria-hidden="true"><rect class={classes!("fill", class)} width="100%" height="100%" /></svg> }
    };
    let texts = texts().queue();
    let ageing = match policy.order {
        Order::EmergencyAged => texts.ageing_about(&words::real(policy.ageing)),
        Order::EmergencyFirst => texts.no_ageing.to_owned(),
        Order::Fifo => texts.neither_counts.to_owned(),
    };
    html! {
        <p class="legend">
            <svg class="hatching" aria-hidden="true">
                <defs>
                    <pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                        <rect width="5" height="5" class="hatch-paper" /><rect width="2.5" height="5" class="hatch-line" />
                    </pattern>
                </defs>
            </svg>
            <span>{ swatch("emergency") }{ texts.urgency_of_emergency }</span>
            <span>{ swatch("") }{ texts.urgency_of_others }</span>
            <span>{ swatch("ageing") }{ ageing }</span>
        </p>
    }
}
