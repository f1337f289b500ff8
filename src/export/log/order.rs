//! What the clocks of a log have to keep, and what follows from them: who heard of what by which event.
//!
//! - Each host counts its own events 1, 2, 3, …: no gap, nothing twice.
//! - Nobody knows more of a host than it has, or an event that comes after the own one.
//! - Nothing comes after itself, around however many corners.
//! - Knowledge is never lost: not from one event of a host to its next, and not on the way of a message. Whoever knows an
//!   event knows all that it knew.
//!
//! What an event newly knows came to it from the events that knew it last. Those of them that no other one of them knew are
//! its direct causes, and to merge their clocks with its host's gives exactly the clock in the log.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::{LogError, Seen, Text};
use crate::scenario::Recorded;

/// The events of a log with their places.
struct Order<'a> {
    text: Text<'a>,
    hosts: &'a [String],
    events: &'a [Seen],
    /// Of each host the places of its events, in its own order.
    of_host: Vec<Vec<usize>>,
}

/// The events in an order in which causes come first, with their direct causes.
///
/// # Errors
/// Names the line that cannot be.
pub(super) fn recorded(text: Text<'_>, hosts: &[String], events: &[Seen]) -> Result<Vec<Recorded>, LogError> {
    let of_host = counted(text, hosts, events)?;
    let order = Order { text, hosts, events, of_host };
    for event in events {
        order.check_future(event)?;
    }
    let sorted = order.sorted()?;
    let mut numbers = vec![0u32; events.len()];
    let mut recorded = Vec::with_capacity(events.len());
    for (at, number) in sorted.into_iter().zip(1..) {
        numbers[at] = number;
        let mut heard: Vec<u32> = order.causes(at)?.into_iter().map(|cause| numbers[cause]).collect();
        heard.sort_unstable();
        let event = &events[at];
        recorded.push(Recorded { node: hosts[event.host].clone(), text: event.text.clone(), heard });
    }
    Ok(recorded)
}

/// Of each host the places of its events: counted 1, 2, 3, ….
fn counted(text: Text<'_>, hosts: &[String], events: &[Seen]) -> Result<Vec<Vec<usize>>, LogError> {
    let mut of_host = vec![Vec::new(); hosts.len()];
    for (at, event) in events.iter().enumerate() {
        if event.knows(event.host) == 0 {
            let problem = format!("the clock does not count {} itself", hosts[event.host]);
            return Err(text.refuse(event.line, problem));
        }
        of_host[event.host].push(at);
    }
    for (host, of_host) in of_host.iter_mut().enumerate() {
        let count = |at: &usize| events[*at].knows(host);
        of_host.sort_by_key(count);
        for (next, at) in (1..).zip(of_host.iter()) {
            let (line, name) = (events[*at].line, &hosts[host]);
            match count(at) {
                found if found == next => {}
                found if found < next => {
                    let problem = format!(
                        "event {found} of {name} stands twice, first at line {}",
                        events[of_host[next as usize - 2]].line
                    );
                    return Err(text.refuse(line, problem));
                }
                found => {
                    let problem = format!("event {found} of {name} is here, but event {next} is missing");
                    return Err(text.refuse(line, problem));
                }
            }
        }
    }
    Ok(of_host)
}

impl Order<'_> {
    /// The event of a host with this count.
    fn event(&self, host: usize, count: u32) -> Option<usize> {
        self.of_host[host].get(count.checked_sub(1)? as usize).copied()
    }

    fn previous(&self, event: &Seen) -> Option<&Seen> {
        Some(&self.events[self.event(event.host, event.knows(event.host) - 1)?])
    }

    /// The entries that an event has raised, those of others: the last event of each that it has heard of.
    fn raised<'a>(&'a self, event: &'a Seen) -> impl Iterator<Item = usize> + 'a {
        let before = self.previous(event);
        let entries = event.clock.iter().filter(move |(host, count)| {
            *host != event.host && before.is_none_or(|before| before.knows(*host) < *count)
        });
        entries.filter_map(|(host, count)| self.event(*host, *count))
    }

    fn name(&self, event: &Seen) -> String {
        format!("event {} of {} (line {})", event.knows(event.host), self.hosts[event.host], event.line)
    }

    fn refuse(&self, event: &Seen, problem: String) -> LogError {
        self.text.refuse(event.line, problem)
    }

    /// Nobody knows what is not there, or what comes after.
    fn check_future(&self, event: &Seen) -> Result<(), LogError> {
        for (host, count) in event.clock.iter().filter(|(host, _)| *host != event.host) {
            let has = self.of_host[*host].len();
            let Some(other) = self.event(*host, *count) else {
                let name = &self.hosts[*host];
                return Err(self.refuse(event, format!("it knows event {count} of {name}, which has {has}")));
            };
            let other = &self.events[other];
            if other.knows(event.host) >= event.knows(event.host) {
                return Err(self.refuse(event, format!("it knows {}, which comes after it", self.name(other))));
            }
        }
        Ok(())
    }

    /// All places, causes first, and as they stand in the log wherever both orders would do.
    fn sorted(&self) -> Result<Vec<usize>, LogError> {
        let mut followers: Vec<Vec<usize>> = vec![Vec::new(); self.events.len()];
        let mut waits_for = vec![0usize; self.events.len()];
        for (at, event) in self.events.iter().enumerate() {
            let previous = self.event(event.host, event.knows(event.host) - 1);
            for cause in previous.into_iter().chain(self.raised(event)) {
                followers[cause].push(at);
                waits_for[at] += 1;
            }
        }
        let mut ready: BinaryHeap<Reverse<usize>> = BinaryHeap::new();
        ready.extend((0..self.events.len()).filter(|at| waits_for[*at] == 0).map(Reverse));
        let mut sorted = Vec::with_capacity(self.events.len());
        while let Some(Reverse(at)) = ready.pop() {
            sorted.push(at);
            for follower in &followers[at] {
                waits_for[*follower] -= 1;
                if waits_for[*follower] == 0 {
                    ready.push(Reverse(*follower));
                }
            }
        }
        match waits_for.iter().position(|waits| *waits > 0) {
            None => Ok(sorted),
            Some(at) => Err(self.cycle(at, &waits_for)),
        }
    }

    /// Names a way on which an event comes after itself: whoever still waits, waits for one that does.
    fn cycle(&self, start: usize, waits_for: &[usize]) -> LogError {
        const TOLD: usize = 8;
        let mut way = vec![start];
        loop {
            let at = way[way.len() - 1];
            let event = &self.events[at];
            let previous = self.event(event.host, event.knows(event.host) - 1);
            let mut causes = previous.into_iter().chain(self.raised(event));
            let Some(cause) = causes.find(|cause| waits_for[*cause] > 0) else { break };
            if let Some(from) = way.iter().position(|other| *other == cause) {
                way.drain(..from);
                break;
            }
            way.push(cause);
        }
        let told: Vec<String> = way.iter().take(TOLD).map(|at| format!("line {}", self.events[*at].line)).collect();
        let more = if way.len() > TOLD { " and so on" } else { "" };
        self.refuse(&self.events[way[0]], format!("it comes after itself, by way of {}{more}", told.join(", ")))
    }

    /// The direct causes of an event at other hosts. Those of all that come before it were looked at.
    fn causes(&self, at: usize) -> Result<Vec<usize>, LogError> {
        let event = &self.events[at];
        let raised: Vec<usize> = self.raised(event).collect();
        let is_known_by = |cause: &usize, other: &usize| {
            let known = &self.events[*cause];
            cause != other && self.events[*other].knows(known.host) >= known.knows(known.host)
        };
        let direct = raised.iter().filter(|cause| !raised.iter().any(|other| is_known_by(cause, other)));
        let direct: Vec<usize> = direct.copied().collect();
        for known in self.previous(event).into_iter().chain(direct.iter().map(|cause| &self.events[*cause])) {
            if let Some((host, count)) = known.clock.iter().find(|(host, count)| event.knows(*host) < *count) {
                let (name, has) = (&self.hosts[*host], event.knows(*host));
                let problem = format!("it follows {}, which knew {count} of {name}, but knows {has}", self.name(known));
                return Err(self.refuse(event, problem));
            }
        }
        Ok(direct)
    }
}
