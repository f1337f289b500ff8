//! The simulator: one seed draws a whole run with its faults, and oracles that share no code with the core watch it.
//!
//! A run has two phases, as those of TigerBeetle's VOPR have. In the first, faults hit whenever they like, and every
//! rule has to hold after each event. Then the faults stop, and within a stated bound every job that the broker took has
//! to be done, or there is a reason that can be checked.
//!
//! - [`draw`]: what the seed decides
//! - [`mix`]: which commands and faults a run has, and how often
//! - [`world`]: who takes part
//! - [`command`]: what somebody does next
//! - [`play`]: a run, watched event by event
//! - [`oracle`]: the rules
//! - [`calm`]: the second phase, and its bound
//! - [`explain`]: why a job is not done
//! - [`rest`]: what has to be true in the end
//! - [`shrink`]: the shortest run that breaks the same rule
//! - [`tally`]: what the runs were made of
//! - [`hunt`]: many runs on many threads

pub mod calm;
pub mod command;
pub mod draw;
pub mod explain;
pub mod hunt;
pub mod mix;
pub mod oracle;
pub mod play;
pub mod rest;
pub mod shrink;
pub mod tally;
pub mod world;
