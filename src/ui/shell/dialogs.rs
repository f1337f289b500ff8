//! The dialogs: native and modal, so that the browser holds the focus inside and gives it back.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::export::export;
use super::forms::{FormDialog, FormProps};
use super::help::help;
use super::icon;
use super::import::Import;
use crate::texts::texts;
use crate::ui::markup::{classes, component, html};
use crate::ui::{Dialog, Frame, Intent};
use crate::view::form::Form;

/// The dialog that is open.
#[inline(never)]
pub(in crate::ui) fn dialogs(frame: &Frame) -> Html {
    let of_form = |key: &'static str, form: Form| {
        component::<FormDialog>(FormProps { form, frame: frame.clone() }, Some(key.into()))
    };
    match frame.session().dialog {
        None => Html::default(),
        Some(Dialog::AddExecutor) => of_form("add", Form::AddNode),
        Some(Dialog::ChangeExecutor(id)) => of_form("change", Form::ChangeExecutor(id)),
        Some(Dialog::SubmitJob) => of_form("job", Form::SubmitJob),
        Some(Dialog::InjectEmergency) => of_form("emergency", Form::InjectEmergency),
        Some(Dialog::Faults(of)) => {
            let form = FormProps { form: Form::Faults(of), frame: frame.clone() };
            component::<FormDialog>(form, Some(of.map_or(0, |machine| machine.index() + 1).into()))
        }
        Some(Dialog::Flood) => of_form("flood", Form::Flood),
        Some(Dialog::Help) => help(frame),
        Some(Dialog::Export) => export(frame),
        Some(Dialog::Import) => component::<Import>(frame.clone(), Some("import".into())),
    }
}

/// What every dialog has.
#[derive(PartialEq, Properties)]
pub(super) struct ModalProps {
    pub(super) title: Html,
    pub(super) about: AttrValue,
    pub(super) is_emergency: bool,
    /// The word on the button that does it, and what the footer notes beside; a dialog only to read has none.
    pub(super) confirm: Option<AttrValue>,
    pub(super) note: AttrValue,
    pub(super) submit: Callback<()>,
    pub(super) want: Callback<Intent>,
    pub(super) children: Html,
}

impl ModalProps {
    /// A dialog only to read, with nothing in it yet.
    pub(super) fn new(title: Html, about: impl Into<AttrValue>, want: &Callback<Intent>) -> Self {
        Self {
            title,
            about: about.into(),
            is_emergency: false,
            confirm: None,
            note: AttrValue::default(),
            submit: Callback::noop(),
            want: want.clone(),
            children: Html::default(),
        }
    }
}

/// The frame of a dialog.
#[component]
pub(super) fn Modal(props: &ModalProps) -> Html {
    let node = use_node_ref();
    use_effect_with((), {
        let node = node.clone();
        move |()| {
            let dialog = node.cast::<HtmlDialogElement>();
            // Where the browser has no modal dialogs, it is at least shown.
            if let Some(dialog) = &dialog
                && dialog.show_modal().is_err()
            {
                dialog.show();
            }
            // Closing is what gives the focus back to where it was.
            move || {
                if let Some(dialog) = dialog {
                    dialog.close();
                }
            }
        }
    });
    let close = props.want.reform(|()| Intent::Open(None));
    let submit = {
        let submit = props.submit.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            submit.emit(());
        })
    };
    // Escape: the dialog goes because the session says so.
    let cancel = {
        let close = close.clone();
        Callback::from(move |event: Event| {
            event.prevent_default();
            close.emit(());
        })
    };
    let click = close.reform(|_: MouseEvent| ());
    html! {
        <dialog ref={node} class={classes!("dialog", props.is_emergency.then_some("emergency"))} data-testid="dialog"
            aria-labelledby="dialog-title" oncancel={cancel}>
            <form onsubmit={submit} novalidate=true>
                <header>
                    <div><h2 id="dialog-title">{ props.title.clone() }</h2><p>{ props.about.clone() }</p></div>
                    <button type="button" class="button quiet icon-only" aria-label={texts().learn().close} onclick={click.clone()}>
                        { icon("close") }
                    </button>
                </header>
                // Without a form there is nothing in it that takes the keys which scroll it.
                <div class="dialog-body" role="group" aria-labelledby="dialog-title"
                    tabindex={props.confirm.is_none().then_some("0")}>{ props.children.clone() }</div>
                if let Some(confirm) = &props.confirm {
                    <footer>
                        <span class="note">{ props.note.clone() }</span>
                        <button type="button" class="button" data-testid="cancel" onclick={click}>{ texts().dialogs().cancel }</button>
                        <button type="submit" class="button primary" data-testid="confirm">{ confirm.clone() }</button>
                    </footer>
                }
            </form>
        </dialog>
    }
}
