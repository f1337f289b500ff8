//! Keys, and the words of the field.

super::group! {
    /// Keys, and the words of the field.
    Help {
    }
}
