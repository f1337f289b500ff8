//! A list that only grows at its end and is copied again and again: a copy shares all full pages with its origin, until
//! one of the two changes something in a page. Growing never copies it, and never holds twice what is needed.

use std::sync::Arc;

/// How many items a page has.
pub const PAGE: usize = 256;

/// The list: full pages, and the items that come after them.
#[derive(Debug, Clone)]
pub struct Pages<T> {
    full: Vec<Arc<Vec<T>>>,
    open: Vec<T>,
}

impl<T> Pages<T> {
    /// How many items there are.
    pub fn len(&self) -> usize {
        self.full.len() * PAGE + self.open.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes the next item.
    #[inline]
    pub fn push(&mut self, item: T) {
        if self.open.len() == PAGE {
            self.close();
        }
        self.open.push(item);
    }

    /// The first page grew from nothing, since most lists stay small; the next ones will be full too.
    #[cold]
    fn close(&mut self) {
        let page = std::mem::replace(&mut self.open, Vec::with_capacity(PAGE));
        self.full.push(Arc::new(page));
    }

    /// The items of a page, of the open one too.
    fn page(&self, at: usize) -> &[T] {
        match self.full.get(at) {
            Some(page) => page,
            None if at == self.full.len() => &self.open,
            None => &[],
        }
    }

    /// The item at a place, from 0.
    #[inline]
    pub fn get(&self, at: usize) -> Option<&T> {
        self.page(at / PAGE).get(at % PAGE)
    }

    /// The items from one place to before another one.
    pub fn range(&self, from: usize, to: usize) -> impl DoubleEndedIterator<Item = &T> + ExactSizeIterator + Clone {
        let to = to.min(self.len());
        (from.min(to)..to).map(|at| &self.page(at / PAGE)[at % PAGE])
    }

    /// Whether the item at a place stands in a page that both lists hold.
    pub fn shares(&self, other: &Self, at: usize) -> bool {
        let both = self.full.get(at / PAGE).zip(other.full.get(at / PAGE));
        both.is_some_and(|(mine, theirs)| Arc::ptr_eq(mine, theirs))
    }
}

impl<T: Clone> Pages<T> {
    /// The item at a place, to change it. A page that somebody else holds too is copied for that.
    #[inline]
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        let Self { full, open } = self;
        let first_open = full.len() * PAGE;
        match full.get_mut(at / PAGE) {
            Some(page) => Arc::make_mut(page).get_mut(at % PAGE),
            None => open.get_mut(at - first_open),
        }
    }

    /// The first items.
    #[must_use]
    pub fn up_to(&self, len: usize) -> Self {
        let full: Vec<Arc<Vec<T>>> = self.full.iter().take(len / PAGE).cloned().collect();
        let rest = self.page(full.len());
        let open = rest[..rest.len().min(len - full.len() * PAGE)].to_vec();
        Self { full, open }
    }
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Self { full: Vec::new(), open: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_list() {
        let (mut pages, list): (Pages<usize>, Vec<usize>) = (Pages::default(), (0..3 * PAGE + 5).collect());
        for (at, item) in list.iter().enumerate() {
            assert_eq!((pages.len(), pages.get(at), pages.is_empty()), (at, None, at == 0));
            pages.push(*item);
            assert_eq!(pages.get(at), Some(item));
        }
        for at in [0, 1, PAGE - 1, PAGE, 2 * PAGE + 7, 3 * PAGE - 1, 3 * PAGE, 3 * PAGE + 4, 3 * PAGE + 5] {
            assert_eq!(pages.get(at), list.get(at));
            assert!(pages.range(at, list.len() + 9).eq(&list[at..]), "from {at}");
            assert!(pages.range(3, at).rev().eq(list[..at].iter().skip(3).rev()), "up to {at}");
            assert!(pages.up_to(at).range(0, list.len()).eq(&list[..at]), "the first {at}");
        }
        assert_eq!(pages.get(9 * PAGE), None);
        assert_eq!(pages.get_mut(9 * PAGE), None);
    }

    #[test]
    fn a_copy_shares_full_pages_until_something_in_them_changes() {
        let mut pages = Pages::default();
        (0..2 * PAGE + 9).for_each(|item| pages.push(item));
        let mut copy = pages.up_to(2 * PAGE + 1);
        let shared = |copy: &Pages<usize>| [0, PAGE, 2 * PAGE].map(|at| pages.shares(copy, at));
        assert_eq!(shared(&copy), [true, true, false]);
        for (at, item) in [(PAGE + 1, 7), (2 * PAGE, 8)] {
            *copy.get_mut(at).unwrap() = item;
        }
        assert_eq!((shared(&copy), copy.get(PAGE + 1), copy.get(2 * PAGE)), ([true, false, false], Some(&7), Some(&8)));
        assert_eq!((pages.get(PAGE + 1), pages.get(2 * PAGE)), (Some(&(PAGE + 1)), Some(&(2 * PAGE))));
    }
}
