//! The space-time diagram, and what stands around the pictures.

super::group! {
    /// The space-time diagram, and what stands around the pictures.
    Diagram {
    }
}
