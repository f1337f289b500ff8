//! What a scenario may look like, as a JSON Schema: for editors, and for whoever writes one by a program.
//!
//! It is made of the tables that read one (`read.rs`), so that neither knows a key that the other does not. Bounds that
//! stand in more than one field, and what no schema can say, are the reader's alone.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{ACTIONS_MAX, MOMENTS_MAX, MS_MAX, NODES_MAX, PERMILLE, Scenario, VERSION};
use crate::broker::emergency::{Equipment, Kind, Level};
use crate::broker::executors::Real;
use crate::broker::policy::{Order, Placement};
use crate::ordered;
use crate::time::Span;

/// The schema of a scenario; that of a command stands in it, under `#/$defs/Command`.
pub fn schema() -> Value {
    let mut shapes = Shapes(Map::new());
    let root = Scenario::shape(&mut shapes);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of Clocktower",
        "$ref": root["$ref"],
        "$defs": shapes.0,
    })
}

/// The shapes that have a name, each written down once.
#[derive(Debug)]
pub(super) struct Shapes(Map<String, Value>);

impl Shapes {
    /// Where the shape of this name stands.
    pub(super) fn named(&mut self, name: &str, shape: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.0.contains_key(name) {
            let shape = shape(self);
            self.0.insert(name.to_owned(), shape);
        }
        json!({ "$ref": format!("#/$defs/{name}") })
    }
}

/// What something that is read from a value looks like.
pub(super) trait Shape: Sized {
    fn shape(shapes: &mut Shapes) -> Value;
}

/// The key and the word that tell what an object is, where something does.
pub(super) type Tag = Option<(&'static str, &'static str)>;

/// What an object looks like, beside its tag if it has one.
pub(super) trait ShapeBeside: Sized {
    fn shape_beside(tag: Tag, shapes: &mut Shapes) -> Value;
}

/// The shape of a field, whatever its type.
pub(super) fn of<F, T: Shape>(_field: fn(&F) -> &T, shapes: &mut Shapes) -> Value {
    T::shape(shapes)
}

/// An object with these fields and no others.
pub(super) fn object(
    tag: Tag,
    needed: &[(&str, Value)],
    optional: &[(&str, Value)],
    beside: &[&str],
    default: &Value,
) -> Value {
    let mut properties = Map::new();
    if let Some((key, word)) = tag {
        properties.insert(key.to_owned(), json!({ "const": word }));
    }
    properties.extend(beside.iter().map(|key| ((*key).to_owned(), json!({}))));
    properties.extend(needed.iter().map(|(key, shape)| ((*key).to_owned(), bounded(key, shape.clone()))));
    for (key, shape) in optional {
        let mut shape = bounded(key, shape.clone());
        if let (Some(default), Some(shape)) = (default.get(*key), shape.as_object_mut()) {
            shape.insert("default".to_owned(), default.clone());
        }
        properties.insert((*key).to_owned(), shape);
    }
    let needed = tag.map(|(key, _)| key).into_iter().chain(needed.iter().map(|(key, _)| *key));
    let needed: Vec<&str> = needed.collect();
    json!({ "type": "object", "properties": properties, "required": needed, "additionalProperties": false })
}

/// The bounds of a field, where its name says what is counted.
fn bounded(key: &str, mut shape: Value) -> Value {
    let bound = match key {
        "version" => ("maximum", json!(VERSION)),
        "nodes" => ("maxItems", json!(NODES_MAX)),
        "actions" | "given" => ("maxItems", json!(ACTIONS_MAX)),
        "moments" => ("maxItems", json!(MOMENTS_MAX)),
        _ if key.contains("_ms") => ("maximum", json!(MS_MAX)),
        _ if key.ends_with("_permille") => ("maximum", json!(PERMILLE)),
        _ => return shape,
    };
    // What may be null is bounded where it is not.
    let place = if shape.get("anyOf").is_some() { &mut shape["anyOf"][0] } else { &mut shape };
    place[bound.0] = bound.1;
    shape
}

/// One of these objects, told from each other by their tags.
pub(super) fn one_of(shapes: &[Value]) -> Value {
    json!({ "oneOf": shapes })
}

/// Shapes that are the same wherever they stand.
macro_rules! shapes {
    ($($form:ty: $shape:expr;)*) => {$(
        impl Shape for $form {
            fn shape(_: &mut Shapes) -> Value {
                $shape
            }
        }
    )*};
}

shapes! {
    Value: json!({});
    String: json!({ "type": "string" });
    bool: json!({ "type": "boolean" });
    u64: json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX });
    u32: json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX });
    i64: json!({ "type": "integer", "minimum": i64::MIN, "maximum": i64::MAX });
    Span: json!({ "type": "integer", "minimum": 0, "maximum": u64::MAX });
    Real: json!({ "type": "number" });
    Kind: json!({ "enum": Self::ALL.map(|kind| kind.name()) });
    Level: json!({ "enum": Self::ALL.map(|level| level.name()) });
    Order: json!({ "enum": Self::ALL.map(|order| order.name()) });
    Placement: json!({ "enum": Self::ALL.map(|placement| placement.name()) });
    Equipment: json!({ "type": "array", "items": { "enum": Kind::ALL.map(|kind| kind.name()) } });
    ordered::Map<String, u64>:
        json!({ "type": "object", "additionalProperties": { "type": "integer", "minimum": 0, "maximum": u64::MAX } });
}

impl<T: Shape> Shape for Arc<T> {
    fn shape(shapes: &mut Shapes) -> Value {
        T::shape(shapes)
    }
}

impl<T: Shape> Shape for Option<T> {
    fn shape(shapes: &mut Shapes) -> Value {
        json!({ "anyOf": [T::shape(shapes), { "type": "null" }] })
    }
}

impl<T: Shape> Shape for Vec<T> {
    fn shape(shapes: &mut Shapes) -> Value {
        json!({ "type": "array", "items": T::shape(shapes) })
    }
}
