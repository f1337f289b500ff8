//! A list that is nearly always empty, and of which very many are kept: it takes little room where it stands.

use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// What does not fit where its list stands.
type Rest<T> = Box<Items<T>>;

#[derive(Debug, Clone, PartialEq, Eq)]
struct Items<T>(Vec<T>);

/// A list that is nearly always empty: one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rare<T>(Option<Rest<T>>);

impl<T> Rare<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(None)
    }

    /// Takes one more in, at the end.
    pub fn push(&mut self, item: T) {
        self.0.get_or_insert_with(|| Box::new(Items(Vec::new()))).0.push(item);
    }
}

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<Vec<T>> for Rare<T> {
    fn from(items: Vec<T>) -> Self {
        Self((!items.is_empty()).then(|| Box::new(Items(items))))
    }
}

impl<T> FromIterator<T> for Rare<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Vec::from_iter(items).into()
    }
}

impl<T> Deref for Rare<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_ref().map_or(&[], |rest| &rest.0)
    }
}

/// As any other list of the same.
impl<T: Hash> Hash for Rare<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self[..].hash(state);
    }
}

impl<'a, T> IntoIterator for &'a Rare<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn it_is_a_list() {
        let (mut rare, mut list) = (Rare::new(), Vec::new());
        let hasher = std::hash::RandomState::new();
        for item in 0..4 {
            assert_eq!(rare[..], list[..]);
            assert_eq!(hasher.hash_one(&rare), hasher.hash_one(&list));
            assert_eq!((Rare::from(list.clone()), list.iter().copied().collect()), (rare.clone(), rare.clone()));
            rare.push(item);
            list.push(item);
        }
        assert!((&rare).into_iter().eq(&list));
    }

    #[test]
    fn it_takes_little_room() {
        assert_eq!(size_of::<Rare<u64>>(), size_of::<usize>());
    }
}
