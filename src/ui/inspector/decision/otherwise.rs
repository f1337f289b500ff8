//! What would have been otherwise: asked of the broker itself when somebody looks, and remembered as long as nothing
//! changed.

use std::cell::RefCell;
use std::rc::Rc;

use yew::prelude::*;

use super::table::{self, Look};
use super::terms;
use crate::id::EventId;
use crate::sim::trace::Mark;
use crate::sim::what_if::{Answer, WhatIf};
use crate::ui::Frame;
use crate::ui::markup::{classes, html};
use crate::view::decision::{self, Otherwise, Unknown};

/// So many things that were not known are listed.
const UNKNOWN_SHOWN: usize = 6;

/// The answers about one decision, and what they were asked of: the events up to it, and what was done to the world that
/// is nobody's event.
#[derive(Debug)]
pub(super) struct Asked {
    event: EventId,
    hash: u64,
    seed: u64,
    marks: Vec<Mark>,
    answers: Vec<Answer>,
    lines: Vec<Otherwise>,
    unknown: Vec<Unknown>,
}

/// The answers that are remembered.
type Memory = Rc<RefCell<Option<Rc<Asked>>>>;

/// Asks about a decision, unless the same was asked before.
pub(super) fn ask(frame: &Frame, memory: &Memory, event: EventId) -> Option<Rc<Asked>> {
    let known = memory.borrow().clone().filter(|asked| asked.is_about(frame, event));
    let asked = known.or_else(|| Asked::new(frame, event).map(Rc::new));
    memory.borrow_mut().clone_from(&asked);
    asked
}

impl Asked {
    fn new(frame: &Frame, event: EventId) -> Option<Self> {
        let moment = frame.moment_before(event)?;
        let sim = frame.sim();
        let trace = sim.trace();
        let asked = [WhatIf::Nothing].into_iter().chain(WhatIf::worth_asking(moment.decision()));
        let answers: Vec<Answer> = asked.map(|what_if| moment.ask(what_if)).collect();
        Some(Self {
            event,
            hash: trace.hash_at(event)?,
            seed: sim.scenario().seed,
            marks: marks_before(trace.marks(), event).cloned().collect(),
            lines: answers.iter().filter_map(|answer| decision::otherwise(trace, event, answer)).collect(),
            unknown: decision::unknown(trace, moment.decision(), &moment.truths()),
            answers,
        })
    }

    fn is_about(&self, frame: &Frame, event: EventId) -> bool {
        let sim = frame.sim();
        let trace = sim.trace();
        let is_same_run = self.seed == sim.scenario().seed && Some(self.hash) == trace.hash_at(event);
        self.event == event && is_same_run && marks_before(trace.marks(), event).eq(&self.marks)
    }
}

fn marks_before(marks: &[Mark], event: EventId) -> impl Iterator<Item = &Mark> {
    marks.iter().take_while(move |mark| mark.after < event.number())
}

/// What the broker did not know when it chose.
pub(super) fn unknown(asked: &Asked) -> Html {
    if asked.unknown.is_empty() {
        return html! { <p class="soft">{ "All that the broker believed of them was true at that moment." }</p> };
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
            <h3 class="section-name">{ "What the broker did not know" }</h3>
            <ul class="unknown">
                { for asked.unknown.iter().take(UNKNOWN_SHOWN).map(item) }
                if more > 0 { <li class="soft">{ format!("and of {more} more") }</li> }
            </ul>
        </section>
    }
}

/// Everything that could have been otherwise, line by line; one that is opened shows its candidates and scores.
pub(super) fn list(
    frame: &Frame,
    asked: &Asked,
    opened: &UseStateHandle<Option<(EventId, usize)>>,
    look: &Look,
) -> Html {
    let open_at = opened.filter(|(event, _)| *event == asked.event).map(|(_, at)| at);
    let lines = asked.lines.iter().zip(&asked.answers).enumerate();
    let item = |(at, (line, answer)): (usize, (&Otherwise, &Answer))| match at {
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
    html! {
        <section>
            <h3 class="section-name">{ "Had it been otherwise" }</h3>
            <p class="soft">{ "The same broker, asked again at the same moment with one thing changed." }</p>
            <ul class="what-ifs" data-testid="what-ifs">{ for lines.map(item) }</ul>
        </section>
    }
}

fn parts_of(line: &Otherwise) -> Html {
    html! {
        <>
            <span class="what">{ &line.name }</span>
            <span class="who">{ &line.outcome }</span>
            <span class="where">{ line.place.clone().unwrap_or_else(|| "at once".to_owned()) }</span>
            <span class="differs">
                if line.is_same { <span class="same">{ "✓ the same" }</span> }
                { &line.differs }
            </span>
        </>
    }
}

/// The choice that an answer leads to, in full.
fn supposed(frame: &Frame, event: EventId, line: &Otherwise, answer: &Answer, look: &Look) -> Html {
    let Some(choice) = decision::answered(frame.sim().trace(), event, answer) else {
        return html! { <p class="supposed soft">{ "Then nobody is chosen for anything at that moment." }</p> };
    };
    let because = choice.because.split(" Without the emergency:").next().unwrap_or_default();
    html! {
        <div class="supposed">
            <p><strong>{ format!("{}: {}. ", line.name, choice.title) }</strong>{ because }</p>
            { table::table(&choice, look) }
            { terms::terms(&choice) }
        </div>
    }
}
