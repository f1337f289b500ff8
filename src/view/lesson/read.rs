//! Reading lessons, strictly: a misspelt key is named.

use serde_json::{Map, Value};

use super::{Lesson, Stage, Until};
use crate::clock::Causality;
use crate::sim::Step;
use crate::view::predict::Level;

/// Reads one from its text.
///
/// # Errors
/// Names the step, counted from 1, and the key.
pub(super) fn lesson(key: &'static str, text: &str) -> Result<Lesson, String> {
    let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
    let fields = fields(&value, &["title", "about", "steps"])?;
    let steps = fields.get("steps").and_then(Value::as_array).ok_or("steps: a list is missing")?;
    let numbered = steps.iter().enumerate();
    let steps = numbered.map(|(at, step)| stage(step).map_err(|error| format!("step {}: {error}", at + 1)));
    Ok(Lesson {
        key,
        title: needed(fields, "title")?,
        about: needed(fields, "about")?,
        steps: steps.collect::<Result<_, _>>()?,
    })
}

fn stage(value: &Value) -> Result<Stage, String> {
    let fields = fields(value, &["open", "text", "task", "keys", "asks", "until", "done"])?;
    let keys = fields.get("keys").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let keys = keys.iter().map(|key| key.as_str().map(str::to_owned).ok_or("keys: texts".to_owned()));
    let asks = match fields.get("asks") {
        None => None,
        Some(word) => Some(named(word, &Level::NAMED).ok_or_else(|| format!("asks: {word} is no level"))?),
    };
    Ok(Stage {
        open: fields.get("open").and_then(Value::as_str).map(str::to_owned),
        text: needed(fields, "text")?,
        task: needed(fields, "task")?,
        keys: keys.collect::<Result<_, _>>()?,
        asks,
        until: until(fields.get("until").ok_or("until: missing")?)?,
        done: needed(fields, "done")?,
    })
}

const RELATIONS: [(&str, Causality); 4] = [
    ("before", Causality::Before),
    ("after", Causality::After),
    ("equal", Causality::Equal),
    ("concurrent", Causality::Concurrent),
];

/// `{"step": "merge"}` and so on: one key, and what it is about; null is any.
fn until(value: &Value) -> Result<Until, String> {
    let fields = value.as_object().filter(|fields| fields.len() == 1).ok_or("until: one key")?;
    let (key, of) = fields.iter().next().ok_or("until: one key")?;
    let number = || of.as_u64().and_then(|number| u32::try_from(number).ok());
    let word = || of.as_str().map(str::to_owned);
    let met = match key.as_str() {
        "read" => Some(Until::Read),
        "step" => named(of, &Step::NAMED).map(Until::Stepped),
        "back" => Some(Until::Back),
        "reach" => number().map(Until::Reached),
        "select" if of.is_null() => Some(Until::Selected(None)),
        "select" => number().map(|event| Until::Selected(Some(event))),
        "compare" if of.is_null() => Some(Until::Compared(None)),
        "compare" => named(of, &RELATIONS).map(|relation| Until::Compared(Some(relation))),
        "tab" => word().map(Until::Tab),
        "command" => word().map(Until::Given),
        "branch" => Some(Until::Branched),
        "predict" => number().map(Until::Predicted),
        _ => None,
    };
    met.ok_or_else(|| format!("until: nothing is known of {key}: {of}"))
}

fn named<T: Copy>(word: &Value, known: &[(&str, T)]) -> Option<T> {
    let word = word.as_str()?;
    known.iter().find(|(name, _)| *name == word).map(|(_, one)| *one)
}

fn fields<'a>(value: &'a Value, known: &[&str]) -> Result<&'a Map<String, Value>, String> {
    let fields = value.as_object().ok_or("an object is expected")?;
    match fields.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(format!("unknown field {key}")),
        None => Ok(fields),
    }
}

fn needed(fields: &Map<String, Value>, key: &str) -> Result<String, String> {
    fields.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| format!("{key}: a text is missing"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_named_by_its_step_and_key() {
        let rows = [
            (r#"{"title":"t","about":"a","steps":[{"txt":"x"}]}"#, "step 1: unknown field txt"),
            (
                r#"{"title":"t","about":"a","steps":[{"text":"x","done":"d","until":{"read":null}}]}"#,
                "step 1: task: a text",
            ),
            (
                r#"{"title":"t","about":"a","steps":[{"text":"x","task":"t","done":"d","until":{"step":"jump"}}]}"#,
                "step 1: until: nothing is known of step: \"jump\"",
            ),
            (r#"{"title":"t","steps":[]}"#, "about: a text is missing"),
            ("[", "EOF"),
        ];
        for (text, error) in rows {
            let refused = lesson("x", text).unwrap_err();
            assert!(refused.starts_with(error), "{refused}");
        }
    }
}
