//! A merge, entry by entry.

super::group! {
    /// A merge, entry by entry.
    Merge {
    }
}
