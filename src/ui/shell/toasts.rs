//! What is said in passing.

use gloo_timers::callback::Timeout;
use yew::prelude::*;

use super::icon;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Frame, Intent, Toast};

/// How long a toast stays. One that tells of an error stays until it is dismissed.
const STAYS_MS: u32 = 6_000;

/// All of them, the newest last.
pub(in crate::ui) fn toasts(frame: &Frame) -> Html {
    let dismiss = frame.want.reform(Intent::Dismiss);
    let toasts = frame.session().toasts.clone();
    let one = |toast: Toast| {
        let key = toast.id.into();
        component::<One>(OneProps { toast, dismiss: dismiss.clone() }, Some(key))
    };
    html! {
        <div class="toasts" role="status">
            { for toasts.into_iter().map(one) }
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct OneProps {
    toast: Toast,
    dismiss: Callback<u32>,
}

#[component]
fn One(props: &OneProps) -> Html {
    let OneProps { toast: Toast { id, is_error, text }, dismiss } = props;
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
            <button type="button" class="button quiet small icon-only" aria-label="Dismiss" onclick={dismiss.reform(|_| ())}>
                { icon("close") }
            </button>
        </div>
    }
}
