//! Dialogs: titles, fields, buttons.

super::group! {
    /// Dialogs: titles, fields, buttons.
    Dialogs {
    }
}
