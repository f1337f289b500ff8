//! What came to one hub from whom, and when: enough to say what it knew at any of its versions.

use super::chunks::Chunks;

/// At least so many rows lie between two kept vectors; half as many as there are nodes, when those are more. So the
/// kept vectors take at most 8 bytes a row, and at most half a vector's length is repeated to reach any version.
const ROWS_MIN: usize = 64;

/// From this version on, the hub knew so many events of a node.
#[derive(Debug, Clone, Copy)]
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
    /// The version of the last row; 0 when there is none.
    newest: u32,
    /// How many rows there are since the last kept vector.
    since: usize,
    kept: Vec<Kept>,
}

impl Log {
    /// How many events of the node at a place have come to the hub.
    pub(super) fn known(&self, place: u32) -> u32 {
        self.last.get(place as usize).copied().unwrap_or_default()
    }

    /// At this version, which is not smaller than any before, the hub learns of so many events of a node.
    /// Returns whether that was news.
    pub(super) fn learn(&mut self, version: u32, place: u32, count: u32) -> bool {
        let at = place as usize;
        if at >= self.last.len() {
            self.last.resize(at + 1, 0);
        }
        if count <= self.last[at] {
            return false;
        }
        // A version's rows are all on the same side of a kept vector.
        if self.since >= ROWS_MIN.max(self.last.len() / 2) && self.newest < version {
            self.keep();
        }
        self.last[at] = count;
        self.rows.push(Row { version, place, count });
        (self.newest, self.since) = (version, self.since + 1);
        true
    }

    #[cold]
    fn keep(&mut self) {
        self.kept.push(Kept { version: self.newest, rows: self.rows.len(), counts: self.last.as_slice().into() });
        self.since = 0;
    }

    /// The kept vector that is nearest before a version, and the rows from there to it.
    fn near(&self, version: u32) -> (&[u32], impl Iterator<Item = &Row>) {
        let kept = self.kept.partition_point(|kept| kept.version <= version).checked_sub(1).map(|at| &self.kept[at]);
        let (counts, from) = kept.map_or((&[][..], 0), |kept| (&*kept.counts, kept.rows));
        (counts, self.rows.from(from).take_while(move |row| row.version <= version))
    }

    /// Puts what the hub knew at a version into `counts`: the count of the node at each place, at least as many
    /// as stand there already, and no smaller than any of those.
    pub(super) fn raise(&self, version: u32, counts: &mut Vec<u32>) {
        let (kept, rows) = self.near(version);
        let here = counts.len().min(kept.len());
        counts[..here].iter_mut().zip(kept).for_each(|(count, kept)| *count = (*count).max(*kept));
        counts.extend_from_slice(&kept[here..]);
        counts.resize(counts.len().max(self.last.len()), 0);
        for row in rows {
            let count = &mut counts[row.place as usize];
            *count = (*count).max(row.count);
        }
    }

    /// How many events of the node at a place the hub knew of at a version.
    pub(super) fn known_at(&self, version: u32, place: u32) -> u32 {
        if version >= self.newest {
            return self.known(place);
        }
        let (kept, rows) = self.near(version);
        let kept = kept.get(place as usize).copied().unwrap_or_default();
        rows.filter(|row| row.place == place).last().map_or(kept, |row| row.count)
    }

    /// What it was at a version.
    pub(super) fn up_to(&self, version: u32) -> Self {
        let kept: Vec<Kept> = self.kept.iter().take_while(|kept| kept.version <= version).cloned().collect();
        let from = kept.last().map_or(0, |kept| kept.rows);
        let rows = from + self.near(version).1.count();
        let mut last = Vec::new();
        self.raise(version, &mut last);
        let newest = rows.checked_sub(1).map_or(0, |at| self.rows[at].version);
        Self { last, rows: self.rows.up_to(rows), newest, since: rows - from, kept }
    }
}
