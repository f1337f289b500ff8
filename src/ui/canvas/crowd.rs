//! A cluster of many: the broker above, everyone else a tile.

use std::rc::Rc;

use yew::prelude::*;

use super::{Opened, spaced};
use crate::texts::texts;
use crate::ui::markup::{component, html};
use crate::view::cluster::{Cluster, InFlight, Node, Tile};

/// From so many tiles on they are drawn smaller, and smaller again.
const DENSE_FROM: usize = 41;
const TINY_FROM: usize = 121;

#[derive(PartialEq, Properties)]
pub(super) struct CrowdProps {
    pub(super) picture: Rc<Cluster>,
    /// Whether what has just happened is shown as motion.
    pub(super) moves: bool,
    pub(super) open: Callback<Option<Opened>>,
}

/// The crowd.
#[component]
pub(super) fn Crowd(props: &CrowdProps) -> Html {
    let CrowdProps { picture, moves, open } = props;
    let density = match picture.tiles.len() {
        ..DENSE_FROM => "",
        DENSE_FROM..TINY_FROM => "dense",
        TINY_FROM.. => "tiny",
    };
    // A step changes a few tiles: the rows without them are compared, and that is all.
    let rows = picture.tiles.chunk_by(|a, b| a.row() == b.row()).map(|row| {
        let moves = *moves && row.iter().any(|tile| tile.is_sending || tile.is_receiving);
        let properties = RowProps { tiles: row.to_vec(), is_tiny: density == "tiny", moves, open: open.clone() };
        component::<Row>(properties, Some(format!("{:?}", row[0].row()).into()))
    });
    html! {
        <div class="crowd">
            { picture.nodes.first().map_or_else(Html::default, |broker| hub(broker, density, open)) }
            { in_flight(picture, open) }
            <div class={spaced(&["tiles", density])}>{ for rows }</div>
        </div>
    }
}

fn hub(broker: &Node, density: &'static str, open: &Callback<Option<Opened>>) -> Html {
    let machine = broker.machine;
    let cells = broker.clock.iter().map(|cell| {
        let class =
            spaced(&[cell.colour, if cell.is_own { "own" } else { "" }, if cell.is_news { "is-news" } else { "" }]);
        html! { <span key={format!("{:?}", cell.owner)} {class}>{ cell.count }</span> }
    });
    let slim = if density.is_empty() { "" } else { "slim" };
    html! {
        <div class={spaced(&["hub", "n0", broker.condition.class(), slim])} data-node={broker.name.clone()}>
            <span class="who" aria-hidden="true">
                <b>{ &broker.name }</b>
                <span>{ format!("{} · {}", broker.state, broker.detail) }</span>
            </span>
            <span class="clock-cells" aria-hidden="true">
                { for cells }
                if broker.more > 0 {
                    <span key="more" class="more">{ format!("+{}", broker.more) }</span>
                }
            </span>
            <button class="cover" data-machine={machine.index().to_string()} aria-haspopup="dialog"
                aria-label={broker.label.clone()} onclick={open.reform(move |_: MouseEvent| Some(Opened::Node(machine)))} />
        </div>
    }
}

fn in_flight(picture: &Cluster, open: &Callback<Option<Opened>>) -> Html {
    let tag = |message: &InFlight| {
        let class = if message.is_emergency { "emergency" } else { message.colour };
        let id = message.id;
        html! {
            <button key={format!("{id}-{}", message.copy)} class={spaced(&["tag", class])} data-message={id.to_string()}
                aria-label={message.label.clone()} onclick={open.reform(move |_: MouseEvent| Some(Opened::Message(id)))}>
                if message.is_emergency {
                    <svg class="tri" viewBox="0 0 12 11" aria-hidden="true"><path d="M6 .5 12 11H0z" /></svg>
                }
                { format!("{} {}", picture.name_of(message.from), message.text) }
            </button>
        }
    };
    html! {
        <div class="in-flight" role="group" aria-label={texts().diagram().in_flight}>
            <span key="count" class="count-in-flight">{ texts().diagram().in_flight_now(picture.in_flight) }</span>
            { for picture.messages.iter().map(tag) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct RowProps {
    tiles: Vec<Tile>,
    is_tiny: bool,
    moves: bool,
    open: Callback<Option<Opened>>,
}

/// Tiles that are drawn together.
#[component]
fn Row(props: &RowProps) -> Html {
    html! { { for props.tiles.iter().map(|at| tile(at, props)) } }
}

fn tile(tile: &Tile, row: &RowProps) -> Html {
    let RowProps { is_tiny, moves, open, .. } = row;
    let machine = tile.machine;
    let when = |is: bool, class: &'static str| if is { class } else { "" };
    // In steps of five per cent, which is a pixel or two: a class costs the browser less than anything that it lays out.
    let load = tile.load.map_or(String::new(), |load| format!("has-load l{}", load.div_ceil(5)));
    let class = spaced(&[
        "tile",
        &load,
        tile.colour,
        tile.condition.class(),
        when(tile.is_emergency, "is-emergency"),
        when(tile.is_selected, "is-selected"),
        when(*moves && tile.is_sending, "is-sending"),
        when(*moves && tile.is_receiving, "is-receiving"),
    ]);
    html! {
        <button key={machine.index()} {class} data-node={tile.name.clone()} data-machine={machine.index().to_string()}
            aria-label={tile.label.clone()} onclick={open.reform(move |_: MouseEvent| Some(Opened::Node(machine)))}>
            <b>{ if *is_tiny { tile.short() } else { tile.name.clone() } }</b>
            if tile.is_busy {
                <i class="job-dot" />
            }
        </button>
    }
}
