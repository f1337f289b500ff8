//! The queue: what stands before what, and what each job waits for.

super::group! {
    /// The queue: what stands before what, and what each job waits for.
    Queue {
    }
}
