//! Values by their keys, in a tree ([`super::tree`]): a copy shares with its origin whatever neither has changed since.

use std::borrow::Borrow;

use super::tree::{Entry, Tree};

/// Values by their keys, for tables that grow and are copied again and again.
#[derive(Debug, Clone)]
pub struct Table<K: Clone, V: Clone>(Tree<Keyed<K, V>>);

#[derive(Debug, Clone)]
struct Keyed<K, V> {
    key: K,
    value: V,
}

/// A value is looked for by where its key stands alone.
impl<K: Clone, V: Clone> Entry for Keyed<K, V> {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

impl<K: Ord + Clone, V: Clone> Table<K, V> {
    fn find(&self, key: &K) -> Result<usize, usize> {
        self.0.find(|keyed| keyed.key.cmp(key))
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All of them in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&K, &V)> + ExactSizeIterator {
        self.0.iter().map(|keyed| (&keyed.key, &keyed.value))
    }

    /// All keys in order.
    pub fn keys(&self) -> impl DoubleEndedIterator<Item = &K> + ExactSizeIterator {
        self.0.iter().map(|keyed| &keyed.key)
    }

    /// The first one.
    pub fn first(&self) -> Option<(&K, &V)> {
        self.0.first().map(|keyed| (&keyed.key, &keyed.value))
    }

    /// The keys in order from this one on, or from where it would stand.
    pub fn keys_from<Q: Ord + ?Sized>(&self, key: &Q) -> impl Iterator<Item = &K>
    where
        K: Borrow<Q>,
    {
        let from = self.0.find(|keyed| keyed.key.borrow().cmp(key)).unwrap_or_else(|at| at);
        self.0.range(from..self.len()).map(|keyed| &keyed.key)
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.0.found(|keyed| keyed.key.cmp(key)).map(|keyed| &keyed.value)
    }

    /// Gives a key its value. Returns the one that it had.
    pub fn insert(&mut self, key: K, value: V) -> Option<V> {
        match self.find(&key) {
            Ok(at) => self.0.get_mut(at).map(|keyed| std::mem::replace(&mut keyed.value, value)),
            Err(at) => {
                self.0.insert(at, Keyed { key, value });
                None
            }
        }
    }

    /// Takes a key's value out.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        self.0.remove(self.find(key).ok()?).map(|keyed| keyed.value)
    }
}

impl<K: Clone, V: Clone> Default for Table<K, V> {
    fn default() -> Self {
        Self(Tree::new())
    }
}

#[cfg(test)]
mod tests {
    use rand_core::Rng;
    use rand_pcg::Pcg32;

    use super::super::Map;
    use super::*;

    #[test]
    fn a_table_does_what_a_map_does() {
        let (mut table, mut map) = (Table::default(), Map::new());
        let mut rng = Pcg32::new(7, 0);
        let mut drawn = || rng.next_u32();
        for turn in 0..3_000 {
            let key = drawn() % 300;
            match drawn() % 3 {
                0 => assert_eq!(table.remove(&key), map.remove(&key)),
                _ => assert_eq!(table.insert(key, turn), map.insert(key, turn)),
            }
            assert_eq!(table.get(&(turn % 300)), map.get(&(turn % 300)));
            assert_eq!((table.len(), table.is_empty(), table.first()), (map.len(), map.is_empty(), map.first()));
            if turn.is_multiple_of(50) {
                assert!(table.iter().eq(map.iter()) && table.keys().rev().eq(map.keys().rev()));
                assert!(table.keys_from(&key).eq(map.keys().filter(|other| **other >= key)));
            }
        }
    }
}
