//! What happened in an event: what its node did, and the facts beside it.

super::group! {
    /// What happened in an event: what its node did, and the facts beside it.
    Deeds {
    }
}
