//! The tabs beside the picture.

super::group! {
    /// The tabs beside the picture.
    Inspector {
    }
}
