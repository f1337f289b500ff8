//! What came to one hub from whom, and when: enough to say what it knew at any of its versions.

use super::chunks::Chunks;

/// At least so many rows lie between two kept vectors; half as many as there are nodes, when those are more. So the
/// kept vectors take at most 8 bytes a row, and at most half a vector's length is repeated to reach any version.
const ROWS_MIN: usize = 64;

/// From this version on, the hub knew so many events of a node.
#[derive(Debug, Clone, Copy, Default)]
struct Row {
    version: u32,
    place: u32,
    count: u32,
}

/// The whole vector after so many rows, the last of which was this version's.
#[derive(Debug, Clone)]
struct Kept {
    version: u32,
    rows: usize,
    counts: Box<[u32]>,
}

/// The log of one hub. What another hub knew is not in it: see [`Cover`](super::Cover).
#[derive(Debug, Clone, Default)]
pub(super) struct Log {
    /// The highest count of the node at each place; places at the end may be missing, and are then 0.
    last: Vec<u32>,
    rows: Chunks<Row>,
    /// So many rows later, and no earlier, another vector may have to be kept.
    until_kept: usize,
    kept: Vec<Kept>,
}

impl Log {
    /// How many events of the node at a place have come to the hub.
    #[inline]
    pub(super) fn known(&self, place: u32) -> u32 {
        self.last.get(place as usize).copied().unwrap_or_default()
    }

    /// At this version, which is not smaller than any before, the hub learns of so many events of a node.
    /// If that was news, returns how many it knew of until then.
    #[inline]
    pub(super) fn learn(&mut self, version: u32, place: u32, count: u32) -> Option<u32> {
        let at = place as usize;
        if at >= self.last.len() || self.until_kept == 0 || self.rows.is_full() {
            self.prepare(version, at);
        }
        let known = self.last[at];
        if count <= known {
            return None;
        }
        self.last[at] = count;
        self.until_kept -= 1;
        self.rows.put(Row { version, place, count });
        Some(known)
    }

    /// Makes room for a row of a version about a place. All that is rare is done in here, before anything else.
    #[cold]
    #[inline(never)]
    fn prepare(&mut self, version: u32, at: usize) {
        if at >= self.last.len() {
            self.last.resize(at + 1, 0);
        }
        if self.until_kept == 0 {
            self.keep(version);
        }
        if self.rows.is_full() {
            self.rows.make_room();
        }
    }

    /// Keeps a vector before the first row of a version if it is time to, and finds out when to ask again.
    fn keep(&mut self, version: u32) {
        let newest = self.newest();
        let since = self.rows.len() - self.kept.last().map_or(0, |kept| kept.rows);
        let due = ROWS_MIN.max(self.last.len() / 2);
        self.until_kept = due.saturating_sub(since).max(1);
        // A version's rows are all on the same side of a kept vector.
        if since >= due && newest < version {
            self.kept.push(Kept { version: newest, rows: self.rows.len(), counts: self.last.as_slice().into() });
            self.until_kept = due;
        }
    }

    /// The version of the last row; 0 when there is none.
    fn newest(&self) -> u32 {
        self.rows.len().checked_sub(1).map_or(0, |last| self.rows[last].version)
    }

    /// The kept vector that is nearest before a version, and where the rows begin that come after it.
    fn near(&self, version: u32) -> (&[u32], usize) {
        let kept = self.kept.partition_point(|kept| kept.version <= version).checked_sub(1).map(|at| &self.kept[at]);
        kept.map_or((&[], 0), |kept| (&*kept.counts, kept.rows))
    }

    /// Tells of each row from a place on and up to a version.
    #[inline(always)]
    fn tell(&self, from: usize, version: u32, mut hear: impl FnMut(&Row)) {
        for stretch in self.rows.stretches(from) {
            for row in stretch {
                if row.version > version {
                    return;
                }
                hear(row);
            }
        }
    }

    /// Puts what the hub knew at a version into `counts`: the count of the node at each place, at least as many
    /// as stand there already, and no smaller than any of those.
    pub(super) fn raise(&self, version: u32, counts: &mut Vec<u32>) {
        counts.resize(counts.len().max(self.last.len()), 0);
        self.raise_apart(version, version, counts, &mut []);
    }

    /// The same with room for all places, and what the hub learned after that version and up to a later one, apart.
    pub(super) fn raise_apart(&self, version: u32, later: u32, counts: &mut [u32], learned: &mut [u32]) {
        let (kept, from) = self.near(version);
        counts.iter_mut().zip(kept).for_each(|(count, kept)| raise(count, *kept));
        self.tell(from, later, |row| {
            let of_then = row.version <= version;
            raise(&mut (if of_then { &mut *counts } else { &mut *learned })[row.place as usize], row.count);
        });
    }

    /// How many events of the node at a place the hub knew of at a version.
    pub(super) fn known_at(&self, version: u32, place: u32) -> u32 {
        if version >= self.newest() {
            return self.known(place);
        }
        let (kept, from) = self.near(version);
        let mut known = kept.get(place as usize).copied().unwrap_or_default();
        self.tell(from, version, |row| {
            if row.place == place {
                known = row.count;
            }
        });
        known
    }

    /// What it was at a version.
    pub(super) fn up_to(&self, version: u32) -> Self {
        let kept: Vec<Kept> = self.kept.iter().take_while(|kept| kept.version <= version).cloned().collect();
        let from = kept.last().map_or(0, |kept| kept.rows);
        let mut rows = from;
        self.tell(from, version, |_| rows += 1);
        let mut last = Vec::new();
        self.raise(version, &mut last);
        Self { last, rows: self.rows.up_to(rows), until_kept: 0, kept }
    }
}

pub(super) fn raise(count: &mut u32, to: u32) {
    *count = to.max(*count);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three rows a version, about so many places in turn.
    fn log(places: u32, versions: u32) -> Log {
        let mut log = Log::default();
        for row in 0..3 * versions {
            assert_eq!(log.learn(1 + row / 3, row % places, 1 + row / places), Some(row / places));
        }
        log
    }

    /// How many rows there are before each kept vector, from the one before on.
    fn distances(log: &Log) -> Vec<usize> {
        let ends: Vec<usize> = [0].into_iter().chain(log.kept.iter().map(|kept| kept.rows)).collect();
        ends.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }

    #[test]
    fn vectors_are_kept_between_versions_and_no_nearer_than_they_may_be() {
        for (places, due) in [(1, ROWS_MIN), (7, ROWS_MIN), (1_000, 500)] {
            let log = log(places, 4_000);
            let far = due.next_multiple_of(3);
            // As long as few places are known, less is due.
            let grown = distances(&log).split_off(places as usize / ROWS_MIN);
            assert!(grown.len() > 8 && grown.iter().all(|rows| *rows == far), "{places} places: {grown:?}");
            assert!(log.kept.iter().all(|kept| kept.rows == 3 * kept.version as usize));
        }
    }

    #[test]
    fn it_goes_on_from_where_it_was() {
        let (whole, mut part) = (log(7, 200), log(7, 200).up_to(99));
        for row in 3 * 99..3 * 200 {
            part.learn(1 + row / 3, row % 7, 1 + row / 7);
        }
        assert_eq!(distances(&part), distances(&whole));
        // What is known already is no news.
        assert_eq!((part.learn(201, 0, part.known(0)), part.rows.len()), (None, whole.rows.len()));
    }
}
