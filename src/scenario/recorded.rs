//! The log of a run elsewhere, as a part of a scenario: what is only done again, event by event.

use serde::Serialize;

use super::{NodeSpec, Plain, Scenario, ScenarioError, TEXT_MAX, bound, machine_name};
use crate::id::Names;
use crate::ordered::Set;

/// The most events of a log.
pub const RECORDED_MAX: usize = 20_000;
/// The most hosts of a log.
pub const HOSTS_MAX: usize = 256;

/// Why a host is nothing to have beside others.
pub(super) const ALONE: &str = "a host belongs to a log: it only does again what stands in `recorded`";

/// One event of a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The host whose event it is; with an incarnation, as in `exec-2#2`, that life of it.
    pub node: String,
    /// What the log says of it.
    pub text: String,
    /// The events whose messages it received, by their numbers in the list, from 1: earlier ones of others, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heard: Vec<u32>,
}

impl Recorded {
    /// The machine that this life is one of.
    pub fn machine(&self) -> &str {
        self.node.split_once('#').map_or(&self.node, |(machine, _)| machine)
    }

    fn validate(&self, number: usize, all: &[Self], hosts: &Set<&str>) -> Result<(), ScenarioError> {
        let is_known = Names::check_node(&self.node).is_ok() && hosts.contains(&self.machine());
        bound("node", is_known, || format!("{:?} is none of the nodes", self.node))?;
        bound("text", self.text.len() <= TEXT_MAX, || format!("at most {TEXT_MAX} bytes"))?;
        let is_a_line = !self.text.chars().any(|letter| letter.is_control() && letter != '\t');
        bound("text", is_a_line, || "it is one line".to_owned())?;
        let is_earlier = |heard: &u32| (1..number).contains(&(*heard as usize));
        bound("heard", self.heard.iter().all(is_earlier), || {
            format!("numbers of earlier events: 1 to {}", number - 1)
        })?;
        let is_ordered = self.heard.is_sorted_by(|a, b| a < b);
        bound("heard", is_ordered, || "in order, each once".to_owned())?;
        let is_of_others = self.heard.iter().all(|heard| all[*heard as usize - 1].node != self.node);
        bound("heard", is_of_others, || "events of others".to_owned())
    }
}

impl Scenario {
    /// Whether it is the log of a run elsewhere.
    pub const fn is_recorded(&self) -> bool {
        !self.recorded.is_empty()
    }

    /// The log of a run elsewhere: its events, and their machines in the order in which they come. It opens at its end.
    ///
    /// # Errors
    /// Names the part that is out of bounds.
    pub fn of_log(title: String, recorded: Vec<Recorded>) -> Result<Self, ScenarioError> {
        let mut known = Set::new();
        let first = recorded.iter().map(Recorded::machine).filter(|name| known.insert(*name));
        let nodes = first.map(|name| NodeSpec::Host(Plain { name: Some(name.to_owned()) })).collect();
        let last = recorded.len() as u32;
        Self { title, nodes, recorded, opens_at_event: Some(last), ..Self::empty() }.validated()
    }

    /// Checks all bounds of a log: nothing is done in it but what it says.
    #[inline(never)]
    pub(super) fn validate_recorded(&self) -> Result<(), ScenarioError> {
        bound("recorded", self.recorded.len() <= RECORDED_MAX, || format!("at most {RECORDED_MAX}"))?;
        bound("nodes", self.nodes.len() <= HOSTS_MAX, || format!("at most {HOSTS_MAX} in a log"))?;
        bound("actions", self.actions.is_empty(), || "a log has none".to_owned())?;
        bound("given", self.given.is_empty(), || "a log has none".to_owned())?;
        for (at, node) in self.nodes.iter().enumerate() {
            let place = || format!("nodes[{at}]");
            let is_host = matches!(node, NodeSpec::Host(_)) && node.name().is_some();
            bound(&place(), is_host, || "a log has hosts with names, and nobody else".to_owned())?;
            machine_name("name", node.name()).map_err(|error| error.within(&place()))?;
        }
        let hosts: Set<&str> = self.nodes.iter().filter_map(|node| node.name().map(String::as_str)).collect();
        for (at, event) in self.recorded.iter().enumerate() {
            event.validate(at + 1, &self.recorded, &hosts).map_err(|error| error.within(&format!("recorded[{at}]")))?;
        }
        Ok(())
    }
}
