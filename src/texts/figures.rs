//! Branches beside each other, and their figures.

super::group! {
    /// Branches beside each other, and their figures.
    Figures {
    }
}
