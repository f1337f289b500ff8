//! The picture of who takes part.

super::group! {
    /// The picture of who takes part.
    Cluster {
    }
}
