//! A cluster of many: the broker above, everyone else a tile.

use std::rc::Rc;

use yew::prelude::*;

use super::Opened;
use crate::id::NodeId;
use crate::ui::markup::{classes, component, html};
use crate::view::cluster::{Cluster, InFlight, Node};

/// From so many tiles on they are drawn smaller, and smaller again.
const DENSE_FROM: usize = 41;
const TINY_FROM: usize = 121;
/// How many messages are named; all are counted.
const NAMED_MAX: usize = 6;

#[derive(PartialEq, Properties)]
pub(super) struct CrowdProps {
    pub(super) picture: Rc<Cluster>,
    pub(super) open: Callback<Option<Opened>>,
}

/// The crowd.
#[component]
pub(super) fn Crowd(props: &CrowdProps) -> Html {
    let CrowdProps { picture, open } = props;
    let Some((broker, others)) = picture.nodes.split_first() else { return Html::default() };
    let density = match others.len() {
        ..DENSE_FROM => "",
        DENSE_FROM..TINY_FROM => "dense",
        TINY_FROM.. => "tiny",
    };
    let tiles = others.iter().map(|node| {
        let name = if density == "tiny" { &node.short } else { &node.name };
        let class = classes!(
            "tile",
            node.colour,
            node.condition.class(),
            node.is_emergency.then_some("is-emergency"),
            node.is_selected.then_some("is-selected"),
            node.sent.map(|_| "is-sending"),
            node.received.map(|_| "is-receiving"),
        );
        let tile = TileProps {
            machine: node.machine,
            name: node.name.clone().into(),
            text: name.clone().into(),
            class,
            is_busy: node.is_busy,
            load: node.load,
            label: node.label.clone().into(),
            open: open.clone(),
        };
        component::<Tile>(tile, Some(node.machine.index().into()))
    });
    html! {
        <div class="crowd">
            { hub(broker, density, open) }
            { in_flight(picture, open) }
            <div class={classes!("tiles", density)}>{ for tiles }</div>
        </div>
    }
}

fn hub(broker: &Node, density: &'static str, open: &Callback<Option<Opened>>) -> Html {
    let machine = broker.machine;
    let cells = broker.clock.iter().map(|cell| {
        let class = classes!(cell.colour, cell.is_own.then_some("own"), cell.is_news.then_some("is-news"));
        html! { <span key={format!("{:?}", cell.owner)} {class}><b key={cell.count} class="count">{ cell.count }</b></span> }
    });
    html! {
        <button class={classes!("hub", "n0", broker.condition.class(), (!density.is_empty()).then_some("slim"))}
            data-node={broker.name.clone()} data-machine={machine.index().to_string()} aria-label={broker.label.clone()}
            onclick={open.reform(move |_: MouseEvent| Some(Opened::Node(machine)))}>
            <span class="who">
                <b>{ &broker.name }</b>
                <span>{ format!("{} · {}", broker.state, broker.detail) }</span>
            </span>
            <span class="clock-cells" aria-hidden="true">
                { for cells }
                if broker.more > 0 {
                    <span key="more" class="more">{ format!("+{}", broker.more) }</span>
                }
            </span>
        </button>
    }
}

fn in_flight(picture: &Cluster, open: &Callback<Option<Opened>>) -> Html {
    let tag = |message: &InFlight| {
        let from = picture.node(message.from).map_or("", |node| &node.name);
        let class = if message.is_emergency { "emergency" } else { message.colour };
        let id = message.id;
        html! {
            <button key={format!("{id}-{}", message.copy)} class={classes!("tag", class)} data-message={id.to_string()}
                aria-label={message.label.clone()} onclick={open.reform(move |_: MouseEvent| Some(Opened::Message(id)))}>
                if message.is_emergency {
                    <svg class="tri" viewBox="0 0 12 11" aria-hidden="true"><path d="M6 .5 12 11H0z" /></svg>
                }
                { format!("{from} {}", message.text) }
            </button>
        }
    };
    let count = picture.messages.len();
    html! {
        <div class="in-flight" role="group" aria-label="Messages in flight">
            <span key="count" class="count-in-flight">{ format!("{count} in flight") }</span>
            { for picture.messages.iter().take(NAMED_MAX).map(tag) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct TileProps {
    machine: NodeId,
    name: AttrValue,
    text: AttrValue,
    class: Option<AttrValue>,
    is_busy: bool,
    load: Option<u32>,
    label: AttrValue,
    open: Callback<Option<Opened>>,
}

#[component]
fn Tile(props: &TileProps) -> Html {
    let machine = props.machine;
    html! {
        <button class={&props.class} data-node={&props.name} data-machine={machine.index().to_string()}
            aria-label={&props.label} onclick={props.open.reform(move |_: MouseEvent| Some(Opened::Node(machine)))}>
            <b>{ &props.text }</b>
            if props.is_busy {
                <i class="job-dot" />
            }
            if let Some(load) = props.load {
                <svg class="load" aria-hidden="true"><rect width={format!("{load}%")} height="100%" /></svg>
            }
        </button>
    }
}
