//! The queue: the rules on top, the waiting jobs in order, then those that run and the last that ended.

mod list;
mod rules;

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::parts;
use crate::scenario::{Command, OfJob};
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent};
use crate::view::queue::{Ended, Jobs, Running, jobs};

/// So many jobs of each sort are shown before one asks for all.
const SHOWN: usize = 60;

/// The jobs at the cursor.
#[component]
pub(super) fn Queue(frame: &Frame) -> Html {
    let is_all = use_state(|| false);
    let sim = frame.sim();
    let picture = jobs(&sim, if *is_all { usize::MAX } else { SHOWN });
    let toggle = {
        let is_all = is_all.clone();
        move |_| is_all.set(!*is_all)
    };
    let hidden = picture.waiting.saturating_sub(SHOWN);
    let texts = texts();
    html! {
        <>
            { rules::rules(picture.policy, &picture.declared, &frame.want) }
            <div onclick={on_delete(frame)}>
                <h3 class="section-name">{ heading(&picture) }</h3>
                if picture.waiting == 0 {
                    { parts::empty(texts.queue().nothing_waits, texts.queue().nothing_waits_about) }
                } else {
                    { component::<list::Places>(list::PlacesProps { places: picture.places.clone(), policy: picture.policy }, None) }
                }
                if hidden > 0 {
                    <button type="button" class="button quiet small" aria-expanded={is_all.to_string()} onclick={toggle}>
                        { if *is_all { texts.queue().first_shown(SHOWN) } else { texts.inspector().and_more(hidden) } }
                    </button>
                }
            </div>
            { list::legend(&picture.policy) }
            <div onclick={on_delete(frame)}>{ handed(&picture) }</div>
            { ended(&picture.ended) }
            { component::<rules::Declare>(rules::DeclareProps { want: frame.want.clone() }, None) }
        </>
    }
}

fn heading(picture: &Jobs) -> String {
    match picture.waiting {
        0 => texts().queue().waiting.to_owned(),
        n => texts().queue().waiting_of(n),
    }
}

/// One ear for all rows: a row that stays the same is not drawn again only because its callback is another one.
fn on_delete(frame: &Frame) -> Callback<MouseEvent> {
    let want = frame.want.clone();
    Callback::from(move |event: MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let button = target.and_then(|target| target.closest("[data-delete]").ok().flatten());
        if let Some(job) = button.and_then(|button| button.get_attribute("data-delete")) {
            want.emit(Intent::Apply(Command::DeleteJob(OfJob { job })));
        }
    })
}

fn delete_button(job: &str) -> Html {
    let label = texts().queue().delete(job);
    html! {
        <button type="button" class="button quiet small icon-only" data-testid="delete-job" data-delete={job.to_owned()}
            aria-label={label.clone()} title={label}>
            { parts::icon("trash") }
        </button>
    }
}

fn handed(picture: &Jobs) -> Html {
    if picture.runs.is_empty() {
        return Html::default();
    }
    let row = |job: &Running| {
        html! {
            <tr key={job.name.clone()} data-running={job.name.clone()}>
                <th scope="row">{ &job.name }if let Some(tag) = &job.emergency { { " " }{ parts::emergency_tag(tag, None) } }</th>
                <td><span class={classes!("dot-name", job.executor.1)}>{ &job.executor.0 }</span></td>
                <td>{ &job.state }</td>
                <td class="num">{ delete_button(&job.name) }</td>
            </tr>
        }
    };
    html! {
        <>
            <h3 class="section-name">{ texts().queue().handed_out(picture.running) }</h3>
            { parts::scrolled(texts().queue().handed_out_jobs, html! {
                <table class="grid"><tbody>{ for picture.runs.iter().map(row) }</tbody></table>
            }) }
            if picture.running > picture.runs.len() {
                <p class="soft">{ texts().inspector().and_more(picture.running - picture.runs.len()) }</p>
            }
        </>
    }
}

fn ended(ended: &[Ended]) -> Html {
    if ended.is_empty() {
        return Html::default();
    }
    let row =
        |job: &Ended| html! { <tr key={job.name.clone()}><th scope="row">{ &job.name }</th><td>{ &job.how }</td></tr> };
    html! {
        <div>
            <h3 class="section-name">{ texts().queue().last_ended }</h3>
            { parts::scrolled(texts().queue().ended_jobs, html! { <table class="grid"><tbody>{ for ended.iter().map(row) }</tbody></table> }) }
        </div>
    }
}
