//! All ways to move in the diagram, and to look at its events.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Element, EventTarget, KeyboardEvent};

use super::{Chosen, Scene};
use crate::id::EventId;
use crate::ui::Intent;
use crate::view::spacetime::{LaneView, Look, Mark, Scale, Spacing, Told};

/// How far one press of a key zooms, and moves along the run: in pixels, and in windows.
const ZOOM_BY: f64 = 1.4;
const MOVE_BY: f64 = 152.0;
const PAGE_BY: f64 = 0.9;

/// Moves in a scene.
pub(super) struct Moves<'a>(pub(super) &'a Scene);

impl Moves<'_> {
    fn scale(&self) -> Scale {
        self.0.diagram.scale
    }

    /// Where one looks by now.
    pub(super) fn here(&self) -> Look {
        self.0.choice.borrow().look
    }

    fn choose(&self, change: impl FnOnce(&mut Chosen)) {
        let before = *self.0.choice.borrow();
        change(&mut self.0.choice.borrow_mut());
        if *self.0.choice.borrow() != before {
            self.0.redraw.force_update();
        }
    }

    pub(super) fn look(&self, look: Look) {
        self.choose(|chosen| (chosen.look, chosen.hovered) = (look, None));
    }

    /// Moves by pixels along the run.
    pub(super) fn move_by(&self, pixels: f64) {
        self.look(self.here().moved(pixels, &self.0.columns.borrow(), self.scale(), self.0.window));
    }

    /// Zooms, at a pixel of the window.
    pub(super) fn zoom_by(&self, by: f64, at: Option<f64>) {
        self.look(self.here().zoomed(by, at, &self.0.columns.borrow(), self.scale(), self.0.window));
    }

    pub(super) fn zoom_in(&self) {
        self.zoom_by(ZOOM_BY, None);
    }

    pub(super) fn zoom_out(&self) {
        self.zoom_by(1.0 / ZOOM_BY, None);
    }

    pub(super) fn fit(&self) {
        self.look(self.here().fit());
    }

    /// Has this place at the left edge, in columns.
    pub(super) fn look_at(&self, place: f64) {
        self.look(self.here().at(place, &self.0.columns.borrow(), self.scale(), self.0.window));
    }

    pub(super) fn follow_cursor(&self) {
        self.look(Look { left: None, ..self.here() });
    }

    pub(super) fn space(&self, spacing: Spacing) {
        self.look(self.here().spaced(spacing, &self.0.columns.borrow(), self.scale(), self.0.window));
    }

    pub(super) fn tell(&self, told: Told) {
        self.choose(|chosen| chosen.told = told);
    }

    pub(super) fn hover(&self, event: Option<EventId>) {
        self.choose(|chosen| chosen.hovered = event);
    }

    pub(super) fn activate(&self, event: Option<EventId>) {
        self.choose(|chosen| chosen.active = event);
    }

    pub(super) fn arrange(&self, change: impl FnOnce(LaneView) -> LaneView) {
        let lanes = (*self.0.frame.session().lanes).clone();
        self.0.frame.want.emit(Intent::Arrange(Rc::new(change(lanes))));
    }

    /// Looks at an event; at a second one to compare the two, at the same one again to look at none. A run of local
    /// events is opened.
    pub(super) fn pick(&self, id: EventId, compares: bool) {
        if self.mark(id).is_some_and(|mark| mark.events > 1) {
            return self.arrange(|lanes| lanes.with_opened(id));
        }
        let (looked_at, compared) = {
            let session = self.0.frame.session();
            (session.looked_at, session.compared)
        };
        let want = &self.0.frame.want;
        let is_second = compares || (looked_at.is_some() && compared.is_none());
        match looked_at {
            Some(first) if first == id => self.unpick(),
            _ if is_second && self.0.frame.focus() != id => want.emit(Intent::CompareWith(Some(id))),
            _ => {
                want.emit(Intent::CompareWith(None));
                want.emit(Intent::SelectEvent(Some(id)));
            }
        }
    }

    fn mark(&self, id: EventId) -> Option<&Mark> {
        self.0.diagram.marks.iter().find(|mark| mark.id == id)
    }

    pub(super) fn unpick(&self) {
        self.0.frame.want.emit(Intent::CompareWith(None));
        self.0.frame.want.emit(Intent::SelectEvent(None));
    }

    /// Brings an event into the window.
    pub(super) fn reveal(&self, id: EventId) {
        let look = self.revealing(id);
        self.choose(|chosen| chosen.look = look);
    }

    fn revealing(&self, id: EventId) -> Look {
        let columns = self.0.columns.borrow();
        match columns.of(id) {
            Some(column) => self.here().revealing(column, &columns, self.scale(), self.0.window),
            None => self.here(),
        }
    }

    /// Brings an event into the window, and gives it the keyboard.
    pub(super) fn go_to(&self, id: EventId) {
        let look = self.revealing(id);
        self.choose(|chosen| (chosen.look, chosen.hovered, chosen.active) = (look, None, Some(id)));
        *self.0.wanted.borrow_mut() = Some(id);
        // Drawing again, even where nothing moved, hands the focus over.
        self.0.frame.want.emit(Intent::Redraw);
    }

    /// Does what a key asks for. Returns whether it asks for anything.
    pub(super) fn on_key(&self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return false;
        }
        let key = event.key();
        match key.as_str() {
            "+" | "=" => self.zoom_in(),
            "-" | "_" => self.zoom_out(),
            "0" => self.fit(),
            "PageUp" => self.move_by(-PAGE_BY * self.0.window.width),
            "PageDown" => self.move_by(PAGE_BY * self.0.window.width),
            "Escape" if self.0.chosen.hovered.is_some() => self.hover(None),
            "Escape" => self.unpick(),
            _ => {
                return match event_at(event.target()) {
                    Some(here) => self.on_key_at(here, &key, event.shift_key()),
                    None => self.on_key_outside(&key),
                };
            }
        }
        true
    }

    /// The same for an event that has the keyboard.
    fn on_key_at(&self, here: EventId, key: &str, shift: bool) -> bool {
        let (diagram, columns) = (&self.0.diagram, self.0.columns.borrow());
        let end = |at: Option<usize>| at.and_then(|at| columns.event_of(at));
        let to = match key {
            "ArrowLeft" => diagram.beside(&columns, here, false),
            "ArrowRight" => diagram.beside(&columns, here, true),
            "ArrowUp" => diagram.across(&columns, here, false),
            "ArrowDown" => diagram.across(&columns, here, true),
            "Home" => end(Some(0)),
            "End" => end(columns.of(self.0.cursor())),
            "Enter" | " " => {
                drop(columns);
                self.pick(here, shift);
                return true;
            }
            _ => return false,
        };
        drop(columns);
        if let Some(to) = to {
            self.go_to(to);
        }
        true
    }

    /// The same for the diagram as a whole.
    fn on_key_outside(&self, key: &str) -> bool {
        match key {
            "ArrowLeft" => self.move_by(-MOVE_BY),
            "ArrowRight" => self.move_by(MOVE_BY),
            "Home" => self.look_at(f64::NEG_INFINITY),
            "End" => self.follow_cursor(),
            "Enter" | "ArrowDown" | "ArrowUp" => {
                let last = || self.0.columns.borrow().event_of(self.0.diagram.span.1.checked_sub(1)?);
                if let Some(event) = super::marks::tab_stop(&self.0.diagram).or_else(last) {
                    self.go_to(event);
                }
            }
            _ => return false,
        }
        true
    }
}

/// The event whose element something happened at.
pub(super) fn event_at(target: Option<EventTarget>) -> Option<EventId> {
    let element = target?.dyn_into::<Element>().ok()?.closest("[data-event]").ok()??;
    element.get_attribute("data-event")?.parse().ok().map(EventId::new)
}
