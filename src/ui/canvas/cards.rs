//! A cluster of few: cards around the broker, and messages that fly between them.

use std::rc::Rc;

use yew::prelude::*;

use super::flights::{Flights, FlightsProps};
use super::popover::{Popover, PopoverProps};
use super::size::use_size;
use super::{Frame, Opened, fitting, letters_of, opener};
use crate::broker::executors::decimal;
use crate::sim::machine::Kind;
use crate::sim::network::Cut;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::shell::is_presenting;
use crate::view::cluster::layout::Point;
use crate::view::cluster::{Canvas, Cluster, Link, Node, Rough};

#[derive(Clone, PartialEq, Properties)]
pub(super) struct CardsProps {
    pub(super) frame: Frame,
    pub(super) picture: Rc<Cluster>,
    pub(super) opened: Option<Opened>,
    pub(super) open: Callback<Option<Opened>>,
    pub(super) close: Callback<()>,
}

/// The least width of what is to be hit, in pixels (WCAG 2.5.8).
const TARGET: f64 = 24.0;

/// The canvas.
#[component]
pub(super) fn Cards(props: &CardsProps) -> Html {
    let CardsProps { frame, picture, opened, open, close } = props;
    let canvas_ref = use_node_ref();
    let size = use_size(&canvas_ref);
    let canvas = size.map(|(width, height)| Canvas::new(width, height, scale_max(), picture));
    let moves = frame.moves();
    let content = canvas.map(|canvas| {
        let cards = picture.nodes.iter().map(|node| {
            let (x, y) = canvas.place(node);
            let (key, node) = (node.machine.index().into(), Rc::new(node.clone()));
            component::<Card>(CardProps { node, x, y, scale: canvas.scale, moves, open: open.clone() }, Some(key))
        });
        let flights = FlightsProps { frame: frame.clone(), picture: picture.clone(), canvas, open: open.clone() };
        html! {
            <>
                <g>{ for picture.links.iter().map(|link| line(picture, canvas, link, open)) }</g>
                { component::<Flights>(flights, None) }
                <g>{ for cards }</g>
            </>
        }
    });
    let at = canvas.and_then(|canvas| beside(picture, canvas, (*opened)?));
    let away = open.reform(|_: MouseEvent| None);
    html! {
        <div class="canvas" ref={canvas_ref}>
            <svg role="group" aria-label={texts().diagram().cluster} onclick={away}>{ content }</svg>
            if let Some(what) = *opened {
                { component::<Popover>(PopoverProps { frame: frame.clone(), what, at, open: open.clone(), close: close.clone() }, None) }
            }
        </div>
    }
}

/// How large things may be drawn at most: larger for those in the last row.
fn scale_max() -> f64 {
    if is_presenting() { 1.5 } else { 1.0 }
}

/// Where a popover stands: beside what it belongs to, on the side that has more room.
#[inline(never)]
fn beside(picture: &Cluster, canvas: Canvas, what: Opened) -> Option<(f64, f64)> {
    let (x, y, half) = match what {
        Opened::Node(machine) => {
            let (x, y) = canvas.place(picture.node(machine)?);
            (x, y, 76.0 * canvas.scale)
        }
        Opened::Message(message) => {
            let at = picture.messages.iter().position(|other| other.id == message)?;
            let (x, y) = canvas.ways(picture).get(at).copied().flatten()?.here;
            (x, y, 60.0 * canvas.scale)
        }
        Opened::Link(machine) => {
            let (a, b) = (canvas.place(picture.nodes.first()?), canvas.place(picture.node(machine)?));
            ((a.0 + b.0) / 2.0, (a.1 + b.1) / 2.0, 24.0)
        }
    };
    let aside = half + 132.0;
    Some((if x * 2.0 > canvas.width { x - aside } else { x + aside }, y))
}

fn line(picture: &Cluster, canvas: Canvas, link: &Link, open: &Callback<Option<Opened>>) -> Html {
    let (Some(a), Some(b)) = (picture.node(link.a), picture.node(link.b)) else { return Html::default() };
    let (from, to) = (canvas.place(a), canvas.place(b));
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(decimal);
    let busy = link.busy.filter(|_| link.cut.is_none());
    let state = if link.cut.is_some() { Some("is-cut") } else { link.rough.map(|_| "is-rough") };
    let class = classes!("link", busy.map(|_| "is-busy"), busy, state);
    html! {
        <g key={format!("{:?}-{:?}", link.a, link.b)} data-link={b.name.clone()}>
            <line {class} {x1} {y1} {x2} {y2} />
            if a.kind == Kind::Broker {
                { pressed(b, from, to, open) }
            }
            { mark(link, from, to) }
        </g>
    }
}

/// What is pressed to act on a link: as wide as a finger wants it.
#[inline(never)]
fn pressed(node: &Node, from: Point, to: Point, open: &Callback<Option<Opened>>) -> Html {
    let (onclick, onkeydown) = opener(open, Some(Opened::Link(node.machine)));
    let way = Along::new(from, to);
    let half = TARGET / 2.0;
    let [a, b, c, d] = [way.at(0.0, half), way.at(way.length, half), way.at(way.length, -half), way.at(0.0, -half)];
    html! {
        <path class="link-hit" d={format!("M{a}L{b}L{c}L{d}z")} role="button" tabindex="0" aria-haspopup="dialog"
            data-to={node.machine.index().to_string()} aria-label={texts().diagram().link_of(&node.name)} {onclick} {onkeydown} />
    }
}

/// What is wrong with a link, drawn on it: a cross where it is cut, an arrow that does not get through where one way is,
/// a zigzag where it has faults of its own.
fn mark(link: &Link, a: Point, b: Point) -> Html {
    let along = |t: f64| (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t);
    let (at, path) = match (link.cut, link.rough) {
        (Some(Cut::Both), _) => (along(0.5), "M-4-4l8 8M4-4l-8 8".to_owned()),
        // Nearer to the one that hears nothing.
        (Some(Cut::From(from)), _) if from == link.a => (along(0.58), blocked(a, b)),
        (Some(Cut::From(_)), _) => (along(0.42), blocked(b, a)),
        (None, Some(Rough::Own)) => (along(0.5), "M-5 1l2.5-4.5l4 7.5l3.5-5".to_owned()),
        (None, _) => return Html::default(),
    };
    html! {
        <svg x={decimal(at.0)} y={decimal(at.1)} overflow="visible" class="link-mark">
            <circle class="link-cut" r="9" stroke="none" />
            <path class="link-cut" d={path} />
        </svg>
    }
}

/// An arrow along a way, with a bar before its head, around the origin.
fn blocked(from: Point, to: Point) -> String {
    let way = Along { from: (0.0, 0.0), ..Along::new(from, to) };
    let [tail, head, left, right] = [way.at(-8.0, 0.0), way.at(3.0, 0.0), way.at(-2.0, 4.5), way.at(-2.0, -4.5)];
    format!("M{tail}L{head}M{left}L{head}L{right}M{}L{}", way.at(6.0, 5.5), way.at(6.0, -5.5))
}

/// A straight way: where it begins, its direction, and how long it is.
struct Along {
    from: Point,
    towards: Point,
    length: f64,
}

impl Along {
    fn new(from: Point, to: Point) -> Self {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = (dx * dx + dy * dy).sqrt().max(1.0);
        Self { from, towards: (dx / length, dy / length), length }
    }

    /// The point so far along it and so far aside, as a path spells it.
    fn at(&self, along: f64, aside: f64) -> String {
        let ((x, y), (ux, uy)) = (self.from, self.towards);
        format!("{} {}", decimal(x + along * ux - aside * uy), decimal(y + along * uy + aside * ux))
    }
}

#[derive(PartialEq, Properties)]
struct CardProps {
    node: Rc<Node>,
    x: f64,
    y: f64,
    scale: f64,
    /// Whether what has just happened to it is shown as motion.
    moves: bool,
    open: Callback<Option<Opened>>,
}

/// One node: its card, its state, its load, its clock.
#[component]
fn Card(props: &CardProps) -> Html {
    let CardProps { node, x, y, scale, moves, open } = props;
    let is_broker = node.kind == Kind::Broker;
    let class = classes!(
        "node",
        node.colour,
        node.condition.class(),
        is_broker.then_some("broker"),
        node.is_emergency.then_some("is-emergency"),
        node.is_selected.then_some("is-selected"),
        node.received.map(|_| "is-receiving"),
    );
    let opens = Some(Opened::Node(node.machine));
    let (onclick, onkeydown) = opener(open, opens);
    // Its own entry is what tells how far it is; all of them are in its popover, by name.
    let own = node.clock.iter().find(|cell| cell.is_own).map(|cell| texts().diagram().own_entry(cell.count));
    let name = format!("{}{}", node.label, own.unwrap_or_default());
    let scaled = format!("scale({})", decimal(*scale));
    // What is drawn is for the eye; what is pressed lies over it, and has its name in words.
    html! {
        <svg {class} {x} {y} data-node={node.name.clone()}>
            <g aria-hidden="true" transform={scaled.clone()}>
                if is_broker { { hub(node, *moves) } } else { { card(node, *moves) } }
            </g>
            <g role="button" tabindex="0" aria-label={name} aria-haspopup="dialog"
                data-machine={node.machine.index().to_string()} {onclick} {onkeydown}>
                if node.clock.iter().any(|cell| cell.count >= 10_000) {
                    { in_full(node) }
                }
                <path class="hit" transform={scaled} d={if is_broker { HUB } else { outline(node) }} />
            </g>
        </svg>
    }
}

/// The broker's circle with its clock below.
const HUB: &str = "M-46 0a46 46 0 0 1 92 0a46 46 0 0 1-13 32v19h43v20h-152v-20h43v-19a46 46 0 0 1-13-32z";

/// A card with its clock below: from its middle to its upper edge is less where there is no load to show.
fn outline(node: &Node) -> &'static str {
    match half_height(node.kind) {
        TALL => "M-76-34h152v93h-152z",
        _ => "M-76-24h152v73h-152z",
    }
}

const TALL: i32 = 34;

const fn half_height(kind: Kind) -> i32 {
    if matches!(kind, Kind::Executor) { TALL } else { 24 }
}

/// A ring that opens once for each message that comes in. Its key makes it a new one each time.
fn pulse(node: &Node, moves: bool, ring: Html) -> Html {
    match node.received.filter(|_| moves) {
        Some(event) => html! { <g><g key={event.number()} class="pulse">{ ring }</g></g> },
        None => Html::default(),
    }
}

fn hub(node: &Node, moves: bool) -> Html {
    html! {
        <>
            { pulse(node, moves, html! { <circle class="node-pulse" r="51" /> }) }
            <circle class="node-ring" r="49.5" />
            <circle class="node-card" r="46" />
            <text class="node-name" text-anchor="middle" y="-8">{ fitting(&node.name, 10.0) }</text>
            <text class="node-state" text-anchor="middle" y="10">{ &node.state }</text>
            <text class="node-state" text-anchor="middle" y="25">{ &node.detail }</text>
            { clock(node, 51.0, moves) }
        </>
    }
}

fn card(node: &Node, moves: bool) -> Html {
    let half = f64::from(half_height(node.kind));
    let [ring_y, ring_height] = [-half - 3.5, half * 2.0 + 7.0].map(decimal);
    let ring = |class: &'static str| {
        html! { <rect {class} x="-79.5" y={ring_y.clone()} width="159" height={ring_height.clone()} rx="13" /> }
    };
    // The name has what the state leaves of the line, and enough to tell a second life from the first: there the state
    // gives way, which is said in full to whoever presses the card.
    let letters = ((128.0 - node.state.chars().count() as f64 * 5.9) / 8.1).max(8.5);
    let name = fitting(&node.name, letters);
    let state = shortened(&node.state, ((128.0 - letters_of(&name) * 8.1) / 5.9) as usize);
    let load = node.load.map(|load| f64::from(load) * 1.24);
    // An executor's load stands in the middle; a datastore's level, square as what it keeps, below its words.
    let is_store = node.kind == Kind::Datastore;
    let (name_y, detail_y) = if is_store { (-7.0, 8.0) } else { (21.0 - half, half - 12.0) };
    let (bar_y, bar_height, round) = if is_store { ("13.5", "5", "1") } else { ("-3", "6", "3") };
    html! {
        <>
            { pulse(node, moves, ring("node-pulse")) }
            { ring("node-ring") }
            <rect class="node-card" x="-76" y={-half} width="152" height={half * 2.0} rx="10" />
            <text class="node-name" x="-62" y={name_y}>{ name }</text>
            <text class="node-state" x="62" y={name_y} text-anchor="end">{ state }</text>
            if let Some(load) = load {
                <rect class="load-track" x="-62" y={bar_y} width="124" height={bar_height} rx={round} />
                <rect class="load-fill" x="-62" y={bar_y} width={load} height={bar_height} rx={round} />
            }
            <text class="node-detail" x="-62" y={detail_y}>{ &node.detail }</text>
            if node.is_emergency {
                <path class="tri-mark" d={format!("M68 {}l8 14h-16z", decimal(-half - 9.0))} />
            }
            if !node.badge.is_empty() { { badge(node, half) } }
            { clock(node, half + 5.0, moves) }
        </>
    }
}

/// What is wrong with a machine: a tag on its upper edge.
fn badge(node: &Node, half: f64) -> Html {
    let width = decimal(node.badge.chars().count() as f64 * 6.3 + 14.0);
    html! {
        <g class="badge" transform={format!("translate(-70 {})", decimal(-half - 13.0))}>
            <rect {width} height="16" rx="4" />
            <text x="7" y="11.5">{ &node.badge }</text>
        </g>
    }
}

/// The beginning of a text of which only so many letters fit.
fn shortened(name: &str, letters: usize) -> String {
    match name.chars().count() > letters.max(3) {
        true => name.chars().take(letters.max(3) - 1).chain(['…']).collect(),
        false => name.to_owned(),
    }
}

/// A count as a cell has room for it: beyond four digits in thousands. The tip of the card has all of it.
fn in_cell(count: u32) -> String {
    match count {
        0..10_000 => count.to_string(),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}M", count / 1_000_000),
    }
}

/// The clock in full, where its cells have no room for it.
#[inline(never)]
fn in_full(node: &Node) -> Html {
    let counts: Vec<String> = node.clock.iter().map(|cell| cell.count.to_string()).collect();
    let more = if node.more > 0 { format!(", +{}", node.more) } else { String::new() };
    html! { <title>{ format!("[{}{more}]", counts.join(", ")) }</title> }
}

/// The clock: a cell an entry. A count that was raised just now is a new element, and so it flashes.
fn clock(node: &Node, top: f64, moves: bool) -> Html {
    let shown = node.clock.len() + usize::from(node.more > 0);
    let width = (152.0 / shown.max(1) as f64).floor().min(30.0);
    let left = -(shown as f64) * width / 2.0;
    // A digit takes 6.7 pixels; a count that would touch its neighbours is written smaller.
    let fits = |text: &str| text.len() as f64 * 6.7 + 2.0 <= width;
    let cells = node.clock.iter().zip(0u8..).map(|(cell, at)| {
        let class = classes!(cell.colour, cell.is_own.then_some("own"), cell.is_news.then_some("is-news"));
        let middle = decimal(width / 2.0);
        let text = in_cell(cell.count);
        let class = classes!(class, (!fits(&text)).then_some("is-long"));
        let raised = Some(cell.count).filter(|_| cell.is_raised && moves);
        html! {
            <g key={format!("{:?}", cell.owner)} {class} transform={format!("translate({} 0)", decimal(f64::from(at) * width))}>
                <rect class="cell-box" x=".5" y=".5" {width} height="19" />
                <rect class="cell-top" x=".5" {width} height="3" />
                <g><text key={raised.unwrap_or_default()} class={raised.map(|_| "count")} x={middle} y="15">{ text }</text></g>
            </g>
        }
    });
    html! {
        <g class="clock" transform={format!("translate({} {})", decimal(left), decimal(top))}>
            <g>{ for cells }</g>
            if node.more > 0 {
                <text class="more" x={width * (shown as f64 - 0.5)} y="15">{ format!("+{}", node.more) }</text>
            }
        </g>
    }
}
