//! Data and datastores.

super::group! {
    /// Data and datastores.
    Data {
    }
}
