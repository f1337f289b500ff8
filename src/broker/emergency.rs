//! What an emergency is, how much it weighs, and how one is recognised from a job's words (UCP section 7).

use serde::Serialize;

/// What kind of help is needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An emergency, no more is known.
    General,
    /// Flood, earthquake and the like.
    Disaster,
    /// Fire.
    Fire,
    /// People are hurt.
    Medical,
    /// Said to be critical, whatever it is about.
    Critical,
}

impl Kind {
    /// All kinds, the lightest first.
    pub const ALL: [Self; 5] = [Self::General, Self::Disaster, Self::Fire, Self::Medical, Self::Critical];

    /// The weight of the kind (UCP section 7). A job without an emergency weighs 1.
    pub const fn weight(self) -> i64 {
        match self {
            Self::General => 5,
            Self::Disaster => 6,
            Self::Fire => 7,
            Self::Medical => 8,
            Self::Critical => 10,
        }
    }

    /// The word people write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::General => "general",
            Self::Disaster => "disaster",
            Self::Fire => "fire",
            Self::Medical => "medical",
            Self::Critical => "critical",
        }
    }
}

/// How bad it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// 1
    Low,
    /// 2
    Medium,
    /// 3; critical from here on.
    #[default]
    High,
    /// 4
    Critical,
}

impl Level {
    /// All levels, the lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// 1 to 4.
    pub const fn number(self) -> i64 {
        self as i64 + 1
    }

    /// HIGH and CRITICAL are critical.
    pub fn is_critical(self) -> bool {
        self >= Self::High
    }

    /// The word people write.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// An emergency as a job or an operator declares it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Emergency {
    /// What kind of help is needed.
    pub kind: Kind,
    /// How bad it is.
    pub level: Level,
    /// Where, in the words of whoever declared it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
}

impl Emergency {
    /// What a job gains from this: weight of the kind times number of the level.
    pub const fn urgency(&self) -> i64 {
        self.kind.weight() * self.level.number()
    }
}

/// The urgency of a job without an emergency.
pub const URGENCY_NORMAL: i64 = 1;
/// The highest urgency there is.
pub const URGENCY_MAX: i64 = Kind::Critical.weight() * Level::Critical.number();

/// How the broker came to treat a job as an emergency.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case", tag = "how")]
pub enum Source {
    /// The job says so.
    Declared,
    /// A word of its names or arguments says so.
    Detected {
        /// The word.
        word: String,
        /// The name or argument that it stands in.
        place: String,
    },
}

/// An emergency and how it was found.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Finding {
    /// The emergency.
    pub emergency: Emergency,
    /// How it was found.
    pub source: Source,
    /// The level of a wider emergency of the same kind, declared for all, that raised this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raised_from: Option<Level>,
}

/// The words, each with what it says. Plurals count; parts of other words do not.
const WORDS: [(&str, Kind, Level); 16] = [
    ("critical", Kind::Critical, Level::Critical),
    ("urgent", Kind::Critical, Level::High),
    ("medical", Kind::Medical, Level::High),
    ("ambulance", Kind::Medical, Level::High),
    ("ambulances", Kind::Medical, Level::High),
    ("fire", Kind::Fire, Level::High),
    ("fires", Kind::Fire, Level::High),
    ("wildfire", Kind::Fire, Level::High),
    ("disaster", Kind::Disaster, Level::High),
    ("disasters", Kind::Disaster, Level::High),
    ("flood", Kind::Disaster, Level::High),
    ("floods", Kind::Disaster, Level::High),
    ("earthquake", Kind::Disaster, Level::High),
    ("earthquakes", Kind::Disaster, Level::High),
    ("emergency", Kind::General, Level::High),
    ("emergencies", Kind::General, Level::High),
];

/// Words that turn the next one into its opposite: `--not-urgent`, `non-critical`.
const NEGATIONS: [&str; 6] = ["no", "non", "not", "never", "without", "isn"];

/// Looks for emergency words in a job's names and arguments; of several, the one with the highest urgency.
///
/// Environment, hosts and data are no place to look: `LOG_LEVEL=CRITICAL` is no emergency.
pub fn detect<'a>(texts: impl IntoIterator<Item = &'a str>) -> Option<Finding> {
    let found = texts.into_iter().flat_map(findings);
    // `max_by_key` returns the last of equals; the first one named should win.
    found.fold(None, |best: Option<Finding>, next| match best {
        Some(best) if best.emergency.urgency() >= next.emergency.urgency() => Some(best),
        _ => Some(next),
    })
}

fn findings(text: &str) -> impl Iterator<Item = Finding> + '_ {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut negated = false;
    words.filter_map(move |word| {
        let is = |other: &&str| other.eq_ignore_ascii_case(word);
        let was_negated = negated;
        // "isn't" comes in two parts.
        negated = NEGATIONS.iter().any(is) || was_negated && is(&"t");
        let (_, kind, level) = *WORDS.iter().find(|(other, _, _)| is(other))?;
        if was_negated {
            return None;
        }
        let source = Source::Detected { word: word.to_owned(), place: text.to_owned() };
        Some(Finding { emergency: Emergency { kind, level, location: None }, source, raised_from: None })
    })
}

/// What an executor carries for emergencies: the kinds that it is equipped for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Equipment(u8);

impl Equipment {
    /// Nothing.
    pub const NONE: Self = Self(0);

    /// Whether it fits an emergency of this kind.
    pub const fn fits(self, kind: Kind) -> bool {
        self.0 & (1 << kind as u8) != 0
    }

    /// The same and equipment for one more kind.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | (1 << kind as u8))
    }

    /// A bit for each kind that it fits.
    pub const fn bits(self) -> u8 {
        self.0
    }

    /// What either fits.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The kinds it fits.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(move |kind| self.fits(*kind))
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.0 == 0
    }
}

impl std::fmt::Debug for Equipment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.kinds()).finish()
    }
}

impl FromIterator<Kind> for Equipment {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

impl Serialize for Equipment {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.kinds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_found_and_the_heaviest_wins() {
        type Found = Option<(Kind, Level, &'static str)>;
        let rows: [(&[&str], Found); 27] = [
            (&["ambulance.wasm"], Some((Kind::Medical, Level::High, "ambulance"))),
            (&["route", "--fire"], Some((Kind::Fire, Level::High, "fire"))),
            (&["fire.wasm", "--medical"], Some((Kind::Medical, Level::High, "medical"))),
            (&["medical.wasm", "--fire"], Some((Kind::Medical, Level::High, "medical"))),
            (&["URGENT_triage"], Some((Kind::Critical, Level::High, "URGENT"))),
            (&["x", "critical"], Some((Kind::Critical, Level::Critical, "critical"))),
            (&["flood-map"], Some((Kind::Disaster, Level::High, "flood"))),
            (&["earthquake/sensors"], Some((Kind::Disaster, Level::High, "earthquake"))),
            (&["emergency"], Some((Kind::General, Level::High, "emergency"))),
            (&["firewall.wasm"], None),
            (&["firefox"], None),
            (&["insurgent"], None),
            (&["biomedical"], None),
            (&["noncritical"], None),
            (&["misfire"], None),
            (&["surgent"], None),
            (&["--not-urgent"], None),
            (&["non-critical"], None),
            (&["no fire"], None),
            (&["without_emergency"], None),
            (&["this isn't urgent"], None),
            (&["not-urgent", "fire"], Some((Kind::Fire, Level::High, "fire"))),
            (&["not", "urgent"], Some((Kind::Critical, Level::High, "urgent"))),
            (&["not urgent fire"], Some((Kind::Fire, Level::High, "fire"))),
            (&["t fire"], Some((Kind::Fire, Level::High, "fire"))),
            (&["hello.wasm"], None),
            (&[], None),
        ];
        for (texts, expected) in rows {
            let found = detect(texts.iter().copied());
            let found = found.as_ref().map(|f| match &f.source {
                Source::Detected { word, .. } => (f.emergency.kind, f.emergency.level, word.as_str()),
                Source::Declared => panic!("{texts:?} was not declared"),
            });
            assert_eq!(found, expected, "{texts:?}");
        }
    }

    #[test]
    fn levels_are_numbers_and_the_upper_two_are_critical() {
        assert_eq!(Level::ALL.map(Level::number), [1, 2, 3, 4]);
        assert_eq!(Level::ALL.map(Level::is_critical), [false, false, true, true]);
        let worst = Emergency { kind: Kind::Critical, level: Level::Critical, location: None };
        assert_eq!(worst.urgency(), URGENCY_MAX);
    }

    #[test]
    fn equipment_is_a_set_of_kinds_with_names() {
        let medical = Equipment::NONE.with(Kind::Medical);
        assert!(medical.fits(Kind::Medical) && !medical.fits(Kind::Fire));
        assert_eq!(serde_json::to_string(&medical).unwrap(), "[\"medical\"]");
        let both = medical.and(Equipment::NONE.with(Kind::Fire));
        assert!(both.fits(Kind::Medical) && both.fits(Kind::Fire) && !both.fits(Kind::Disaster));
        assert_eq!(both.and(medical), both);
    }
}
