//! Names, amounts, rules: what all sentences are made of.

use crate::broker::emergency::{Kind, Level};

super::group! {
    /// Names, amounts, rules: what all sentences are made of.
    Words {
        point = "." => ",";
        general = "general" => "allgemein";
        disaster = "disaster" => "Katastrophe";
        fire = "fire" => "Feuer";
        medical = "medical" => "medizinisch";
        critical = "critical" => "kritisch";
        low = "low" => "niedrig";
        medium = "medium" => "mittel";
        high = "high" => "hoch";
    }
}

impl Words {
    /// A kind of emergency.
    pub(crate) const fn kind(&self, kind: Kind) -> &'static str {
        match kind {
            Kind::General => self.general,
            Kind::Disaster => self.disaster,
            Kind::Fire => self.fire,
            Kind::Medical => self.medical,
            Kind::Critical => self.critical,
        }
    }

    /// How grave an emergency is.
    pub(crate) const fn level(&self, level: Level) -> &'static str {
        match level {
            Level::Low => self.low,
            Level::Medium => self.medium,
            Level::High => self.high,
            Level::Critical => self.critical,
        }
    }
}
