//! The page in English and in German.

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::Duration;

use e2e::Browser;
use serde_json::{Value, json};

use crate::everyone::{OPENERS, close_dialog, open_dialog, open_tab, tabs};
use crate::{cursor, state};

/// All that the page says now; see the script.
const SAID: &str = include_str!("languages/said.js");
/// What would have been otherwise is asked once the page rests.
const RESTS: Duration = Duration::from_millis(400);
/// So many events are told one by one.
const TOLD: usize = 40;

/// Words of English, or of the English page, that no German text has: "was" and "minute" are German too.
const ENGLISH: &str = "
    the of and or is are were be been to with without has have had does did do not no yes none from by for at on off
    it its they their them this that these those which who whose what when where why how than then there here now only
    each every other others another same more less first second third next previous both either neither nobody
    nothing somebody something anything because before after between while until since would could should can cannot may
    must into over under out up down behind beside
    close add step back forth play share learn help present submit confirm cancel open search find show hide clear
    undo copy download forget delete rename compare change choose begin stops skip continue send sends sent receive
    receives received wait waits waiting queue knowledge wire branch branches decision decisions decide decides decided
    emergency emergencies fault faults crash crashes crashed restarted event events message messages clock clocks
    vector space-time seed narration round lanes score candidate candidates memory disk load cores battery power level
    location duration seconds minutes equipment capabilities order placement ageing stale fresh known unknown believes
    believed true false chosen refused placed free busy idle running runs finished lost late
    disaster fire medical critical low medium high
";
/// Names and signs that are the same in every language.
const NAMES: [&str; 9] = ["DELETE", "Raspberry", "Pi", "Clocktower", "GiB", "MiB", "KiB", "MHz", "GHz"];

/// Where keys, values and calls stand as programs know them, and the words among those that English has too.
const KEYS: [(&str, &str); 7] = [
    (": cluster", "submit"),
    (": what", "submit"),
    (": field-parser", "event clock"),
    (": field-args", "fire"),
    (": filter-menu", "crash decision emergency submit"),
    (": search-results", "fire decision lost"),
    (": search-problem", "decision emergency submit crash lost refused late delete send receive"),
];

#[track_caller]
fn language(browser: &Browser) -> String {
    browser.js("return document.documentElement.lang").as_str().unwrap_or_default().to_owned()
}

/// Chooses the other language, by its button.
#[track_caller]
fn choose(browser: &Browser, tag: &str) {
    browser.click("language");
    browser.wait_until(&format!("the page speaks {tag}"), |browser| language(browser) == tag);
}

/// What the header calls the scenario on show.
#[track_caller]
fn scenario(browser: &Browser) -> String {
    let chosen = "return document.querySelector('[data-testid=scenario]').selectedOptions[0].textContent";
    browser.js(chosen).as_str().unwrap_or_default().trim().to_owned()
}

/// The run, and where it stands.
#[track_caller]
fn run(browser: &Browser) -> (Value, u64) {
    (browser.js("return clocktower.hash()"), cursor(browser))
}

#[test]
fn the_page_speaks_german_from_when_it_is_chosen_and_the_run_stays() {
    let browser = Browser::open();
    assert_eq!((language(&browser), scenario(&browser)), ("en".to_owned(), "An ambulance arrives".to_owned()));
    browser.click("step-merge");
    open_tab(&browser, "tab-knowledge");
    let (was, known) = (run(&browser), state(&browser));
    choose(&browser, "de");
    assert_eq!((run(&browser), state(&browser)), (was.clone(), known));
    assert_eq!(browser.count("#tab-knowledge[aria-selected=true]"), 1, "the tab stays too");
    assert_eq!(scenario(&browser), "Ein Rettungswagen kommt");
    // What is handed out is as it was written.
    assert_eq!(browser.js("return clocktower.scenario().title"), json!("An ambulance arrives"));
    assert_eq!(browser.js("return clocktower.said('The flood')"), json!("Die Flut"));

    browser.reload();
    browser.wait_until("it still speaks German", |browser| language(browser) == "de");
    assert_eq!(scenario(&browser), "Ein Rettungswagen kommt");
    let opened = run(&browser);
    choose(&browser, "en");
    assert_eq!((run(&browser), scenario(&browser)), (opened, "An ambulance arrives".to_owned()));
    browser.reload();
    browser.wait_until("it speaks English again", |browser| language(browser) == "en");
    browser.assert_quiet_console();
}

#[test]
fn the_address_asks_for_a_language_and_what_was_chosen_here_is_not_forgotten_over_it() {
    let browser = Browser::open_with("?lang=de");
    assert_eq!((language(&browser), scenario(&browser)), ("de".to_owned(), "Ein Rettungswagen kommt".to_owned()));
    browser.go("");
    assert_eq!(language(&browser), "en", "the address asked for itself alone");
    choose(&browser, "de");
    browser.go("?lang=en");
    assert_eq!(language(&browser), "en");
    browser.go("?scenario=flood");
    assert_eq!((language(&browser), scenario(&browser)), ("de".to_owned(), "Die Flut".to_owned()));
    browser.assert_quiet_console();
}

#[test]
fn a_run_in_a_link_is_read_in_the_language_of_whoever_opens_it() {
    let browser = Browser::open();
    browser.js("clocktower.apply({type: 'crash', node: 'exec-2'}); clocktower.step()");
    let was = run(&browser);
    let link = browser.js("return clocktower.export('link')");
    let link = link.as_str().unwrap_or_default();
    let link = &link[link.find('#').expect("a fragment")..];
    let opened = Browser::open_with(&format!("?lang=de{link}"));
    assert_eq!(run(&opened), was);
    assert_eq!(scenario(&opened), "Ein Rettungswagen kommt");
    opened.assert_quiet_console();
}

#[test]
fn an_element_in_another_page_speaks_the_language_that_it_names() {
    let browser = Browser::launch("");
    browser.viewport(1100, 1700);
    browser.visit("www/example.html");
    browser.js("document.querySelector('#first').setAttribute('lang', 'de')");
    let inside = "const page = document.querySelector('#first').shadowRoot?.querySelector('iframe')?.contentDocument;
        return page?.querySelector('[data-testid]') ? page.documentElement.lang : ''";
    browser.wait_until("it speaks German", |browser| browser.js(inside) == json!("de"));
    browser.assert_quiet_console();
}

#[test]
fn lessons_moments_and_notes_are_read_in_german_too() {
    let browser = Browser::open();
    browser.press("L");
    browser.wait_until("the list", |browser| browser.has("learn"));
    browser.click("lesson-ticks");
    browser.wait_until("the first step", |browser| browser.text("lesson-step").contains("Every node counts"));
    choose(&browser, "de");
    assert!(browser.text("lesson-step").contains("Jeder Knoten zählt seine eigenen Ereignisse"));
    browser.click("step");
    browser.wait_until("it is done", |browser| browser.text_of(".learn-done").contains("Auch Empfangen"));

    browser.go("");
    browser.press("P");
    browser.wait_until("it presents", |browser| browser.has("presenting"));
    let page = browser.tab();
    browser.press("Home");
    browser.press("PageDown");
    browser.wait_until("what there is to see", |browser| {
        browser.has("look-at") && browser.text("look-at").starts_with("triage gilt als kritisch")
    });
    browser.click("notes");
    browser.wait_until("the window is there", |browser| browser.tabs().len() == 2);
    let notes = browser.tabs().into_iter().find(|tab| *tab != page).expect("the notes");
    browser.switch_tab(&notes);
    browser.wait_until("they are in German", |browser| {
        browser.text_of("h1") == "Ein Rettungswagen kommt"
            && browser.text_of("#moments").contains("Die Entscheidung")
            && browser.text_of("#notes").contains("den Raum abstimmen lassen")
    });
    browser.screenshot("notes-german");
    browser.switch_tab(&page);
    browser.assert_quiet_console();
}

/// Every text that was seen, with where it was seen first.
#[derive(Default)]
struct Heard(BTreeMap<String, String>);

impl Heard {
    /// Notes all that the page says now.
    #[track_caller]
    fn hear(&mut self, browser: &Browser, moment: &str) {
        let said = browser.js(SAID);
        for text in said.as_array().into_iter().flatten() {
            let (place, text) = (text[0].as_str().unwrap_or_default(), text[1].as_str().unwrap_or_default());
            self.0.entry(text.to_owned()).or_insert_with(|| format!("{moment}: {place}"));
        }
    }

    /// The same of every tab of the inspector.
    #[track_caller]
    fn hear_tabs(&mut self, browser: &Browser, moment: &str) {
        for tab in tabs(browser) {
            open_tab(browser, &tab);
            if tab == "tab-decision" {
                thread::sleep(RESTS);
            }
            self.hear(browser, &format!("{moment}, {tab}"));
        }
    }
}

/// Looks at the page wherever somebody gets in the course of a visit.
fn everywhere(lang: &str) -> (Heard, BTreeSet<String>) {
    let address = format!("?lang={lang}");
    let browser = Browser::open_with(&address);
    browser.reduced_motion(true);
    assert_eq!(language(&browser), lang);
    let mut heard = Heard::default();
    heard.hear_tabs(&browser, "at the beginning");
    for step in ["step-heartbeat", "step-merge", "step-decision"] {
        browser.click(step);
        heard.hear_tabs(&browser, step);
    }
    dialogs(&browser, &mut heard);
    pictures(&browser, &mut heard);
    searching(&browser, &mut heard);
    learning(&browser, &mut heard);
    // A lesson leads to another run.
    browser.go(&address);
    presenting(&browser, &mut heard);
    told(&browser, &mut heard);
    // What is kept is offered after that.
    browser.reload();
    browser.wait_until("the run is offered", |browser| browser.has("go-on"));
    heard.hear(&browser, "a run is offered");
    let names = browser.js("const { nodes, actions } = clocktower.scenario();
         return [...nodes, ...actions.map(({ command }) => command)].map(({ name }) => name ?? '')");
    let names = names.as_array().into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    browser.assert_quiet_console();
    (heard, names)
}

fn dialogs(browser: &Browser, heard: &mut Heard) {
    for opener in OPENERS {
        open_dialog(browser, opener);
        browser.js("for (const closed of document.querySelectorAll('dialog details')) closed.open = true");
        heard.hear(browser, &format!("the dialog of {opener}"));
        for within in ["open-flood", "import"] {
            if browser.count(&format!("dialog [data-testid={within}]")) > 0 {
                browser.click(within);
                heard.hear(browser, &format!("the dialog of {within}"));
                break;
            }
        }
        close_dialog(browser);
    }
    browser.click("share");
    browser.wait_until("it says so", |browser| browser.count(".toasts .toast") > 0);
    heard.hear(browser, "a link was made");
}

/// What a machine, a link and a message say of themselves; an event that is selected, and how two stand to each other.
fn pictures(browser: &Browser, heard: &mut Heard) {
    let press = "const part = document.querySelector(arguments[0]);
        part?.dispatchEvent(new MouseEvent('click', { bubbles: true }));
        return Boolean(part)";
    for node in ["broker", "exec-2", "client-1", "store-1"] {
        let part = format!("[data-node={node}] [role=button]");
        assert_eq!(browser.js_with(press, vec![json!(part)]), true, "{part}");
        browser.wait_until("the popover is there", |browser| browser.count(".popover") == 1);
        heard.hear(browser, &part);
        browser.press("Escape");
    }
    // On some events nothing is on its way.
    for part in [".link-hit", "[data-message] [role=button]"] {
        if browser.js_with(press, vec![json!(part)]) == true {
            browser.wait_until("the popover is there", |browser| browser.count(".popover") == 1);
            heard.hear(browser, part);
            browser.press("Escape");
        }
    }
    for key in ["g", "Enter", "Enter"] {
        browser.press(key);
        heard.hear(browser, "an event is selected");
    }
    for key in ["ArrowLeft", "ArrowLeft", "Enter"] {
        browser.press(key);
    }
    browser.wait_until("two events are compared", |browser| browser.has("relation"));
    heard.hear_tabs(browser, "two events are compared");
    browser.press("Escape");
    browser.press("Escape");
}

fn searching(browser: &Browser, heard: &mut Heard) {
    let ask = "const field = document.querySelector('[data-testid=search]'); field.focus();
        field.value = arguments[0]; field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
    for line in ["k", "kind:decision", "zzz", "kind:zzz", ""] {
        browser.js_with(ask, vec![json!(line)]);
        thread::sleep(RESTS);
        heard.hear(browser, &format!("the search for {line:?}"));
    }
    browser.js("document.activeElement.blur()");
    browser.click("filter");
    browser.wait_until("the menu is there", |browser| browser.has("filter-menu"));
    heard.hear(browser, "the filter");
    browser.press("Escape");
}

fn learning(browser: &Browser, heard: &mut Heard) {
    browser.press("L");
    browser.wait_until("the list", |browser| browser.has("learn"));
    heard.hear(browser, "the lessons");
    for (level, step, answer) in
        [("predict-ticks", "step-merge", "1"), ("predict-decisions", "step-decision", "ArrowDown")]
    {
        browser.click(level);
        heard.hear(browser, level);
        browser.click(step);
        browser.wait_until("the question has the focus", |browser| browser.count("[data-testid=question] :focus") == 1);
        heard.hear(browser, &format!("{level}: a question"));
        browser.press(answer);
        browser.press("Enter");
        browser.wait_until("it is graded", |browser| browser.has("grade"));
        heard.hear(browser, &format!("{level}: what is said of the answer"));
        browser.click("learn-go-on");
        heard.hear(browser, &format!("{level}: how many were right"));
        browser.click("learn-leave");
    }
    browser.click("lesson-ticks");
    browser.wait_until("the first step", |browser| browser.has("lesson-step"));
    heard.hear(browser, "a lesson");
    browser.click("step");
    browser.wait_until("the second step", |browser| browser.count(".learn-done") == 1);
    heard.hear(browser, "the second step of a lesson");
}

fn presenting(browser: &Browser, heard: &mut Heard) {
    browser.press("P");
    browser.wait_until("it presents", |browser| browser.has("presenting"));
    heard.hear(browser, "presenting");
    browser.press("Home");
    for _ in 0..4 {
        browser.press("PageDown");
        heard.hear(browser, "a moment");
    }
    browser.press("C");
    browser.wait_until("it counts", |browser| browser.has("counting"));
    heard.hear(browser, "a countdown");
    browser.click("countdown");
    browser.press("P");
    browser.wait_until("it is over", |browser| !browser.has("presenting"));
}

/// What a long part of the run tells, event by event, with everything that goes wrong in it.
fn told(browser: &Browser, heard: &mut Heard) {
    // At the end of what is known, so that no branch begins: those are named by the core.
    browser.js("clocktower.seek(clocktower.events().at(-1).id);
         clocktower.apply({ type: 'submit_job', name: 'survey-1', duration_ms: 9000 });
         clocktower.apply({ type: 'set_network', loss_permille: 100, duplication_permille: 200 });
         clocktower.apply({ type: 'flood', count: 4, within_ms: 8000, level: 'critical' });
         clocktower.apply({ type: 'crash', node: 'exec-1' });
         clocktower.apply({ type: 'cut', a: 'exec-3', b: 'broker' })");
    heard.hear_tabs(browser, "faults");
    open_dialog(browser, "faults");
    heard.hear(browser, "the dialog of all faults");
    close_dialog(browser);
    open_tab(browser, "tab-what");
    for _ in 0..TOLD {
        browser.click("step");
        heard.hear(browser, "event by event");
    }
    browser.js("clocktower.apply({ type: 'restart', node: 'exec-1' }); clocktower.apply({ type: 'heal_all' })");
    for _ in 0..TOLD / 4 {
        browser.click("step-decision");
        heard.hear_tabs(browser, "decision by decision");
    }
}

/// The words of a text. Names, keys of the search, addresses and numbers are one word each, whatever is in them.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let is_part = |letter: char| letter.is_alphanumeric() || "-_/#.:=’".contains(letter);
    text.split(move |letter| !is_part(letter)).map(bare).filter(|word| !word.is_empty())
}

/// A word without the signs around it. `kind:` is a key of the search, and no word.
fn bare(word: &str) -> &str {
    let is_key = word.strip_suffix(':').is_some_and(|key| key.chars().all(char::is_lowercase));
    if is_key { word } else { word.trim_matches(['.', ':', '/', '-', '’']) }
}

#[test]
fn words_are_told_from_names_and_keys() {
    let found: Vec<_> = words("Wait: exec-1’s kind:of (the 2.5 s of /to/do) at: “Open”. … - of").collect();
    assert_eq!(found, ["Wait", "exec-1’s", "kind:of", "the", "2.5", "s", "of", "to/do", "at:", "Open", "of"]);
}

#[test]
fn nothing_on_the_page_is_english_where_german_is_spoken() {
    let (german, names) = everywhere("de");
    let (english, _) = everywhere("en");
    let english_words: BTreeSet<&str> = ENGLISH.split_whitespace().collect();
    let is_name = |word: &str| NAMES.contains(&word) || names.contains(word);
    let is_english = |word: &str| !is_name(word) && english_words.contains(word.to_lowercase().as_str());
    // Two words that are the same in both languages are hardly a text that was translated.
    let is_plain = |word: &str| word.chars().count() > 1 && word.chars().all(char::is_alphabetic) && !is_name(word);
    let mut wrong = Vec::new();
    for (text, place) in &german.0 {
        let is_key =
            |word: &str| KEYS.iter().any(|(part, keys)| place.contains(part) && keys.split(' ').any(|key| key == word));
        let found: Vec<&str> = words(text).filter(|word| is_english(word) && !is_key(word)).collect();
        if !found.is_empty() {
            wrong.push(format!("{place}: {text:?}: {}", found.join(", ")));
        } else if english.0.contains_key(text) && words(text).filter(|word| is_plain(word) && !is_key(word)).count() > 1
        {
            wrong.push(format!("{place}: {text:?}: the same in English"));
        }
    }
    wrong.sort();
    assert!(german.0.len() > 400, "hardly anything was seen: {} texts", german.0.len());
    assert!(wrong.is_empty(), "{} texts of {}:\n{}", wrong.len(), german.0.len(), wrong.join("\n"));
}
