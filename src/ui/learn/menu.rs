//! What there is to choose from: the lessons, and what one wants to be asked.

use yew::prelude::*;

use super::{LearnDeed, texts};
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
                <h3 id="lessons-title">{ texts::LESSONS }</h3>
                <p class="soft">{ texts::LESSONS_ABOUT }</p>
                <ol class="choices">
                    { for lessons.map(|(at, lesson)| choice(frame, at, lesson, session.learn.progress.of(lesson.key))) }
                </ol>
            </section>
            <section aria-labelledby="predict-title">
                <h3 id="predict-title">{ texts::PREDICT }</h3>
                <p class="soft">{ texts::PREDICT_ABOUT }</p>
                <ul class="choices">{ for Level::NAMED.iter().map(level) }</ul>
            </section>
        </div>
    }
}

fn choice(frame: &Frame, at: usize, lesson: &Lesson, done: usize) -> Html {
    let of = lesson.steps.len();
    let (word, is_done) = match done {
        0 => (texts::BEGIN, false),
        done if done < of => (texts::GO_ON, false),
        _ => (texts::AGAIN, true),
    };
    let state = match done {
        0 => String::new(),
        _ if is_done => texts::DONE.to_owned(),
        done => texts::step_of(done + 1, of),
    };
    html! {
        <li key={lesson.key}>
            <button type="button" class="choice" data-testid={format!("lesson-{}", lesson.key)}
                onclick={frame.wants(Intent::Learn(LearnDeed::Begin(at)))}>
                <strong>{ &lesson.title }</strong>
                <span>{ &lesson.about }</span>
                <span class={classes!("state", is_done.then_some("is-done"))}>
                    if !state.is_empty() { { state }{ " · " } }
                    { word }
                </span>
            </button>
        </li>
    }
}
