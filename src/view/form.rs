//! Forms: what a person writes into fields, and the command that it means.
//!
//! A form knows no field of a page, only texts by name. Reading one either gives a whole command or says of each
//! field what is wrong with it.

mod faults;

use std::ops::RangeInclusive;

pub use faults::{WEATHERS, weather_title};

use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::{Capabilities, Real, decimal, number};
use crate::id::NodeId;
use crate::ordered::Map;
use crate::scenario::{Command, DatastoreSpec, ExecutorSpec, JobCommand, MS_MAX, Plain};
use crate::sim::Sim;
use crate::sim::machine::{Kind as NodeKind, Node};
use crate::texts::texts;

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One more machine.
    AddNode,
    /// Other capabilities of an executor, by machine.
    ChangeExecutor(NodeId),
    /// One more job.
    SubmitJob,
    /// One more job, which is an emergency.
    InjectEmergency,
    /// How messages travel: on the link of a machine to the broker, or on all links.
    Faults(Option<NodeId>),
    /// Many emergencies.
    Flood,
}

/// What stands in the fields.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(Map<String, String>);

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// The field.
    pub field: &'static str,
    /// What is wrong.
    pub problem: String,
}

/// What a checkbox says when it is checked.
const ON: &str = "on";
/// A gigabyte as UCP counts it.
const GB: f64 = (1_u64 << 30) as f64;
const GB_MAX: f64 = 1_000_000.0;
/// A megabyte, likewise.
const MB: f64 = (1_u64 << 20) as f64;

/// A machine that people know, to begin from: its name, then GB of memory and disk, load in per cent, cores, MHz,
/// and whether it has a battery.
pub const MODELS: [(&str, [&str; 5], bool); 4] = [
    ("laptop", ["8", "64", "10", "4", "2400"], false),
    ("Raspberry Pi", ["4", "32", "5", "4", "1500"], false),
    ("server", ["64", "2000", "15", "32", "3200"], false),
    ("phone", ["6", "64", "20", "8", "2000"], true),
];

const MODEL_FIELDS: [&str; 5] = ["memory", "disk", "load", "cores", "frequency"];

impl Entries {
    /// The text of a field; empty when nobody wrote into it.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Writes into a field.
    pub fn set(&mut self, field: &str, text: impl Into<String>) {
        self.0.insert(field.to_owned(), text.into());
    }

    /// Whether a checkbox is checked.
    pub fn is_on(&self, field: &str) -> bool {
        self.get(field) == ON
    }

    /// Checks a checkbox, or not.
    pub fn turn(&mut self, field: &str, on: bool) {
        self.set(field, if on { ON } else { "" });
    }

    /// The names in a field, however they are set apart.
    pub fn names(&self, field: &str) -> impl Iterator<Item = &str> {
        self.get(field).split([',', ' ', ';', '\n']).filter(|name| !name.is_empty())
    }

    /// Adds a name to those in a field, or takes it out.
    pub fn toggle_name(&mut self, field: &str, name: &str) {
        let mut names: Vec<&str> = self.names(field).collect();
        match names.iter().position(|other| *other == name) {
            Some(at) => drop(names.remove(at)),
            None => names.push(name),
        }
        let names = names.join(", ");
        self.set(field, names);
    }

    /// The machine that people know as having just these numbers.
    pub fn model(&self) -> Option<&'static str> {
        let is_it = |(_, numbers, battery): &&(&str, [&str; 5], bool)| {
            let same = MODEL_FIELDS.into_iter().zip(numbers).all(|(field, number)| self.get(field) == *number);
            same && self.is_on("battery") == *battery
        };
        MODELS.iter().find(is_it).map(|(name, ..)| *name)
    }

    /// Fills in a machine that people know.
    pub fn become_model(&mut self, name: &str) {
        let Some((_, numbers, battery)) = MODELS.iter().find(|(model, ..)| *model == name) else { return };
        for (field, number) in MODEL_FIELDS.into_iter().zip(numbers) {
            self.set(field, *number);
        }
        self.turn("battery", *battery);
        self.set("power", if *battery { "80" } else { "100" });
    }

    fn write_machine(&mut self, has: &Capabilities, equipment: Equipment) {
        self.set("memory", gigabytes(has.memory));
        self.set("disk", gigabytes(has.disk));
        self.set("load", decimal(has.cpu_load.get()));
        self.set("cores", has.cpu_cores.to_string());
        self.set("frequency", decimal(has.cpu_freq.get()));
        self.turn("battery", has.has_battery);
        self.set("power", decimal(has.power.get()));
        Kind::ALL.into_iter().for_each(|kind| self.turn(equipment_field(kind), equipment.fits(kind)));
    }

    fn write_job(&mut self, job: &JobCommand) {
        let needs = &job.capabilities;
        self.write_machine(needs, Equipment::NONE);
        self.turn("battery", needs.has_battery);
        self.set("duration", decimal(job.duration_ms as f64 / 1000.0));
        self.set("queue", if job.queue { "queued" } else { "at-once" });
        self.set("result-to", if job.result_to_client { "client" } else { "datastore" });
    }
}

/// What a machine that people know is called.
pub fn model_title(name: &'static str) -> &'static str {
    let texts = texts().forms();
    match name {
        "laptop" => texts.laptop,
        "server" => texts.server,
        "phone" => texts.phone,
        // A name of its own, the same everywhere.
        other => other,
    }
}

/// The checkbox for equipment of a kind.
pub const fn equipment_field(kind: Kind) -> &'static str {
    match kind {
        Kind::General => "equipment-general",
        Kind::Disaster => "equipment-disaster",
        Kind::Fire => "equipment-fire",
        Kind::Medical => "equipment-medical",
        Kind::Critical => "equipment-critical",
    }
}

/// Bytes as gigabytes, so that reading them gives the same bytes again.
fn gigabytes(bytes: i64) -> String {
    let exact = bytes as f64 / GB;
    let short = (exact * 1000.0).round() / 1000.0;
    if (short * GB).round() as i64 == bytes { decimal(short) } else { decimal(exact) }
}

impl Form {
    /// What stands in the fields when it opens.
    pub fn begin(self, sim: &Sim) -> Entries {
        let mut entries = Entries::default();
        match self {
            Self::AddNode => {
                let spec = ExecutorSpec::default();
                entries.set("kind", "executor");
                entries.write_machine(&spec.capabilities, spec.equipment);
                entries.turn("clocks", spec.clocks);
                entries.set("capacity", gigabytes(DatastoreSpec::default().capacity as i64));
            }
            Self::ChangeExecutor(id) => {
                entries.set("node", sim.world().names().of_node(id.machine()));
                if let Some(Node::Executor(executor)) = sim.world().machines().get(&id.machine()).map(|m| &m.node) {
                    entries.write_machine(executor.total(), executor.equipment());
                }
            }
            Self::SubmitJob => entries.write_job(&JobCommand::default()),
            Self::InjectEmergency => {
                entries.write_job(&JobCommand { duration_ms: 45_000, ..JobCommand::default() });
                entries.set("kind", Kind::Medical.name());
                entries.set("level", Level::Critical.name());
            }
            Self::Faults(of) => entries.write_network(sim, of),
            Self::Flood => entries.write_flood(),
        }
        entries
    }

    /// The command that the fields mean.
    ///
    /// # Errors
    /// Every field that does not fit.
    pub fn command(self, entries: &Entries) -> Result<Command, Vec<Complaint>> {
        let mut reader = Reader { entries, complaints: Vec::new() };
        let command = match self {
            Self::AddNode => reader.node(),
            Self::ChangeExecutor(_) => Command::SetCapabilities {
                node: entries.get("node").to_owned(),
                capabilities: reader.capabilities(1),
                equipment: Some(reader.equipment()),
            },
            Self::SubmitJob => Command::SubmitJob(Box::new(reader.job())),
            Self::InjectEmergency => {
                let emergency = reader.emergency();
                Command::SubmitJob(Box::new(JobCommand { emergency: Some(emergency), ..reader.job() }))
            }
            Self::Faults(_) => reader.network(),
            Self::Flood => reader.flood(),
        };
        if reader.complaints.is_empty() { Ok(command) } else { Err(reader.complaints) }
    }
}

/// What the name of a new machine would be, if nobody gave one.
pub fn free_name(sim: &Sim, kind: &str) -> String {
    let kind = match kind {
        "datastore" => NodeKind::Datastore,
        "client" => NodeKind::Client,
        _ => NodeKind::Executor,
    };
    sim.world().names().free_node_name(kind.prefix())
}

/// The field of a form that a command's field came from.
pub fn field_of(place: &str) -> Option<&'static str> {
    const FIELDS: [(&str, &str); 20] = [
        ("name", "name"),
        ("client", "client"),
        ("wait_for", "wait-for"),
        ("duration_ms", "duration"),
        ("args", "args"),
        ("wasm_bin", "args"),
        ("queue", "wait-for"),
        ("emergency.location", "location"),
        ("data", "data"),
        ("named_data", "named-data"),
        ("named_results", "named-results"),
        ("loss_permille", "loss"),
        ("duplication_permille", "duplication"),
        ("delay_permille", "delay"),
        ("delay_ms_max", "delay-max"),
        ("latency_ms_min", "latency-min"),
        ("latency_ms_max", "latency-max"),
        ("count", "count"),
        ("within_ms", "within"),
        ("location", "location"),
    ];
    FIELDS.iter().find(|(command, _)| *command == place).map(|(_, form)| *form)
}

/// Reads fields and keeps what is wrong with them.
struct Reader<'a> {
    entries: &'a Entries,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn complain(&mut self, field: &'static str, problem: String) {
        self.complaints.push(Complaint { field, problem });
    }

    fn number(&mut self, field: &'static str, word: &str, bounds: RangeInclusive<f64>, unit: &str) -> Real {
        let (texts, text) = (texts().forms(), self.entries.get(field).trim());
        let (least, most) = (decimal(*bounds.start()), decimal(*bounds.end()));
        match number(text).and_then(Real::new) {
            Some(number) if bounds.contains(&number.get()) => return number,
            Some(_) => self.complain(field, texts.out_of_bounds(word, &least, &most, unit)),
            None if text.is_empty() => self.complain(field, texts.missing(word)),
            None if text.contains(',') => self.complain(field, texts.decimal_comma(word)),
            None => self.complain(field, texts.no_number(word, text)),
        }
        Real::ZERO
    }

    fn whole(&mut self, field: &'static str, word: &str, bounds: RangeInclusive<i64>) -> i64 {
        let number = self.number(field, word, *bounds.start() as f64..=*bounds.end() as f64, "").get();
        if number.fract() != 0.0 {
            self.complain(field, texts().forms().not_whole(word, &decimal(number)));
        }
        number as i64
    }

    fn bytes(&mut self, field: &'static str, word: &str) -> i64 {
        (self.number(field, word, 0.0..=GB_MAX, " GB").get() * GB).round() as i64
    }

    fn capabilities(&mut self, cores_min: i64) -> Capabilities {
        let texts = texts().forms();
        Capabilities {
            memory: self.bytes("memory", texts.memory),
            disk: self.bytes("disk", texts.disk),
            cpu_load: self.number("load", texts.load, 0.0..=1000.0, " %"),
            cpu_cores: self.whole("cores", texts.cores, cores_min..=4096),
            cpu_freq: self.number("frequency", texts.frequency, 0.0..=100_000.0, " MHz"),
            has_battery: self.entries.is_on("battery"),
            power: self.number("power", texts.charge, 0.0..=100.0, " %"),
        }
    }

    fn equipment(&self) -> Equipment {
        Kind::ALL.into_iter().filter(|kind| self.entries.is_on(equipment_field(*kind))).collect()
    }

    fn text(&self, field: &str) -> Option<String> {
        let text = self.entries.get(field).trim();
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn node(&mut self) -> Command {
        let name = self.text("name");
        match self.entries.get("kind") {
            "datastore" => {
                let capacity = self.bytes("capacity", texts().forms().capacity).unsigned_abs();
                Command::AddDatastore(DatastoreSpec { name, capacity })
            }
            "client" => Command::AddClient(Plain { name }),
            _ => Command::AddExecutor(ExecutorSpec {
                name,
                capabilities: self.capabilities(1),
                equipment: self.equipment(),
                clocks: self.entries.is_on("clocks"),
                starts_after_ms: 0,
            }),
        }
    }

    /// Names with sizes in megabytes: `tiles=20, names=0.5`.
    fn data(&mut self) -> Map<String, u64> {
        let mut data = Map::new();
        for entry in self.entries.names("data") {
            let (name, size) = entry.split_once('=').unwrap_or((entry, ""));
            match number(size).and_then(Real::new).filter(|size| (0.0..=GB_MAX).contains(&size.get())) {
                Some(size) => drop(data.insert(name.to_owned(), (size.get() * MB).round() as u64)),
                None => self.complain("data", texts().forms().no_data(entry)),
            }
        }
        data
    }

    fn emergency(&mut self) -> Emergency {
        let (kind, level) = (self.entries.get("kind"), self.entries.get("level"));
        Emergency {
            kind: Kind::ALL.into_iter().find(|other| other.name() == kind).unwrap_or(Kind::General),
            level: Level::ALL.into_iter().find(|other| other.name() == level).unwrap_or_default(),
            location: self.text("location"),
        }
    }

    fn job(&mut self) -> JobCommand {
        let (texts, seconds_max) = (texts().forms(), (MS_MAX / 1000) as f64);
        let duration = self.number("duration", texts.duration, 0.0..=seconds_max, " s").get();
        let wait_for: Vec<String> = self.entries.names("wait-for").map(str::to_owned).collect();
        let queue = self.entries.get("queue") != "at-once";
        if !queue && !wait_for.is_empty() {
            self.complain("wait-for", texts.has_to_queue.to_owned());
        }
        JobCommand {
            name: self.text("name"),
            client: self.text("client"),
            args: self.entries.get("args").split_whitespace().map(str::to_owned).collect(),
            capabilities: self.capabilities(0),
            wait_for,
            queue,
            duration_ms: (duration * 1000.0).round() as u64,
            result_to_client: self.entries.get("result-to") != "datastore",
            data: self.data(),
            named_data: self.entries.names("named-data").map(str::to_owned).collect(),
            named_results: self.entries.names("named-results").map(str::to_owned).collect(),
            ..JobCommand::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::sim::CommandError;
    use crate::texts::{Language, speak};

    fn sim() -> Sim {
        Sim::new(Scenario::opening()).unwrap()
    }

    #[test]
    fn a_form_as_it_opens_means_the_default_command() {
        let sim = sim();
        let command = |form: Form| form.command(&form.begin(&sim)).unwrap();
        assert_eq!(command(Form::AddNode), Command::AddExecutor(ExecutorSpec::default()));
        assert_eq!(command(Form::SubmitJob), Command::SubmitJob(Box::default()));
        let emergency = Emergency { kind: Kind::Medical, level: Level::Critical, location: None };
        let Command::SubmitJob(job) = command(Form::InjectEmergency) else { panic!("an emergency is a job") };
        assert_eq!(job.emergency, Some(emergency));
    }

    #[test]
    fn an_executor_that_is_not_changed_stays_as_it_is() {
        let sim = sim();
        for (id, machine) in sim.world().machines().iter() {
            let Node::Executor(executor) = &machine.node else { continue };
            let form = Form::ChangeExecutor(*id);
            let Ok(Command::SetCapabilities { node, capabilities, equipment }) = form.command(&form.begin(&sim)) else {
                panic!("the form changes capabilities");
            };
            assert_eq!(node, sim.world().names().of_node(*id));
            assert_eq!((&capabilities, equipment), (executor.total(), Some(executor.equipment())));
        }
    }

    #[test]
    fn a_machine_that_people_know_is_recognised_until_a_number_changes() {
        let mut entries = Form::AddNode.begin(&sim());
        assert_eq!(entries.model(), Some("laptop"), "the default executor");
        for (name, ..) in MODELS {
            entries.become_model(name);
            assert_eq!(entries.model(), Some(name));
        }
        entries.set("cores", "3");
        assert_eq!(entries.model(), None);
    }

    #[test]
    fn bytes_survive_being_written_as_gigabytes() {
        for bytes in [0, 1, 1 << 20, 8 << 30, (8 << 30) + 1, 123_456_789_012] {
            let mut entries = Form::AddNode.begin(&sim());
            entries.set("memory", gigabytes(bytes));
            let Ok(Command::AddExecutor(spec)) = Form::AddNode.command(&entries) else { panic!("{bytes}") };
            assert_eq!(spec.capabilities.memory, bytes);
        }
        assert_eq!((gigabytes(8 << 30), gigabytes(1 << 29)), ("8".to_owned(), "0.5".to_owned()));
    }

    #[test]
    fn every_field_that_does_not_fit_is_named_and_nothing_is_read() {
        let rows = [
            ("memory", "lots", "Memory: “lots” is not a number."),
            ("memory", "", "Memory is missing."),
            ("memory", "-1", "Memory must be 0 to 1000000 GB."),
            ("disk", "inf", "Disk: “inf” is not a number."),
            ("load", "1001", "Load must be 0 to 1000 %."),
            ("cores", "0", "Cores must be 1 to 4096."),
            ("cores", "2.5", "Cores: 2.5 is not a whole number."),
            ("frequency", "2,4", "Frequency: write 2.5 instead of 2,5."),
            ("power", "101", "Charge must be 0 to 100 %."),
        ];
        for (field, text, problem) in rows {
            let mut entries = Form::AddNode.begin(&sim());
            entries.set(field, text);
            let complaint = Complaint { field, problem: problem.to_owned() };
            assert_eq!(Form::AddNode.command(&entries), Err(vec![complaint]));
        }
    }

    #[test]
    fn in_german_a_complaint_names_its_field_whatever_its_gender() {
        let mut entries = Form::AddNode.begin(&sim());
        entries.set("cores", "0");
        entries.set("memory", "viel");
        entries.set("disk", "");
        speak(Language::German);
        let complaints = Form::AddNode.command(&entries).unwrap_err();
        let told: Vec<&str> = complaints.iter().map(|complaint| complaint.problem.as_str()).collect();
        let all =
            ["Speicher: „viel“ ist keine Zahl.", "Platte: Hier fehlt eine Zahl.", "Kerne: möglich ist 1 bis 4096."];
        assert_eq!(told, all);
        speak(Language::English);
    }

    #[test]
    fn a_job_that_waits_cannot_be_placed_at_once() {
        let mut entries = Form::SubmitJob.begin(&sim());
        entries.toggle_name("wait-for", "job-1");
        entries.toggle_name("wait-for", "job-2");
        entries.toggle_name("wait-for", "job-1");
        assert_eq!(entries.names("wait-for").collect::<Vec<_>>(), ["job-2"]);
        entries.set("queue", "at-once");
        let complaints = Form::SubmitJob.command(&entries).unwrap_err();
        assert_eq!(complaints[0].field, "wait-for");
    }

    #[test]
    fn data_are_written_as_names_with_sizes() {
        let mut entries = Form::SubmitJob.begin(&sim());
        entries.set("data", "tiles=20, names=0.5 more=1");
        entries.set("named-data", "maps/*; maps/north");
        let Ok(Command::SubmitJob(job)) = Form::SubmitJob.command(&entries) else { panic!("it fits") };
        let sizes: Vec<(&str, u64)> = job.data.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
        assert_eq!(sizes, [("more", 1 << 20), ("names", 1 << 19), ("tiles", 20 << 20)]);
        assert_eq!(job.named_data, ["maps/*", "maps/north"]);
        for text in ["tiles", "tiles=", "tiles=much", "tiles=-1", "tiles=1e9"] {
            entries.set("data", text);
            let complaints = Form::SubmitJob.command(&entries).unwrap_err();
            let problem = format!("Data: “{text}” is no name with a size, such as tiles=20.");
            assert_eq!(complaints, [Complaint { field: "data", problem }]);
        }
    }

    #[test]
    fn what_the_world_refuses_is_named_by_a_field_of_the_form() {
        let mut sim = sim();
        let rows = [("name", "exec-1"), ("name", "two words"), ("name", &"x".repeat(65))];
        for (field, text) in rows {
            let mut entries = Form::AddNode.begin(&sim);
            entries.set(field, text);
            let refused = sim.apply(Form::AddNode.command(&entries).unwrap()).unwrap_err();
            let place = match &refused {
                CommandError::Field { field, .. } => (*field).to_owned(),
                CommandError::Bounds(error) => error.to_string().split(':').next().unwrap_or_default().to_owned(),
            };
            assert_eq!(field_of(&place), Some(field), "{refused}");
        }
    }
}
