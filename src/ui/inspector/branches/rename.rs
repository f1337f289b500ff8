//! Renaming a branch where its name stands.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::sim::branches::{BranchId, NAME_CHARS_MAX};
use crate::texts::texts;
use crate::ui::markup::html;
use crate::ui::{BranchDeed, Intent};

/// The id of the button that renames a branch.
pub(super) fn button_id(id: BranchId) -> String {
    format!("rename-branch-{}", id.number())
}

#[derive(Clone, Properties)]
pub(super) struct RenameProps {
    pub(super) id: BranchId,
    pub(super) name: String,
    /// What is wrong with the name that was given last.
    pub(super) problem: Option<String>,
    pub(super) want: Callback<Intent>,
}

impl PartialEq for RenameProps {
    fn eq(&self, other: &Self) -> bool {
        (self.id, &self.name, &self.problem) == (other.id, &other.name, &other.problem)
    }
}

/// The name in a field: Enter keeps what was written, Escape what was there.
#[component]
pub(super) fn Rename(props: &RenameProps) -> Html {
    let RenameProps { id, name, problem, want } = props.clone();
    let input = use_node_ref();
    use_effect_with(id, {
        let input = input.clone();
        move |id| {
            if let Some(input) = input.cast::<HtmlInputElement>() {
                let _ = input.focus();
                input.select();
            }
            let id = *id;
            move || give_back_focus(id)
        }
    });
    let onsubmit = {
        let (want, input) = (want.clone(), input.clone());
        move |event: SubmitEvent| {
            event.prevent_default();
            let name = input.cast::<HtmlInputElement>().map(|input| input.value()).unwrap_or_default();
            want.emit(Intent::Branch(BranchDeed::Name(id, name)));
        }
    };
    let cancel = move || want.emit(Intent::Branch(BranchDeed::Rename(None)));
    let onkeydown = {
        let cancel = cancel.clone();
        move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                event.prevent_default();
                event.stop_propagation();
                cancel();
            }
        }
    };
    let error = problem.is_some().then_some("branch-name-error");
    html! {
        <form class="branch-rename" {onsubmit}>
            <input ref={input} class="input" data-testid="branch-name" aria-label={texts().branches().new_name(&name)} value={name}
                maxlength={NAME_CHARS_MAX.to_string()} autocomplete="off" spellcheck="false" {onkeydown}
                aria-invalid={error.map(|_| "true")} aria-describedby={error} />
            <button type="submit" class="button small primary" data-testid="save-branch-name">{ texts().branches().save }</button>
            <button type="button" class="button small" onclick={move |_: MouseEvent| cancel()}>{ texts().branches().cancel }</button>
            if let Some(problem) = problem { <p class="complaint" id="branch-name-error" role="alert">{ problem }</p> }
        </form>
    }
}

/// Whoever renamed by keyboard goes on from the button.
fn give_back_focus(id: BranchId) {
    let button = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.get_element_by_id(&button_id(id)))
        .and_then(|button| button.dyn_into::<HtmlElement>().ok());
    let _ = button.map(|button| button.focus());
}
