//! Where the browsers and their drivers are on this machine; on Debian, for root, they are installed when missing.

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

/// A browser that the page is tested in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox.
    Firefox,
}

/// A program: what people call it, the variable that names it, its names on the search path, and where else it may be,
/// seen from the root of the workspace.
struct Program {
    what: &'static str,
    variable: &'static str,
    names: &'static [&'static str],
    elsewhere: &'static [&'static str],
}

/// A browser with its driver, Debian's packages of them, and what to do where they are missing.
struct Pair {
    browser: Program,
    driver: Program,
    packages: &'static [&'static str],
    advice: &'static str,
}

const CHROMIUM: Pair = Pair {
    browser: Program {
        what: "a Chromium browser",
        variable: "CHROME",
        names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"],
        elsewhere: &[
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            r"C:\Program Files\Google\Chrome\Application\chrome.exe",
        ],
    },
    driver: Program {
        what: "chromedriver",
        variable: "CHROMEDRIVER",
        names: &["chromedriver"],
        elsewhere: &["/usr/lib/chromium/chromedriver", "/usr/lib/chromium-browser/chromedriver"],
    },
    packages: &["chromium", "chromium-driver"],
    advice: "install Chromium and the chromedriver of the same version (Debian: apt-get install chromium chromium-driver), or name them in CHROME and CHROMEDRIVER",
};

const FIREFOX: Pair = Pair {
    browser: Program {
        what: "Firefox",
        variable: "FIREFOX",
        names: &["firefox", "firefox-esr"],
        elsewhere: &[
            "/Applications/Firefox.app/Contents/MacOS/firefox",
            r"C:\Program Files\Mozilla Firefox\firefox.exe",
        ],
    },
    // Debian has no package of it: the commands install it from crates.io.
    driver: Program {
        what: "geckodriver",
        variable: "GECKODRIVER",
        names: &["geckodriver"],
        elsewhere: &["target/tools/bin/geckodriver", "target/tools/bin/geckodriver.exe"],
    },
    packages: &["firefox-esr"],
    advice: "install Firefox (Debian: apt-get install firefox-esr), or name it in FIREFOX, and its geckodriver in GECKODRIVER",
};

impl Kind {
    const fn pair(self) -> &'static Pair {
        match self {
            Self::Chromium => &CHROMIUM,
            Self::Firefox => &FIREFOX,
        }
    }
}

/// Finds the browser and its driver. `CHROME` and `CHROMEDRIVER`, or `FIREFOX` and `GECKODRIVER`, name them when they
/// are somewhere unusual.
///
/// # Errors
/// One line that says what is missing and how to get it.
pub fn find(kind: Kind) -> Result<Installed> {
    let pair = kind.pair();
    match (locate(&pair.browser), locate(&pair.driver)) {
        (Some(browser), Some(driver)) => Ok(Installed { driver, browser }),
        (browser, driver) => {
            let missing = [(browser, pair.browser.what), (driver, pair.driver.what)];
            let missing: Vec<&str> =
                missing.into_iter().filter(|(found, _)| found.is_none()).map(|(_, what)| what).collect();
            bail!("{} not found: {}", missing.join(" and "), pair.advice)
        }
    }
}

/// Finds the browser and its driver, or installs them where this may be done: as root on Debian.
///
/// # Errors
/// One line that says what is missing and how to get it.
pub fn ensure(kind: Kind) -> Result<Installed> {
    if let Ok(installed) = find(kind) {
        return Ok(installed);
    }
    // Whoever names a browser wants that one, not another.
    let pair = kind.pair();
    if env::var_os(pair.browser.variable).is_none() {
        install_if_allowed(pair.packages);
    }
    find(kind)
}

fn locate(program: &Program) -> Option<PathBuf> {
    if let Some(named) = env::var_os(program.variable) {
        return Some(PathBuf::from(named)).filter(|path| path.is_file());
    }
    let elsewhere = || program.elsewhere.iter().map(|path| crate::root().join(path)).find(|path| path.is_file());
    program.names.iter().find_map(|name| on_path(name)).or_else(elsewhere)
}
