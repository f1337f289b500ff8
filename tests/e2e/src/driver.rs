//! The driver's process: started on a free port, ended with whoever started it.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use thirtyfour::{ChromeCapabilities, ChromiumLikeCapabilities, DesiredCapabilities, LoggingPrefsLogLevel};
use xtask::browser::{Installed, Kind};

/// How long the driver may take to answer, on a machine that is busy with something else.
const START_MAX: Duration = Duration::from_secs(60);
const POLL_EVERY: Duration = Duration::from_millis(20);
/// The same arguments that `wasm-pack test` starts the browser with.
const WEBDRIVER: &str = include_str!("../../../webdriver.json");

/// A driver that answers.
pub(crate) struct Driver {
    process: Child,
    port: u16,
}

impl Driver {
    /// Starts it. What Firefox prints is kept in a file; Chromium's console is asked of its driver.
    pub(crate) fn start(kind: Kind, installed: &Installed, printed: &Path) -> Self {
        let port = free_port();
        let keep = || File::create(printed).map_or_else(|_| Stdio::null(), Stdio::from);
        let (arguments, output) = match kind {
            Kind::Chromium => (["--silent"].as_slice(), Stdio::null()),
            // One for each: browsers side by side must not share it. The other opens the browser's own window.
            Kind::Firefox => (["--websocket-port=0", "--allow-system-access"].as_slice(), keep()),
        };
        let process = Command::new(&installed.driver)
            .arg(format!("--port={port}"))
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("starting {}: {error}", installed.driver.display()));
        let mut driver = Self { process, port };
        driver.wait();
        driver
    }

    fn wait(&mut self) {
        let start = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_err() {
            if let Ok(Some(status)) = self.process.try_wait() {
                panic!("the driver ended at once, with {status}");
            }
            assert!(start.elapsed() < START_MAX, "the driver does not answer after {START_MAX:?}");
            thread::sleep(POLL_EVERY);
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already, which is all that is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("the port of a listener").port()
}

/// What a session of Chromium asks for: headless, its console kept for [`crate::Browser::console_messages`], and what it
/// asks the network for, too, when that is to be looked at.
pub(crate) fn capabilities(installed: &Installed, has_network_log: bool) -> ChromeCapabilities {
    let file: Value = serde_json::from_str(WEBDRIVER).expect("webdriver.json is JSON");
    let arguments = file["goog:chromeOptions"]["args"].as_array().expect("webdriver.json has arguments");
    let mut wanted = DesiredCapabilities::chrome();
    for argument in arguments {
        wanted.add_arg(argument.as_str().expect("an argument is a string")).expect("an argument");
    }
    wanted.set_binary(&installed.browser.to_string_lossy()).expect("the browser's path");
    wanted.set_browser_log_level(LoggingPrefsLogLevel::All).expect("a log level");
    if has_network_log {
        wanted.set_logging_prefs("performance", LoggingPrefsLogLevel::All).expect("a log level");
    }
    wanted
}
