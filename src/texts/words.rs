//! Names, amounts, rules: what all sentences are made of.

use crate::broker::emergency::{Kind, Level};
use crate::broker::executors::Rule;
use crate::broker::policy::{Order, Placement, Term};

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
        // The broker and the others, by what a sentence does with them.
        broker = "the broker" => "der Broker";
        broker_whom = "the broker" => "den Broker";
        broker_to = "the broker" => "dem Broker";
        broker_from = "the broker" => "vom Broker";
        of_broker = "the broker’s" => "des Brokers";
        of(name: &str) = format!("{name}’s") => format!("von {name}");
        from(name: &str) = name.to_owned() => format!("von {name}");
        own(of: &str) = format!("{of} own") => of.to_owned();
        // What is made large where a sentence begins with a node.
        articles = "the" => "der den dem des vom von";
        // Names and numbers.
        any_name = "any name" => "beliebigem Namen";
        more(n: usize) = format!("{n} more") => if n == 1 { "noch 1".to_owned() } else { format!("{n} weitere") };
        and(first: &str, last: &str) = format!("{first} and {last}") => format!("{first} und {last}");
        numbers = "no one two three four five six seven eight nine ten eleven twelve"
            => "keine eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf";
        // German bears its article, which depends on gender and case: one that has none gets a digit.
        one(what: &str) = format!("one {what}") => match what.split(' ').next() {
            Some("ein" | "eine" | "einen" | "einem" | "einer" | "eines") => what.to_owned(),
            _ => format!("1 {what}"),
        };
        place(n: usize) = {
            let ending = match (n % 10, n % 100) {
                (_, 11..=13) => "th",
                (1, _) => "st",
                (2, _) => "nd",
                (3, _) => "rd",
                _ => "th",
            };
            format!("{n}{ending}")
        } => format!("{n}.");
        just_now = "just now" => "gerade eben";
        ago(age: &str) = format!("{age} ago") => format!("vor {age}");
        // What is counted in several places.
        event = "event" => "ein Ereignis";
        events = "events" => "Ereignisse";
        // Emergencies. As a noun one is the object of its sentence: somebody submits, declares, hears it.
        at(place: &str) = format!(" at {place}") => format!(" bei {place}");
        emergency(kind: Kind, level: &str, at: &str) = match kind {
            Kind::General => format!("an emergency of level {level}{at}"),
            Kind::Critical => format!("a critical emergency of level {level}{at}"),
            Kind::Disaster => format!("a {level} disaster emergency{at}"),
            Kind::Fire => format!("a {level} fire emergency{at}"),
            Kind::Medical => format!("a {level} medical emergency{at}"),
        } => {
            let what = match kind {
                Kind::General => "Notfall",
                Kind::Critical => "kritischen Notfall",
                Kind::Disaster => "Katastrophennotfall",
                Kind::Fire => "Feuernotfall",
                Kind::Medical => "medizinischen Notfall",
            };
            format!("einen {what} der Stufe {level}{at}")
        };
        declared = "the job declares it" => "der Job gibt ihn an";
        found_in_word(word: &str) = format!("found in its word “{word}”") => format!("gefunden im Wort „{word}“");
        found_in(word: &str, place: &str) = format!("found in the word “{word}” of “{place}”")
            => format!("gefunden im Wort „{word}“ von „{place}“");
        raised(how: &str, from: &str, to: &str)
            = format!("{how}, and the emergency declared for all raises it from {from} to {to}")
            => format!("{how}, und der für alle ausgerufene Notfall hebt ihn von {from} auf {to}");
        // What executors have, and what jobs need.
        battery_at(percent: &str) = format!("battery {percent} %") => format!("Akku {percent} %");
        on_mains = "on mains" => "am Netz";
        equipped(kinds: &str) = format!(", equipped for {kinds}") => format!(", Ausrüstung: {kinds}");
        cores_of(n: i64) = if n == 1 { "1 core".to_owned() } else { format!("{n} cores") }
            => if n == 1 { "1 Kern".to_owned() } else { format!("{n} Kerne") };
        capabilities(load: &str, memory: &str, rest: &str)
            = format!("load {load} %, {memory} of memory free, {rest}")
            => format!("Last {load} %, {memory} Speicher frei, {rest}");
        memory = "memory" => "Speicher";
        disk = "disk" => "Platte";
        load = "load" => "Last";
        cores = "cores" => "Kerne";
        frequency = "frequency" => "Takt";
        battery = "battery" => "Akku";
        charge = "charge" => "Ladung";
        no_battery = "no battery" => "kein Akku";
        battery_allowed = "battery allowed" => "Akku erlaubt";
        mains = "mains" => "Netz";
        on_battery = "on battery" => "auf Akku";
        mains_only = "· mains only" => "· nur Netz";
        either = "· either" => "· beides";
        battery_least(charge: &str) = format!("· battery ≥ {charge}") => format!("· Akku ≥ {charge}");
        not_on_battery = "it runs on a battery, which the job does not tolerate"
            => "er läuft auf Akku, was der Job nicht verträgt";
        // Terms of a score.
        free_memory = "free memory" => "freier Speicher";
        power = "power" => "Strom";
        idle = "idle processor" => "freier Prozessor";
        equipment_fits = "equipment fits" => "Ausrüstung passt";
        freshness = "freshness" => "Aktualität";
        // Rules of the broker.
        fifo = "first in, first out" => "der Reihe nach";
        emergency_first = "emergencies first" => "Notfälle zuerst";
        emergency_aged = "emergencies, then waiting" => "Notfälle, dann Wartezeit";
        random = "random" => "zufällig";
        least_loaded = "least loaded" => "geringste Last";
        capability_score = "capability score" => "Punktzahl nach Fähigkeiten";
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

    /// What a rule compares.
    pub(crate) const fn rule(&self, rule: Rule) -> &'static str {
        match rule {
            Rule::Memory => self.memory,
            Rule::Disk => self.disk,
            Rule::CpuLoad => self.load,
            Rule::CpuCores => self.cores,
            Rule::CpuFreq => self.frequency,
            Rule::Battery => self.battery,
            Rule::Power => self.charge,
        }
    }

    /// A term of a score.
    pub(crate) const fn term(&self, term: Term) -> &'static str {
        match term {
            Term::Cores => self.cores,
            Term::Memory => self.free_memory,
            Term::Power => self.power,
            Term::Idle => self.idle,
            Term::Equipment => self.equipment_fits,
            Term::Freshness => self.freshness,
        }
    }

    /// An order of the queue.
    pub(crate) const fn order(&self, order: Order) -> &'static str {
        match order {
            Order::Fifo => self.fifo,
            Order::EmergencyFirst => self.emergency_first,
            Order::EmergencyAged => self.emergency_aged,
        }
    }

    /// How executors are chosen.
    pub(crate) const fn placement(&self, placement: Placement) -> &'static str {
        match placement {
            Placement::Random => self.random,
            Placement::LeastLoaded => self.least_loaded,
            Placement::CapabilityScore => self.capability_score,
        }
    }
}
