//! The waiting jobs. When their order changes, each glides from its old place to its new one.

use std::cell::RefCell;
use std::rc::Rc;

use gloo_timers::callback::Timeout;
use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::super::parts;
use super::delete_button;
use crate::ordered::Map;
use crate::ui::markup::{classes, component, html};
use crate::view::queue::Waiting;
use crate::view::words;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct PlacesProps {
    pub(super) places: Vec<Waiting>,
}

/// What is remembered of the last drawing: where each job stood, in px.
type Tops = Rc<RefCell<Map<String, i32>>>;

/// The list in order.
#[component]
pub(super) fn Places(props: &PlacesProps) -> Html {
    let list = use_node_ref();
    let tops: Tops = use_mut_ref(Map::new);
    let order: Vec<String> = props.places.iter().map(|job| job.name.clone()).collect();
    {
        let list = list.clone();
        use_effect_with(order, move |_| glide(&list, &tops));
    }
    html! {
        <ol class="queue-list" aria-label="Waiting jobs" ref={list}>
            { for props.places.iter().map(|job| component::<Place>(PlaceProps { job: job.clone() }, Some(job.name.clone().into()))) }
        </ol>
    }
}

/// First, last, invert, play: every row is put where it was, and let go.
fn glide(list: &NodeRef, tops: &Tops) {
    let Some(list) = list.cast::<web_sys::Element>() else { return };
    let rows = list.children();
    let rows = (0..rows.length()).filter_map(|at| rows.item(at)?.dyn_into::<web_sys::HtmlElement>().ok());
    let rows: Vec<(String, web_sys::HtmlElement)> =
        rows.filter_map(|row| Some((row.get_attribute("data-job")?, row))).collect();
    let now: Map<String, i32> = rows.iter().map(|(job, row)| (job.clone(), row.offset_top())).collect();
    let before = tops.replace(now);
    if before.is_empty() || parts::is_still() {
        return;
    }
    let moved: Vec<web_sys::HtmlElement> = rows
        .into_iter()
        .filter_map(|(job, row)| {
            let by = before.get(&job)? - row.offset_top();
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
}

/// One waiting job; drawn again only when it changed.
#[component]
fn Place(props: &PlaceProps) -> Html {
    let job = &props.job;
    let is_emergency = job.emergency.is_some();
    let class = classes!("job", is_emergency.then_some("is-emergency"), job.is_new.then_some("is-new"));
    let urgency = if is_emergency { "emergency" } else { "" };
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
            </div>
            <div class="terms">
                { parts::bar(&[(job.shares.0, urgency), (job.shares.1, "ageing")]) }
                <span class="sum">
                    { format!("urgency {} + waiting {} = ", job.urgency, words::milli(job.aged_milli)) }
                    <b>{ words::milli(job.total_milli()) }</b>
                </span>
            </div>
        </li>
    }
}
