//! Clocktower: vector clocks and emergency scheduling made visible.
//!
//! The rooms, from the ground up. A room imports only rooms that stand above it in this list; `tests/house.rs`
//! holds that, and that nothing below [`web`](crate) knows a browser, a wall clock or an unordered map.
//!
//! - `json`: JSON values, put together by calls
//! - [`ordered`]: maps, sets and sorting, by the order of keys
//! - [`id`]: identities, and the one table of names
//! - [`planted`]: bugs on purpose, for the tests that must find them
//! - [`time`]: virtual milliseconds
//! - [`clock`]: vector clocks, causality, causal delivery
//! - [`broker`]: the broker, one state machine without I/O
//! - [`scenario`]: a run as data
//! - [`sim`]: the world around the broker, and the travel through a run
//! - [`export`]: a run as others read it: objects with names, files
//! - [`texts`]: what the page says, in English and German
//! - [`view`]: pure pictures of a run at its cursor
//! - `web` (wasm32 only): the browser's edge
//! - `ui` (wasm32 only): the Yew app
//!
//! A click travels one way: `ui` -> [`scenario::Command`] -> [`sim`] -> [`broker`] -> events of the trace ->
//! [`view`] -> `ui`.
//!
//! `#[inline(never)]` stands before what is rarely needed: as a function of its own it can come with the later half of the
//! page's program (README, "Figures").

// Markup is read piece by piece (`ui::markup`).
#![recursion_limit = "1024"]

mod json;
pub mod ordered;

pub mod id;
pub mod planted;
pub mod time;

pub mod clock;

pub mod broker;

pub mod scenario;

pub mod sim;

pub mod export;

pub mod texts;

pub mod view;

#[cfg(target_arch = "wasm32")]
pub mod web;

#[cfg(target_arch = "wasm32")]
pub mod ui;
