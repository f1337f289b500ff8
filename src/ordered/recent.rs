//! What is known of the last so many keys: the one that came first is forgotten first. A copy shares with its origin whatever
//! neither has changed since.

use super::table::Table;

/// Values by their keys, at most so many.
#[derive(Debug, Clone)]
pub struct Recent<K: Clone, V: Clone> {
    /// Each value with its key's turn.
    values: Table<K, (u64, V)>,
    turns: Table<u64, K>,
    next: u64,
}

impl<K: Ord + Clone, V: Clone> Recent<K, V> {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.turns.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The value of a key.
    pub fn get(&self, key: &K) -> Option<&V> {
        self.values.get(key).map(|(_, value)| value)
    }

    /// Gives a key its value; a key that is known keeps its turn. Of more than so many, the first are forgotten.
    pub fn insert(&mut self, key: K, value: V, most: usize) {
        let turn = self.values.get(&key).map_or(self.next, |(turn, _)| *turn);
        if turn == self.next {
            self.next += 1;
            self.turns.insert(turn, key.clone());
        }
        self.values.insert(key, (turn, value));
        while self.len() > most {
            let Some((turn, first)) = self.turns.first().map(|(turn, key)| (*turn, key.clone())) else { return };
            self.turns.remove(&turn);
            self.values.remove(&first);
        }
    }

    /// Forgets a key. Returns its value.
    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (turn, value) = self.values.remove(key)?;
        self.turns.remove(&turn);
        Some(value)
    }
}

impl<K: Clone, V: Clone> Default for Recent<K, V> {
    fn default() -> Self {
        Self { values: Table::default(), turns: Table::default(), next: 0 }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, VecDeque};

    use rand_core::Rng;
    use rand_pcg::Pcg32;

    use super::*;

    #[test]
    fn it_is_a_map_that_forgets_what_came_first() {
        let mut rng = Pcg32::new(3, 5);
        let (mut recent, mut map, mut line) = (Recent::default(), BTreeMap::new(), VecDeque::new());
        for n in 0..4_000 {
            let (key, most) = (rng.next_u32() % 60, 20);
            if rng.next_u32().is_multiple_of(3) {
                assert_eq!(recent.remove(&key), map.remove(&key));
                line.retain(|other| *other != key);
            } else {
                recent.insert(key, n, most);
                if map.insert(key, n).is_none() {
                    line.push_back(key);
                }
                if line.len() > most {
                    map.remove(&line.pop_front().unwrap());
                }
            }
            assert_eq!((recent.len(), recent.is_empty()), (map.len(), map.is_empty()));
            assert!((0..60).all(|key| recent.get(&key) == map.get(&key)), "after {n}");
        }
    }
}
