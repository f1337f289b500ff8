//! What there is to choose from: the lessons, and what one wants to be asked.

use yew::prelude::*;

use super::LearnDeed;
use crate::texts::{of_lesson, texts};
use crate::ui::markup::{classes, html};
use crate::ui::{Frame, Intent};
use crate::view::lesson::Lesson;
use crate::view::predict::{Level, level_about, level_title};

/// The list.
pub(super) fn menu(frame: &Frame) -> Html {
    let session = frame.session();
    let lessons = Lesson::all().iter().enumerate();
    let level = |(name, level): &(&'static str, Level)| {
        let onclick = frame.wants(Intent::Learn(LearnDeed::Predict(Some(*level))));
        html! {
            <li key={*name}>
                <button type="button" class="choice" data-testid={format!("predict-{name}")} {onclick}>
                    <strong>{ level_title(*level) }</strong><span>{ level_about(*level) }</span>
                </button>
            </li>
        }
    };
    html! {
        <div class="learn-menu">
            <section aria-labelledby="lessons-title">
                <h3 id="lessons-title">{ texts().learn().lessons }</h3>
                <p class="soft">{ texts().learn().lessons_about }</p>
                <ol class="choices">
                    { for lessons.map(|(at, lesson)| choice(frame, at, lesson, session.learn.progress.of(lesson.key))) }
                </ol>
            </section>
            <section aria-labelledby="predict-title">
                <h3 id="predict-title">{ texts().learn().predict }</h3>
                <p class="soft">{ texts().learn().predict_about }</p>
                <ul class="choices">{ for Level::NAMED.iter().map(level) }</ul>
            </section>
        </div>
    }
}

fn choice(frame: &Frame, at: usize, lesson: &Lesson, done: usize) -> Html {
    let of = lesson.steps.len();
    let (word, is_done) = match done {
        0 => (texts().learn().begin, false),
        done if done < of => (texts().learn().go_on, false),
        _ => (texts().learn().again, true),
    };
    let state = match done {
        0 => String::new(),
        _ if is_done => texts().learn().done.to_owned(),
        done => texts().learn().step_of(done + 1, of),
    };
    html! {
        <li key={lesson.key}>
            <button type="button" class="choice" data-testid={format!("lesson-{}", lesson.key)}
                onclick={frame.wants(Intent::Learn(LearnDeed::Begin(at)))}>
                <strong>{ of_lesson(&lesson.title) }</strong>
                <span>{ of_lesson(&lesson.about) }</span>
                <span class={classes!("state", is_done.then_some("is-done"))}>
                    if !state.is_empty() { { state }{ " · " } }
                    { word }
                </span>
            </button>
        </li>
    }
}
