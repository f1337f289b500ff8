//! What is different in Firefox: its driver speaks plain WebDriver, without Chromium's DevTools. The size of the page
//! and what the person prefers are set in the browser's own window; the console is what the browser prints.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::common::requestdata::RequestData;
use thirtyfour::error::WebDriverResult;
use thirtyfour::{CapabilitiesHelper, DesiredCapabilities, FirefoxCapabilities, SessionId, WebDriver};
use xtask::browser::Installed;

/// What may be asked of the driver of Firefox alone: to run scripts in the page, or in the browser's own window.
#[derive(Debug)]
struct Context(&'static str);

impl FormatRequestData for Context {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(http::Method::POST, format!("/session/{session}/moz/context"))
            .add_body(json!({"context": self.0}))
    }
}

/// A page of a size that the window around it does not have to have: a phone is narrower than any window may be.
const VIEWPORT: &str = "
    const [width, height] = arguments;
    const page = gBrowser.selectedBrowser;
    if (outerWidth < width + 40 || outerHeight < height + 200) window.resizeTo(Math.max(width, 1480) + 40, Math.max(height, 900) + 200);
    Object.assign(page.style, { minWidth: `${width}px`, maxWidth: `${width}px`, minHeight: `${height}px`, maxHeight: `${height}px` });";
/// The page hears of its new size a little later, and draws itself again a frame after that.
const SETTLED: &str = "
    const [width, height, done] = arguments;
    const look = () => requestAnimationFrame(() =>
        innerWidth === width && innerHeight === height ? requestAnimationFrame(() => setTimeout(done, 100)) : look());
    look();";
const PREFER: &str = "
    const [scheme, motion] = arguments;
    Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', scheme === 'dark' ? 0 : 1);
    Services.prefs.setIntPref('ui.prefersReducedMotion', motion === 'reduce' ? 1 : 0);";
/// How the lines begin with which Firefox prints what Chromium's console calls a warning or an error: those of scripts
/// name the address of the script, which may be one of the browser's own.
const GRAVE: [&str; 4] = ["JavaScript error: http", "JavaScript warning: http", "console.error:", "console.warn:"];
/// What is in the browser's own complaints: that it may not fetch its settings, that there is no folder for documents, for
/// which sites it does nothing.
const ITS_OWN: [&str; 5] =
    ["RSLoader:", "BackupService:", "resource://", "services.settings:", "un-needed interventions"];

/// What the session asks for: headless, its console printed.
pub(crate) fn capabilities(installed: &Installed) -> FirefoxCapabilities {
    let preferences = json!({
        "browser.dom.window.dump.enabled": true,
        "devtools.console.stdout.content": true,
        "devtools.console.stdout.chrome": false,
        // The page's own shortcuts are to reach it, and nothing else is to be asked for over the network.
        "accessibility.typeaheadfind": false,
        "app.normandy.enabled": false,
        "browser.safebrowsing.downloads.remote.enabled": false,
        "network.captive-portal-service.enabled": false,
        "network.connectivity-service.enabled": false,
    });
    let mut wanted = DesiredCapabilities::firefox();
    let options = json!({"args": ["-headless"], "binary": installed.browser, "prefs": preferences});
    wanted.set("moz:firefoxOptions", options).expect("options");
    wanted
}

/// Gives the page a viewport of this size, in CSS pixels.
pub(crate) async fn viewport(session: &WebDriver, width: u32, height: u32) -> WebDriverResult<()> {
    let size = vec![json!(width), json!(height)];
    outside(session, VIEWPORT, size.clone()).await?;
    session.execute_async(SETTLED, size).await.map(drop)
}

/// Says what the person prefers.
pub(crate) async fn prefer(session: &WebDriver, scheme: &str, motion: &str) -> WebDriverResult<()> {
    outside(session, PREFER, vec![json!(scheme), json!(motion)]).await
}

/// Runs a script in the browser's own window.
async fn outside(session: &WebDriver, script: &str, arguments: Vec<Value>) -> WebDriverResult<()> {
    session.handle().cmd(Context("chrome")).await?;
    let outcome = session.execute(script, arguments).await;
    session.handle().cmd(Context("content")).await?;
    outcome.map(drop)
}

/// Everything of level warning or above in what the browser has printed.
pub(crate) fn console_messages(printed: &Path) -> Vec<String> {
    let text = fs::read(printed).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let is_grave = |line: &&str| {
        GRAVE.iter().any(|grave| line.starts_with(grave)) && !ITS_OWN.iter().any(|own| line.contains(own))
    };
    text.lines().filter(is_grave).map(str::to_owned).collect()
}
