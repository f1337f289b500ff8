//! A list that only grows, in pieces: growing never copies it, and never holds twice what is needed.

use std::ops::{Index, IndexMut};

/// The list. A piece has room for `N` items, a power of two: few where most lists stay short. What stands in a piece after the
/// list's end means nothing.
#[derive(Debug, Clone)]
pub(super) struct Chunks<T, const N: usize = 512> {
    len: usize,
    pieces: Vec<Box<[T; N]>>,
}

impl<T: Copy + Default, const N: usize> Chunks<T, N> {
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no room for one more item.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.len == self.pieces.len() * N
    }

    /// Makes room for more items.
    #[cold]
    #[inline(never)]
    pub(super) fn make_room(&mut self) {
        self.pieces.extend(vec![T::default(); N].try_into());
    }

    /// Puts an item where there [is room](Self::is_full) for it: whoever makes it beforehand has nothing in hand yet that a
    /// call could spoil.
    #[inline]
    pub(super) fn put(&mut self, item: T) {
        self.pieces[self.len / N][self.len % N] = item;
        self.len += 1;
    }

    #[inline]
    pub(super) fn push(&mut self, item: T) {
        if self.is_full() {
            self.make_room();
        }
        self.put(item);
    }

    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<&T> {
        if at < self.len { Some(&self.pieces[at / N][at % N]) } else { None }
    }

    /// From one place on to the end, by what stands together: two loops are quicker than one iterator over all.
    pub(super) fn stretches(&self, at: usize) -> impl Iterator<Item = &[T]> {
        let at = at.min(self.len);
        let (mut begin, mut end) = (at % N, self.len - at + at % N);
        self.pieces[at / N..].iter().map(move |piece| {
            let stretch = &piece[begin..end.min(N)];
            (begin, end) = (0, end.saturating_sub(N));
            stretch
        })
    }

    /// The first ones.
    pub(super) fn up_to(&self, len: usize) -> Self {
        let len = len.min(self.len);
        Self { len, pieces: self.pieces[..len.div_ceil(N)].to_vec() }
    }
}

impl<T, const N: usize> Default for Chunks<T, N> {
    fn default() -> Self {
        Self { len: 0, pieces: Vec::new() }
    }
}

impl<T, const N: usize> Index<usize> for Chunks<T, N> {
    type Output = T;

    #[inline]
    fn index(&self, at: usize) -> &T {
        &self.pieces[at / N][at % N]
    }
}

impl<T, const N: usize> IndexMut<usize> for Chunks<T, N> {
    #[inline]
    fn index_mut(&mut self, at: usize) -> &mut T {
        &mut self.pieces[at / N][at % N]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHUNK: usize = 64;

    #[test]
    fn it_is_a_list() {
        let (mut chunks, list): (Chunks<usize, CHUNK>, Vec<usize>) = (Chunks::default(), (0..3 * CHUNK + 5).collect());
        for (at, item) in list.iter().enumerate() {
            assert_eq!((chunks.len(), chunks.get(at)), (at, None));
            chunks.push(*item);
        }
        for at in [0, 1, CHUNK - 1, CHUNK, 2 * CHUNK + 7, 3 * CHUNK - 1, 3 * CHUNK, 3 * CHUNK + 4, 3 * CHUNK + 5] {
            assert_eq!(chunks.get(at), list.get(at));
            assert!(chunks.stretches(at).flatten().eq(&list[at..]), "from {at}");
            assert!(chunks.up_to(at).stretches(0).flatten().eq(&list[..at]), "up to {at}");
        }
        chunks[CHUNK] = 0;
        assert_eq!((chunks[CHUNK], chunks[CHUNK + 1]), (0, CHUNK + 1));
        assert_eq!(chunks.get(5 * CHUNK), None);
    }
}
