//! The words of each event, in lower case, with what it is and about which jobs: made once, read by every search.

use super::facets::{Kinds, jobs, kinds};
use crate::broker::call::Body;
use crate::id::{EventId, JobId};
use crate::sim::trace::{Event, Trace};
use crate::texts::{Language, spoken};
use crate::view::happened::{deed, sent_of};
use crate::view::words::Words;

/// The most bytes of words that are kept. With about 80 an event they are those of some 400,000 events, and the index as
/// a whole has then some 45 MB. Of a longer run the rest is not searched, and whoever searches is told so.
pub const TEXT_BYTES_MAX: usize = 32 << 20;

/// One event's part of the index.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kinds: Kinds,
    /// Where its words end in the text; they begin where those of the event before end.
    words_end: u32,
    /// The same for its jobs.
    jobs_end: u32,
}

/// The index. It grows with its trace and starts afresh when the trace has become another one, or another language is
/// spoken.
#[derive(Debug, Clone)]
pub(super) struct Index {
    text_bytes_max: usize,
    /// In which language its words are.
    language: Language,
    /// Up to which event it has looked, and the hash there.
    seen: Option<(EventId, u64)>,
    entries: Vec<Entry>,
    text: String,
    jobs: Vec<JobId>,
}

/// What the index knows of one event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Indexed<'a> {
    pub(super) words: &'a str,
    pub(super) kinds: Kinds,
    pub(super) jobs: &'a [JobId],
}

impl Index {
    /// One that keeps so many bytes of words.
    pub(super) fn new(text_bytes_max: usize) -> Self {
        let language = spoken();
        Self { text_bytes_max, language, seen: None, entries: Vec::new(), text: String::new(), jobs: Vec::new() }
    }

    /// Looks at so many of the events that are new in the trace. Returns whether it had to start afresh.
    pub(super) fn follow(&mut self, trace: &Trace, events: usize) -> bool {
        let is_another =
            self.language != spoken() || self.seen.is_some_and(|(event, hash)| trace.hash_at(event) != Some(hash));
        if is_another {
            *self = Self::new(self.text_bytes_max);
        }
        let from = self.entries.len();
        let to = trace.len().min(from.saturating_add(events));
        let words = Words::new(trace.names());
        for event in trace.range(EventId::new(from as u32 + 1), EventId::new(to as u32)) {
            if self.is_full() {
                break;
            }
            self.take(&words, trace, event);
        }
        let last = EventId::new(self.entries.len() as u32);
        self.seen = trace.hash_at(last).map(|hash| (last, hash));
        is_another
    }

    fn take(&mut self, words: &Words, trace: &Trace, event: &Event) {
        let start = self.text.len();
        let first = self.jobs.len();
        jobs(trace, event, &mut |job| {
            if !self.jobs[first..].contains(&job) {
                self.jobs.push(job);
            }
        });
        self.text.push_str(&words.name(event.dot.node));
        self.text.push(' ');
        self.text.push_str(&deed(words, trace, event));
        if let Some(sent) = sent_of(trace, event) {
            let call = match &sent.message.body {
                Body::Call(call) => call.name(),
                Body::Answer(..) => "answer",
                Body::Unknown => "message",
            };
            self.add(start, call);
        }
        for at in first..self.jobs.len() {
            self.add(start, words.job(self.jobs[at]));
        }
        self.text[start..].make_ascii_lowercase();
        self.put_on_one_line(start);
        self.entries.push(Entry {
            kinds: kinds(trace, event),
            words_end: self.text.len() as u32,
            jobs_end: self.jobs.len() as u32,
        });
    }

    /// Adds a word to those of the last event, unless it is among them.
    fn add(&mut self, start: usize, word: &str) {
        if !self.text[start..].contains(word) {
            self.text.push_str(" · ");
            self.text.push_str(word);
        }
    }

    /// What comes from outside, such as a place's name, may have line breaks; each becomes a blank.
    fn put_on_one_line(&mut self, start: usize) {
        if self.text[start..].contains('\n') {
            let line = self.text[start..].replace('\n', " ");
            self.text.replace_range(start.., &line);
        }
    }

    fn is_full(&self) -> bool {
        self.text.len() >= self.text_bytes_max
    }

    /// How many events it has looked at.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has looked at all events that it ever will.
    pub(super) fn is_done(&self, trace: &Trace) -> bool {
        self.entries.len() == trace.len() || self.is_full()
    }

    /// What it knows of an event.
    pub(super) fn of(&self, event: EventId) -> Option<Indexed<'_>> {
        let at = event.index().checked_sub(1)?;
        let entry = self.entries.get(at)?;
        let before = at.checked_sub(1).map(|before| self.entries[before]);
        let (words, jobs) = before.map_or((0, 0), |before| (before.words_end as usize, before.jobs_end as usize));
        Some(Indexed {
            words: &self.text[words..entry.words_end as usize],
            kinds: entry.kinds,
            jobs: &self.jobs[jobs..entry.jobs_end as usize],
        })
    }
}

impl Default for Index {
    fn default() -> Self {
        Self::new(TEXT_BYTES_MAX)
    }
}
