//! Fields of dialogs, and what is wrong with what stands in them.

super::group! {
    /// Fields of dialogs, and what is wrong with what stands in them.
    Forms {
    }
}
