//! Where a Chromium and its driver are on this machine; on Debian, for root, they are installed when missing.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::debian::{install_if_allowed, on_path};

/// A browser and the driver that speaks WebDriver for it.
#[derive(Clone, Debug)]
pub struct Installed {
    /// The driver program.
    pub driver: PathBuf,
    /// The browser program.
    pub browser: PathBuf,
}

const BROWSERS: [&str; 5] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const BROWSERS_ELSEWHERE: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
];
const DRIVERS: [&str; 1] = ["chromedriver"];
const DRIVERS_ELSEWHERE: [&str; 2] = ["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"];
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// Finds the browser and its driver. `CHROME` and `CHROMEDRIVER` name them when they are somewhere unusual.
///
/// # Errors
/// One line that says what is missing and how to get it.
pub fn find() -> Result<Installed> {
    let browser = locate("CHROME", &BROWSERS, &BROWSERS_ELSEWHERE);
    let driver = locate("CHROMEDRIVER", &DRIVERS, &DRIVERS_ELSEWHERE);
    match (browser, driver) {
        (Some(browser), Some(driver)) => Ok(Installed { driver, browser }),
        (browser, driver) => {
            let missing: Vec<&str> =
                [browser.is_none().then_some("a Chromium browser"), driver.is_none().then_some("chromedriver")]
                    .into_iter()
                    .flatten()
                    .collect();
            bail!(
                "{} not found: install Chromium and the chromedriver of the same version (Debian: apt-get install {}), or name them in CHROME and CHROMEDRIVER",
                missing.join(" and "),
                DEBIAN_PACKAGES.join(" ")
            )
        }
    }
}

/// Finds the browser and its driver, or installs them where this may be done: as root on Debian.
///
/// # Errors
/// One line that says what is missing and how to get it.
pub fn ensure() -> Result<Installed> {
    if let Ok(installed) = find() {
        return Ok(installed);
    }
    // Whoever names a program wants that one, not another.
    let is_named = ["CHROME", "CHROMEDRIVER"].iter().any(|variable| env::var_os(variable).is_some());
    if !is_named {
        install_if_allowed(&DEBIAN_PACKAGES);
    }
    find()
}

fn locate(variable: &str, names: &[&str], elsewhere: &[&str]) -> Option<PathBuf> {
    if let Some(named) = env::var_os(variable) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    names
        .iter()
        .find_map(|name| on_path(name))
        .or_else(|| elsewhere.iter().map(PathBuf::from).find(|path| path.is_file()))
}
