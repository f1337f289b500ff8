//! Why an event happened and what follows from it.

super::group! {
    /// Why an event happened and what follows from it.
    Narration {
    }
}
