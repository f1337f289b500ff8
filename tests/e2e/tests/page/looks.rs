//! What the page looks like at the sizes that people have. The pictures are for looking at.

use e2e::Browser;

const SIZES: [(&str, u32, u32); 3] = [("wide", 1440, 900), ("tablet", 1024, 768), ("phone", 390, 844)];
const SCHEMES: [&str; 2] = ["light", "dark"];

#[test]
fn the_page_fits_each_size_in_light_and_dark() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.click("step-heartbeat");
    browser.click("step-merge");
    for (name, width, height) in SIZES {
        browser.viewport(width, height);
        for scheme in SCHEMES {
            browser.scheme(scheme);
            // A page that was just resized is drawn anew a moment later.
            browser.wait_until(&format!("{name}, {scheme}: the page is not too wide"), |browser| {
                let overhang = browser.js("return document.documentElement.scrollWidth - innerWidth");
                overhang.as_f64().is_some_and(|pixels| pixels <= 0.0)
            });
            browser.screenshot(&format!("{name}-{scheme}"));
        }
    }
    browser.assert_quiet_console();
}

#[test]
fn nothing_moves_for_a_person_who_asked_for_reduced_motion() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.reload();
    browser.click("step-merge");
    let moving = browser.js(
        "return document.getAnimations().filter((a) => a.playState === 'running' && a.effect.getComputedTiming().duration > 1).length",
    );
    assert_eq!(moving, 0, "animations that run");
    browser.assert_quiet_console();
}
