//! The space-time diagram: draws a window of the run, and lets one move along it and look at events.

mod card;
mod hand;
mod head;
mod marks;
mod menu;
mod minimap;
mod moves;
mod names;
mod relation;
mod run;

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{Element, HtmlElement, SvgElement};
use yew::prelude::*;

use super::size::use_size;
use crate::broker::executors::decimal;
use crate::id::EventId;
use crate::texts::texts;
use crate::ui::Frame;
use crate::ui::markup::{component, html};
use crate::ui::shell::is_presenting;
use crate::view::spacetime::{self, Columns, Diagram, Filtered, Look, Looked, Sight, Told, Window};
use moves::Moves;

/// The width of the lanes' names.
const NAMES: f64 = 116.0;

/// What one has chosen to see of the run. Where one looks holds as long as the cursor stays where it was.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Chosen {
    look: Look,
    cursor: EventId,
    told: Told,
    /// The event that has the keyboard.
    active: Option<EventId>,
    /// The event that is pointed at.
    hovered: Option<EventId>,
}

/// Everything that a person can see and do here, as it was drawn last.
#[derive(Clone)]
struct Scene {
    frame: Frame,
    columns: Rc<RefCell<Columns>>,
    sight: Rc<Sight>,
    diagram: Rc<Diagram>,
    window: Window,
    chosen: Chosen,
    /// What is chosen by now, and how to have it drawn.
    choice: Rc<RefCell<Chosen>>,
    redraw: UseForceUpdateHandle,
    /// The event whose element gets the focus after the next drawing.
    wanted: Rc<RefCell<Option<EventId>>>,
    /// The lane whose name does, by that name.
    wanted_lane: Rc<RefCell<Option<String>>>,
    opened: UseStateHandle<Option<menu::Opened>>,
    /// Where the section stood in the browser's window when a finger tapped: it is to stand there after the next drawing.
    stood: Rc<RefCell<Option<f64>>>,
}

/// A lane a node, time to the right.
#[component]
pub(in crate::ui) fn SpaceTime(frame: &Frame) -> Html {
    let section_ref = use_node_ref();
    let diagram_ref = use_node_ref();
    let size = use_size(&diagram_ref);
    let scene = use_scene(frame, size.unwrap_or_default());
    let latest = use_mut_ref(|| None::<Scene>);
    *latest.borrow_mut() = Some(scene.clone());
    use_wanted_focus(&diagram_ref, &scene);
    use_stand(&section_ref, &scene.stood);
    // What is looked at from elsewhere, such as a match of the search, comes into sight.
    use_effect_with(frame.session().looked_at, {
        let scene = scene.clone();
        move |looked_at| looked_at.iter().for_each(|event| Moves(&scene).reveal(*event))
    });
    let hand = hand::use_hand(&section_ref, &diagram_ref, &latest);
    let names = names_width();
    let keys = scene.clone();
    let onkeydown = move |event: KeyboardEvent| {
        if Moves(&keys).on_key(&event) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    let diagram = scene.diagram.clone();
    html! {
        <section class="panel spacetime" data-testid="spacetime" aria-labelledby="spacetime-title" ref={section_ref.clone()}>
            { head::head(&scene) }
            { super::search::filter_row(frame) }
            { relation::strip(&scene) }
            <div class="diagram" ref={diagram_ref.clone()} tabindex="0" role="group" {onkeydown} onclick={hand.click}
                ondblclick={hand.double_click} onpointerdown={hand.down} onpointermove={hand.drag}
                onpointerup={hand.up.clone()} onpointercancel={hand.up} onfocusin={hand.focus_in} onfocusout={hand.focus_out}
                aria-label={texts().diagram().about}>
                { component::<names::Names>(names::NamesProps { scene: Shared(scene.clone()), width: names }, None) }
                if size.is_some() {
                    { component::<run::Run>(run::RunProps { diagram: diagram.clone(), happened: scene.happened(), glides: scene.chosen.look.left.is_none() }, None) }
                }
            </div>
            if diagram.lanes.is_empty() {
                <p class="empty">{ texts().diagram().no_lane }</p>
            }
            { minimap::minimap(&scene) }
            { card::card(&scene, &section_ref, &diagram_ref) }
            { menu::menu(&scene) }
        </section>
    }
}

/// A scene as a property: what is drawn from it is drawn again with each of them.
#[derive(Clone)]
struct Shared(Scene);

impl PartialEq for Shared {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0.diagram, &other.0.diagram) && self.0.opened == other.0.opened
    }
}

impl Scene {
    fn cursor(&self) -> EventId {
        self.frame.sim().cursor()
    }

    /// The event at the cursor, as long as it is shown as having just happened.
    fn happened(&self) -> Option<EventId> {
        self.frame.moves().then(|| self.cursor())
    }
}

/// What is to be seen now. The picture is drawn again only when something in it changes: pointing changes nothing.
#[hook]
fn use_scene(frame: &Frame, size: (f64, f64)) -> Scene {
    let (width, height) = size;
    let columns = use_mut_ref(Columns::default);
    let cursor = frame.sim().cursor();
    let first = || Chosen { look: Look::default(), cursor, told: Told::default(), active: None, hovered: None };
    let choice = use_mut_ref(first);
    let redraw = use_force_update();
    let opened = use_state_eq(|| None::<menu::Opened>);
    let wanted = use_mut_ref(|| None::<EventId>);
    let wanted_lane = use_mut_ref(|| None::<String>);
    let stood = use_mut_ref(|| None::<f64>);
    // Who has looked elsewhere follows the cursor again once it moves.
    if choice.borrow().cursor != cursor {
        let mut choice = choice.borrow_mut();
        (choice.look.left, choice.cursor) = (None, cursor);
    }
    let chosen = *choice.borrow();
    let (focus, compared) = (frame.focus(), frame.session().compared);
    let hash = frame.sim().trace().hash();
    let sight = use_memo((focus, compared, hash), |_| Sight::of(frame.sim().trace(), focus, compared));
    let text = if is_presenting() { 1.3 } else { 1.0 };
    let window = Window { width: (width - names_width()).max(60.0), height, text };
    let key = (frame.clone(), chosen.look, chosen.told, chosen.active, window);
    let diagram = use_memo(key, |(frame, look, told, active, window)| {
        let session = frame.session();
        let read = session.searching.read();
        let filter = session.shown.as_ref().map(|shown| Filtered { shown: shown.clone(), read });
        columns.borrow_mut().follow(frame.sim().trace(), &session.lanes, filter);
        let looked = Looked { look: *look, lanes: &session.lanes, told: *told, found: &session.found, active: *active };
        spacetime::picture(&frame.sim(), &columns.borrow(), &sight, &looked, *window)
    });
    Scene {
        frame: frame.clone(),
        columns,
        sight,
        diagram,
        window,
        chosen,
        choice,
        redraw,
        wanted,
        wanted_lane,
        opened,
        stood,
    }
}

fn names_width() -> f64 {
    (NAMES * if is_presenting() { 1.3 } else { 1.0 }).round()
}

/// The element of an event, or the name of a lane, that is to have the focus after the next drawing gets it. One that
/// has it and is moved among its like loses it on the way.
#[hook]
fn use_wanted_focus(diagram_ref: &NodeRef, scene: &Scene) {
    let (diagram_ref, wanted, wanted_lane) = (diagram_ref.clone(), scene.wanted.clone(), scene.wanted_lane.clone());
    use_effect(move || {
        let event = wanted.borrow_mut().take().map(|event| format!("[data-event='{event}']"));
        let lane = wanted_lane.borrow_mut().take().map(|name| format!("[data-lane='{name}']"));
        if let (Some(selector), Some(diagram)) = (event.or(lane), diagram_ref.cast::<Element>()) {
            super::focus(diagram.query_selector(&selector).ok().flatten());
        }
    });
}

/// Whoever taps an event finds it under the finger still: on a phone what stands above may have become longer.
#[hook]
fn use_stand(section: &NodeRef, stood: &Rc<RefCell<Option<f64>>>) {
    let (section, stood) = (section.clone(), stood.clone());
    use_effect(move || {
        let was = stood.borrow_mut().take();
        if let (Some(was), Some(section), Some(window)) = (was, section.cast::<Element>(), web_sys::window()) {
            window.scroll_by_with_x_and_y(0.0, section.get_bounding_client_rect().top() - was);
        }
    });
}

/// Moves an element along the run, at once or gliding. Styles are set through the CSSOM: the page allows none in
/// the markup.
fn slide(element: &SvgElement, left: f64, at_once: bool) {
    let style = element.style();
    let _ = style.set_property("transition-duration", if at_once { "0s" } else { "" });
    let _ = style.set_property("transform", &format!("translateX({}px)", decimal(-left)));
}

/// Puts an element of the section at a place in it.
fn put_at(element: &HtmlElement, places: &[(&str, f64)]) {
    for (name, at) in places {
        let _ = element.style().set_property(name, &format!("{}px", decimal(at.round())));
    }
}
