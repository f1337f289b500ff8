//! Searching and filtering events.

super::group! {
    /// Searching and filtering events.
    Search {
    }
}
