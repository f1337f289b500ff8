//! A list that only grows, in pieces: growing never copies it, and never holds twice what is needed.

use std::ops::{Index, IndexMut};

/// How many items a piece has; a power of two.
const CHUNK: usize = 1 << 12;

/// The list. All pieces but the last one are full.
#[derive(Debug, Clone)]
pub(super) struct Chunks<T>(Vec<Vec<T>>);

impl<T> Chunks<T> {
    pub(super) fn len(&self) -> usize {
        self.0.last().map_or(0, |last| (self.0.len() - 1) * CHUNK + last.len())
    }

    #[inline]
    pub(super) fn push(&mut self, item: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(item),
            _ => self.push_piece(item),
        }
    }

    /// The first piece grows from nothing: most lists stay small.
    #[cold]
    fn push_piece(&mut self, item: T) {
        let mut piece = if self.0.is_empty() { Vec::new() } else { Vec::with_capacity(CHUNK) };
        piece.push(item);
        self.0.push(piece);
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at / CHUNK)?.get(at % CHUNK)
    }

    /// From one place on to the end.
    pub(super) fn from(&self, at: usize) -> impl Iterator<Item = &T> {
        let mut pieces = self.0.iter().skip(at / CHUNK);
        let first = pieces.next().and_then(|piece| piece.get(at % CHUNK..)).unwrap_or_default();
        first.iter().chain(pieces.flatten())
    }
}

impl<T: Clone> Chunks<T> {
    /// The first ones.
    pub(super) fn up_to(&self, len: usize) -> Self {
        let piece = |(at, piece): (usize, &Vec<T>)| piece.iter().take(len - at * CHUNK).cloned().collect();
        Self(self.0.iter().take(len.div_ceil(CHUNK)).enumerate().map(piece).collect())
    }
}

impl<T> Default for Chunks<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Index<usize> for Chunks<T> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.0[at / CHUNK][at % CHUNK]
    }
}

impl<T> IndexMut<usize> for Chunks<T> {
    #[inline]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.0[at / CHUNK][at % CHUNK]
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
