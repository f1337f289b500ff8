//! Lists that are nearly always short, and of which very many are kept: they take little room where they stand.

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

/// A list that nearly always has one item or none, which stands in it.
#[derive(Debug, Clone)]
pub struct Few<T>(Kept<T>);

#[derive(Debug, Clone)]
enum Kept<T> {
    None,
    One(T),
    Many(Rest<T>),
}

impl<T> Few<T> {
    /// An empty one.
    pub const fn new() -> Self {
        Self(Kept::None)
    }

    /// Takes one more in, at the end.
    pub fn push(&mut self, item: T) {
        self.0 = match std::mem::replace(&mut self.0, Kept::None) {
            Kept::None => Kept::One(item),
            Kept::One(first) => Kept::Many(Box::new(Items(vec![first, item]))),
            Kept::Many(mut rest) => {
                rest.0.push(item);
                Kept::Many(rest)
            }
        };
    }

    /// Takes the first one out, when there is one.
    pub fn pop_first(&mut self) -> Option<T> {
        match &mut self.0 {
            Kept::Many(rest) if !rest.0.is_empty() => Some(rest.0.remove(0)),
            kept => match std::mem::replace(kept, Kept::None) {
                Kept::One(first) => Some(first),
                Kept::None | Kept::Many(_) => None,
            },
        }
    }
}

/// One that was shortened is the same as one that never was longer.
impl<T: PartialEq> PartialEq for Few<T> {
    fn eq(&self, other: &Self) -> bool {
        self[..] == other[..]
    }
}

impl<T: Eq> Eq for Few<T> {}

impl<T> Default for Few<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Kept::None => &[],
            Kept::One(item) => std::slice::from_ref(item),
            Kept::Many(rest) => &rest.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    #[test]
    fn they_are_lists() {
        let (mut rare, mut few, mut list) = (Rare::new(), Few::new(), Vec::new());
        let hasher = std::hash::RandomState::new();
        for item in 0..4 {
            assert_eq!((&rare[..], &few[..]), (&list[..], &list[..]));
            assert_eq!(hasher.hash_one(&rare), hasher.hash_one(&list));
            assert_eq!((Rare::from(list.clone()), list.iter().copied().collect()), (rare.clone(), rare.clone()));
            let mut rest = few.clone();
            for at in 0..=list.len() {
                assert_eq!((&rest[..], rest.first()), (&list[at..], list.get(at)));
                assert_eq!(rest.pop_first(), list.get(at).copied());
            }
            rare.push(item);
            few.push(item);
            list.push(item);
        }
        assert!((&rare).into_iter().eq(&list));
    }

    #[test]
    fn they_take_little_room() {
        assert_eq!([size_of::<Rare<u64>>(), size_of::<Few<u32>>()], [size_of::<usize>(), 2 * size_of::<usize>()]);
    }
}
