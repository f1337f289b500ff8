//! Names of data: paths in a tree that every datastore shares.
//!
//! The first part of a job's own data is the job's name: its folder. A name never climbs (`..`), and has no part
//! that is empty, so that it means the same wherever it is kept (ucp-behaviour section 9: `../../etc/passwd` was
//! accepted as a name).

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use crate::id::breaks_a_line;

/// The longest name, in bytes.
pub const DATA_NAME_MAX: usize = 512;

/// The last part of a job's result, which stays when the job's data go.
const RESULT: &str = "result";

/// The name of data: one or more parts with `/` between them.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DataName(Arc<str>);

/// Why a text names no data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DataNameError {
    /// It has no part.
    #[error("a data name must not be empty")]
    Empty,
    /// It is longer than [`DATA_NAME_MAX`] bytes.
    #[error("a data name has at most {DATA_NAME_MAX} bytes, this one has {0}")]
    TooLong(usize),
    /// It begins or ends with `/`, or has two of them in a row.
    #[error("a data name must not have an empty part")]
    EmptyPart,
    /// A part is `.` or `..`.
    #[error("a data name must not have the part {0:?}")]
    Climbs(String),
    /// It holds a character that no name may hold.
    #[error("a data name must not contain {0:?}")]
    Character(char),
}

impl DataName {
    /// The name that a text says.
    ///
    /// # Errors
    /// It names no data, and why.
    pub fn new(text: &str) -> Result<Self, DataNameError> {
        if text.is_empty() {
            return Err(DataNameError::Empty);
        }
        check(text)?;
        match text.split('/').find(|part| part.is_empty() || matches!(*part, "." | "..")) {
            Some("") => Err(DataNameError::EmptyPart),
            Some(part) => Err(DataNameError::Climbs(part.to_owned())),
            None => Ok(Self(text.into())),
        }
    }

    /// The folder of the job with this name; a name of a job ([`crate::id::Names`]) is always a part of a data name.
    #[must_use]
    pub fn folder(job: &str) -> Self {
        Self(job.into())
    }

    /// The name of something in this folder.
    ///
    /// # Errors
    /// What comes of it is no name, and why.
    pub fn join(&self, rest: &str) -> Result<Self, DataNameError> {
        Self::new(&format!("{}/{rest}", self.0))
    }

    /// The name of the result of the job whose folder this is.
    #[must_use]
    pub fn result(&self) -> Self {
        Self([&*self.0, "/", RESULT].concat().into())
    }

    /// Whether it is the name of a job's result.
    pub fn is_result(&self) -> bool {
        self.0.rsplit('/').next() == Some(RESULT)
    }

    /// The folder of the job that it belongs to, when it does.
    #[must_use]
    pub fn top(&self) -> Option<Self> {
        self.0.split_once('/').map(|(top, _)| Self(top.into()))
    }

    /// Whether it stands in a folder.
    pub fn is_in(&self, folder: &Self) -> bool {
        self.0.strip_prefix(&*folder.0).is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it goes when the job whose folder this is goes: all that is in the folder, but for results.
    pub fn goes_with(&self, folder: &Self) -> bool {
        self.is_in(folder) && !self.is_result()
    }

    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Names are in order as their texts are.
impl Borrow<str> for DataName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DataName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A name, or with a trailing `*` all names that begin with what stands before it (UCP section 3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Glob {
    /// Exactly this name.
    One(DataName),
    /// Every name that begins with this text.
    All(Arc<str>),
}

impl Glob {
    /// The glob that a text says.
    ///
    /// # Errors
    /// It names no data, and why.
    pub fn new(text: &str) -> Result<Self, DataNameError> {
        let Some(prefix) = text.strip_suffix('*') else { return DataName::new(text).map(Self::One) };
        check_prefix(prefix)?;
        Ok(Self::All(prefix.into()))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::One(name) => f.write_str(name.as_str()),
            Self::All(prefix) => write!(f, "{prefix}*"),
        }
    }
}

/// Whether some name could begin with a text: the empty one is the beginning of all.
///
/// # Errors
/// None could, and why.
pub fn check_prefix(text: &str) -> Result<(), DataNameError> {
    check(text)?;
    let (parts, _) = text.rsplit_once('/').unwrap_or(("a", ""));
    DataName::new(parts).map(drop)
}

fn check(text: &str) -> Result<(), DataNameError> {
    if text.len() > DATA_NAME_MAX {
        return Err(DataNameError::TooLong(text.len()));
    }
    match text.chars().find(|c| breaks_a_line(*c) || matches!(c, '\\' | '*')) {
        Some(character) => Err(DataNameError::Character(character)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_climbs_or_has_an_empty_part_is_refused_with_the_reason() {
        let long = "a".repeat(DATA_NAME_MAX + 1);
        let rows = [
            ("", "a data name must not be empty"),
            ("../../etc/passwd", "a data name must not have the part \"..\""),
            ("a/../b", "a data name must not have the part \"..\""),
            ("./a", "a data name must not have the part \".\""),
            ("/a", "a data name must not have an empty part"),
            ("a/", "a data name must not have an empty part"),
            ("a//b", "a data name must not have an empty part"),
            ("a\\b", "a data name must not contain '\\\\'"),
            ("a\nb", "a data name must not contain '\\n'"),
            ("a*", "a data name must not contain '*'"),
            (&long, "a data name has at most 512 bytes, this one has 513"),
        ];
        for (text, why) in rows {
            assert_eq!(DataName::new(text).map_err(|error| error.to_string()), Err(why.to_owned()), "{text:?}");
        }
        for text in ["a", "maps/north", "job-1/in put.txt", "...", "..a/b..", "ä/€"] {
            assert_eq!(DataName::new(text).map(|name| name.as_str().to_owned()), Ok(text.to_owned()));
        }
    }

    #[test]
    fn a_folder_holds_what_stands_below_it_and_not_what_only_begins_alike() {
        let (job, name) = (DataName::new("job-1").unwrap(), |text| DataName::new(text).unwrap());
        assert!(name("job-1/a").is_in(&job) && name("job-1/a").goes_with(&job));
        assert!(!name("job-10/a").is_in(&job) && !name("job-1").is_in(&job));
        assert!(name("job-1/result").is_in(&job) && !name("job-1/result").goes_with(&job));
        assert_eq!(job.result().as_str(), "job-1/result");
        assert_eq!(job.join("../x"), Err(DataNameError::Climbs("..".to_owned())));
    }

    #[test]
    fn a_trailing_star_stands_for_all_names_that_begin_so() {
        assert_eq!(Glob::new("maps/*"), Ok(Glob::All("maps/".into())));
        assert_eq!(Glob::new("*"), Ok(Glob::All("".into())));
        assert_eq!(Glob::new("maps/n*").unwrap().to_string(), "maps/n*");
        assert_eq!(Glob::new("maps/north"), Ok(Glob::One(DataName::new("maps/north").unwrap())));
        assert_eq!(Glob::new("../*"), Err(DataNameError::Climbs("..".to_owned())));
        assert_eq!(Glob::new("a*b"), Err(DataNameError::Character('*')));
        assert_eq!(Glob::new("a//*"), Err(DataNameError::EmptyPart));
    }
}
