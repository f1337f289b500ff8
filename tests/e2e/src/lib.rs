//! Drives the built page in a real headless browser, as a person would.
