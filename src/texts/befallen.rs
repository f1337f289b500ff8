//! What befell messages and machines: faults.

super::group! {
    /// What befell messages and machines: faults.
    Befallen {
    }
}
