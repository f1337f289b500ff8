//! What would have been otherwise: asked of the broker itself when somebody looks, and remembered as long as nothing
//! changed.

use std::rc::Rc;
use std::sync::Arc;

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::table::{self, Look};
use super::terms;
use crate::id::{EventId, Names};
use crate::sim::trace::Mark;
use crate::sim::what_if::{Answer, WhatIf};
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{classes, html};
use crate::view::decision::{self, Otherwise as Line, Unknown};

/// So many things that were not known are listed.
const UNKNOWN_SHOWN: usize = 6;
/// So long the page rests on a decision before the broker is asked about it.
const REST_MS: u32 = 60;

/// The answers about one decision, and what they were asked of: the events up to it, and what was done to the world that
/// is nobody's event.
#[derive(Debug)]
struct Asked {
    event: EventId,
    hash: u64,
    seed: u64,
    names: Arc<Names>,
    marks: Vec<Mark>,
    answers: Vec<Answer>,
    lines: Vec<Line>,
    unknown: Vec<Unknown>,
}

/// What the list is given.
#[derive(Clone, PartialEq, Properties)]
pub(super) struct OtherwiseProps {
    /// The page.
    pub(super) frame: Frame,
    /// The decision that is asked about.
    pub(super) event: EventId,
    /// How the tables are looked at.
    pub(super) look: Look,
}

/// What would have been otherwise, and what was not known. The broker is asked once the page rests on a decision: whoever
/// steps on does not wait for it.
#[component]
pub(super) fn Otherwise(OtherwiseProps { frame, event, look }: &OtherwiseProps) -> Html {
    let asked = use_state(|| None::<Rc<Asked>>);
    let opened = use_state(|| None::<(EventId, usize)>);
    let known = asked.as_ref().filter(|asked| asked.is_about(frame, *event)).cloned();
    use_effect_with((*event, known.is_some()), {
        let (frame, asked) = (frame.clone(), asked.clone());
        move |(event, is_known): &(EventId, bool)| {
            let event = *event;
            let ask = move || {
                if let Some(answers) = Asked::new(&frame, event) {
                    asked.set(Some(Rc::new(answers)));
                }
            };
            let timer = (!is_known).then(|| Timeout::new(REST_MS, ask));
            // One that is not needed any more is stopped when it is dropped.
            move || drop(timer)
        }
    });
    match known {
        Some(asked) => html! {
            <>
                { list(frame, &asked, &opened, look) }
                { unknown(&asked) }
            </>
        },
        None => html! { { asking(frame, *event) } },
    }
}

impl Asked {
    fn new(frame: &Frame, event: EventId) -> Option<Self> {
        let moment = frame.moment_before(event)?;
        let sim = frame.sim();
        let trace = sim.trace();
        let answers: Vec<Answer> =
            WhatIf::worth_asking(moment.decision()).into_iter().map(|what_if| moment.ask(what_if)).collect();
        Some(Self {
            event,
            hash: trace.hash_at(event)?,
            seed: sim.scenario().seed,
            names: trace.shared_names(),
            marks: marks_before(trace.marks(), event).cloned().collect(),
            lines: answers.iter().filter_map(|answer| decision::otherwise(trace, event, answer)).collect(),
            unknown: decision::unknown(trace, moment.decision(), &moment.truths()),
            answers,
        })
    }

    fn is_about(&self, frame: &Frame, event: EventId) -> bool {
        let sim = frame.sim();
        let trace = sim.trace();
        let is_same_run = self.seed == sim.scenario().seed
            && Some(self.hash) == trace.hash_at(event)
            && Arc::ptr_eq(&self.names, &trace.shared_names());
        self.event == event && is_same_run && marks_before(trace.marks(), event).eq(&self.marks)
    }
}

fn marks_before(marks: &[Mark], event: EventId) -> impl Iterator<Item = &Mark> {
    marks.iter().take_while(move |mark| mark.after < event.number())
}

/// What the broker did not know when it chose.
fn unknown(asked: &Asked) -> Html {
    let texts = texts().inspector();
    if asked.unknown.is_empty() {
        return html! { <p class="soft all-true">{ texts.all_true }</p> };
    }
    let more = asked.unknown.len().saturating_sub(UNKNOWN_SHOWN);
    let item = |unknown: &Unknown| {
        html! {
            <li class={unknown.so.map(|_| "matters")}>
                <span class={classes!("dot-name", unknown.colour)}>{ &unknown.name }</span>
                <span>{ &unknown.text }if let Some(so) = unknown.so { { ": " }<strong>{ so }</strong> }</span>
            </li>
        }
    };
    html! {
        <section>
            <h3 class="section-name">{ texts.unknown }</h3>
            <ul class="unknown">
                { for asked.unknown.iter().take(UNKNOWN_SHOWN).map(item) }
                if more > 0 { <li class="soft">{ texts.and_of_more(more) }</li> }
            </ul>
        </section>
    }
}

/// Everything that could have been otherwise, line by line; one that is opened shows its candidates and scores.
fn list(frame: &Frame, asked: &Asked, opened: &UseStateHandle<Option<(EventId, usize)>>, look: &Look) -> Html {
    let open_at = opened.filter(|(event, _)| *event == asked.event).map(|(_, at)| at);
    let lines = asked.lines.iter().zip(&asked.answers).enumerate();
    let item = |(at, (line, answer)): (usize, (&Line, &Answer))| match at {
        0 => html! { <li key={at}><div class="line as-decided">{ parts_of(line) }</div></li> },
        _ => {
            let is_open = open_at == Some(at);
            let (opened, next) = (opened.clone(), (!is_open).then_some((asked.event, at)));
            html! {
                <li key={at}>
                    <button type="button" class={classes!("line", line.is_same.then_some("is-same"))} aria-expanded={is_open.to_string()}
                        onclick={move |_: MouseEvent| opened.set(next)}>{ parts_of(line) }</button>
                    if is_open { { supposed(frame, asked.event, line, answer, look) } }
                </li>
            }
        }
    };
    framed(false, html! { { for lines.map(item) } })
}

/// The questions, while nobody has asked them yet: the same lines, so that nothing moves when the answers come.
fn asking(frame: &Frame, event: EventId) -> Html {
    let sim = frame.sim();
    let Some(made) = sim.trace().get(event).and_then(decision::decision_in) else { return Html::default() };
    let line = |name: String| html! { <li><div class="line is-same"><span class="what">{ name }</span></div></li> };
    framed(true, html! { { for decision::questions(made).into_iter().map(line) } })
}

fn framed(is_busy: bool, lines: Html) -> Html {
    html! {
        <section>
            <h3 class="section-name">{ texts().inspector().otherwise }</h3>
            <p class="soft">{ texts().inspector().otherwise_about }</p>
            <ul class="what-ifs" data-testid="what-ifs" aria-busy={is_busy.to_string()}>{ lines }</ul>
        </section>
    }
}

fn parts_of(line: &Line) -> Html {
    html! {
        <>
            <span class="what">{ &line.name }</span>
            <span class="who">{ &line.outcome }</span>
            <span class="where">{ line.place.clone().unwrap_or_else(|| texts().inspector().at_once.to_owned()) }</span>
            <span class="differs">
                if line.is_same { <span class="same">{ texts().inspector().same }</span> }
                { &line.differs }
            </span>
        </>
    }
}

/// The choice that an answer leads to, in full.
fn supposed(frame: &Frame, event: EventId, line: &Line, answer: &Answer, look: &Look) -> Html {
    let Some(choice) = decision::answered(frame.sim().trace(), event, answer) else {
        return html! { <p class="supposed soft">{ texts().inspector().nobody_then }</p> };
    };
    html! {
        <div class="supposed">
            <p><strong>{ format!("{}: {}. ", line.name, choice.title) }</strong>{ &choice.because }</p>
            { table::table(texts().inspector().candidates_then, &choice, look) }
            { terms::terms(texts().inspector().score_terms_then, &choice) }
        </div>
    }
}
