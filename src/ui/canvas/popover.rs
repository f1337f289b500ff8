//! What a node or a message is, and what can be done about it.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use super::{Frame, Opened};
use crate::id::NodeId;
use crate::scenario::{Command, Link, OfMessage, OfNode};
use crate::sim::network::Cut;
use crate::texts::texts;
use crate::ui::markup::{classes, html};
use crate::ui::{Dialog, Intent};
use crate::view::cluster::about::{self, About, Deeds, Wrongs};
use crate::view::cluster::{self};

/// By how much a message is delayed.
pub(super) const DELAY_MS: u64 = 5_000;
/// How slow an executor becomes, and how often its power turns.
const SLOW_PERCENT: u32 = 300;
const FLAP_MS: u64 = 30_000;
/// A clock of so many letters may be longer than its room: it takes the focus, so that keys can scroll it.
const SCROLLED_FROM: usize = 90;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct PopoverProps {
    pub(super) frame: Frame,
    pub(super) what: Opened,
    /// Where it stands on the canvas, in pixels.
    pub(super) at: Option<(f64, f64)>,
    /// Opens another one instead.
    pub(super) open: Callback<Option<Opened>>,
    pub(super) close: Callback<()>,
}

/// One thing that can be done.
struct Action {
    test_id: &'static str,
    icon: &'static str,
    text: String,
    does: Does,
}

/// What comes of it.
enum Does {
    Want(Intent),
    Open(Opened),
}

fn action(test_id: &'static str, icon: &'static str, text: &str, intent: Intent) -> Action {
    Action { test_id, icon, text: text.to_owned(), does: Does::Want(intent) }
}

/// The popover. It takes the focus, and gives it back when it closes.
#[component]
pub(super) fn Popover(props: &PopoverProps) -> Html {
    let node_ref = use_node_ref();
    use_placed(&node_ref, props.at, props.what);
    {
        let node_ref = node_ref.clone();
        use_effect_with(props.what, move |_| {
            let first = node_ref.cast::<Element>().and_then(|element| element.query_selector("button").ok().flatten());
            super::focus(first);
        });
    }
    let Some((about, actions, removes)) = content(&props.frame, props.what) else { return Html::default() };
    let onkeydown = {
        let close = props.close.clone();
        move |event: KeyboardEvent| {
            event.stop_propagation();
            if event.key() == "Escape" {
                event.prevent_default();
                close.emit(());
            }
        }
    };
    let button = |class: Option<&'static str>, action: Action| {
        let Action { test_id, icon, text, does } = action;
        let (want, open, close) = (props.frame.want.clone(), props.open.clone(), props.close.clone());
        let onclick = move |_| match &does {
            Does::Want(intent) => {
                close.emit(());
                want.emit(intent.clone());
            }
            Does::Open(other) => open.emit(Some(*other)),
        };
        html! {
            <button {class} data-testid={test_id} {onclick}>
                <svg class="icon" aria-hidden="true"><use href={format!("./www/icons.svg#{icon}")} /></svg>
                { text }
            </button>
        }
    };
    html! {
        <div class="popover" role="dialog" aria-label={about.title.clone()} ref={node_ref} {onkeydown}>
            <header>
                <h3><span class={classes!("dot-name", about.colour)}>{ &about.title }</span><span class="tag">{ &about.tag }</span></h3>
                <p>{ &about.what }</p>
                if !about.clock.is_empty() {
                <p class="clock-text" tabindex={(about.clock.len() > SCROLLED_FROM).then_some("0")}>{ &about.clock }</p>
                }
                if !about.contents.is_empty() {
                    <ul class="contents">{ for about.contents.iter().map(|line| html! { <li>{ line }</li> }) }</ul>
                }
            </header>
            if !actions.is_empty() {
            <div class="menu">
                { for actions.into_iter().map(|action| button(None, action)) }
                if let Some(remove) = removes {
                    <hr />
                    { button(Some("danger"), remove) }
                }
            </div>
            }
        </div>
    }
}

/// Styles are set through the CSSOM: the page allows none in the markup.
#[hook]
fn use_placed(node_ref: &NodeRef, at: Option<(f64, f64)>, what: Opened) {
    let node_ref = node_ref.clone();
    let at = at.map(|(x, y)| (x.round() as i32, y.round() as i32));
    use_effect_with((at, what), move |(at, _)| {
        if let (Some(element), Some((x, y))) = (node_ref.cast::<HtmlElement>(), at) {
            // Near the bottom it stands higher, by its own height.
            let _ = element.style().set_property("--h", &format!("{}px", element.offset_height()));
            // The names and the values are well formed: nothing can be refused.
            let _ = element.style().set_property("--x", &format!("{x}px"));
            let _ = element.style().set_property("--y", &format!("{y}px"));
        }
    });
}

/// What it says, what can be done, and what can't be undone.
fn content(frame: &Frame, what: Opened) -> Option<(About, Vec<Action>, Option<Action>)> {
    let (sim, t) = (frame.sim(), texts().diagram());
    match what {
        Opened::Message(id) => {
            let message = id.number();
            let of = OfMessage { message };
            let delay = Command::DelayMessage { message, by_ms: DELAY_MS };
            let later = Command::DelayMessage { message, by_ms: 6 * DELAY_MS };
            let actions = vec![
                action("delay-message", "clock", t.delay, Intent::Apply(delay)),
                action("delay-message-long", "clock", t.delay_long, Intent::Apply(later)),
                action("duplicate-message", "copy", t.duplicate, Intent::Apply(Command::DuplicateMessage(of.clone()))),
            ];
            if sim.world().is_recorded() {
                return Some((about::message(&sim, id)?, Vec::new(), None));
            }
            let drops = action("drop-message", "trash", t.drop, Intent::Apply(Command::DropMessage(of)));
            Some((about::message(&sim, id)?, actions, Some(drops)))
        }
        Opened::Link(machine) => {
            let (about, wrongs) = about::link(&sim, machine)?;
            let names = sim.trace().names();
            let (node, broker) = (names.of_node(machine), names.of_node(sim.world().broker_id()));
            Some((about, wrong_actions(wrongs, machine, &node, &broker), None))
        }
        Opened::Node(machine) => {
            let (about, deeds) = about::node(&sim, &cluster::node_of(&sim, machine)?)?;
            let names = sim.trace().names();
            let (node, broker) = (names.of_node(machine), names.of_node(sim.world().broker_id()));
            let Some(deeds) = deeds else { return Some((about, Vec::new(), None)) };
            let mut actions = node_actions(deeds, &node, &broker, Intent::Open(Some(Dialog::ChangeExecutor(machine))));
            if deeds.is_cut.is_some() {
                let text = t.more_faults.to_owned();
                let does = Does::Open(Opened::Link(machine));
                actions.push(Action { test_id: "more-faults", icon: "faults", text, does });
            }
            if about.names > 0 {
                let text = if about.names == 1 { t.data_known.to_owned() } else { t.all_data_known(about.names) };
                actions.push(action("contents", "rows", &text, Intent::ShowData(Some(machine))));
            }
            let remove = action("remove", "trash", t.remove, Intent::Apply(Command::Remove(OfNode { node })));
            Some((about, actions, deeds.remove.then_some(remove)))
        }
    }
}

fn node_actions(deeds: Deeds, node: &str, broker: &str, change: Intent) -> Vec<Action> {
    let of = || OfNode { node: node.to_owned() };
    let link = || Link::between(broker, node);
    let t = texts().diagram();
    let restart = |with_memory| Intent::Apply(Command::Restart { node: node.to_owned(), with_memory });
    let mut actions = Vec::new();
    if deeds.heartbeat {
        let intent = Intent::Apply(Command::HeartbeatNow(of()));
        actions.push(action("heartbeat-now", "heartbeat", t.heartbeat_now, intent));
    }
    match deeds.is_cut {
        Some(false) => {
            actions.push(action("cut", "cut", t.cut, Intent::Apply(Command::Cut(link()))));
        }
        Some(true) => {
            actions.push(action("heal", "heal", t.heal_link, Intent::Apply(Command::Heal(link()))));
        }
        None => {}
    }
    if deeds.is_up {
        actions.push(action("crash", "power", t.crash, Intent::Apply(Command::Crash(of()))));
    } else {
        actions.push(action("restart", "power", t.restart, restart(false)));
        actions.push(action("restart-with-memory", "replay", t.restart_with_memory, restart(true)));
    }
    if deeds.mend {
        actions.push(action("mend", "heal", t.mend, Intent::Apply(Command::Mend(of()))));
    }
    if deeds.change {
        actions.push(action("change", "sliders", t.change, change));
    }
    actions
}

/// What can go wrong with a machine and its link, and how that ends.
fn wrong_actions(wrongs: Wrongs, machine: NodeId, node: &str, broker: &str) -> Vec<Action> {
    let t = texts().diagram();
    let of = || OfNode { node: node.to_owned() };
    let one_way = |a: &str, b: &str| Link { one_way: true, ..Link::between(a, b) };
    let cut = |link| Intent::Apply(Command::Cut(link));
    let mut actions = Vec::new();
    let mut put = |is_offered: bool, test_id, icon, text: &str, intent| {
        if is_offered {
            actions.push(action(test_id, icon, text, intent));
        }
    };
    put(wrongs.cut != Some(Cut::Both), "cut-both", "cut", t.cut_both, cut(Link::between(broker, node)));
    let is_whole = wrongs.cut.is_none();
    put(is_whole, "cut-from", "one-way", &t.cut_one_way(node, broker), cut(one_way(node, broker)));
    put(is_whole, "cut-to", "one-way", &t.cut_one_way(broker, node), cut(one_way(broker, node)));
    put(wrongs.heal, "heal-link", "heal", t.heal, Intent::Apply(Command::Heal(Link::between(broker, node))));
    let rates = Intent::Open(Some(Dialog::Faults(Some(machine))));
    put(true, "link-faults", "faults", t.link_faults, rates);
    let slow = Command::Slow { node: node.to_owned(), percent: SLOW_PERCENT };
    put(wrongs.slow, "slow", "clock", t.slow, Intent::Apply(slow));
    let flap = Command::Flap { node: node.to_owned(), every_ms: FLAP_MS };
    put(wrongs.flap, "flap", "power", t.flap, Intent::Apply(flap));
    put(wrongs.fill, "fill", "rows", t.fill, Intent::Apply(Command::Fill(of())));
    put(wrongs.mend, "mend", "heal", t.mend_machine, Intent::Apply(Command::Mend(of())));
    actions
}
