//! Presenting to a room.

super::group! {
    /// Presenting to a room.
    Present {
    }
}
