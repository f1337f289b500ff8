//! JSON values, put together by calls.
//!
//! serde_json's own `json!` writes out at each place how every entry is made: three times the code.

use serde::Serialize;
use serde_json::{Map, Value};

/// A JSON object of texts and whatever can be written, or one such value: `json!({ "job": name, "place": 3 })`.
macro_rules! json {
    ({ $($key:literal: $value:expr),* $(,)? }) => {{
        #[allow(unused_mut)]
        let mut object = ::serde_json::Map::new();
        $($crate::json::put(&mut object, $key, &$value);)*
        ::serde_json::Value::Object(object)
    }};
    ($value:expr) => { $crate::json::value(&$value) };
}

pub(crate) use json;

/// Puts one more entry into an object.
#[inline(never)]
pub(crate) fn put<T: Serialize + ?Sized>(object: &mut Map<String, Value>, key: &str, value: &T) {
    object.insert(key.to_owned(), self::value(value));
}

/// Anything as a JSON value.
#[inline(never)]
pub(crate) fn value<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_value(value).expect("whatever is written has texts as keys")
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_object_is_what_serde_json_makes_of_it() {
        let (name, none) = ("exec-1".to_owned(), None::<u32>);
        let own = json!({ "name": name, "none": none, "list": [1, 2], "inner": json!({ "is": true }), });
        assert_eq!(own, serde_json::json!({ "name": name, "none": null, "list": [1, 2], "inner": { "is": true } }));
        assert_eq!((json!({}), json!("text")), (serde_json::json!({}), serde_json::json!("text")));
    }
}
