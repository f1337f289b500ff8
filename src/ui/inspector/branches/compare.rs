//! Two branches beside each other: what they come to, where they differ first, and what happens in each from there.

use yew::prelude::*;

use super::parts;
use crate::id::EventId;
use crate::sim::Sim;
use crate::sim::branches::{Branch, BranchId};
use crate::texts::texts;
use crate::time::{Span, Time};
use crate::ui::markup::{classes, component, html};
use crate::ui::shell::{Picker, PickerProps};
use crate::ui::{BranchDeed, Frame, Intent};
use crate::view::branches::{Kind, Pair, Strip, Told, first_difference, side_by_side, strip};
use crate::view::figures::{Group, Line, Side, Tally, compare, definitions};
use crate::view::happened;
use crate::view::landmarks::Landmark;
use crate::view::words::real;

/// So many rows of events at first, and so many more each time.
const ROWS: usize = 10;
/// How far both go on at a press.
const FURTHER: Span = Span::from_secs(60);

/// The pair that was chosen, else the branch on show beside the one that it came from, or beside the first other one.
fn chosen(frame: &Frame) -> Option<(BranchId, BranchId)> {
    let (sim, pair) = (frame.sim(), frame.session().pair);
    let current = sim.current_branch();
    let parent = sim.branch(current).and_then(|branch| branch.parent);
    let other = sim.branches().map(|branch| branch.id).find(|id| *id != current);
    pair.filter(|(a, b)| a != b).or(parent.map(|parent| (parent, current))).or(other.map(|other| (current, other)))
}

/// Both branches.
#[component]
pub(super) fn Compare(frame: &Frame) -> Html {
    let tallies = use_mut_ref(<[Tally; 2]>::default);
    let shown = use_state(|| ROWS);
    let sim = frame.sim();
    let Some((a, b)) = chosen(frame).and_then(|(a, b)| sim.branch(a).zip(sim.branch(b))) else {
        return Html::default();
    };
    let until = a.end().min(b.end());
    let groups = {
        let [left, right] = &mut *tallies.borrow_mut();
        compare(&left.figures(a.trace, until), &right.figures(b.trace, until))
    };
    let more = {
        let shown = shown.clone();
        move |_: MouseEvent| shown.set(*shown + ROWS)
    };
    html! {
        <section class="compare" data-testid="comparison" aria-label={texts().branches().beside}>
            { head(frame, &sim, &a, &b) }
            { window(frame, &a, &b) }
            { lanes(&a, &b, until) }
            { parts::scrolled(texts().branches().figures, figures(&a, &b, &groups)) }
            { counting() }
            { events(frame, &a, &b, *shown, more) }
        </section>
    }
}

fn head(frame: &Frame, sim: &Sim, a: &Branch<'_>, b: &Branch<'_>) -> Html {
    let options: Vec<(String, String)> =
        sim.branches().map(|branch| (branch.id.number().to_string(), branch.name.to_owned())).collect();
    let ids: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
    let picker = |testid: &'static str,
                  label: &'static str,
                  mine: BranchId,
                  pair: fn(BranchId, [BranchId; 2]) -> (BranchId, BranchId)| {
        let (ids, both) = (ids.clone(), [a.id, b.id]);
        let pick = frame.want.reform(move |number: String| {
            let picked = ids.iter().find(|id| id.number().to_string() == number).copied();
            Intent::Branch(BranchDeed::Compare(picked.map(|picked| pair(picked, both))))
        });
        let props = PickerProps {
            class: Some("small"),
            label: Some(label),
            ..PickerProps::new(testid, mine.number().to_string(), options.clone(), pick)
        };
        component::<Picker>(props, None)
    };
    let texts = texts().branches();
    // Whoever picks the branch of the other side changes sides.
    let left = picker("compare-left", texts.left, a.id, |id, [a, b]| if id == b { (b, a) } else { (id, b) });
    let right = picker("compare-right", texts.right, b.id, |id, [a, b]| if id == a { (b, a) } else { (a, id) });
    html! {
        <div class="compare-head">
            <h3>{ texts.compare }</h3>{ left }<span class="soft">{ texts.with }</span>{ right }
        </div>
    }
}

/// Up to which moment both are counted, and how to look further.
fn window(frame: &Frame, a: &Branch<'_>, b: &Branch<'_>) -> Html {
    let (shorter, longer) = if a.end() <= b.end() { (a, b) } else { (b, a) };
    let (until, far) = (shorter.end(), longer.end());
    let on = |ids: Vec<BranchId>, until: Time| frame.wants(Intent::Branch(BranchDeed::Foresee(ids, until)));
    let texts = texts().branches();
    let text = match until == far {
        true => texts.counted(&real(until)),
        false => texts.counted_up_to(&real(until), shorter.name, longer.name, &real(far)),
    };
    html! {
        <div class="compare-window">
            <p class="soft">{ text }</p>
            if until < far {
                <button type="button" class="button small" data-testid="run-shorter" onclick={on(vec![shorter.id], far)}>
                    { texts.run_up_to(shorter.name, &real(far)) }
                </button>
            }
            <button type="button" class="button small" data-testid="run-both" onclick={on(vec![a.id, b.id], far + FURTHER)}>
                { texts.run_both }
            </button>
        </div>
    }
}

/// What stands out in each from where they part, on one axis of time.
fn lanes(a: &Branch<'_>, b: &Branch<'_>, until: Time) -> Html {
    let Some((first, left, right)) = first_difference(a.trace, b.trace) else { return Html::default() };
    let from = [left, right].into_iter().flatten().map(|event| event.at).min().unwrap_or(until);
    if from >= until {
        return Html::default();
    }
    let one = |branch: &Branch<'_>| lane(branch.name, &strip(branch.trace, from, until));
    html! {
        <div class="lanes" data-testid="lanes">
            { one(a) }{ one(b) }
            <span></span>
            <p class="axis"><span>{ texts().branches().time_and_event(&short(from), first) }</span><span>{ short(until) }</span></p>
        </div>
    }
}

fn lane(name: &str, strip: &Strip) -> Html {
    let mark = |&(at, landmark): &(u32, Landmark)| {
        let (class, path) = match landmark {
            Landmark::Decision => ("decision", "M0-5.5 4.5 0 0 5.5-4.5 0z"),
            Landmark::Fault => ("fault", "M-4-4l8 8M4-4l-8 8"),
            Landmark::Emergency => ("emergency", "M0-6 5.5 4.5h-11z"),
        };
        html! { <svg x={super::place(at)} y="50%" overflow="visible"><path {class} d={path} /></svg> }
    };
    let event = |at: &u32| html! { <line x1={super::place(*at)} x2={super::place(*at)} y1="36%" y2="64%" /> };
    html! {
        <>
            <strong>{ name }</strong>
            <svg class="lane" role="img" aria-label={texts().branches().lane(name, &strip.told)}>
                <line class="way" x1="0" x2="100%" y1="50%" y2="50%" />
                { for strip.events.iter().map(event) }
                { for strip.landmarks.iter().map(mark) }
            </svg>
        </>
    }
}

fn figures(a: &Branch<'_>, b: &Branch<'_>, groups: &[Group]) -> Html {
    let cell = |text: &str, is_better: bool| {
        html! {
            <td class={classes!("num", is_better.then_some("better"))}>
                if is_better { <span class="tag chosen">{ texts().branches().better }</span> }{ text }
            </td>
        }
    };
    let line = |line: &Line| {
        html! {
            <tr data-figure={line.name.0}>
                <th scope="row">{ line.name.1 }</th>
                { cell(&line.left, line.better == Some(Side::Left)) }
                { cell(&line.right, line.better == Some(Side::Right)) }
                <td class="num soft">{ &line.difference }</td>
            </tr>
        }
    };
    let group = |group: &Group| {
        html! {
            <tbody key={group.name.0} data-group={group.name.0}>
                <tr class="group"><th scope="rowgroup" colspan="4">{ group.name.1 }</th></tr>
                { for group.lines.iter().map(line) }
            </tbody>
        }
    };
    html! {
        <table class="grid figures" data-testid="figures">
            <thead>
                <tr>
                    <td></td>
                    <th scope="col" class="num">{ a.name }</th><th scope="col" class="num">{ b.name }</th>
                    <th scope="col" class="num">{ texts().branches().difference }</th>
                </tr>
            </thead>
            { for groups.iter().map(group) }
        </table>
    }
}

fn counting() -> Html {
    let one = |(name, means): (&'static str, &'static str)| html! { <><dt>{ name }</dt><dd>{ means }</dd></> };
    html! {
        <details class="definitions">
            <summary>{ texts().branches().counting }</summary>
            <dl class="facts">{ for definitions().into_iter().map(one) }</dl>
        </details>
    }
}

/// Where both differ first, and what happens from there.
fn events(frame: &Frame, a: &Branch<'_>, b: &Branch<'_>, shown: usize, more: impl Fn(MouseEvent) + 'static) -> Html {
    let texts = texts().branches();
    let Some((first, left, right)) = first_difference(a.trace, b.trace) else {
        return html! { <p class="because">{ texts.all_same }</p> };
    };
    let pairs = side_by_side(a.trace, b.trace, first, shown + 1);
    let is_more = pairs.len() > shown;
    let side = |branch: &Branch<'_>, is_there: bool| match is_there {
        true => visit(frame, branch, first, html! { <>{ texts.event(first) }{ title(branch, first) }</> }),
        false => html! { <p class="soft">{ texts.nothing_known }</p> },
    };
    html! {
        <>
            <div class="first-difference" data-testid="first-difference">
                <h3 class="section-name">{ texts.differ_at(first) }</h3>
                <div class="both">
                    <div><strong>{ a.name }</strong>{ side(a, left.is_some()) }</div>
                    <div><strong>{ b.name }</strong>{ side(b, right.is_some()) }</div>
                </div>
            </div>
            <div>
                <h3 class="section-name">{ texts.on_from_there }</h3>
                { parts::scrolled(texts.events_of_both, html! {
                    <table class="grid beside" data-testid="beside">
                        <thead><tr><th scope="col">{ texts.time }</th><th scope="col">{ a.name }</th><th scope="col">{ b.name }</th></tr></thead>
                        <tbody>{ for pairs.iter().take(shown).map(|pair| beside(frame, a, b, pair)) }</tbody>
                    </table>
                }) }
                <p class="legend">
                    <span><i class="alone"></i>{ texts.only_this }</span>
                    <span><i class="other-past"></i>{ texts.other_past }</span>
                    <span><i class="same"></i>{ texts.same_in_both }</span>
                </p>
                if is_more { <button type="button" class="button quiet small" data-testid="more-beside" onclick={more}>{ texts.more }</button> }
            </div>
        </>
    }
}

fn title(branch: &Branch<'_>, event: EventId) -> String {
    happened::title(branch.trace, event).unwrap_or_default()
}

fn beside(frame: &Frame, a: &Branch<'_>, b: &Branch<'_>, pair: &Pair) -> Html {
    let texts = texts().branches();
    let (class, word) = match pair.kind {
        Kind::Same => ("same", texts.in_both),
        Kind::OtherPast => ("other-past", texts.in_both_other_past),
        Kind::Alone => ("alone", texts.only_here),
    };
    let cell = |branch: &Branch<'_>, told: &Option<Told>| {
        let Some(told) = told else {
            return html! { <td class="nothing"><span class="hidden-text">{ texts.nothing }</span></td> };
        };
        let text = html! {
            <>
                <span class={classes!("dot-name", told.colour)}>{ &told.node }</span>{ " " }
                if told.is_emergency { { parts::triangle() } }{ &told.what }
                <span class="hidden-text">{ texts.comma_event(told.event, word) }</span>
            </>
        };
        html! { <td class={told.is_emergency.then_some("is-emergency")}>{ visit(frame, branch, told.event, text) }</td> }
    };
    html! {
        <tr {class}>
            <th scope="row" class="mono">{ short(pair.at) }</th>{ cell(a, &pair.left) }{ cell(b, &pair.right) }
        </tr>
    }
}

/// A moment as the diagram writes it: without its hours while there are none.
fn short(at: Time) -> String {
    let text = real(at);
    text.strip_prefix("00:").unwrap_or(&text).to_owned()
}

/// A button that goes to an event of a branch.
fn visit(frame: &Frame, branch: &Branch<'_>, event: EventId, text: Html) -> Html {
    let onclick = frame.wants(Intent::Branch(BranchDeed::Visit(branch.id, event)));
    html! { <button type="button" class="visit" title={texts().branches().visit(event, branch.name)} {onclick}>{ text }</button> }
}
