//! One number for all states that differ in nothing a node can act on.
//!
//! States are compared by what they print, so that no field is forgotten, with three kinds of numbers replaced:
//!
//! - **Moments** by their distance from now. No node asks what time it is; it only adds spans to the present and
//!   compares moments. (The queue's keys hold no moments under the order that is used here.)
//! - **Counts of a clock's entry** by their rank among all counts of that entry in the state. Nodes compare and merge
//!   counts of one entry and never of two, and a tick makes a count that is larger than all others, as it is among ranks.
//! - **Ids of messages** by their rank: they are compared, and new ones are larger.
//!
//! So whatever one of two equal states can do, the other can do too, and both are equal afterwards: to look at one of
//! them is enough, and the space is finite.

use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A number that stands for something else.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Number {
    Moment(u64),
    Message(u64),
    /// Of the entry of the node whose name has this hash.
    Count {
        node: u64,
        count: u64,
    },
}

/// What something printed, cut at the numbers that are to be replaced: the text before each, hashed, and the number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Print {
    pieces: Vec<(u64, Option<Number>)>,
}

impl Debug for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("_")
    }
}

impl Print {
    /// What a value prints.
    pub(crate) fn of(value: &impl Debug) -> Self {
        Self::of_text(&format!("{value:?}"))
    }

    /// Cuts at `Time(5)`, `Dot { node: n1, count: 7 }` and `m12`.
    fn of_text(text: &str) -> Self {
        let (bytes, mut pieces) = (text.as_bytes(), Vec::new());
        let (mut from, mut at) = (0, 0);
        while at < bytes.len() {
            let begins = matches!(bytes[at], b'T' | b'D' | b'm') && (at == 0 || !bytes[at - 1].is_ascii_alphanumeric());
            match begins.then(|| number_at(&text[at..])).flatten() {
                Some((number, length)) => {
                    pieces.push((hash(&text[from..at]), Some(number)));
                    at += length;
                    from = at;
                }
                None => at += 1,
            }
        }
        pieces.push((hash(&text[from..]), None));
        Self { pieces }
    }
}

/// The number that a text begins with, and how long it is written.
fn number_at(text: &str) -> Option<(Number, usize)> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let number = |from: usize| {
        let end = from + digits(&text[from..]);
        text[from..end].parse().ok().map(|number| (number, end))
    };
    if text.starts_with("Time(") {
        return number(5).map(|(ms, end)| (Number::Moment(ms), end));
    }
    let Some(dot) = text.strip_prefix("Dot { node: ") else {
        return number(1).map(|(id, end)| (Number::Message(id), end));
    };
    let (node, _) = dot.split_once(", count: ")?;
    number(12 + node.len() + 9).map(|(count, end)| (Number::Count { node: hash(node), count }, end))
}

fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// The number of a state, from what its parts print.
pub(crate) fn number<'a>(now_ms: u64, parts: impl Iterator<Item = &'a Print> + Clone) -> u64 {
    let numbers = parts.clone().flat_map(|part| &part.pieces).filter_map(|(_, number)| *number);
    let mut ranks: Vec<Number> = numbers.filter(|number| !matches!(number, Number::Moment(_))).collect();
    ranks.sort_unstable();
    ranks.dedup();
    // Where the numbers of one kind begin.
    let first = |kind: fn(&Number, u64) -> bool, of: u64| ranks.partition_point(|number| kind(number, of));
    let mut hasher = DefaultHasher::new();
    for part in parts {
        for (text, number) in &part.pieces {
            hasher.write_u64(*text);
            match number {
                None => hasher.write_u8(0xff),
                Some(Number::Moment(u64::MAX)) => hasher.write_u8(0xfe),
                Some(Number::Moment(ms)) => hasher.write_i64(*ms as i64 - now_ms as i64),
                Some(number) => {
                    let begins = match number {
                        Number::Count { node, .. } => {
                            first(|other, node| *other < Number::Count { node, count: 0 }, *node)
                        }
                        _ => 0,
                    };
                    let rank = ranks.binary_search(number).unwrap_or_default() - begins;
                    hash_of_kind(number, rank, &mut hasher);
                }
            }
        }
    }
    hasher.finish()
}

fn hash_of_kind(number: &Number, rank: usize, hasher: &mut DefaultHasher) {
    if let Number::Count { node, .. } = number {
        hasher.write_u64(*node);
    }
    hasher.write_usize(rank);
}

#[cfg(test)]
mod tests {
    use super::Print;

    fn number(now_ms: u64, text: &str) -> u64 {
        super::number(now_ms, [Print::of_text(text)].iter())
    }

    #[test]
    fn states_that_differ_in_nothing_a_node_can_act_on_have_one_number() {
        let first = "Job { until: Time(130), sent: Dot { node: n1, count: 7 }, knows: Dot { node: n1, count: 9 }, call: m12 } m14";
        let later = "Job { until: Time(230), sent: Dot { node: n1, count: 3 }, knows: Dot { node: n1, count: 4 }, call: m2 } m3";
        assert_eq!(number(100, first), number(200, later));
    }

    #[test]
    fn states_that_differ_in_an_order_or_a_span_have_two() {
        let state = "Dot { node: n1, count: 7 } Dot { node: n1, count: 9 } Time(130) m1 m2";
        for other in [
            "Dot { node: n1, count: 9 } Dot { node: n1, count: 7 } Time(130) m1 m2",
            "Dot { node: n1, count: 7 } Dot { node: n1, count: 7 } Time(130) m1 m2",
            "Dot { node: n2, count: 7 } Dot { node: n1, count: 9 } Time(130) m1 m2",
            "Dot { node: n1, count: 7 } Dot { node: n1, count: 9 } Time(131) m1 m2",
            "Dot { node: n1, count: 7 } Dot { node: n1, count: 9 } Time(130) m2 m1",
        ] {
            assert_ne!(number(100, state), number(100, other), "{other}");
        }
    }
}
