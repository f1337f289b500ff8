//! What predictions say.

super::group! {
    /// What predictions say.
    Predict {
    }
}
