//! The browser with the page in it, and what a person can do there.

use std::env;
use std::fs;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::process;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thirtyfour::error::WebDriverResult;
use thirtyfour::session::scriptret::ScriptRet;
use thirtyfour::{By, TypingData, WebDriver, WebElement, WindowHandle};
use tokio::runtime::{Builder, Runtime};
use xtask::browser::{Installed, Kind};
use xtask::server::{Server, Site};

use crate::driver::{Driver, capabilities};
use crate::firefox;

/// How long something may take to appear. Generous: a test that passes never waits for it.
const WAIT_MAX: Duration = Duration::from_secs(20);
const POLL_EVERY: Duration = Duration::from_millis(25);
const SCRIPT_MAX: Duration = Duration::from_secs(300);
/// Where what Firefox prints is kept, beside what was downloaded.
const PRINTED: &str = "printed.log";
/// What the page shows once it is alive.
const ALIVE: &str = "step";

/// The page in a headless browser.
pub struct Browser {
    kind: Kind,
    // In the order in which they have to go: the session first, then the driver.
    session: Option<WebDriver>,
    _driver: Driver,
    server: Option<Server>,
    /// Where the page is, also while nobody serves it.
    url: String,
    runtime: Runtime,
    media: Mutex<Media>,
    downloads: PathBuf,
    console: Mutex<Vec<String>>,
}

/// What the browser says that the person prefers.
#[derive(Clone, Copy)]
struct Media {
    scheme: &'static str,
    motion: &'static str,
}

impl Browser {
    /// A browser on the page, at 1440x900, light, with motion.
    #[must_use]
    pub fn open() -> Self {
        Self::open_at("", "")
    }

    /// The same with something behind the page's address, such as `"#s=..."`.
    #[must_use]
    pub fn open_with(address: &str) -> Self {
        Self::open_at("", address)
    }

    /// The same on a host that serves the page under a path.
    #[must_use]
    pub fn open_under(path: &str) -> Self {
        Self::open_at(path, "")
    }

    fn open_at(path: &str, address: &str) -> Self {
        let browser = Self::launch(path);
        browser.viewport(1440, 900);
        browser.go(address);
        browser
    }

    /// A browser on the page that remembers what it asks the network for: see [`Browser::requests`].
    #[must_use]
    pub fn open_with_network_log() -> Self {
        let browser = Self::start("", true);
        browser.viewport(1440, 900);
        browser.go("");
        browser
    }

    /// A browser that shows nothing yet, and the site served under a path.
    #[must_use]
    pub fn launch(path: &str) -> Self {
        Self::start(path, false)
    }

    fn start(path: &str, has_network_log: bool) -> Self {
        let (kind, downloads) = (wanted_kind(), download_folder());
        let installed = xtask::browser::ensure(kind).unwrap_or_else(|error| panic!("{error:#}"));
        let server = Server::start(Site::new(dist()).under(path), 0).unwrap_or_else(|error| panic!("{error:#}"));
        let runtime = Builder::new_current_thread().enable_all().build().expect("an async runtime");
        let start = || runtime.block_on(session(kind, &installed, &downloads, has_network_log));
        // Somebody else may take the free port that was found for the driver.
        let (driver, session) = start()
            .or_else(|_| start())
            .unwrap_or_else(|error| panic!("starting {}: {error}", installed.browser.display()));
        let media = Mutex::new(Media { scheme: "light", motion: "no-preference" });
        let browser = Self {
            kind,
            session: Some(session),
            _driver: driver,
            url: server.url(),
            server: Some(server),
            runtime,
            media,
            downloads,
            console: Mutex::default(),
        };
        browser.allow_what_a_person_would();
        browser
    }

    /// Downloads land in a folder of this browser's own; the clipboard may be written.
    fn allow_what_a_person_would(&self) {
        if self.kind == Kind::Firefox {
            return;
        }
        let path = self.downloads.to_string_lossy();
        self.devtools("Browser.setDownloadBehavior", json!({"behavior": "allow", "downloadPath": path}));
        let permissions = json!(["clipboardReadWrite", "clipboardSanitizedWrite"]);
        self.devtools("Browser.grantPermissions", json!({"permissions": permissions}));
    }

    /// Goes to the page, with something behind its address, and waits until it is alive.
    pub fn go(&self, address: &str) {
        let url = format!("{}{address}", self.url);
        self.ask(&url, self.session().goto(&url));
        self.wait_until_alive();
    }

    /// Goes to another page of the site.
    pub fn visit(&self, page: &str) {
        let url = format!("{}{page}", self.url);
        self.ask(&url, self.session().goto(&url));
    }

    /// What a script sees in a picture that is the only thing in a tab.
    #[must_use]
    pub fn shown_alone(&self, svg: &str, script: &str) -> Value {
        let page = self.open_tab();
        let encoded: String = svg.bytes().map(|byte| format!("%{byte:02x}")).collect();
        self.ask("the picture alone", self.session().goto(&format!("data:image/svg+xml,{encoded}")));
        let seen = self.js(script);
        self.close_tab(&page);
        seen
    }

    /// Loads the page anew and waits until it is alive.
    pub fn reload(&self) {
        self.ask("reloading", self.session().refresh());
        self.wait_until_alive();
    }

    /// The pictures are drawn a frame after the controls: their panels are measured first.
    fn wait_until_alive(&self) {
        const PICTURES: [&str; 2] =
            ["[data-testid=\"cluster\"] [data-node]", "[data-testid=\"spacetime\"] [data-event]"];
        self.wait_until("the page is alive and drawn", |browser| {
            browser.has(ALIVE) && PICTURES.iter().all(|part| browser.count(part) > 0)
        });
    }

    /// The address where the page's folder is served.
    #[must_use]
    pub fn url(&self) -> String {
        self.url.clone()
    }

    /// From now on nobody answers at the page's address.
    pub fn stop_serving(&mut self) {
        self.server = None;
    }

    /// From now on these scripts are served, at the same address, instead of the site's own of their paths.
    pub fn serve_with(&mut self, scripts: impl IntoIterator<Item = (&'static str, String)>) {
        let port = self.server.as_ref().map_or(0, Server::port);
        self.server = None;
        let site = scripts.into_iter().fold(Site::new(dist()), |site, (path, script)| site.answering(path, script));
        let server = Server::start(site, port).unwrap_or_else(|error| panic!("{error:#}"));
        assert_eq!(server.url(), self.url, "the port is free again");
        self.server = Some(server);
    }

    /// A file of the site.
    #[must_use]
    pub fn served(path: &str) -> String {
        let file = dist().join(path);
        fs::read_to_string(&file).unwrap_or_else(|error| panic!("reading {}: {error}", file.display()))
    }

    fn session(&self) -> &WebDriver {
        self.session.as_ref().expect("the session lives until the browser is dropped")
    }

    /// Runs a request to the driver; a refusal fails the test with what was being done.
    #[track_caller]
    fn ask<T>(&self, doing: &str, request: impl Future<Output = WebDriverResult<T>>) -> T {
        match self.runtime.block_on(request) {
            Ok(answer) => answer,
            Err(error) => {
                let error = error.to_string();
                // The driver adds a trace of its own addresses.
                panic!("{doing}: {}", error.split("Stacktrace:").next().unwrap_or(&error).trim_end())
            }
        }
    }

    pub(crate) fn block_on<T>(&self, request: impl Future<Output = T>) -> T {
        self.runtime.block_on(request)
    }

    pub(crate) fn execute(&self, script: &str, arguments: Vec<Value>) -> WebDriverResult<ScriptRet> {
        self.block_on(self.session().execute(script, arguments))
    }

    // ---- looking

    /// The first element that a CSS selector finds.
    #[track_caller]
    #[must_use]
    pub fn find(&self, css: &str) -> WebElement {
        self.ask(css, self.session().find(By::Css(css)))
    }

    /// The element with this `data-testid`.
    #[track_caller]
    #[must_use]
    pub fn by_testid(&self, id: &str) -> WebElement {
        self.find(&testid(id))
    }

    /// How many elements a CSS selector finds.
    #[track_caller]
    #[must_use]
    pub fn count(&self, css: &str) -> usize {
        self.ask(css, self.session().find_all(By::Css(css))).len()
    }

    /// Whether there is an element with this `data-testid`.
    #[track_caller]
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.count(&testid(id)) > 0
    }

    /// The text that a person sees in the element with this `data-testid`.
    #[track_caller]
    #[must_use]
    pub fn text(&self, id: &str) -> String {
        self.text_of(&testid(id))
    }

    /// The text that a person sees in the first element that a CSS selector finds.
    #[track_caller]
    #[must_use]
    pub fn text_of(&self, css: &str) -> String {
        let element = self.find(css);
        self.ask(css, element.text())
    }

    /// An attribute of each element that a CSS selector finds, in the order of the page.
    #[track_caller]
    #[must_use]
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let values = self.js_with(
            "return [...document.querySelectorAll(arguments[0])].map((e) => e.getAttribute(arguments[1]) ?? '')",
            vec![json!(css), json!(name)],
        );
        strings(&values)
    }

    /// Waits until something holds, looking again and again.
    #[track_caller]
    pub fn wait_until(&self, what: &str, holds: impl Fn(&Self) -> bool) {
        let start = Instant::now();
        while !holds(self) {
            assert!(start.elapsed() < WAIT_MAX, "still not so after {WAIT_MAX:?}: {what}");
            thread::sleep(POLL_EVERY);
        }
    }

    // ---- acting

    /// Clicks the element with this `data-testid`. What lies under something else, or is not shown, cannot be clicked.
    #[track_caller]
    pub fn click(&self, id: &str) {
        self.click_on(&testid(id));
    }

    /// Clicks the first element that a CSS selector finds.
    #[track_caller]
    pub fn click_on(&self, css: &str) {
        let element = self.find(css);
        self.ask(&format!("clicking {css}"), element.click());
        self.settle();
    }

    /// Until all of what follows from an act is drawn: the inspector is drawn a frame after the pictures.
    #[track_caller]
    fn settle(&self) {
        const DRAWN: &str =
            "const done = arguments[0]; requestAnimationFrame(() => setTimeout(() => setTimeout(done)));";
        self.js_async(DRAWN, Vec::new());
    }

    /// Types into the element with this `data-testid`.
    #[track_caller]
    pub fn type_into(&self, id: &str, text: &str) {
        let element = self.by_testid(id);
        self.ask(&format!("typing into {id}"), element.send_keys(text));
    }

    /// Presses keys with the focus where it is: text, a [`thirtyfour::Key`], or several of them.
    #[track_caller]
    pub fn keys(&self, keys: impl Into<TypingData>) {
        let keys = keys.into();
        let pressed = async {
            let focused = self.session().active_element().await?;
            focused.send_keys(keys).await
        };
        self.ask("pressing keys", pressed);
        self.settle();
    }

    /// Runs a script as the body of a function and gives back what it returns.
    #[track_caller]
    pub fn js(&self, script: &str) -> Value {
        self.js_with(script, Vec::new())
    }

    /// Runs a script that finds its arguments in `arguments`.
    #[track_caller]
    pub fn js_with(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.ask(script, self.session().execute(script, arguments)).json().clone()
    }

    /// Runs a script that hands its result to the last of its `arguments`, a function.
    #[track_caller]
    pub fn js_async(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.ask(script, self.session().execute_async(script, arguments)).json().clone()
    }

    // ---- the person's device

    /// Gives the page a viewport of this size, in CSS pixels; up to 600 wide it is a phone with touch.
    #[track_caller]
    pub fn viewport(&self, width: u32, height: u32) {
        if self.kind == Kind::Firefox {
            return self.ask("sizing the page", firefox::viewport(self.session(), width, height));
        }
        let is_phone = width <= 600;
        let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone});
        self.devtools("Emulation.setDeviceMetricsOverride", metrics);
        self.devtools("Emulation.setTouchEmulationEnabled", json!({"enabled": is_phone}));
    }

    /// Says that the person prefers `"light"` or `"dark"`.
    #[track_caller]
    pub fn scheme(&self, scheme: &'static str) {
        self.prefer(|media| media.scheme = scheme);
    }

    /// Says that the person prefers reduced motion, or does not.
    #[track_caller]
    pub fn reduced_motion(&self, reduced: bool) {
        self.prefer(|media| media.motion = if reduced { "reduce" } else { "no-preference" });
    }

    #[track_caller]
    fn prefer(&self, change: impl FnOnce(&mut Media)) {
        let media = {
            let mut media = self.media.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            change(&mut media);
            *media
        };
        if self.kind == Kind::Firefox {
            let preferred = firefox::prefer(self.session(), media.scheme, media.motion);
            return self.ask("saying what the person prefers", preferred);
        }
        let features = json!([
            {"name": "prefers-color-scheme", "value": media.scheme},
            {"name": "prefers-reduced-motion", "value": media.motion},
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({"features": features}));
    }

    /// A command of the DevTools protocol.
    #[track_caller]
    pub fn devtools(&self, method: &str, parameters: Value) -> Value {
        let devtools = self.session().cdp();
        self.ask(method, devtools.send_raw(method, parameters))
    }

    // ---- what is left behind

    /// Everything of level warning or above that the console has shown since the browser was started.
    #[track_caller]
    #[must_use]
    pub fn console_messages(&self) -> Vec<String> {
        if self.kind == Kind::Firefox {
            return firefox::console_messages(&self.downloads.join(PRINTED));
        }
        let entries = self.ask("reading the console", self.session().browser_log());
        let grave = entries.into_iter().filter(|entry| matches!(entry.level.as_str(), "WARNING" | "SEVERE"));
        let mut console = self.console.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        console.extend(grave.map(|entry| format!("{}: {}", entry.level, entry.message)));
        console.clone()
    }

    /// Fails the test when the console has shown a warning or an error.
    #[track_caller]
    pub fn assert_quiet_console(&self) {
        let messages = self.console_messages();
        assert!(messages.is_empty(), "the console says:\n{}", messages.join("\n"));
    }

    /// The addresses of everything that Chromium has asked the network for since this was called last, with the page's own
    /// scheme or another one. Only of a browser that was opened with a network log.
    #[track_caller]
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        let entries = self.ask("reading the network log", self.session().get_log("performance"));
        let address = |message: &str| {
            let message: Value = serde_json::from_str(message).ok()?;
            let (method, told) = (message["message"]["method"].as_str()?, &message["message"]["params"]);
            match method {
                "Network.requestWillBeSent" => told["request"]["url"].as_str().map(str::to_owned),
                "Network.webSocketCreated" | "Network.webTransportCreated" => told["url"].as_str().map(str::to_owned),
                _ => None,
            }
        };
        entries.iter().filter_map(|entry| address(&entry.message)).collect()
    }

    /// Whether it is Chromium, whose DevTools some tests need.
    #[must_use]
    pub fn is_chromium(&self) -> bool {
        self.kind == Kind::Chromium
    }

    /// Opens the page in one more tab, waits until it is alive there, and stays there. Returns the tab that one was in.
    #[track_caller]
    pub fn open_tab(&self) -> WindowHandle {
        let before = self.tab();
        let tab = self.ask("one more tab", self.session().new_tab());
        self.switch_tab(&tab);
        self.viewport(1440, 900);
        self.go("");
        before
    }

    /// The tab in which one is.
    #[track_caller]
    #[must_use]
    pub fn tab(&self) -> WindowHandle {
        self.ask("the tab", self.session().window())
    }

    /// All tabs.
    #[track_caller]
    #[must_use]
    pub fn tabs(&self) -> Vec<WindowHandle> {
        self.ask("the tabs", self.session().windows())
    }

    /// Goes to a tab.
    #[track_caller]
    pub fn switch_tab(&self, tab: &WindowHandle) {
        self.ask("going to a tab", self.session().switch_to_window(tab.clone()));
    }

    /// Closes the tab in which one is, and goes to another one.
    #[track_caller]
    pub fn close_tab(&self, then: &WindowHandle) {
        self.ask("closing a tab", self.session().close_window());
        self.switch_tab(then);
    }

    /// Keeps a picture of the viewport as `target/screenshots/<name>.png`.
    #[track_caller]
    pub fn screenshot(&self, name: &str) {
        let file = screenshot_file(name);
        self.ask("taking a screenshot", self.session().screenshot(&file));
    }

    /// Waits for a download whose name ends so, and gives back what is in it.
    #[track_caller]
    #[must_use]
    pub fn downloaded(&self, name_end: &str) -> String {
        String::from_utf8(self.downloaded_bytes(name_end)).unwrap_or_else(|error| panic!("{name_end}: {error}"))
    }

    /// The same of what is no text.
    #[track_caller]
    #[must_use]
    pub fn downloaded_bytes(&self, name_end: &str) -> Vec<u8> {
        let find = || {
            let files = fs::read_dir(&self.downloads).ok()?.flatten().map(|entry| entry.path());
            files.into_iter().find(|file| file.to_string_lossy().ends_with(name_end))
        };
        self.wait_until(&format!("a download named …{name_end}"), |_| find().is_some());
        let file = find().unwrap_or_default();
        fs::read(&file).unwrap_or_else(|error| panic!("reading {}: {error}", file.display()))
    }

    /// What a failed test leaves behind. A second failure while unwinding would abort the run: nothing here panics.
    fn leave_evidence(&self, session: &WebDriver) {
        let test = thread::current().name().unwrap_or("test").replace("::", "-");
        let file = screenshot_file(&format!("failed-{test}"));
        if self.runtime.block_on(session.screenshot(&file)).is_ok() {
            eprintln!("the page at the failure: {}", file.display());
        }
        for line in firefox::console_messages(&self.downloads.join(PRINTED)) {
            eprintln!("console, {line}");
        }
        if let Ok(entries) = self.runtime.block_on(session.browser_log()) {
            for entry in entries {
                eprintln!("console, {}: {}", entry.level, entry.message);
            }
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let Some(session) = self.session.take() else { return };
        if thread::panicking() {
            self.leave_evidence(&session);
        }
        // When the session cannot be ended, the end of its driver ends it.
        let _ = self.runtime.block_on(session.quit());
        let _ = fs::remove_dir_all(&self.downloads);
    }
}

/// A driver, and a browser that it drives.
async fn session(
    kind: Kind,
    installed: &Installed,
    downloads: &Path,
    has_network_log: bool,
) -> WebDriverResult<(Driver, WebDriver)> {
    let driver = Driver::start(kind, installed, &downloads.join(PRINTED));
    let session = match kind {
        Kind::Chromium => WebDriver::new(driver.url(), capabilities(installed, has_network_log)).await?,
        Kind::Firefox => WebDriver::new(driver.url(), firefox::capabilities(installed)).await?,
    };
    session.set_script_timeout(SCRIPT_MAX).await?;
    Ok((driver, session))
}

/// The browser that `CLOCKTOWER_BROWSER` names, or Chromium.
fn wanted_kind() -> Kind {
    match env::var("CLOCKTOWER_BROWSER").as_deref() {
        Ok("firefox") => Kind::Firefox,
        Ok("chromium" | "") | Err(_) => Kind::Chromium,
        Ok(other) => panic!("CLOCKTOWER_BROWSER is chromium or firefox, not {other:?}"),
    }
}

fn testid(id: &str) -> String {
    format!("[data-testid=\"{id}\"]")
}

fn strings(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().map(|value| value.as_str().unwrap_or_default().to_owned()).collect()
}

fn screenshot_file(name: &str) -> PathBuf {
    let folder = xtask::root().join("target").join("screenshots");
    // Where the folder cannot be made, writing the picture says so.
    let _ = fs::create_dir_all(&folder);
    folder.join(format!("{name}.png"))
}

/// A folder of its own for each browser, also where tests run side by side.
fn download_folder() -> PathBuf {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{}-{}", process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let folder = xtask::root().join("target").join("downloads").join(name);
    fs::create_dir_all(&folder).unwrap_or_else(|error| panic!("making {}: {error}", folder.display()));
    folder
}

/// The folder with the built page.
fn dist() -> PathBuf {
    let dist = env::var_os("CLOCKTOWER_DIST").map_or_else(|| xtask::root().join("dist"), PathBuf::from);
    assert!(dist.join("index.html").is_file(), "no page in {}: run `cargo xtask build` first", dist.display());
    dist
}
