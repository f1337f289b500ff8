//! What branches are called.

use super::{BranchError, BranchId, Branches};
use crate::id::{Names, breaks_a_line};
use crate::scenario::{Command, JobCommand, NetworkChange, PolicyChange};
use crate::sim::machine::Kind;
use crate::time::Span;

/// The longest name of a branch, in characters.
pub const NAME_CHARS_MAX: usize = 40;
/// The branch that a run begins with.
pub(super) const FIRST: &str = "main";

impl Branches {
    /// A name as it is kept, when a branch may have it.
    ///
    /// # Errors
    /// It is empty, too long, taken, or holds what is no letter of a line.
    pub(super) fn fitting(&self, id: BranchId, name: &str) -> Result<String, BranchError> {
        let name = name.trim();
        let length = name.chars().count();
        match name.chars().find(|letter| breaks_a_line(*letter)) {
            _ if name.is_empty() => Err(BranchError::Empty),
            Some(letter) => Err(BranchError::Character(letter)),
            None if length > NAME_CHARS_MAX => Err(BranchError::TooLong(length)),
            None if self.is_taken(name, Some(id)) => Err(BranchError::Taken(name.to_owned())),
            None => Ok(name.to_owned()),
        }
    }

    fn is_taken(&self, name: &str, but_by: Option<BranchId>) -> bool {
        self.entries.iter().any(|(id, entry)| Some(*id) != but_by && entry.name == name)
    }

    /// The name, with the first number behind it that makes it nobody else's.
    pub(super) fn free_name(&self, name: &str) -> String {
        let numbered = |n: usize| match n {
            1 => cut(name, NAME_CHARS_MAX),
            _ => format!("{} {n}", cut(name, NAME_CHARS_MAX - 3)),
        };
        (1..).map(numbered).find(|name| !self.is_taken(name, None)).unwrap_or_default()
    }
}

fn cut(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        Some(_) => text.chars().take(chars_max - 1).chain(['…']).collect(),
        None => text.to_owned(),
    }
}

/// A command in a few words, with the names that it makes: crash exec-2, submit job-7.
pub(super) fn title(command: &Command, names: &Names) -> String {
    let added = |name: &Option<String>, kind: Kind| {
        let name = name.clone().unwrap_or_else(|| names.free_node_name(kind.prefix()));
        format!("add {name}")
    };
    let title = match command {
        Command::AddExecutor(spec) => added(&spec.name, Kind::Executor),
        Command::AddDatastore(spec) => added(&spec.name, Kind::Datastore),
        Command::AddClient(spec) => added(&spec.name, Kind::Client),
        Command::Remove(of) => format!("remove {}", of.node),
        Command::SubmitJob(job) => submission(job, names),
        Command::SubmitPlan(_) => "submit a plan".to_owned(),
        Command::StoreData(store) => format!("store {}", store.name),
        Command::DeleteJob(of) => format!("delete {}", of.job),
        Command::Crash(of) => format!("crash {}", of.node),
        Command::Restart { node, .. } => format!("restart {node}"),
        Command::HeartbeatNow(of) => format!("heartbeat of {}", of.node),
        Command::SetCapabilities { node, .. } => format!("change {node}"),
        Command::Cut(link) if link.one_way => format!("cut {} to {}", link.a, link.b),
        Command::Cut(link) => format!("cut {} from {}", link.a, link.b),
        Command::Heal(link) if link.one_way => format!("heal {} to {}", link.a, link.b),
        Command::Heal(link) => format!("heal {} and {}", link.a, link.b),
        Command::SetNetwork(NetworkChange { a: Some(a), b: Some(b), .. }) => format!("network of {a} and {b}"),
        Command::SetNetwork(_) => "network".to_owned(),
        Command::Slow { node, percent } => format!("{node} at {percent} %"),
        Command::Fill(of) => format!("fill {}", of.node),
        Command::Flap { node, .. } => format!("flap {node}"),
        Command::Mend(of) => format!("mend {}", of.node),
        Command::HealAll {} => "end all faults".to_owned(),
        Command::Flood(flood) => format!("flood of {}", flood.count),
        Command::DropMessage(of) => format!("drop message {}", of.message),
        Command::DelayMessage { message, .. } => format!("delay message {message}"),
        Command::DuplicateMessage(of) => format!("double message {}", of.message),
        Command::DeclareEmergency { kind, .. } => format!("declare {}", kind.name()),
        Command::ClearEmergency {} => "all clear".to_owned(),
        Command::SetPolicy(change) => rules(change),
        Command::Request(request) => format!("{} {}", request.method, request.path),
    };
    // What people write may be of any length, and of several lines.
    let line: String = title.chars().map(|letter| if breaks_a_line(letter) { ' ' } else { letter }).collect();
    cut(line.trim(), NAME_CHARS_MAX)
}

fn submission(job: &JobCommand, names: &Names) -> String {
    let name = job.name.clone().unwrap_or_else(|| names.free_job_name("job"));
    match &job.emergency {
        Some(emergency) => format!("{} emergency {name}", emergency.kind.name()),
        None => format!("submit {name}"),
    }
}

fn rules(change: &PolicyChange) -> String {
    let switch = |is_on: bool| if is_on { "on" } else { "off" };
    let parts = [
        change.order.map(|order| format!("order {}", order.name())),
        change.placement.map(|placement| format!("placement {}", placement.name())),
        change.reserve.map(|is_on| format!("reserve {}", switch(is_on))),
        change.preempt.map(|is_on| format!("preempt {}", switch(is_on))),
        change.ageing_ms.map(|ms| format!("ageing {}", Span::from_ms(ms))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    if parts.is_empty() { "rules".to_owned() } else { parts.join(", ") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sim::tests::command;

    #[test]
    fn a_command_is_told_in_a_few_words_of_one_line() {
        let link = |name: &str, one_way: bool| json!({"type": name, "a": "x", "b": "y", "one_way": one_way});
        let store = |name: &str| json!({"type": "store_data", "name": name, "bytes": 1});
        let path = |path: &str| json!({"type": "request", "method": "GET", "path": path});
        let rows = [
            (link("cut", true), "cut x to y".to_owned()),
            (link("cut", false), "cut x from y".to_owned()),
            (link("heal", true), "heal x to y".to_owned()),
            (link("heal", false), "heal x and y".to_owned()),
            (json!({"type": "set_policy"}), "rules".to_owned()),
            (json!({"type": "set_policy", "order": "fifo", "preempt": true}), "order fifo, preempt on".to_owned()),
            (store(&"n".repeat(34)), format!("store {}", "n".repeat(34))),
            (store(&"n".repeat(35)), format!("store {}…", "n".repeat(33))),
            (path("/two\nlines"), "GET /two lines".to_owned()),
        ];
        for (value, told) in rows {
            assert_eq!(title(&command(value), &Names::new()), told);
        }
    }
}
