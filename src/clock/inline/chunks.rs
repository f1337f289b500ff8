//! A list that only grows, in pieces: growing never copies it, and never holds twice what is needed.

use std::ops::{Index, IndexMut};

/// How many items a piece has; a power of two.
const CHUNK: usize = 1 << 12;

/// The list. Only its last piece has room to spare.
#[derive(Debug, Clone)]
pub(super) struct Chunks<T> {
    full: Vec<Vec<T>>,
    last: Vec<T>,
}

impl<T> Chunks<T> {
    pub(super) const fn len(&self) -> usize {
        self.full.len() * CHUNK + self.last.len()
    }

    pub(super) fn push(&mut self, item: T) {
        self.last.push(item);
        if self.last.len() == CHUNK {
            let next = Vec::with_capacity(CHUNK);
            self.full.push(std::mem::replace(&mut self.last, next));
        }
    }

    fn chunk(&self, at: usize) -> &[T] {
        self.full.get(at / CHUNK).unwrap_or(&self.last)
    }

    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.chunk(at).get(at % CHUNK).filter(|_| at < self.len())
    }

    /// From one place on to the end.
    pub(super) fn from(&self, at: usize) -> impl Iterator<Item = &T> {
        let rest = self.chunk(at).get(at % CHUNK..).unwrap_or_default();
        let later = self
            .full
            .iter()
            .skip(at / CHUNK + 1)
            .chain([&self.last].into_iter().filter(move |_| at / CHUNK < self.full.len()));
        rest.iter().chain(later.flatten())
    }
}

impl<T: Clone> Chunks<T> {
    /// The first ones.
    pub(super) fn up_to(&self, len: usize) -> Self {
        let full: Vec<_> = self.full.iter().take(len / CHUNK).cloned().collect();
        let last = self.chunk(len).iter().take(len - full.len() * CHUNK).cloned().collect();
        Self { full, last }
    }
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self { full: Vec::new(), last: Vec::new() }
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    fn index(&self, at: usize) -> &T {
        &self.chunk(at)[at % CHUNK]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    fn index_mut(&mut self, at: usize) -> &mut T {
        let chunk = self.full.get_mut(at / CHUNK).unwrap_or(&mut self.last);
        &mut chunk[at % CHUNK]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list() {
        let (mut chunks, list): (Chunks<usize>, Vec<usize>) = (Chunks::default(), (0..3 * CHUNK + 5).collect());
        for (at, item) in list.iter().enumerate() {
            assert_eq!((chunks.len(), chunks.get(at)), (at, None));
            chunks.push(*item);
        }
        for at in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 7, 3 * CHUNK - 1, 3 * CHUNK, 3 * CHUNK + 4, 3 * CHUNK + 5] {
            assert_eq!(chunks.get(at), list.get(at));
            assert!(chunks.from(at).eq(&list[at..]), "from {at}");
            assert!(chunks.up_to(at).from(0).eq(&list[..at]), "up to {at}");
        }
        chunks[CHUNK] = 0;
        assert_eq!((chunks[CHUNK], chunks[CHUNK + 1]), (0, CHUNK + 1));
        assert_eq!(chunks.get(5 * CHUNK), None);
    }
}
