//! The header, time, and what is said in passing.

super::group! {
    /// The header, time, and what is said in passing.
    Header {
    }
}
