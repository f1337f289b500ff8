//! Searching for events and filtering them, by hand and by key, and each time what the run itself says of it.

use e2e::Browser;
use serde_json::{Value, json};
use thirtyfour::Key;

/// Far enough into the example that there is much to be found.
const DECISIONS: usize = 6;

fn open() -> Browser {
    let browser = Browser::open();
    browser.js(&format!("for (let i = 0; i < {DECISIONS}; i++) clocktower.step('decision')"));
    browser
}

fn key(key: Key) -> String {
    key.value().to_string()
}

/// A key while another is held.
fn chord(held: Key, key: char) -> String {
    [held.value(), key].iter().collect()
}

/// Goes to the search by its key, and types.
fn write(browser: &Browser, line: &str) {
    browser.keys("/");
    assert_eq!(browser.js("return document.activeElement.dataset.testid"), "search", "the key / goes to the search");
    browser.keys(chord(Key::Control, 'a'));
    browser.keys(line);
}

/// Asks, and waits until there is an answer.
fn ask(browser: &Browser, line: &str) {
    write(browser, line);
    let counts = |browser: &Browser| browser.has("search-problem") || !browser.text("search-count").is_empty();
    browser.wait_until("the search says how many there are", counts);
}

/// How many events the page says that it found.
fn count(browser: &Browser) -> usize {
    let text = browser.text("search-count").replace(',', "");
    if text == "none" {
        return 0;
    }
    text.split_whitespace()
        .last()
        .and_then(|count| count.parse().ok())
        .unwrap_or_else(|| panic!("{text:?} is no count"))
}

/// The numbers of all events of which a JavaScript condition holds.
fn events(browser: &Browser, condition: &str) -> Vec<u64> {
    let numbers = browser.js(&format!("return clocktower.events().filter((e) => {condition}).map((e) => e.id)"));
    numbers.as_array().into_iter().flatten().filter_map(Value::as_u64).collect()
}

/// The event that is looked at, as the diagram marks it.
fn looked_at(browser: &Browser) -> u64 {
    let rows = browser.attributes("[data-testid=\"search-results\"] [aria-selected=\"true\"]", "id");
    let number = rows.first().and_then(|id| id.strip_prefix("found-")).and_then(|number| number.parse().ok());
    number.unwrap_or_else(|| panic!("no match is selected: {rows:?}"))
}

#[test]
fn a_search_counts_what_the_run_has_and_goes_from_match_to_match_round_its_ends() {
    let browser = open();
    ask(&browser, "kind:decision");
    let decisions = events(&browser, "e.what === 'decided'");
    assert!(decisions.len() >= DECISIONS);
    assert_eq!(count(&browser), decisions.len());

    let mut walked = Vec::new();
    for _ in &decisions {
        browser.keys(key(Key::Enter));
        let event = looked_at(&browser);
        let is_drawn = format!("[data-testid=\"spacetime\"] [data-event=\"{event}\"]");
        browser.wait_until("the match comes into sight", |browser| browser.count(&is_drawn) == 1);
        walked.push(event);
    }
    assert!(browser.text("search-count").ends_with(&format!("of {}", decisions.len())));
    assert_eq!(browser.count(".search-count .round"), usize::from(walked[walked.len() - 2] > walked[walked.len() - 1]));
    walked.sort_unstable();
    assert_eq!(walked, decisions, "each match once");
    browser.screenshot("search-found");

    let here = looked_at(&browser);
    browser.keys(key(Key::F3));
    browser.keys(chord(Key::Shift, Key::F3.value()));
    assert_eq!(looked_at(&browser), here, "there and back");
    browser.click("search-previous");
    browser.click("search-next");
    assert_eq!(looked_at(&browser), here, "there and back by hand");
    browser.keys(key(Key::Escape));
    browser.wait_until("Escape leaves", |browser| !browser.has("search-results"));
    let step = events(&browser, "true").len();
    browser.keys(key(Key::End));
    browser
        .wait_until("the keys are the page's again", |browser| browser.js("return clocktower.cursor()") == json!(step));
    browser.assert_quiet_console();
}

#[test]
fn words_keys_numbers_times_and_regular_expressions_find_what_the_run_says() {
    let browser = open();
    let rows = [
        ("kind:decision node:broker emergency:medical", "e.what === 'decided' && e.job === 'triage'"),
        ("node:exec-2 kind:send", "e.node === 'exec-2' && e.kind === 'send'"),
        ("node:exec-* -kind:receive", "e.node.startsWith('exec-') && e.kind !== 'receive'"),
        ("kind:merge -node:broker", "e.node !== 'broker' && e.news?.length > 0"),
        ("#40..42", "e.id >= 40 && e.id <= 42"),
        ("at:0:14..0:16.5", "e.at_ms >= 14000 && e.at_ms < 16600"),
        ("/chose exec-[12] FOR/", "e.what === 'decided' && ['exec-1', 'exec-2'].includes(e.winner)"),
        ("\"chose exec-1\"", "e.what === 'decided' && e.winner === 'exec-1'"),
    ];
    for (line, condition) in rows {
        ask(&browser, line);
        let expected = events(&browser, condition);
        assert!(!expected.is_empty(), "{line}: the example has some");
        browser.wait_until(line, |browser| count(browser) == expected.len());
    }
    browser.assert_quiet_console();
}

#[test]
fn a_mistake_is_named_with_its_place_and_nothing_found_says_where_it_looked() {
    let browser = open();
    let rows = [
        ("node:exec-1 knd:decision", "At character 13: there is no key “knd”: keys are kind, node"),
        ("kind:dezision", "At character 6: there is no kind “dezision”: kinds are decision"),
        ("heartbeat /b(/", "At character 11: this is no regular expression: Unterminated group"),
        ("at:noon", "At character 4: “noon” is no time: 2:10"),
    ];
    for (line, problem) in rows {
        ask(&browser, line);
        browser.wait_until(line, |browser| browser.has("search-problem"));
        assert!(browser.text("search-problem").starts_with(problem), "{}", browser.text("search-problem"));
        assert_eq!(browser.attributes("[data-testid=\"search\"]", "aria-invalid"), ["true"]);
    }
    browser.screenshot("search-mistake");
    ask(&browser, "zebra");
    browser.wait_until("nothing is found", |browser| count(browser) == 0);
    assert!(browser.text("search-note").contains("No event has all of that"));
    assert_eq!(browser.text("search-count"), "none");
}

#[test]
fn what_is_typed_is_completed_from_the_run_and_the_list_is_walked_by_key() {
    let browser = open();
    browser.keys("/");
    let offers = |browser: &Browser| browser.count("[data-testid=\"search-results\"] .offer");
    browser.wait_until("all keys are offered", |browser| offers(browser) == 6);
    browser.screenshot("search-help");
    browser.keys("kind:dec");
    browser.wait_until("one kind is left", |browser| offers(browser) == 1);
    browser.keys(key(Key::Down));
    assert_eq!(browser.attributes("[data-testid=\"search\"]", "aria-activedescendant"), ["offer-0"]);
    browser.keys(key(Key::Enter));
    browser.keys("node:bro");
    browser.wait_until("the node is offered", |browser| offers(browser) == 1);
    browser.keys(key(Key::Down));
    browser.keys(key(Key::Tab));
    let line = browser.js("return document.querySelector('[data-testid=\"search\"]').value");
    assert_eq!(line, "kind:decision node:broker ");
    browser.keys(key(Key::Down));
    let first = looked_at(&browser);
    browser.keys(key(Key::Down));
    let second = looked_at(&browser);
    assert_ne!(first, second, "down goes on through what is found");
    let pointed = browser.attributes("[data-testid=\"search\"]", "aria-activedescendant");
    assert_eq!(pointed, [format!("found-{second}")], "whoever does not see the list is told of it");
    assert_eq!(browser.count(&format!("#{}[role=\"option\"]", pointed[0])), 1);
    browser.keys(key(Key::Up));
    assert_eq!(looked_at(&browser), first);
    browser.click_on(&format!("#found-{second}"));
    assert_eq!(looked_at(&browser), second, "and by hand");
}

#[test]
fn a_filter_hides_all_but_some_events_counts_them_and_brings_them_back() {
    let browser = open();
    let all = events(&browser, "true").len();
    browser.click("filter");
    browser.wait_until("the menu is there", |browser| browser.has("filter-menu"));
    browser.click_on("[data-testid=\"filter-menu\"] [data-chip=\"broker\"]");
    browser.click_on("[data-testid=\"filter-menu\"] [data-chip=\"exec-2\"]");
    browser.click_on("[data-testid=\"filter-menu\"] [data-chip=\"heartbeat\"]");
    browser.screenshot("filter-menu");
    let heartbeats = events(
        &browser,
        "['broker', 'exec-2'].includes(e.node) && (e.call === 'heartbeat' || e.what.startsWith('heartbeat'))",
    );
    let says = |shown: usize| format!("{shown} of {all} events shown, {} hidden", all - shown);
    browser.wait_until("the count", |browser| browser.text("filter-count") == says(heartbeats.len()));
    let drawn = |browser: &Browser| -> Vec<u64> {
        let events = browser.attributes("[data-testid=\"spacetime\"] [data-event]", "data-event");
        events.iter().filter_map(|event| event.parse().ok()).collect()
    };
    browser.wait_until("only those are drawn", |browser| {
        let drawn = drawn(browser);
        !drawn.is_empty() && drawn.iter().all(|event| heartbeats.contains(event))
    });
    browser.keys(key(Key::Escape));
    browser.wait_until("the menu is gone", |browser| !browser.has("filter-menu"));
    browser.screenshot("filter-on");

    browser.click_on("[data-filter=\"exec-2\"]");
    let own = events(&browser, "e.node === 'broker' && (e.call === 'heartbeat' || e.what.startsWith('heartbeat'))");
    browser.wait_until("one part less", |browser| browser.text("filter-count") == says(own.len()));
    browser.click("filter-clear");
    browser.wait_until("all is back", |browser| !browser.has("filter-row"));
    browser
        .wait_until("others are drawn again", |browser| drawn(browser).iter().any(|event| !heartbeats.contains(event)));
    browser.assert_quiet_console();
}

#[test]
fn a_search_becomes_a_filter_and_another_search_looks_on() {
    let browser = open();
    ask(&browser, "triage");
    let of_triage = count(&browser);
    assert!(of_triage > 3);
    browser.keys(key(Key::Escape));
    browser.click("filter");
    browser.click("filter-keep");
    browser.wait_until("the search is a filter", |browser| {
        browser.text("filter-count").starts_with(&format!("{of_triage} of "))
    });
    browser.type_into("filter-job", "archi");
    browser.click_on("[data-testid=\"filter-menu\"] [data-chip=\"archive\"]");
    browser.wait_until("both have to hold", |browser| browser.count("[data-testid=\"filter-row\"] .chip") == 2);
    browser.screenshot("filter-search");
    browser.keys(key(Key::Escape));
    browser.click_on("[data-filter=\"archive\"]");
    ask(&browser, "kind:decision");
    assert_eq!(count(&browser), events(&browser, "e.what === 'decided'").len(), "the search looks everywhere");
}

#[test]
fn the_search_is_usable_at_every_size_and_in_both_themes() {
    let browser = open();
    for (width, height, dark) in [(1440, 900, false), (1024, 768, true), (390, 844, false), (390, 844, true)] {
        browser.viewport(width, height);
        browser.scheme(if dark { "dark" } else { "light" });
        write(&browser, "kind:de");
        browser
            .wait_until("kinds are offered", |browser| browser.count("[data-testid=\"search-results\"] .offer") == 2);
        let theme = if dark { "dark" } else { "light" };
        browser.screenshot(&format!("search-{width}-{theme}"));
        let within = "const box = document.querySelector('[data-testid=\"search-results\"]').getBoundingClientRect();
            return box.left >= 0 && box.top >= 0 && box.right <= innerWidth && box.bottom <= innerHeight";
        browser.wait_until("the list is within the window", |browser| browser.js(within) == true);
        browser.wait_until("it stands still", |browser| browser.moving().is_empty());
        assert_eq!(browser.axe_violations(), Vec::<String>::new(), "{width} {theme}, suggestions");
        ask(&browser, "kind:decision");
        browser.keys(key(Key::Enter));
        assert_eq!(browser.axe_violations(), Vec::<String>::new(), "{width} {theme}, found");
        browser.keys(key(Key::Escape));
        browser.click("filter");
        browser.wait_until("the menu is there", |browser| browser.has("filter-menu"));
        browser.wait_until("it stands still", |browser| browser.moving().is_empty());
        assert_eq!(browser.axe_violations(), Vec::<String>::new(), "{width} {theme}, filter");
        browser.screenshot(&format!("filter-{width}-{theme}"));
        browser.keys(key(Key::Escape));
    }
    browser.assert_quiet_console();
}
