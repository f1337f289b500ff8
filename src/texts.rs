//! What the page says, in each language that it speaks: one place for every text, both languages beside each other.
//!
//! A text is a line of a group (`group!`): its English, its German. One that is missing does not compile. Pictures and
//! panels take texts from [`texts`]; which language that is, is a setting of the whole page like its colours, so that it
//! does not travel through every picture. Nothing but texts depends on it: neither a run nor its hash.
//!
//! What scenarios and lessons say stands in their files, and its German beside them: [`of_scenario`], [`of_lesson`].
//!
//! Of the wasm, all German comes with the later half: only [`german`] leads to it.

use std::cell::Cell;

mod along;
mod befallen;
mod branches;
mod calls;
mod cluster;
mod data;
mod decision;
mod deeds;
mod diagram;
mod dialogs;
mod facts;
mod figures;
mod files;
mod forms;
mod header;
mod help;
mod inspector;
mod knowledge;
mod learn;
mod merge;
mod narration;
mod predict;
mod present;
mod queue;
mod search;
mod spacetime;
mod wire;
mod words;

pub(crate) use along::LESSONS;
use befallen::Befallen;
use branches::Branches;
use calls::Calls;
use cluster::Cluster;
use data::Data;
use decision::Decision;
use deeds::Deeds;
use diagram::Diagram;
use dialogs::Dialogs;
use facts::Facts;
use figures::Figures;
use files::Files;
use forms::Forms;
use header::Header;
use help::Help;
use inspector::Inspector;
use knowledge::Knowledge;
use learn::Learn;
use merge::Merge;
use narration::Narration;
use predict::Predict;
use present::Present;
use queue::Queue;
use search::Search;
use spacetime::Spacetime;
use wire::Wire;
use words::Words;

/// A group of texts, for each language that the page speaks: `name = English => German;` for a text as it stands,
/// `name(what: Type) = English => German;` for one made of something, where both sides are expressions that give a
/// `String`.
macro_rules! group {
    ($(#[$about:meta])* $Group:ident {
        $($(#[$note:meta])* $name:ident $(($($what:ident: $type:ty),* $(,)?))? = $english:expr => $german:expr;)*
    }) => {
        $(#[$about])*
        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the app says most of it"))]
        pub(crate) struct $Group {
            $($(#[$note])* pub(crate) $name: $crate::texts::kind!($(($($type),*))?),)*
        }

        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the app says most of it"))]
        impl $Group {
            pub(super) const ENGLISH: Self =
                Self { $($name: $crate::texts::text!($name $english $(, ($($what: $type),*))?),)* };
            pub(super) const GERMAN: Self =
                Self { $($name: $crate::texts::text!($name $german $(, ($($what: $type),*))?),)* };

            $($crate::texts::call!($name $(($($what: $type),*))?);)*
        }
    };
}

/// The type of a text.
macro_rules! kind {
    () => { &'static str };
    (($($type:ty),*)) => { fn($($type),*) -> String };
}

/// A text in one language. Its function bears its name, so that one that nobody says early comes later.
macro_rules! text {
    ($name:ident $text:expr) => { $text };
    ($name:ident $text:expr, ($($what:ident: $type:ty),*)) => {{
        #[allow(unused_variables, clippy::allow_attributes, reason = "a language may do without a part")]
        fn $name($($what: $type),*) -> String {
            $text
        }
        $name
    }};
}

/// A text that is made of something is called like any function.
macro_rules! call {
    ($name:ident) => {};
    ($name:ident ($($what:ident: $type:ty),*)) => {
        pub(crate) fn $name(&self, $($what: $type),*) -> String {
            (self.$name)($($what),*)
        }
    };
}

use {call, group, kind, text};

/// A language that the page speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// German.
    German,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Its tag, as in an element's `lang` (BCP 47).
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
        }
    }

    /// The one with such a tag, whatever region it names: `de-AT`.
    pub fn tagged(tag: &str) -> Option<Self> {
        let ends = matches!(tag.as_bytes().get(2), None | Some(b'-'));
        let is_it = |one: &Self| tag.get(..2).is_some_and(|start| start.eq_ignore_ascii_case(one.tag()));
        Self::ALL.into_iter().filter(|_| ends).find(is_it)
    }

    /// What those who speak it call it.
    pub const fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::German => "Deutsch",
        }
    }

    /// The next one.
    pub const fn next(self) -> Self {
        match self {
            Self::English => Self::German,
            Self::German => Self::English,
        }
    }
}

/// The groups: all German as one, and each group's English by itself, so that what only the later half says comes with it.
macro_rules! groups {
    ($($group:ident: $Group:ident,)*) => {
        struct German {
            $($group: $Group,)*
        }

        static GERMAN: German = German { $($group: $Group::GERMAN,)* };

        #[cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "the app says most of it"))]
        impl Texts {
            $(
                #[inline(never)]
                pub(crate) fn $group(self) -> &'static $Group {
                    static ENGLISH: $Group = $Group::ENGLISH;
                    GERMAN_SPOKEN.get().map_or(&ENGLISH, |german| &german.$group)
                }
            )*
        }
    };
}

groups! {
    befallen: Befallen,
    branches: Branches,
    calls: Calls,
    cluster: Cluster,
    data: Data,
    decision: Decision,
    deeds: Deeds,
    diagram: Diagram,
    dialogs: Dialogs,
    facts: Facts,
    figures: Figures,
    files: Files,
    forms: Forms,
    header: Header,
    help: Help,
    inspector: Inspector,
    knowledge: Knowledge,
    learn: Learn,
    merge: Merge,
    narration: Narration,
    predict: Predict,
    present: Present,
    queue: Queue,
    search: Search,
    spacetime: Spacetime,
    wire: Wire,
    words: Words,
}

thread_local! {
    /// All German while it is spoken, and nothing while English is.
    static GERMAN_SPOKEN: Cell<Option<&'static German>> = const { Cell::new(None) };
}

/// All texts of the page, in the language that is spoken.
#[derive(Clone, Copy)]
pub(crate) struct Texts;

/// The texts of the language that is spoken: English until another one is chosen.
pub(crate) const fn texts() -> Texts {
    Texts
}

/// Chooses a language, for all that is said from now on.
pub fn speak(language: Language) {
    GERMAN_SPOKEN.set(match language {
        Language::English => None,
        Language::German => Some(german()),
    });
}

/// The language that is spoken.
pub fn spoken() -> Language {
    if GERMAN_SPOKEN.get().is_some() { Language::German } else { Language::English }
}

// By a function of its own: what only it leads to, comes later.
#[inline(never)]
fn german() -> &'static German {
    &GERMAN
}

/// A text of a scenario, as one reads it: its title, its question, what it says of a moment. One that comes along speaks
/// the language of the page; all others stand as somebody wrote them.
pub fn of_scenario(english: &str) -> &str {
    match spoken() {
        Language::English => english,
        Language::German => along::german_of_scenario(english),
    }
}

/// A text of a lesson, as one reads it.
pub fn of_lesson(english: &str) -> &str {
    match spoken() {
        Language::English => english,
        Language::German => along::german_of_lesson(english),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_known_by_its_tag_whatever_the_region_and_no_other_for_beginning_like_it() {
        for (tag, known) in [("de", true), ("DE", true), ("de-AT", true), ("den", false), ("d", false), ("", false)] {
            assert_eq!(Language::tagged(tag), known.then_some(Language::German), "{tag:?}");
        }
        assert_eq!(Language::tagged("en-GB"), Some(Language::English));
        assert_eq!(Language::tagged("enm"), None, "Middle English is another one");
        assert_eq!(Language::tagged("ü-"), None, "letters of several bytes");
    }
}
