//! Regular expressions as ShiViz takes them, which are JavaScript's.

use regex_lite::{Regex, RegexBuilder};

use super::LogError;

/// The longest expression, in bytes.
const LENGTH_MAX: usize = 1_000;
/// The most that one may take when it is compiled, in bytes.
const SIZE_MAX: usize = 1 << 20;

/// An expression, compiled. `^` and `$` stand at every line's ends.
///
/// # Errors
/// Says which one can't be used, and why.
pub(super) fn expression(which: &'static str, source: &str) -> Result<Regex, LogError> {
    let unfit = |problem: String| LogError::Expression { which, problem };
    if source.len() > LENGTH_MAX {
        return Err(unfit(format!("{} bytes; at most {LENGTH_MAX} are possible", source.len())));
    }
    let made = RegexBuilder::new(&translated(source)).multi_line(true).size_limit(SIZE_MAX).build();
    made.map_err(|error| unfit(format!("it is no regular expression that can be used: {error}")))
}

/// The same in the words of the engine: JavaScript takes a brace that repeats nothing, and a bracket within a class, for
/// themselves, and knows the class of everything.
fn translated(source: &str) -> String {
    let mut out = String::with_capacity(source.len() + 8);
    let (mut rest, mut in_class) = (source, false);
    while let Some(letter) = rest.chars().next() {
        let length = match letter {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '[' if !in_class && rest.starts_with("[^]") => 3,
            _ => letter.len_utf8(),
        };
        let (piece, after) = rest.split_at(length);
        match piece {
            "[^]" => out.push_str("(?s:.)"),
            "[" if in_class => out.push_str(r"\["),
            "{" if !in_class && !repeats(rest) => out.push_str(r"\{"),
            piece => out.push_str(piece),
        }
        in_class = match piece {
            "[" => true,
            "]" => false,
            _ => in_class,
        };
        rest = after;
    }
    out
}

/// Whether a brace begins `{2}`, `{2,}` or `{2,3}`.
fn repeats(rest: &str) -> bool {
    let Some((inside, _)) = rest[1..].split_once('}') else { return false };
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match inside.split_once(',') {
        Some((from, to)) => is_number(from) && (to.is_empty() || is_number(to)),
        None => is_number(inside),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_javascript_takes_for_itself_is_taken_so() {
        let rows = [
            (r"(?<clock>{.*})", r"(?<clock>\{.*})"),
            (r"a{2}b{2,}c{2,3}d{,3}e{x}", r"a{2}b{2,}c{2,3}d\{,3}e\{x}"),
            (r"\{[{[]\[\]", r"\{[{\[]\[\]"),
            (r"(?<event>[^]*?)\n", r"(?<event>(?s:.)*?)\n"),
            (r"ä\", r"ä\"),
        ];
        for (source, expected) in rows {
            assert_eq!(translated(source), expected);
        }
        for good in [r"^=== (?<trace>.*) ===$", r"(?<host>\S*)\/(?<clock>{.*})", r"[^\]]+"] {
            assert!(expression("parser", good).is_ok(), "{good}");
        }
    }

    #[test]
    fn what_cannot_be_used_is_named() {
        for bad in ["(", "(?=a)", r"(a)\1", &"a".repeat(LENGTH_MAX + 1), "((a{1000}){1000}){1000}"] {
            let refused = expression("delimiter", bad).unwrap_err().to_string();
            assert!(refused.starts_with("delimiter: ") && refused.len() < 400, "{refused}");
        }
    }
}
