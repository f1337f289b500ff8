//! Export, import, links, and runs that are kept.

super::group! {
    /// Export, import, links, and runs that are kept.
    Files {
    }
}
