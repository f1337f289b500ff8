//! What goes wrong, done: with links, with messages on all of them, with machines; and floods of emergencies.

use rand_pcg::Pcg32;

use super::{CommandError, Deed, field};
use crate::broker::data::DataName;
use crate::broker::decision::draw;
use crate::broker::emergency::{Emergency, Kind as Help, Level};
use crate::id::{NameError, NodeId};
use crate::ordered::sort_by_key;
use crate::scenario::{FloodCommand, JobCommand, Link, NetworkChange};
use crate::sim::machine::Node;
use crate::sim::network::Cut;
use crate::sim::world::World;
use crate::time::{Span, Time};

/// The stream of the seed from which floods are drawn; each takes the next one.
const FLOODS: u64 = 1 << 33;

impl World {
    pub(super) fn resolve_cut(&self, link: &Link) -> Result<Deed, CommandError> {
        let ((a, b), one_way) = (self.link(&link.a, &link.b)?, link.one_way);
        let is_cut =
            if one_way { self.network.is_cut(a, b) } else { self.network.cut_between(a, b) == Some(Cut::Both) };
        if is_cut { field("a", "this link is cut already") } else { Ok(Deed::Cut { a, b, one_way }) }
    }

    pub(super) fn resolve_heal(&self, link: &Link) -> Result<Deed, CommandError> {
        let ((a, b), one_way) = (self.link(&link.a, &link.b)?, link.one_way);
        let is_faulty = if one_way {
            self.network.is_cut(a, b)
        } else {
            self.network.cut_between(a, b).is_some() || self.network.own_spec(a, b).is_some()
        };
        if is_faulty { Ok(Deed::Heal { a, b, one_way }) } else { field("a", "this link is not cut") }
    }

    #[inline(never)]
    pub(super) fn resolve_network(&self, change: &NetworkChange) -> Result<Deed, CommandError> {
        let on = match (&change.a, &change.b) {
            (Some(a), Some(b)) => Some(self.link(a, b)?),
            _ => None,
        };
        let was = on.map_or(self.network.common_spec(), |(a, b)| self.network.spec(a, b));
        Ok(Deed::Network { on, spec: change.over(*was)? })
    }

    pub(super) fn resolve_fill(&self, name: &str) -> Result<Deed, CommandError> {
        let (id, machine) = self.machine("node", name)?;
        match &machine.node {
            Node::Datastore(store) if store.is_full() => field("node", format!("{name} is full already")),
            Node::Datastore(_) => Ok(Deed::Fill(id)),
            _ => field("node", format!("{name} is no datastore")),
        }
    }

    pub(super) fn resolve_mend(&self, name: &str) -> Result<Deed, CommandError> {
        match self.machine("node", name)? {
            (id, machine) if machine.is_faulty() => Ok(Deed::Mend(id)),
            _ => field("node", format!("nothing is wrong with {name}")),
        }
    }

    pub(super) fn resolve_flood(&self, flood: &FloodCommand) -> Result<Deed, CommandError> {
        if flood.count as usize > self.names.room_for_jobs() {
            return field("count", NameError::Full.to_string());
        }
        Ok(Deed::Flood { client: self.client(flood.client.as_deref())?, flood: flood.clone() })
    }

    pub(super) fn fill(&mut self, node: NodeId) {
        if let Some(Node::Datastore(store)) = self.machines.get_mut(&node).map(|machine| &mut machine.node) {
            store.set_full(true);
        }
    }

    pub(super) fn mend(&mut self, node: NodeId) {
        let now = self.now();
        if let Some(machine) = self.machines.get_mut(&node) {
            machine.mend(now);
        }
        self.set_alarm(node);
    }

    pub(super) fn heal_all(&mut self) {
        self.network.heal_all();
        let faulty = self.machines.iter().filter(|(_, machine)| machine.is_faulty());
        let faulty: Vec<NodeId> = faulty.map(|(id, _)| *id).collect();
        faulty.into_iter().for_each(|node| self.mend(node));
    }

    /// Gives a client emergencies for the time to come.
    #[inline(never)]
    pub(super) fn flood(&mut self, client: NodeId, flood: &FloodCommand) {
        let mut rng = Pcg32::new(self.seed, FLOODS + self.marks() as u64);
        let mut below = |n: usize| draw(n, &mut rng).unwrap_or(0);
        let within = usize::try_from(flood.within_ms).unwrap_or(usize::MAX).saturating_add(1);
        let mut drawn: Vec<(Time, Help, Level)> = (0..flood.count)
            .map(|_| {
                let at = self.now() + Span::from_ms(below(within) as u64);
                let (kind, level) = (Help::ALL[below(Help::ALL.len())], Level::ALL[below(Level::ALL.len())]);
                (at, flood.kind.unwrap_or(kind), flood.level.unwrap_or(level))
            })
            .collect();
        // Their names follow their moments.
        sort_by_key(&mut drawn, |(at, ..)| *at);
        for (at, kind, level) in drawn {
            let job = JobCommand {
                name: Some(self.free_flood_name(kind)),
                duration_ms: flood.duration_ms,
                emergency: Some(Emergency { kind, level, location: flood.location.clone() }),
                ..JobCommand::default()
            };
            self.submit(client, job, at);
        }
    }

    /// The first of `fire-1`, `fire-2`, … that names no job yet and in whose folder nothing stands.
    fn free_flood_name(&self, kind: Help) -> String {
        let is_free =
            |name: &String| self.names.find_job(name).is_none() && self.data_in(&DataName::folder(name)).is_none();
        (1..).map(|n| format!("{}-{n}", kind.name())).find(is_free).unwrap_or_default()
    }
}
