//! Share links: a whole run in the part of an address that no server ever sees.
//!
//! `#run=` and then the [packed](super::packed) scenario, with all commands that were given and the event at which it
//! opens. Whoever has the link has the run, event by event.

use super::kept;
use super::packed::{PackError, pack, unpack};
use crate::scenario::{Scenario, ScenarioError};
use crate::sim::journey::Opening;
use crate::sim::{OPENING_WORK_MAX, Sim};

/// How the fragment of an address that holds a run begins.
pub const PREFIX: &str = "#run=";
/// The longest link, in characters from the `#` on: what every current browser takes and most letters carry.
pub const CHARS_MAX: usize = 64_000;

/// What most chats carry, in characters: a lesson with what a class did to it is no longer.
pub const CHAT_MAX: usize = 2_000;

/// Why there is no link, or why one does not open.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The run does not fit into one, or nobody can have made one of this length.
    #[error("link: {chars} characters; at most {CHARS_MAX} are possible")]
    TooLong {
        /// How many characters it has, or would have.
        chars: usize,
    },
    /// It holds no run at all.
    #[error("link: it does not begin with {PREFIX}")]
    Other,
    /// Its letters make no text.
    #[error("link: {0}")]
    Packed(#[from] PackError),
    /// The scenario in it does not fit.
    #[error("the scenario in the link: {0}")]
    Scenario(#[from] ScenarioError),
}

/// The link to a scenario, from the `#` on.
///
/// # Errors
/// It would be too long.
pub fn link(scenario: &Scenario) -> Result<String, LinkError> {
    // Few letters on one line: a link is not read by people.
    let text = crate::json::value(scenario).to_string();
    let link = format!("{PREFIX}{}", pack(&text));
    if link.len() > CHARS_MAX { Err(LinkError::TooLong { chars: link.len() }) } else { Ok(link) }
}

/// The scenario that a link holds: a fragment, or a whole address with one.
///
/// # Errors
/// Says what is wrong with it, and where.
pub fn read(link: &str) -> Result<Scenario, LinkError> {
    Ok(Scenario::from_json(&unfold(link)?)?)
}

/// The text that a link holds.
fn unfold(link: &str) -> Result<String, LinkError> {
    let link = link.trim();
    let at = link.find(PREFIX).ok_or(LinkError::Other)?;
    let packed = &link[at + PREFIX.len()..];
    if packed.len() > CHARS_MAX {
        return Err(LinkError::TooLong { chars: packed.chars().count() + PREFIX.len() });
    }
    Ok(unpack(packed)?)
}

/// The run that a link holds, at the event at which it opens; a [kept](super::kept) one with all its branches.
///
/// # Errors
/// Says what is wrong with it, and where.
pub fn open(link: &str) -> Result<Sim, LinkError> {
    let mut opening = begin(link)?;
    opening.go_on(OPENING_WORK_MAX);
    Ok(opening.into_sim())
}

/// The same run on its way there, none of which has been gone; a kept one has come already.
///
/// # Errors
/// Says what is wrong with the link, and where.
pub fn begin(link: &str) -> Result<Opening, LinkError> {
    let text = unfold(link)?;
    match serde_json::from_str(&text) {
        Ok(document) if kept::is_kept(&document) => Ok(Opening::at_once(kept::revive(&document)?)),
        _ => Ok(Opening::of(Scenario::from_json(&text)?)?),
    }
}

/// Whether a text is meant as a link rather than as JSON.
pub fn is_link(text: &str) -> bool {
    !text.trim_start().starts_with(['{', '[', '"']) && text.contains(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::EventId;
    use crate::scenario::Command;

    #[test]
    fn a_link_opens_the_same_run_at_the_same_event() {
        for (key, scenario) in Scenario::bundled() {
            let mut sim = Sim::new(scenario.clone()).unwrap();
            sim.seek(EventId::new(70));
            let command = serde_json::json!({"type": "add_executor", "name": "by-hand", "equipment": ["fire"]});
            sim.apply(Command::from_value(&command).unwrap()).unwrap();
            for n in 0..6 {
                sim.seek(EventId::new(80 + n));
                let name = format!("lesson-{n}");
                let command = serde_json::json!({"type": "add_executor", "name": name, "equipment": ["medical"]});
                sim.apply(Command::from_value(&command).unwrap()).unwrap();
            }
            sim.seek(EventId::new(120));
            let link = link(&sim.to_scenario()).unwrap();
            let opened = open(&link).unwrap();
            assert_eq!(opened.cursor(), sim.cursor(), "{key}");
            assert_eq!(opened.trace().hash_at(opened.cursor()), sim.trace().hash_at(sim.cursor()), "{key}");
            assert_eq!(opened.given(), sim.given(), "{key}");
            println!("{key}: {} characters", link.len());
            assert!(link.len() <= CHAT_MAX, "{key}: {} characters", link.len());
        }
    }

    #[test]
    fn a_whole_address_is_a_link_too() {
        let opening = Scenario::opening();
        let link = link(&opening).unwrap();
        for text in [link.clone(), format!("https://example.org/some/where/?a=b{link}\n")] {
            assert_eq!(read(&text), Ok(opening.clone()));
        }
    }

    #[test]
    fn a_run_that_no_link_can_hold_is_refused_with_its_length() {
        let mut state = 1u64;
        let mut drawn = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            format!("{:08x}", state >> 32)
        };
        let mut name = || (0..25).map(|_| drawn()).collect::<String>();
        let command = |name: String| Command::from_value(&serde_json::json!({"type": "submit_job", "args": [name]}));
        let action = |at_ms| crate::scenario::Action { at_ms, command: std::sync::Arc::new(command(name()).unwrap()) };
        let scenario = Scenario { actions: (0..1_000).map(action).collect(), ..Scenario::opening() };
        let refused = link(&scenario).unwrap_err();
        assert!(matches!(refused, LinkError::TooLong { chars } if chars > CHARS_MAX), "{refused}");
    }

    #[test]
    fn a_bad_link_says_what_is_wrong_and_where() {
        let of = |text: &str| format!("{PREFIX}{}", pack(text));
        let rows = [
            ("".to_owned(), "link: it does not begin with #run="),
            ("#merge".to_owned(), "link: it does not begin with #run="),
            (format!("{PREFIX}ab+c"), "link: character 3 is '+'"),
            (format!("{PREFIX}{}", "a".repeat(CHARS_MAX + 1)), "link: 64006 characters; at most 64000"),
            (of("[1"), "the scenario in the link: EOF while parsing a list at line 1 column 2"),
            (of(r#"{"version":1,"title":"t"}"#), "the scenario in the link: missing field `nodes`"),
            (
                of(r#"{"version":1,"title":"t","nodes":[{"kind":"broker","name":"a#2"}]}"#),
                "the scenario in the link: nodes[0].name: ",
            ),
        ];
        for (link, error) in rows {
            let refused = read(&link).unwrap_err().to_string();
            assert!(refused.starts_with(error), "{link}: {refused}");
        }
    }
}
