//! REST calls and what they carry.

super::group! {
    /// REST calls and what they carry.
    Calls {
    }
}
