//! The merge in slow motion: each cell with its reason, the own tick, and what was news to whom.

use e2e::Browser;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{cursor, show};

/// The clocks of the merge on show as the core has them: what the receiver knew, what the message said, what it knows.
#[track_caller]
fn clocks(browser: &Browser) -> (Value, Value, Value) {
    let clocks = browser.js("const at = clocktower.cursor();
         const [event] = clocktower.events(at, at);
         const earlier = clocktower.events(1, at - 1).filter((other) => other.node === event.node);
         return [clocktower.clock(earlier.at(-1).id), clocktower.clock(event.send), clocktower.clock(at), event.node]");
    (clocks[0].clone(), clocks[1].clone(), json!({"after": clocks[2], "node": clocks[3]}))
}

fn sentence(browser: &Browser) -> String {
    browser.text("merge-sentence")
}

/// Steps to a merge in which something is news, something equal and something older: the receiver is the broker.
fn a_telling_merge(browser: &Browser) {
    for _ in 0..60 {
        let before = cursor(browser);
        browser.click("step-merge");
        browser.wait_until("the next merge", |browser| cursor(browser) > before);
        let (mine, theirs, result) = clocks(browser);
        let count = |clock: &Value, name: &str| clock[name].as_u64().unwrap_or(0);
        let node = result["node"].as_str().unwrap_or_default();
        let names = mine.as_object().into_iter().flatten().map(|(name, _)| name);
        let names: Vec<&String> = names.filter(|name| *name != node).collect();
        let pairs: Vec<(u64, u64)> = names.iter().map(|name| (count(&mine, name), count(&theirs, name))).collect();
        let has = |holds: fn(&(u64, u64)) -> bool| pairs.iter().any(holds);
        if has(|(mine, theirs)| mine < theirs)
            && has(|(mine, theirs)| mine == theirs)
            && has(|(mine, theirs)| mine > theirs && *theirs > 0)
        {
            return;
        }
    }
    panic!("no merge of the opening run has all three outcomes");
}

#[test]
fn each_cell_tells_which_entry_won_and_why_and_the_own_tick_is_a_stop_of_its_own() {
    let browser = Browser::open();
    a_telling_merge(&browser);
    let (mine, theirs, result) = clocks(&browser);
    let heads =
        browser.js("return [...document.querySelectorAll('[data-testid=merge] thead th')].map((head) => head.title)");
    let names: Vec<String> =
        heads.as_array().into_iter().flatten().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
    browser.click("merge-slow");
    let mut told = Vec::new();
    for name in &names {
        let (mine, theirs) = (mine[name].as_u64().unwrap_or(0), theirs[name].as_u64().unwrap_or(0));
        let begins = match (mine, theirs) {
            (mine, theirs) if mine == theirs => format!("{name}: both say {mine}, so it stays {mine}: "),
            (0, theirs) => format!("{name}: theirs {theirs}, mine none, so {theirs}: {name}’s event"),
            (mine, 0) => format!("{name}: mine {mine}, theirs none, so {mine} stays: "),
            (mine, theirs) if theirs > mine => {
                format!("{name}: theirs {theirs} > mine {mine}, so {theirs}: {name}’s event")
            }
            (mine, theirs) => format!("{name}: mine {mine} > theirs {theirs}, so {mine} stays: "),
        };
        browser.wait_until(&begins, |browser| sentence(browser).starts_with(&begins));
        told.push(sentence(&browser));
        // The result of this cell is there, that of the next one is not.
        let shown = browser.js(
            "return [...document.querySelectorAll('[data-testid=merge] tr.larger .v')].map((cell) => cell.textContent)",
        );
        let at = told.len() - 1;
        assert_eq!(shown[at], json!(mine.max(theirs).to_string()), "{name}");
        if at + 1 < names.len() {
            assert_eq!(shown[at + 1], "", "what comes next is not told before");
        }
        if told.len() == 3 {
            browser.screenshot("merge-cell");
        }
        browser.keys(if told.len() % 2 == 0 { ".".to_owned() } else { Key::Right.value().to_string() });
    }
    let node = result["node"].as_str().unwrap_or_default();
    let after = result["after"][node].as_u64().unwrap_or(0);
    let tick = format!("{node}: {} + 1 = {after}.", after - 1);
    browser.wait_until(&tick, |browser| sentence(browser).starts_with(&tick));
    browser.screenshot("merge-tick");
    let shown = browser.js("return [...document.querySelectorAll('[data-testid=merge] tr.tick .v')].map((cell) => Number(cell.textContent))");
    let expected: Vec<u64> = names.iter().map(|name| result["after"][name].as_u64().unwrap_or(0)).collect();
    assert_eq!(shown, json!(expected));
    for (word, what) in [("are news", "news"), ("nothing new", "equal"), ("older than", "older")] {
        assert!(
            told.iter().any(|text| text.contains(word) || what == "news" && text.contains("is news")),
            "{what}: {told:#?}"
        );
    }

    // Back cell by cell, to both ends, and out again.
    browser.keys(",".to_owned());
    browser.wait_until("the last cell", |browser| sentence(browser) == told[told.len() - 1]);
    browser.keys(Key::Home.value().to_string());
    browser.wait_until("the first cell", |browser| sentence(browser) == told[0]);
    let before = cursor(&browser);
    browser.keys(Key::Escape.value().to_string());
    browser.wait_until("all at once again", |browser| !browser.has("merge-sentence"));
    assert_eq!(cursor(&browser), before, "its keys did not move the run");
    browser.assert_quiet_console();
}

#[test]
fn the_cells_play_by_themselves_and_stop_at_the_own_tick() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.click("step-merge");
    browser.click("merge-slow");
    browser.click("merge-play");
    browser.wait_until("it has come to the own tick", |browser| sentence(browser).contains(" + 1 = "));
    let label = browser.attributes("[data-testid=\"merge-play\"]", "aria-label");
    assert_eq!(label, ["Play the cells"], "it stopped there");
    browser.assert_quiet_console();
}

#[test]
fn what_was_news_is_listed_event_by_event_and_each_leads_there() {
    let browser = Browser::open();
    a_telling_merge(&browser);
    let (mine, _, result) = clocks(&browser);
    let node = result["node"].as_str().unwrap_or_default().to_owned();
    let gained: u64 = result["after"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| **name != node)
        .map(|(name, count)| count.as_u64().unwrap_or(0) - mine[name].as_u64().unwrap_or(0))
        .sum();
    let listed = browser.count("[data-testid=\"news\"] section li");
    assert_eq!(listed as u64, gained, "{}", browser.text("news"));
    browser.click_on("[data-testid=\"news\"] summary");
    browser.wait_until("what the sender does not know", |browser| {
        browser.text_of("[data-testid=\"news\"] details").contains("does not know yet")
            && browser.count("[data-testid=\"news\"] details li") > 0
    });
    browser.screenshot("merge-news");
    let button = "[data-testid=\"news\"] section li button";
    let event = browser.attributes(button, "title").first().cloned().unwrap_or_default().replace("Look at event ", "");
    let before = cursor(&browser);
    browser.click_on(button);
    browser.wait_until("the event is looked at", |browser| {
        browser.count(&format!("[data-testid=\"spacetime\"] [data-event=\"{event}\"].is-selected")) == 1
    });
    assert_eq!(cursor(&browser), before, "looking is not going");
    browser.assert_quiet_console();
}

#[test]
fn a_merge_of_200_entries_stays_usable_and_unchanged_entries_are_one_stop() {
    let browser = Browser::open();
    browser.js("for (let n = 1; n <= 200; n++) window.clocktower.apply({ type: 'add_executor', name: `more-${n}` })");
    browser.js("for (let i = 0; i < 1400; i++) window.clocktower.step('event')");
    browser.click("step-merge");
    show(&browser, "merge");
    browser.click("merge-slow");
    for _ in 0..5 {
        let last = sentence(&browser);
        browser.keys(".".to_owned());
        browser.wait_until("the next cell", |browser| sentence(browser) != last);
        // Of many columns the one that is told is in sight.
        let in_sight =
            "const column = document.querySelector('[data-testid=merge] thead .is-now').getBoundingClientRect();
            const area = document.querySelector('[data-testid=merge] .scroll-x').getBoundingClientRect();
            return column.left >= area.left && column.right <= area.right + 1";
        browser.wait_until("its column is in sight", |browser| browser.js(in_sight) == true);
    }
    browser.keys(Key::End.value().to_string());
    browser.wait_until("the own tick", |browser| sentence(browser).contains(" + 1 = "));
    browser.screenshot("merge-many");
    browser.keys(",".to_owned());
    browser.wait_until("the rest is one stop", |browser| sentence(browser).starts_with("The other "));
    browser.assert_quiet_console();
}

#[test]
fn what_explains_a_step_comes_into_sight_on_a_phone() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.viewport(390, 844);
    browser.reload();
    for (button, panel) in [("step-merge", "merge"), ("step-decision", "decision")] {
        browser.click(button);
        let script = format!(
            "const table = document.querySelector('[data-testid={panel}] table')?.getBoundingClientRect();
             const bar = document.querySelector('.transport').getBoundingClientRect();
             return Boolean(table) && table.top >= 0 && table.top < bar.top - 80 && (table.bottom <= bar.top || table.height > bar.top)"
        );
        browser.wait_until(&format!("the table of the {panel} above the transport"), |browser| {
            browser.js(&script) == true
        });
        browser.screenshot(&format!("{panel}-phone"));
    }
    browser.assert_quiet_console();
}
