//! What is said in passing.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::{icon, journey, keeping};
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::{BranchDeed, Frame, Intent, Toast};

/// How long a toast stays. One that tells of an error stays until it is dismissed.
const STAYS_MS: u32 = 6_000;

/// All of them, the newest last; before them a long way that is being gone, and a kept run that is offered.
#[inline(never)]
pub(in crate::ui) fn toasts(frame: &Frame) -> Html {
    let dismiss = frame.want.reform(Intent::Dismiss);
    let toasts = frame.session().toasts.clone();
    let one = |toast: Toast| {
        let key = toast.id.into();
        let undo = frame.wants(Intent::Branch(BranchDeed::Undelete));
        component::<One>(OneProps { toast, dismiss: dismiss.clone(), undo }, Some(key))
    };
    html! {
        <div class="toasts" role="status">
            { journey::bar(frame) }
            { keeping::offer(frame) }
            { for toasts.into_iter().map(one) }
        </div>
    }
}

#[derive(Clone, Properties)]
struct OneProps {
    toast: Toast,
    dismiss: Callback<u32>,
    undo: Callback<MouseEvent>,
}

/// Callbacks are made anew with each drawing and do the same.
impl PartialEq for OneProps {
    fn eq(&self, other: &Self) -> bool {
        self.toast == other.toast
    }
}

#[component]
fn One(props: &OneProps) -> Html {
    let OneProps { toast: Toast { id, is_error, text, can_undo }, dismiss, undo } = props;
    let dismiss = dismiss.reform({
        let id = *id;
        move |()| id
    });
    use_effect_with((*id, *is_error), {
        let dismiss = dismiss.clone();
        move |&(_, is_error)| {
            let timer = (!is_error).then(|| Timeout::new(STAYS_MS, move || dismiss.emit(())));
            move || drop(timer)
        }
    });
    let (first, rest) = text.split_once('\n').unwrap_or(("", text));
    html! {
        <div class={classes!("toast", is_error.then_some("error"))}>
            <p>
                if !first.is_empty() { <strong>{ first }</strong> }
                { rest }
            </p>
            if *can_undo {
                <button type="button" class="button small" data-testid="undo" onclick={undo.clone()}>{ texts().header().undo }</button>
            }
            <button type="button" class="button quiet small icon-only" aria-label={texts().header().dismiss} onclick={dismiss.reform(|_| ())}>
                { icon("close") }
            </button>
        </div>
    }
}
