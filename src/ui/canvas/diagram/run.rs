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
use crate::view::causality::Standing;
use crate::view::spacetime::{Anchor, Arrow, COLUMN, Diagram, Ink, Label, Lane, Mark, Stroke, Stroked, Tick, Tone};

/// A longer way than so many columns is not glided.
const GLIDE_MAX: f64 = 12.0;

#[derive(PartialEq, Properties)]
pub(super) struct RunProps {
    pub(super) diagram: Rc<Diagram>,
    /// The event that has just happened.
    pub(super) happened: Option<EventId>,
    /// Whether it follows the cursor, and glides after it.
    pub(super) glides: bool,
}

/// The run.
#[component]
pub(super) fn Run(props: &RunProps) -> Html {
    let RunProps { diagram, happened, glides } = props;
    let run_ref = use_node_ref();
    {
        let run_ref = run_ref.clone();
        let was = use_mut_ref(|| None::<(f64, f64)>);
        let glides = *glides;
        use_effect_with((diagram.scale.left, diagram.scale.zoom), move |(left, zoom)| {
            let before = was.replace(Some((*left, *zoom)));
            let is_near = |(at, by): (f64, f64)| by == *zoom && (at - left).abs() <= GLIDE_MAX * COLUMN;
            if let Some(run) = run_ref.cast::<SvgElement>() {
                slide(&run, *left, !glides || !before.is_some_and(is_near));
            }
        });
    }
    let (width, height) = diagram.size;
    let stop = tab_stop(diagram);
    let elements = use_mut_ref(Elements::default);
    elements.borrow_mut().follow(&diagram.marks, happened.is_none());
    let events = diagram.marks.iter().map(|mark| {
        let (is_tab_stop, is_new) = (stop == Some(mark.id), Some(mark.id) == *happened);
        let key = elements.borrow().key(mark.id);
        component::<Event>(EventProps { mark: mark.clone(), is_tab_stop, is_new }, Some(key.into()))
    });
    html! {
        <svg class="plot" {width} {height}>
            <defs>
                { for ["plain", "cause", "emergency", "chain"].into_iter().map(marker) }
                { hatch("past", "M0 8 8 0M-2 2l4-4M6 10l4-4") }
                { hatch("future", "M0 0l8 8M-2 6l4 4M6-2l4 4") }
            </defs>
            <g class="run" ref={run_ref}>
                <g>
                    { shade("past", &diagram.shades.0) }
                    { shade("future", &diagram.shades.1) }
                </g>
                <g>{ for diagram.lanes.iter().map(lane) }</g>
                <g class="axis">{ for diagram.ticks.iter().map(|at| tick(at, height)) }</g>
                <g class="strokes">{ for diagram.strokes.iter().map(stroke) }</g>
                <g>
                    if let Some(way) = &diagram.way {
                        <path class="way" d={way.clone()} />
                    }
                </g>
                <g>{ for diagram.arrows.iter().map(arrow) }</g>
                <g>
                    if let Some(x) = diagram.cursor {
                        <path class="cursor" d={format!("M{} 8V{}", decimal(x), decimal(height - 22.0))} />
                    }
                </g>
                <g>{ for events }</g>
                <g>{ for diagram.labels.iter().map(label) }</g>
            </g>
        </svg>
    }
}

/// Which element is whose. An event keeps its own as long as it is seen. Whoever comes from afar too quickly for motion
/// finds those of before written over, place by place: to draw them anew costs more, also later, when the old ones are
/// collected.
#[derive(Default)]
struct Elements {
    /// The event that the elements are counted from.
    from: u32,
    /// The first and the last event that were drawn.
    drawn: Option<(EventId, EventId)>,
}

impl Elements {
    fn follow(&mut self, marks: &[Mark], is_hurried: bool) {
        let now = marks.first().zip(marks.last()).map(|(first, last)| (first.id, last.id));
        if let (Some(was), Some(now)) = (self.drawn, now)
            && is_hurried
            && (now.1 < was.0 || was.1 < now.0)
        {
            // The first keeps the key that the first one had.
            self.from = now.0.number().wrapping_sub(self.key(was.0));
        }
        self.drawn = now;
    }

    const fn key(&self, event: EventId) -> u32 {
        event.number().wrapping_sub(self.from)
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

/// The past is hatched one way, the future the other.
fn hatch(of: &'static str, d: &'static str) -> Html {
    html! {
        <pattern key={of} id={format!("hatch-{of}")} width="8" height="8" patternUnits="userSpaceOnUse">
            <path class={spaced(&["hatch", of])} {d} />
        </pattern>
    }
}

fn shade(of: &'static str, area: &Option<String>) -> Option<Html> {
    let d = area.clone()?;
    Some(
        html! { <><path class={spaced(&["cone", of])} d={d.clone()} /><path class={spaced(&["hatched", of])} {d} /></> },
    )
}

/// A lane: thin, down or up; thick where it is in the past, and thick dashes where it is in the future.
fn lane(lane: &Lane) -> Html {
    let y = decimal(lane.y);
    let line = |from: f64, to: f64| format!("M{} {y}H{}", decimal(from), decimal(to));
    let parts = |is_up: bool| {
        let of = lane.parts.iter().filter(|(.., up)| *up == is_up);
        of.map(|(from, to, _)| line(*from, *to)).collect::<String>()
    };
    let (up, down) = (parts(true), parts(false));
    let ends = lane.parts.first().zip(lane.parts.last()).map(|((from, ..), (_, to, _))| (*from, *to));
    let past =
        ends.zip(lane.past).filter(|((from, _), past)| past > from).map(|((from, to), past)| line(from, past.min(to)));
    let future =
        ends.zip(lane.future).filter(|((_, to), future)| future < to).map(|((from, to), at)| line(at.max(from), to));
    let path = |class: &'static str, d: String| html! { <path {class} {d} /> };
    html! {
        <g key={lane.machine.index()} class={lane.colour}>
            if !up.is_empty() {
                { path("lane", up) }
            }
            if !down.is_empty() {
                { path("lane is-down", down) }
            }
            if let Some(d) = past {
                { path("lane past", d) }
            }
            if let Some(d) = future {
                { path("lane future", d) }
            }
        </g>
    }
}

/// Many at once. A dot is drawn up to three times: as a disc, hollowed out, and with a core.
fn stroke(stroke: &Stroke) -> Html {
    let path = |layer: &'static str| html! { <path class={spaced(&[layer, &stroke.class])} d={stroke.d.clone()} /> };
    let key = format!("{:?}-{}", stroke.is, stroke.class);
    let layers = match stroke.is {
        Stroked::Messages => return html! { <path {key} class={stroke.class.clone()} d={stroke.d.clone()} /> },
        Stroked::Bars => vec!["bar"],
        Stroked::Shapes => vec!["shape"],
        Stroked::Rings => vec!["ring"],
        Stroked::Dots(Standing::Past | Standing::Itself) => vec!["disc"],
        Stroked::Dots(Standing::Concurrent) => vec!["disc", "hole"],
        Stroked::Dots(Standing::Future) => vec!["disc", "hole", "core"],
    };
    html! { <g {key}>{ for layers.into_iter().map(path) }</g> }
}

/// Without a key: wherever one goes, the ticks are the same elements at other places.
fn tick(tick: &Tick, height: f64) -> Html {
    let x = decimal(tick.x);
    html! {
        <g>
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
        Ink::Chain => "chain",
    };
    let class = spaced(&[
        "arrow",
        ink,
        if arrow.is_later { "later" } else { "" },
        if arrow.is_lost { "lost" } else { "" },
        if arrow.is_copy { "copy" } else { "" },
        if arrow.received.is_none() && !arrow.is_lost { "open" } else { "" },
    ]);
    let head = arrow.received.map(|_| format!("url(#head-{ink})"));
    let key = format!("{}-{:?}", arrow.message, arrow.received);
    let line = format!("M{} {}L{} {}", decimal(from.0), decimal(from.1), decimal(to.0), decimal(to.1));
    if !arrow.is_lost {
        return html! { <path {key} {class} marker-end={head} d={line} /> };
    }
    html! {
        <g {key}>
            <path {class} d={line} />
            <path class="lost-mark" d={format!("M{} {}l8 8m0-8l-8 8", decimal(to.0 - 4.0), decimal(to.1 - 4.0))} />
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
        Tone::Message => "message-label",
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
