//! Messages in flight. A step lets virtual time jump; here a message glides from where it was to where it is.
//!
//! The places come from two pictures, the one before and the one now: what is new comes out from under its
//! sender's card, what was received goes in under its receiver's, what was lost falls. Nothing else moves.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::SvgElement;
use yew::prelude::*;

use super::{Frame, Opened, opener};
use crate::broker::executors::decimal;
use crate::id::MessageId;
use crate::ordered::Map;
use crate::ui::markup::{classes, html};
use crate::view::cluster::layout::{Point, pill_width};
use crate::view::cluster::{Canvas, Cluster, InFlight};
use crate::view::within;

/// How long a message glides, in milliseconds.
const GLIDE_MS: f64 = 320.0;
/// A glide that would be shorter is none: two frames are no motion.
const GLIDE_MS_MIN: f64 = 50.0;
/// The least height of what is to be hit, in pixels (WCAG 2.5.8).
const TARGET: f64 = 24.0;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct FlightsProps {
    pub(super) frame: Frame,
    pub(super) picture: Rc<Cluster>,
    pub(super) canvas: Canvas,
    pub(super) open: Callback<Option<Opened>>,
}

/// One copy of a message.
type Key = (MessageId, u32);

/// The way of one message in one glide.
#[derive(Debug, Clone, Copy)]
struct Leg {
    from: Point,
    to: Point,
    appears: bool,
    vanishes: bool,
}

/// A message that was here a picture ago, and how it ended.
#[derive(Debug, Clone)]
struct Gone {
    message: InFlight,
    is_lost: bool,
}

/// The layer of messages.
pub(super) struct Flights {
    legs: Map<Key, Leg>,
    gone: Vec<Gone>,
    /// Where each message is drawn now.
    shown: Map<Key, Point>,
    elements: Map<Key, NodeRef>,
    /// How much of the glide is over, 0 to 1.
    part: f64,
    started_at: Option<f64>,
    glide_ms: f64,
    waits: Option<i32>,
    tick: Closure<dyn FnMut(f64)>,
}

impl Component for Flights {
    /// The browser is about to draw, at this time in milliseconds.
    type Message = f64;
    type Properties = FlightsProps;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link().clone();
        let mut flights = Self {
            legs: Map::new(),
            gone: Vec::new(),
            shown: Map::new(),
            elements: Map::new(),
            part: 1.0,
            started_at: None,
            glide_ms: GLIDE_MS,
            waits: None,
            tick: Closure::new(move |at| link.send_message(at)),
        };
        flights.plan(ctx.props(), None);
        flights
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &Self::Properties) -> bool {
        let new = ctx.props();
        let keys = |picture: &Cluster| picture.messages.iter().map(key).collect::<Vec<_>>();
        let is_same = old.picture.cursor == new.picture.cursor && keys(&old.picture) == keys(&new.picture);
        if is_same {
            self.retarget(new);
        } else {
            self.plan(new, Some(old));
        }
        true
    }

    fn rendered(&mut self, _ctx: &Context<Self>, _first: bool) {
        self.show();
        if self.part < 1.0 {
            self.wait();
        }
    }

    fn update(&mut self, _ctx: &Context<Self>, now: f64) -> bool {
        self.waits = None;
        if self.part < 1.0 {
            let started_at = *self.started_at.get_or_insert(now);
            self.part = within((now - started_at) / self.glide_ms, 0.0, 1.0);
            self.show();
        }
        if self.part < 1.0 {
            self.wait();
            return false;
        }
        let had_gone = !self.gone.is_empty();
        for gone in self.gone.drain(..) {
            self.legs.remove(&key(&gone.message));
        }
        had_gone
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let FlightsProps { picture, canvas, open, .. } = ctx.props();
        let here = picture.messages.iter().filter(|message| self.legs.contains_key(&key(message)));
        let here = here.map(|message| (message, None));
        let gone = self.gone.iter().map(|gone| (&gone.message, Some(if gone.is_lost { "is-lost" } else { "is-gone" })));
        let pills = here.chain(gone).map(|(message, class)| {
            let node_ref = self.elements.get(&key(message)).cloned().unwrap_or_default();
            pill(message, class, canvas.scale, node_ref, open)
        });
        html! { <g>{ for pills }</g> }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        if let (Some(window), Some(frame)) = (web_sys::window(), self.waits.take()) {
            let _ = window.cancel_animation_frame(frame);
        }
    }
}

const fn key(message: &InFlight) -> Key {
    (message.id, message.copy)
}

impl Flights {
    /// Plans the glide from what is shown to what the picture says.
    fn plan(&mut self, props: &FlightsProps, old: Option<&FlightsProps>) {
        let FlightsProps { picture, canvas, .. } = props;
        let goes_on = old.is_some_and(|old| old.picture.cursor <= picture.cursor);
        self.glide_ms = glide_ms(&props.frame);
        let is_still = old.is_none() || is_motion_reduced() || self.glide_ms < GLIDE_MS_MIN;
        let mut legs = Map::new();
        for (message, way) in picture.messages.iter().zip(canvas.ways(picture)) {
            let Some(way) = way else { continue };
            let was = self.shown.get(&key(message)).copied().filter(|_| !is_still);
            let appears = was.is_none() && goes_on && !is_still;
            let from = was.unwrap_or(if appears { way.from } else { way.here });
            legs.insert(key(message), Leg { from, to: way.here, appears, vanishes: false });
        }
        self.gone.clear();
        for message in old.filter(|_| goes_on && !is_still).into_iter().flat_map(|old| &old.picture.messages) {
            if legs.contains_key(&key(message)) {
                continue;
            }
            if let Some((gone, leg)) = self.end_of(props, message) {
                self.gone.push(gone);
                legs.insert(key(message), leg);
            }
        }
        self.shown.retain(|key, _| legs.contains_key(key));
        self.elements.retain(|key, _| legs.contains_key(key));
        for key in legs.keys() {
            self.elements.or_insert(*key, NodeRef::default());
        }
        self.legs = legs;
        self.started_at = None;
        self.part = if is_still { 1.0 } else { 0.0 };
    }

    /// The same messages on a canvas of another size, or a redraw for another reason: what glides goes on.
    fn retarget(&mut self, props: &FlightsProps) {
        let FlightsProps { picture, canvas, .. } = props;
        for (message, way) in picture.messages.iter().zip(canvas.ways(picture)) {
            if let (Some(leg), Some(way)) = (self.legs.get_mut(&key(message)), way) {
                leg.to = way.here;
            }
        }
        for message in self.gone.iter().filter(|gone| !gone.is_lost).map(|gone| &gone.message) {
            if let (Some(leg), Some(receiver)) = (self.legs.get_mut(&key(message)), picture.node(message.to)) {
                leg.to = canvas.place(receiver);
            }
        }
    }

    /// How a message ended that is in flight no more, as the trace tells.
    fn end_of(&self, props: &FlightsProps, message: &InFlight) -> Option<(Gone, Leg)> {
        let from = *self.shown.get(&key(message))?;
        let sim = props.frame.sim();
        let sent = sim.trace().sent(message.id)?;
        let is_received = sent.received.iter().any(|event| *event <= sim.cursor());
        let to = if is_received { props.canvas.place(props.picture.node(message.to)?) } else { from };
        let gone = Gone { message: message.clone(), is_lost: !is_received };
        Some((gone, Leg { from, to, appears: false, vanishes: is_received }))
    }

    /// Draws everything as far on its way as it is.
    fn show(&mut self) {
        let part = self.part;
        let eased = 1.0 - (1.0 - part).powi(3);
        for (key, leg) in self.legs.iter() {
            let at = (leg.from.0 + (leg.to.0 - leg.from.0) * eased, leg.from.1 + (leg.to.1 - leg.from.1) * eased);
            self.shown.insert(*key, at);
            let Some(element) = self.elements.get(key).and_then(|node| node.cast::<SvgElement>()) else { continue };
            let opacity = match leg {
                Leg { appears: true, .. } => (part * 4.0).min(1.0),
                Leg { vanishes: true, .. } => ((1.0 - part) * 2.5).min(1.0),
                _ => 1.0,
            };
            // Numbers are always taken. What is moved so is neither laid out nor painted again on its way.
            let style = element.style();
            let _ = style.set_property("transform", &format!("translate({}px,{}px)", tenths(at.0), tenths(at.1)));
            let _ = style.set_property("opacity", &decimal(opacity));
        }
    }

    fn wait(&mut self) {
        if self.waits.is_none() {
            let tick = self.tick.as_ref().unchecked_ref();
            self.waits = web_sys::window().and_then(|window| window.request_animation_frame(tick).ok());
        }
    }
}

/// Of steps that follow each other, a glide is over before the next one begins.
fn glide_ms(frame: &Frame) -> f64 {
    GLIDE_MS.min(frame.session().pause_ms * 0.7)
}

fn is_motion_reduced() -> bool {
    let asked = web_sys::window().and_then(|window| window.match_media("(prefers-reduced-motion: reduce)").ok());
    asked.flatten().is_some_and(|query| query.matches())
}

fn pill(
    message: &InFlight,
    class: Option<&'static str>,
    scale: f64,
    node_ref: NodeRef,
    open: &Callback<Option<Opened>>,
) -> Html {
    let width = pill_width(&message.text);
    let left = -width / 2.0;
    // However small it is drawn, a finger finds it.
    let tall = TARGET.max(28.0 * scale);
    let opens = Some(Opened::Message(message.id));
    let (onclick, onkeydown) = opener(open, opens);
    let is_here = class.is_none();
    let emergency = message.is_emergency.then_some("is-emergency");
    html! {
        <g key={format!("{}-{}", message.id, message.copy)} ref={node_ref}
            class={classes!("message", message.colour, emergency, class)}
            data-message={is_here.then(|| message.id.to_string())} aria-hidden={(!is_here).then_some("true")}>
            <g role="button" tabindex={if is_here { "0" } else { "-1" }} aria-label={message.label.clone()}
                aria-haspopup="dialog" {onclick} {onkeydown}>
                <rect class="hit" x={left * scale} y={-tall / 2.0} width={width * scale} height={tall} />
                <g transform={format!("scale({})", decimal(scale))}>
                    <rect class="pill" x={left} y="-14" {width} height="28" rx="14" />
                    { sign(message, left) }
                    <text x={left + if message.is_emergency { 31.0 } else { 27.0 }} y="4">{ &message.text }</text>
                </g>
            </g>
        </g>
    }
}

/// To a tenth of a pixel.
fn tenths(pixels: f64) -> String {
    decimal((pixels * 10.0).round() / 10.0)
}

/// What stands before a message's words: a triangle for an emergency, a parcel that grows with the data in it, or a dot.
fn sign(message: &InFlight, left: f64) -> Html {
    if message.is_emergency {
        return html! { <path class="tri-mark" d={format!("M{}-5.5l6 10.5h-12z", decimal(left + 18.0))} /> };
    }
    match message.parcel() {
        Some(half) => {
            let side = half * 2.0;
            html! { <rect class="pill-dot" x={left + 16.0 - half} y={-half} width={side} height={side} /> }
        }
        None => html! { <circle class="pill-dot" cx={left + 16.0} r="4.5" /> },
    }
}
