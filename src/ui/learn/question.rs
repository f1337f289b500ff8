//! A question as a form, and what the core says of the answer.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::LearnDeed;
use super::panel::focus;
use crate::clock::Causality;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::shell::icon;
use crate::ui::{Frame, Intent};
use crate::view::predict::{Answer, Candidate, Column, Grade, Question};
use crate::view::words::sentence;

#[derive(Clone, Properties)]
pub(super) struct AskedProps {
    pub(super) question: Rc<Question>,
    pub(super) want: Callback<Intent>,
    /// Whether two clocks may be equal.
    pub(super) has_equal: bool,
}

/// Callbacks are made anew with each drawing and do the same.
impl PartialEq for AskedProps {
    fn eq(&self, other: &Self) -> bool {
        self.question == other.question && self.has_equal == other.has_equal
    }
}

/// The form of a question. It has the focus from when it comes.
#[component]
pub(super) fn Asked(props: &AskedProps) -> Html {
    use_effect_with((), |()| focus("[data-testid=question] input"));
    let form = use_node_ref();
    let lacks = use_state_eq(|| false);
    let onsubmit = {
        let (form, lacks, props) = (form.clone(), lacks.setter(), props.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            match form.cast::<web_sys::Element>().and_then(|form| read(&form, &props)) {
                Some(answer) => props.want.emit(Intent::Learn(LearnDeed::Answer(answer))),
                None => lacks.set(true),
            }
        })
    };
    let fields = match &*props.question {
        Question::Merge { receiver, message, columns, .. } => {
            html! {
                <fieldset>
                    <legend>{ texts().learn().merge_asked(&sentence(receiver), message) }</legend>
                    { clocks(columns, [texts().learn().mine, texts().merge().theirs], Some(entries(columns))) }
                </fieldset>
            }
        }
        Question::Decision { job, needs, candidates, .. } => {
            html! {
                <fieldset>
                    <legend>{ texts().learn().decision_asked(job) }</legend>
                    <p class="soft">{ needs }</p>
                    <div class="learn-radios">
                        { for candidates.iter().enumerate().map(candidate) }
                        { radio(candidates.len(), html! { <span>{ texts().learn().nobody }</span> }) }
                    </div>
                </fieldset>
            }
        }
        Question::Relation { told, columns, .. } => {
            let offered = RELATIONS.into_iter().take(if props.has_equal { 4 } else { 3 }).enumerate();
            html! {
                <fieldset>
                    <legend>{ texts().learn().relation_asked }</legend>
                    <ol class="learn-two"><li>{ &told[0] }</li><li>{ &told[1] }</li></ol>
                    { clocks(columns, [texts().learn().first_clock, texts().learn().second_clock], None) }
                    <div class="learn-radios is-row">
                        { for offered.map(|(at, relation)| radio(at, html! { <span>{ relation_words(relation) }</span> })) }
                    </div>
                </fieldset>
            }
        }
    };
    html! {
        <form ref={form} class="question" data-testid="question" {onsubmit} novalidate=true>
            { fields }
            <p class="ways">
                <button type="submit" class="button primary small" data-testid="answer">{ texts().learn().answer }</button>
                <span class="soft" role="status">{ if *lacks { texts().learn().choose } else { "" } }</span>
            </p>
        </form>
    }
}

/// What the form says; none where nothing was chosen. An entry that was left empty is no entry, which counts as 0.
fn read(form: &web_sys::Element, props: &AskedProps) -> Option<Answer> {
    let input = |selector: &str| form.query_selector(selector).ok()??.dyn_into::<HtmlInputElement>().ok();
    let chosen = || input("input:checked")?.value().parse::<usize>().ok();
    Some(match &*props.question {
        Question::Merge { columns, .. } => {
            let entry = |at: usize| {
                let input = input(&format!("input[name=entry-{at}]"));
                input.and_then(|input| input.value().trim().parse().ok()).unwrap_or(0)
            };
            Answer::Entries((0..columns.len()).map(entry).collect())
        }
        Question::Decision { candidates, .. } => {
            Answer::Executor(candidates.get(chosen()?).map(|candidate| candidate.node))
        }
        Question::Relation { .. } => Answer::Relation(*RELATIONS.get(chosen()?)?),
    })
}

fn radio(at: usize, label: Html) -> Html {
    html! {
        <label key={at}>
            <input type="radio" name="choice" value={at.to_string()} data-testid={format!("choice-{at}")} />
            { label }
        </label>
    }
}

fn candidate((at, candidate): (usize, &Candidate)) -> Html {
    radio(
        at,
        html! {
            <span>
                <span class={classes!("dot-name", candidate.colour)}>{ &candidate.name }</span>
                <span class="soft">{ &candidate.believed }</span>
            </span>
        },
    )
}

/// A row of fields, one for each entry.
fn entries(columns: &[Column]) -> Html {
    let cell = |(at, column): (usize, &Column)| {
        html! {
            <td key={at} class="num">
                <input type="text" inputmode="numeric" autocomplete="off" maxlength="10" name={format!("entry-{at}")}
                    aria-label={format!("{}, {}", column.name, texts().learn().after)} />
            </td>
        }
    };
    html! { <tr><th scope="row">{ texts().learn().after }</th>{ for columns.iter().enumerate().map(cell) }</tr> }
}

/// Two clocks below each other, and one more row.
fn clocks(columns: &[Column], heads: [&'static str; 2], last: Option<Html>) -> Html {
    let row = |head: &'static str, of: fn(&Column) -> u32| {
        let cell = |column: &Column| html! { <td class="num mono">{ count(of(column)) }</td> };
        html! { <tr><th scope="row">{ head }</th>{ for columns.iter().map(cell) }</tr> }
    };
    let head = |column: &Column| {
        html! { <th scope="col" class="num"><span class={classes!("dot-name", column.colour)}>{ &column.name }</span></th> }
    };
    html! {
        <div class="scroll-x" tabindex="0" role="group" aria-label={texts().learn().clocks}>
            <table class="grid learn-clocks">
                <thead><tr><td></td>{ for columns.iter().map(head) }</tr></thead>
                <tbody>
                    { row(heads[0], |column| column.mine) }
                    { row(heads[1], |column| column.theirs) }
                    { last.unwrap_or_default() }
                </tbody>
            </table>
        </div>
    }
}

/// A count; no entry is a dash.
fn count(count: u32) -> String {
    if count == 0 { "–".to_owned() } else { count.to_string() }
}

/// What the core says of an answer.
pub(super) fn graded(frame: &Frame, answered: &Rc<(Question, Answer, Grade)>) -> Html {
    let (question, answer, grade) = &**answered;
    let (word, class, sign) = match grade.is_right {
        true => (texts().learn().right, "is-right", "check"),
        false => (texts().learn().wrong, "is-wrong", "info"),
    };
    let table = match (question, answer, &grade.right) {
        (Question::Merge { columns, .. }, Answer::Entries(given), Answer::Entries(right)) => {
            let cell = |at: usize| {
                let is_wrong = grade.wrong.get(at).copied().unwrap_or_default();
                html! {
                    <td key={at} class={classes!("num", "mono", is_wrong.then_some("was-wrong"))}>
                        if is_wrong { <s>{ given[at].to_string() }</s>{ " " } }
                        <b>{ right[at].to_string() }</b>
                    </td>
                }
            };
            let row =
                html! { <tr><th scope="row">{ texts().learn().after }</th>{ for (0..columns.len()).map(cell) }</tr> };
            clocks(columns, [texts().learn().mine, texts().merge().theirs], Some(row))
        }
        (Question::Relation { told, .. }, _, Answer::Relation(right)) => {
            html! { <p>{ relation(told, *right) }</p> }
        }
        _ => Html::default(),
    };
    let reason = |reason: &String| html! { <p>{ reason }</p> };
    html! {
        <div class={classes!("learn-grade", class)} data-testid="grade" role="status">
            <p class="verdict">{ icon(sign) }<strong>{ word }</strong></p>
            { table }
            { for grade.reasons.iter().map(reason) }
            <p class="ways">{ component::<GoOn>(GoOnProps { want: frame.want.clone() }, None) }</p>
        </div>
    }
}

/// The ways in which one can stand to another. Equal is offered where it can be.
const RELATIONS: [Causality; 4] = [Causality::Before, Causality::After, Causality::Concurrent, Causality::Equal];

fn relation_words(relation: Causality) -> &'static str {
    let texts = texts().learn();
    match relation {
        Causality::Before => texts.before,
        Causality::After => texts.after_it,
        Causality::Concurrent => texts.concurrent,
        Causality::Equal => texts.equal,
    }
}

fn relation(told: &[String; 2], right: Causality) -> String {
    texts().learn().relation(&told[0], relation_words(right), &told[1])
}

#[derive(Clone, Properties)]
struct GoOnProps {
    want: Callback<Intent>,
}

impl PartialEq for GoOnProps {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The way on from what is said; it has the focus, so that one key leads on.
#[component]
fn GoOn(props: &GoOnProps) -> Html {
    use_effect_with((), |()| focus("[data-testid=learn-go-on]"));
    let onclick = props.want.reform(|_: MouseEvent| Intent::Learn(LearnDeed::GoOn));
    html! {
        <button type="button" class="button primary small" data-testid="learn-go-on" {onclick}>{ texts().learn().go_on }</button>
    }
}
