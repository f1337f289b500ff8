//! Why an event happened and what follows from it.

super::group! {
    /// Why an event happened and what follows from it.
    Narration {
        the_reason(why: &str) = format!("The reason: {why}.") => format!("Der Grund: {why}.");
    }
}
