//! The panel beside the run: the list, a step of a lesson, a question, or what is said of an answer.

use wasm_bindgen::JsCast;
use yew::prelude::*;

use super::lesson::Course;
use super::question::{Asked, AskedProps, graded};
use super::{Learn, LearnDeed, menu};
use crate::texts::{of_lesson, texts};
use crate::ui::markup::{component, html};
use crate::ui::shell::icon;
use crate::ui::{Frame, Intent};
use crate::view::lesson::Until;
use crate::view::predict::{Level, Missed, level_title, mistake};

/// The panel.
pub(in crate::ui) fn panel(frame: &Frame) -> Html {
    let session = frame.session();
    let learn = &session.learn;
    let title = match (&learn.lesson, learn.level) {
        (Some(course), _) => of_lesson(&course.lesson().title).to_owned(),
        (None, Some(level)) => format!("{}: {}", texts().learn().predict, level_title(level)),
        (None, None) => texts().header().learn.to_owned(),
    };
    let close = frame.wants(Intent::Learn(LearnDeed::Toggle));
    html! {
        <section class="panel learn" data-testid="learn" aria-labelledby="learn-title">
            <div class="panel-head">
                <h2 id="learn-title">{ title }</h2>
                <span class="end">
                    { score(learn) }
                    if !learn.is_idle() {
                        <button type="button" class="button small quiet" data-testid="learn-leave"
                            onclick={frame.wants(Intent::Learn(LearnDeed::Leave))}>
                            { if learn.lesson.is_some() { texts().learn().leave } else { texts().learn().stop } }
                        </button>
                    }
                    <button type="button" class="button small quiet icon-only" aria-label={texts().learn().close}
                        data-testid="learn-close" onclick={close}>{ icon("close") }</button>
                </span>
            </div>
            <div class="learn-body" tabindex="0" role="group" aria-labelledby="learn-title">
                if let Some(course) = &learn.lesson { { step(frame, course) } }
                { body(frame, learn) }
            </div>
        </section>
    }
}

/// How many answers were right.
fn score(learn: &Learn) -> Html {
    match learn.score.asked {
        0 => Html::default(),
        asked => {
            html! { <span class="soft" data-testid="score">{ texts().learn().score(learn.score.right, asked) }</span> }
        }
    }
}

/// Below the step: a question, what is said of an answer, or what there is to choose from.
fn body(frame: &Frame, learn: &Learn) -> Html {
    if let Some(asked) = &learn.asked {
        let key = asked.event().number();
        let props = AskedProps {
            question: asked.clone(),
            want: frame.want.clone(),
            has_equal: learn.level == Some(Level::Equal),
        };
        return component::<Asked>(props, Some(key.into()));
    }
    if let Some(answered) = &learn.graded {
        return graded(frame, answered);
    }
    match learn.level {
        None if learn.lesson.is_none() => menu::menu(frame),
        None => Html::default(),
        Some(level) => waits(frame, learn, level),
    }
}

/// Nothing is asked now: how the next question comes, and what was wrong so far.
fn waits(frame: &Frame, learn: &Learn, level: Level) -> Html {
    let ask = frame.wants(Intent::Learn(LearnDeed::Ask));
    let again = |missed: &Missed| {
        let look = frame.wants(Intent::Learn(LearnDeed::LookAgain(missed.clone())));
        html! {
            <li key={missed.event.number()}>
                <button type="button" class="button small" onclick={look}>{ texts().header().event_number(missed.event.number()) }</button>
                <span>{ mistake(missed.mistake) }</span>
            </li>
        }
    };
    let is_alone = learn.lesson.is_none();
    html! {
        <>
            <p class="learn-waits">
                <span>{ if level.is_of_steps() { texts().learn().waits } else { texts().learn().waits_of_two } }</span>
                if level == Level::All || !level.is_of_steps() {
                    <button type="button" class="button small" data-testid="learn-ask" onclick={ask}>{ texts().learn().ask }</button>
                }
            </p>
            if is_alone && !learn.score.missed.is_empty() {
                <h3 class="section-name">{ texts().learn().look_again }</h3>
                <ul class="learn-missed" data-testid="missed">{ for learn.score.missed.iter().map(again) }</ul>
            }
        </>
    }
}

/// A step of a lesson: what was done, what there is to know, and what to do.
fn step(frame: &Frame, course: &Course) -> Html {
    let deed = |deed| frame.wants(Intent::Learn(deed));
    let of = course.lesson().steps.len();
    let said =
        course.said.map(|said| html! { <p class="learn-done">{ icon("check") }<span>{ of_lesson(said) }</span></p> });
    let Some(stage) = course.stage() else {
        return html! {
            <div class="learn-step" role="status" data-testid="lesson-step" data-step="over">
                { said.unwrap_or_default() }
                <p><strong>{ texts().learn().lesson_over(of_lesson(&course.lesson().title)) }</strong></p>
                <p class="ways">
                    <button type="button" class="button primary small" data-testid="lesson-over"
                        onclick={deed(LearnDeed::Leave)}>{ texts().learn().leave }</button>
                </p>
            </div>
        };
    };
    let key = |key: &String| html! { <kbd>{ key }</kbd> };
    let reads = stage.until == Until::Read;
    html! {
        <div class="learn-step" role="status" data-testid="lesson-step" data-step={(course.at + 1).to_string()}>
            { said.unwrap_or_default() }
            <p>{ of_lesson(&stage.text) }</p>
            <p class="task"><strong>{ of_lesson(&stage.task) }</strong>{ " " }{ for stage.keys.iter().map(key) }</p>
            <p class="ways">
                <span class="soft">{ texts().learn().step_of(course.at + 1, of) }</span>
                <button type="button" class="button small quiet" data-testid="lesson-back" disabled={course.at == 0}
                    onclick={deed(LearnDeed::Back)}>{ texts().learn().back }</button>
                if reads {
                    <button type="button" class="button primary small" data-testid="lesson-next"
                        onclick={deed(LearnDeed::Next)}>{ texts().learn().next }</button>
                } else {
                    <button type="button" class="button small quiet" data-testid="lesson-skip"
                        onclick={deed(LearnDeed::Next)}>{ texts().learn().skip }</button>
                }
            </p>
        </div>
    }
}

/// Gives the focus to an element of the panel, where there is one.
pub(super) fn focus(selector: &str) {
    let document = web_sys::window().and_then(|window| window.document());
    let found = document.and_then(|document| document.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        // What can't have the focus just does not get it.
        let _ = element.focus();
    }
}
