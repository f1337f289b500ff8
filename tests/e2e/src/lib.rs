//! Drives the built page in a real headless browser, as a person would.
//!
//! A [`Browser`] serves `dist/` on a free port, starts a driver and a browser of its own, and ends all three when it
//! is dropped, also by a failing test; that one leaves `target/screenshots/failed-….png` behind. Everything here
//! panics with what it was doing when something goes wrong: these are tests. `cargo xtask test page` builds the page
//! first; `CLOCKTOWER_DIST` names another folder to serve, and `CLOCKTOWER_BROWSER=firefox` another browser, in which
//! what needs Chromium's DevTools can't be asked.

mod driver;
mod everyone;
mod explore;
mod firefox;
pub mod long;
mod page;

pub use everyone::Walk;
pub use explore::Explored;
pub use page::Browser;
