//! The inspector.

super::group! {
    /// The inspector.
    Inspector {
        and_more(more: usize) = format!("and {more} more") => format!("und {more} weitere");
    }
}
