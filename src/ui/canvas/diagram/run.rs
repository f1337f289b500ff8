//! What moves under the lanes' names: lanes, arrows, events, texts. All of it is one group that is moved as a whole.

use std::rc::Rc;

use web_sys::SvgElement;
use yew::prelude::*;

use super::marks::{Event, EventProps, tab_stop};
use super::slide;
use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::ui::canvas::spaced;
use crate::ui::markup::{component, html};
use crate::view::spacetime::{Anchor, Arrow, COLUMN, Diagram, Ink, Label, Lane, Tick, Tone};

/// A longer way than so many columns is not glided.
const GLIDE_MAX: f64 = 12.0;

#[derive(PartialEq, Properties)]
pub(super) struct RunProps {
    pub(super) diagram: Rc<Diagram>,
    pub(super) cursor: EventId,
}

/// The run.
#[component]
pub(super) fn Run(props: &RunProps) -> Html {
    let RunProps { diagram, cursor } = props;
    let run_ref = use_node_ref();
    {
        let run_ref = run_ref.clone();
        let was = use_mut_ref(|| None::<f64>);
        use_effect_with(diagram.left, move |left| {
            let far = was.replace(Some(*left)).is_none_or(|was| (was - left).abs() > GLIDE_MAX * COLUMN);
            if let Some(run) = run_ref.cast::<SvgElement>() {
                slide(&run, *left, far);
            }
        });
    }
    let (width, height) = diagram.size;
    let stop = tab_stop(diagram);
    let events = diagram.marks.iter().map(|mark| {
        let (is_tab_stop, is_new) = (stop == Some(mark.id), mark.id == *cursor);
        component::<Event>(EventProps { mark: mark.clone(), is_tab_stop, is_new }, Some(mark.id.number().into()))
    });
    html! {
        <svg class="plot" {width} {height}>
            <defs>{ for ["plain", "cause", "emergency"].into_iter().map(marker) }</defs>
            if let Some(x) = diagram.cursor {
                <path class="cursor" d={format!("M{} 8V{}", decimal(x - diagram.left), decimal(height - 22.0))} />
            }
            <g class="run" ref={run_ref}>
                <g>
                    if let Some(cone) = &diagram.cone {
                        <path class="cone" d={cone.clone()} />
                    }
                </g>
                <g>{ for diagram.lanes.iter().map(lane) }</g>
                <g class="axis">{ for diagram.ticks.iter().map(|at| tick(at, height)) }</g>
                <g>{ for diagram.arrows.iter().map(arrow) }</g>
                <g>{ for events }</g>
                <g>{ for diagram.labels.iter().map(label) }</g>
            </g>
        </svg>
    }
}

fn marker(ink: &'static str) -> Html {
    html! {
        <marker key={ink} id={format!("head-{ink}")} viewBox="0 0 8 8" refX="15" refY="4" markerWidth="8" markerHeight="8"
            markerUnits="userSpaceOnUse" orient="auto">
            <path class={spaced(&["head", ink])} d="M0 .8 7 4 0 7.2z" />
        </marker>
    }
}

fn lane(lane: &Lane) -> Html {
    let y = decimal(lane.y);
    let part = |(from, to, is_up): &(f64, f64, bool)| {
        html! { <path class={if *is_up { "lane" } else { "lane is-down" }} d={format!("M{} {y}H{}", decimal(*from), decimal(*to))} /> }
    };
    let past = lane.parts.first().zip(lane.past).filter(|((from, ..), past)| past > from);
    html! {
        <g key={lane.machine.index()} class={lane.colour}>
            { for lane.parts.iter().map(part) }
            if let Some(((from, ..), past)) = past {
                <path class="lane past" d={format!("M{} {y}H{}", decimal(*from), decimal(past))} />
            }
        </g>
    }
}

fn tick(tick: &Tick, height: f64) -> Html {
    let x = decimal(tick.x);
    html! {
        <g key={x.clone()}>
            <line x1={x.clone()} x2={x.clone()} y1={height - 26.0} y2={height - 21.0} />
            <text {x} y={height - 9.0}>{ &tick.text }</text>
        </g>
    }
}

fn arrow(arrow: &Arrow) -> Html {
    let Arrow { from, to, .. } = arrow;
    let ink = match arrow.ink {
        Ink::Plain => "plain",
        Ink::Cause => "cause",
        Ink::Emergency => "emergency",
    };
    let class = spaced(&[
        "arrow",
        ink,
        if arrow.is_later { "later" } else { "" },
        if arrow.is_lost { "lost" } else { "" },
        if arrow.received.is_none() && !arrow.is_lost { "open" } else { "" },
    ]);
    let head = arrow.received.map(|_| format!("url(#head-{ink})"));
    html! {
        <g key={format!("{}-{:?}", arrow.message, arrow.received)}>
            <path {class} marker-end={head} d={format!("M{} {}L{} {}", decimal(from.0), decimal(from.1), decimal(to.0), decimal(to.1))} />
            if arrow.is_lost {
                <path class="lost-mark" d={format!("M{} {}l8 8m0-8l-8 8", decimal(to.0 - 4.0), decimal(to.1 - 4.0))} />
            }
        </g>
    }
}

fn label(label: &Label) -> Html {
    let tone = match label.tone {
        Tone::Clock => "clock-label",
        Tone::QuietClock => "clock-label quiet",
        Tone::Emergency => "emergency",
        Tone::Chosen => "chosen",
        Tone::Quiet => "quiet",
    };
    let anchor = match label.anchor {
        Anchor::Start => "at-start",
        Anchor::Middle => "",
        Anchor::End => "at-end",
    };
    html! {
        <text key={format!("{}-{tone}", label.event)} class={spaced(&["label", tone, anchor])}
            x={label.x} y={label.y}>{ &label.text }</text>
    }
}
