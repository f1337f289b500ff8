//! The forms for what goes wrong: how messages travel, and floods of emergencies.

use super::{Entries, Reader};
use crate::broker::emergency::{Kind, Level};
use crate::broker::executors::{decimal, number};
use crate::id::NodeId;
use crate::scenario::{Command, DELAY_MS, FLOOD_MAX, FloodCommand, MS_MAX, NetworkChange, NetworkSpec};
use crate::sim::Sim;
use crate::texts::texts;

/// Networks that people know: a key, and per cent of messages that are lost, come twice, and are held back, and for how many
/// seconds at most.
pub const WEATHERS: [(&str, [&str; 4]); 3] =
    [("calm", ["0", "0", "0", "5"]), ("flaky", ["5", "3", "10", "5"]), ("storm", ["20", "10", "25", "20"])];

/// What a network that people know is called, by its key.
pub fn weather_title(key: &'static str) -> &'static str {
    let texts = texts().forms();
    match key {
        "calm" => texts.calm,
        "flaky" => texts.flaky,
        _ => texts.storm,
    }
}

const WEATHER_FIELDS: [&str; 4] = ["loss", "duplication", "delay", "delay-max"];

impl Entries {
    /// The network that people know as having just these rates.
    pub fn weather(&self) -> Option<&'static str> {
        let same = |numbers: &[&str; 4]| {
            let same = |(field, other): (&str, &&str)| number(self.get(field).trim()) == number(other);
            // Where nothing is held back it does not matter for how long.
            let most = if self.get("delay").trim() == "0" { 3 } else { 4 };
            WEATHER_FIELDS.into_iter().zip(numbers).take(most).all(same)
        };
        WEATHERS.iter().find(|(.., numbers)| same(numbers)).map(|(key, ..)| *key)
    }

    /// Fills in a network that people know.
    pub fn become_weather(&mut self, key: &str) {
        let Some((.., numbers)) = WEATHERS.iter().find(|(weather, ..)| *weather == key) else { return };
        for (field, number) in WEATHER_FIELDS.into_iter().zip(numbers) {
            self.set(field, *number);
        }
    }

    /// How messages travel now: on the link of a machine to the broker, or on all links.
    pub(super) fn write_network(&mut self, sim: &Sim, of: Option<NodeId>) {
        let world = sim.world();
        let (network, broker) = (world.network(), world.broker_id());
        let spec = of.map_or(network.common_spec(), |machine| network.spec(broker, machine));
        if let Some(machine) = of {
            self.set("a", world.names().of_node(broker));
            self.set("b", world.names().of_node(machine));
        }
        self.write_spec(spec);
    }

    fn write_spec(&mut self, spec: &NetworkSpec) {
        let share = |permille: u32| decimal(f64::from(permille) / 10.0);
        self.set("loss", share(spec.loss_permille));
        self.set("duplication", share(spec.duplication_permille));
        self.set("delay", share(spec.delay_permille));
        let held = if spec.delay_ms_max == 0 { DELAY_MS } else { spec.delay_ms_max };
        self.set("delay-max", decimal(held as f64 / 1000.0));
        self.set("latency-min", spec.latency_ms_min.to_string());
        self.set("latency-max", spec.latency_ms_max.to_string());
    }

    /// A flood as it is by default.
    pub(super) fn write_flood(&mut self) {
        let flood = FloodCommand::default();
        self.set("count", flood.count.to_string());
        self.set("within", decimal(flood.within_ms as f64 / 1000.0));
        self.set("duration", decimal(flood.duration_ms as f64 / 1000.0));
    }
}

impl Reader<'_> {
    pub(super) fn network(&mut self) -> Command {
        let texts = texts().forms();
        let latency_ms_min = self.whole("latency-min", texts.shortest, 0..=MS_MAX as i64).unsigned_abs();
        let latency_ms_max = self.whole("latency-max", texts.longest, 0..=MS_MAX as i64).unsigned_abs();
        if latency_ms_min > latency_ms_max && self.complaints.is_empty() {
            self.complain("latency-min", texts.shortest_above_longest.to_owned());
        }
        Command::SetNetwork(NetworkChange {
            a: self.text("a"),
            b: self.text("b"),
            latency_ms_min: Some(latency_ms_min),
            latency_ms_max: Some(latency_ms_max),
            loss_permille: Some(self.share("loss", texts.lost)),
            duplication_permille: Some(self.share("duplication", texts.twice)),
            delay_permille: Some(self.share("delay", texts.held_back)),
            delay_ms_max: Some(self.ms("delay-max", texts.at_most, 0.001)),
        })
    }

    pub(super) fn flood(&mut self) -> Command {
        let texts = texts().forms();
        let (kind, level) = (self.entries.get("kind"), self.entries.get("level"));
        Command::Flood(FloodCommand {
            count: self.whole("count", texts.how_many, 1..=i64::from(FLOOD_MAX)) as u32,
            within_ms: self.ms("within", texts.within, 0.0),
            kind: Kind::ALL.into_iter().find(|other| other.name() == kind),
            level: Level::ALL.into_iter().find(|other| other.name() == level),
            location: self.text("location"),
            client: self.text("client"),
            duration_ms: self.ms("duration", texts.duration, 0.0),
        })
    }

    /// Per cent, in thousandths.
    fn share(&mut self, field: &'static str, word: &str) -> u32 {
        (self.number(field, word, 0.0..=100.0, " %").get() * 10.0).round() as u32
    }

    /// Seconds, in milliseconds.
    fn ms(&mut self, field: &'static str, word: &str, least: f64) -> u64 {
        (self.number(field, word, least..=(MS_MAX / 1000) as f64, " s").get() * 1000.0).round() as u64
    }
}

#[cfg(test)]
mod tests {
    use crate::scenario::{Command, FloodCommand, NetworkChange, NetworkSpec};
    use crate::view::form::Form;
    use crate::view::opening_at;

    #[test]
    fn the_form_of_the_network_as_it_opens_leaves_it_as_it_is() {
        let mut sim = opening_at(30_000);
        for given in [
            NetworkSpec::default(),
            NetworkSpec { loss_permille: 25, delay_permille: 5, delay_ms_max: 1_500, ..NetworkSpec::default() },
        ] {
            let change = NetworkChange {
                loss_permille: Some(given.loss_permille),
                delay_permille: Some(given.delay_permille),
                delay_ms_max: Some(given.delay_ms_max),
                ..NetworkChange::default()
            };
            sim.apply(Command::SetNetwork(change)).unwrap();
            let form = Form::Faults(None);
            let Command::SetNetwork(change) = form.command(&form.begin(&sim)).unwrap() else {
                panic!("another command")
            };
            let before = rates(&sim);
            sim.apply(Command::SetNetwork(change)).unwrap();
            assert_eq!(rates(&sim), before);
        }
    }

    fn rates(sim: &crate::sim::Sim) -> (u32, u32, u32, u64) {
        let spec = sim.world().network().common_spec();
        (spec.loss_permille, spec.duplication_permille, spec.delay_permille, spec.latency_ms_max)
    }

    #[test]
    fn a_weather_fills_in_all_rates_and_is_known_again() {
        let sim = opening_at(30_000);
        let mut entries = Form::Faults(None).begin(&sim);
        assert_eq!(entries.weather(), Some("calm"));
        for (key, ..) in super::WEATHERS {
            entries.become_weather(key);
            assert_eq!(entries.weather(), Some(key));
        }
        entries.set("loss", "20.5");
        assert_eq!(entries.weather(), None);
        let Command::SetNetwork(change) = Form::Faults(None).command(&entries).unwrap() else { panic!("another") };
        assert_eq!(
            (change.loss_permille, change.delay_permille, change.delay_ms_max),
            (Some(205), Some(250), Some(20_000))
        );
        assert_eq!((change.a, change.b), (None, None));
    }

    #[test]
    fn each_field_of_the_network_says_what_is_wrong_with_it() {
        let sim = opening_at(30_000);
        let rows = [
            ("loss", "101", "Lost must be 0 to 100 %."),
            ("duplication", "", "Twice is missing."),
            ("delay", "much", "Held back: “much” is not a number."),
            ("delay-max", "0", "For at most must be 0.001 to 2592000 s."),
            ("latency-min", "500", "Shortest must not be more than longest."),
            ("latency-max", "1.5", "Longest: 1.5 is not a whole number."),
        ];
        for (field, text, problem) in rows {
            let mut entries = Form::Faults(None).begin(&sim);
            entries.set(field, text);
            let complaints = Form::Faults(None).command(&entries).unwrap_err();
            assert_eq!((complaints[0].field, complaints[0].problem.as_str()), (field, problem));
        }
    }

    #[test]
    fn the_form_of_one_link_names_its_ends() {
        let sim = opening_at(30_000);
        let exec = sim.world().names().find_node("exec-2").unwrap();
        let form = Form::Faults(Some(exec));
        let Command::SetNetwork(change) = form.command(&form.begin(&sim)).unwrap() else { panic!("another") };
        assert_eq!((change.a.as_deref(), change.b.as_deref()), (Some("broker"), Some("exec-2")));
    }

    #[test]
    fn the_form_of_a_flood_as_it_opens_means_the_default_flood() {
        let sim = opening_at(30_000);
        let form = Form::Flood;
        assert_eq!(form.command(&form.begin(&sim)), Ok(Command::Flood(FloodCommand::default())));
        let mut entries = form.begin(&sim);
        entries.set("count", "201");
        let complaints = form.command(&entries).unwrap_err();
        assert_eq!(complaints[0].problem, "How many must be 1 to 200.");
    }
}
