//! The page under attack: whatever comes in is text, and nothing goes out.

use e2e::Browser;
use serde_json::{Value, json};

use crate::{cursor, show, state};

/// A text that would do something if anybody took it for markup.
const MARKUP: &str = "<img src=x onerror=window.__hit=1>";

/// A run that says [`MARKUP`] wherever it may say anything.
fn hostile() -> Value {
    let submit = json!({
        "type": "submit_job", "name": "<b>job", "args": [MARKUP, "\u{202e}gnp.exe"], "wasm_bin": MARKUP,
        "emergency": { "kind": "fire", "level": "high", "location": MARKUP },
    });
    json!({
        "version": 1, "title": MARKUP, "question": format!("{MARKUP}?"), "opens_at_event": 30,
        "nodes": [
            { "kind": "broker", "name": "<script>x" }, { "kind": "executor", "name": "<svg-onload=alert(1)>" },
            { "kind": "client", "name": "'&lt;" }, { "kind": "datastore", "name": "javascript:alert(1)" },
        ],
        "actions": [{ "at_ms": 1_000, "command": submit }],
    })
}

#[track_caller]
fn open(browser: &Browser, text: &str) {
    browser.click("export");
    browser.click("import");
    browser.js_with(
        "const area = document.querySelector('[data-testid=field-json]');
        area.value = arguments[0]; area.dispatchEvent(new Event('input', { bubbles: true }))",
        vec![json!(text)],
    );
    browser.click("confirm");
}

#[test]
fn no_name_title_or_text_becomes_markup() {
    let browser = Browser::open();
    open(&browser, &hostile().to_string());
    browser.wait_until("it is open", |browser| cursor(browser) == 30 && browser.count("dialog") == 0);
    for tab in ["what", "merge", "decision", "queue", "knowledge", "wire"] {
        show(&browser, tab);
        browser.click("step");
    }
    browser.js_with(
        "clocktower.apply({type: 'submit_job', args: [arguments[0]]}); clocktower.seek(12);
        clocktower.apply({type: 'submit_job', name: '<i>x'}); clocktower.rename_branch('main', arguments[0])",
        vec![json!(MARKUP)],
    );
    show(&browser, "branches");
    // Kept, offered again, and listed: there too it is a text.
    browser.reload();
    browser.wait_until("it is offered", |browser| browser.has("offer") && browser.text("offer").contains(MARKUP));
    let strange =
        "return document.querySelectorAll('img[src=x], main script, main iframe, [onerror], [onload]').length";
    assert_eq!((browser.js(strange), browser.js("return window.__hit ?? 0")), (json!(0), json!(0)));
    browser.click("go-on");
    browser.wait_until("it goes on", |browser| browser.text_of("body").contains("<script>x"));
    assert_eq!((browser.js(strange), browser.js("return window.__hit ?? 0")), (json!(0), json!(0)));
    browser.screenshot("hostile");
    browser.assert_quiet_console();
}

#[test]
fn rubbish_in_the_dialog_of_imports_is_refused_in_words_and_the_run_stays() {
    let browser = Browser::open();
    let before = state(&browser);
    let deep = "[".repeat(50_000);
    for (text, wrong) in [
        (deep.as_str(), "recursion limit"),
        ("{\"version\":1,\"title\":\"t\",\"nodes\":[],\n\"sed\":1}", "unknown field `sed`"),
        (
            "{\"version\":1,\"title\":\"t\",\"nodes\":[{\"kind\":\"broker\"}],\"opens_at_event\":99999999}",
            "opens_at_event: at most",
        ),
        ("#run=AAAA", "link: "),
    ] {
        open(&browser, text);
        browser.wait_until("it is refused", |browser| browser.has("field-error"));
        assert!(browser.text("field-error").contains(wrong), "{}", browser.text("field-error"));
        browser.click("cancel");
        assert_eq!(state(&browser), before);
    }
}

#[test]
fn a_name_that_cannot_be_is_refused_each_time_it_is_tried() {
    let browser = Browser::open();
    let before = state(&browser);
    browser.click("add-executor");
    // A blank; another one, of which the same is said; and a sign that would turn every sentence around.
    for (name, wrong) in [("a b", "' '"), ("c d", "' '"), ("ab\u{202e}c", "'\\u{202e}'")] {
        let write = "const field = document.querySelector('[data-testid=\"field-name\"]'); field.value = arguments[0];
            field.dispatchEvent(new InputEvent('input', { bubbles: true }))";
        browser.js_with(write, vec![name.into()]);
        browser.wait_until("nothing is wrong with what is being written", |browser| !browser.has("field-error"));
        browser.click("confirm");
        browser.wait_until("it is refused", |browser| browser.has("field-error"));
        assert_eq!(browser.text("field-error"), format!("A name must not contain {wrong}."));
    }
    browser.click("cancel");
    assert_eq!(state(&browser), before);
}

#[test]
fn the_policy_of_the_page_allows_only_itself_and_no_code_in_line() {
    let page = include_str!("../../../../index.html");
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let mut rules: Vec<&str> = policy.unwrap_or_default().split("; ").collect();
    rules.sort_unstable();
    let wanted = [
        "base-uri 'none'",
        "connect-src 'self'",
        "default-src 'none'",
        "form-action 'none'",
        "img-src 'self'",
        "manifest-src 'self'",
        "require-trusted-types-for 'script'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "trusted-types offline",
    ];
    assert_eq!(rules, wanted);
    // And the browser holds it: none of these does anything.
    let browser = Browser::open();
    let tried = browser.js_async(
        "const done = arguments[arguments.length - 1];
        const blocked = new Set();
        addEventListener('securitypolicyviolation', (event) => blocked.add(event.effectiveDirective));
        window.__hit = 0;
        const script = document.createElement('script');
        try { script.textContent = 'window.__hit = 1'; document.body.append(script); } catch {}
        const picture = new Image(); picture.src = 'https://else.where.invalid/x.png';
        const style = document.createElement('div'); style.setAttribute('style', 'color: red'); document.body.append(style);
        fetch('https://else.where.invalid/').catch(() => {});
        setTimeout(() => done({ blocked: [...blocked].sort(), hit: window.__hit }), 500)",
        Vec::new(),
    );
    assert_eq!(tried["hit"], json!(0));
    let blocked: Vec<&str> = tried["blocked"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for directive in ["connect-src", "img-src", "style-src-attr"] {
        assert!(blocked.contains(&directive), "{directive} was not held: {blocked:?}");
    }
}

#[test]
fn nothing_is_asked_of_anybody_else_whatever_one_does_on_the_page() {
    let browser = Browser::open_with_network_log();
    if !browser.is_chromium() {
        return;
    }
    open(&browser, &hostile().to_string());
    browser.wait_until("it is open", |browser| cursor(browser) == 30);
    let explored = browser.use_every_control();
    assert!(explored.used.len() > 40, "{:?}", explored.used);
    let asked = browser.requests();
    assert!(asked.iter().any(|address| address.ends_with("clocktower_bg.wasm")), "the log is empty: {asked:?}");
    let own = browser.url();
    let is_own = |address: &&String| {
        // A file that is handed out is made in the page itself.
        address.starts_with(&own) || address.starts_with(&format!("blob:{own}"))
    };
    let others: Vec<&String> =
        asked.iter().filter(|address| !is_own(address) && !address.starts_with("data:,")).collect();
    assert!(others.is_empty(), "asked of others: {others:?}");
}
