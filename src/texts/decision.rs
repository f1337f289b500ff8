//! Why an executor was chosen, and what would have been otherwise.

super::group! {
    /// Why an executor was chosen, and what would have been otherwise.
    Decision {
    }
}
