//! The header, the dialogs, and how what a person wants is carried out.

use yew::prelude::*;

use super::{Frame, Intent, Session};
use crate::sim::Sim;

/// Carries out what a person wants.
pub(super) fn carry_out(sim: &mut Sim, session: &mut Session, intent: Intent) {
    match intent {
        Intent::Step(step) => drop(sim.step(step)),
        Intent::Seek(event) => sim.seek(event),
        Intent::Show(tab) => session.tab = tab,
        _ => {}
    }
}

/// The header.
#[component]
pub(super) fn Topbar(frame: &Frame) -> Html {
    html! { <header class="topbar"><button data-testid="step" onclick={frame.wants(Intent::Step(crate::sim::Step::Event))}>{ "Step" }</button></header> }
}

/// The dialog that is open.
#[component]
pub(super) fn Dialogs(frame: &Frame) -> Html {
    let _ = frame;
    Html::default()
}

/// What is said in passing.
#[component]
pub(super) fn Toasts(frame: &Frame) -> Html {
    let _ = frame;
    html! { <div class="toasts" role="status" /> }
}
