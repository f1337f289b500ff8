//! The two doors through which the tests come in: the wire, as text, and a whole world.

use clocktower::broker::call::{Body, Call, Message};
use clocktower::broker::emergency::Finding;
use clocktower::broker::policy::Policy;
use clocktower::broker::wire::{Headers, Incoming, Response, Role, read_call};
use clocktower::clock::inline::Knowledge;
use clocktower::id::{JobId, MessageId, Names, NodeId};
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::Sim;
use clocktower::sim::fact::What;
use clocktower::sim::trace::Event;
use clocktower::time::Span;
use serde_json::{Value, json};

use crate::story::{Peer, Story};

/// A broker that is called by REST texts, and the names that it knows.
pub(crate) struct Door {
    pub(crate) story: Story,
    pub(crate) names: Names,
    caller: NodeId,
}

impl Door {
    pub(crate) fn new() -> Self {
        let mut names = Names::new();
        names.node("broker").unwrap();
        let caller = names.node("console").unwrap();
        Self { story: Story::new(Policy::default()), names, caller }
    }

    /// What a text says, unless it is refused at the door.
    pub(crate) fn read(&mut self, method: &str, path: &str, body: &Value) -> Result<Message, Response> {
        let (headers, body) = (Headers::new(), body.to_string());
        let heard = read_call(
            &Incoming { method, path, headers: &headers, body: &body },
            Role::Broker,
            self.caller,
            &mut self.names,
        )?;
        self.story.next += 1;
        Ok(Message {
            id: MessageId::new(self.story.next - 1),
            from: heard.from,
            to: crate::story::BROKER,
            clock: heard.clock.map(|clock| Knowledge::claimed(heard.from, clock)),
            body: Body::Call(heard.call),
        })
    }

    /// Calls the broker by a text.
    pub(crate) fn call(&mut self, method: &str, path: &str, body: &Value) -> Result<MessageId, Response> {
        let message = self.read(method, path, body)?;
        let id = message.id;
        self.story.deliver(message);
        Ok(id)
    }

    /// An executor of this name registers by a text and answers its ping.
    pub(crate) fn join(&mut self, name: &str, body: &Value) {
        self.call("PUT", "/executors/register", body).unwrap();
        let node = self.names.find_node(name).unwrap();
        let answer = clocktower::broker::call::Answer::ok(clocktower::broker::call::Reply::Identity(node));
        self.story.reply(&mut Peer::original(node.index() as u16), answer);
    }

    /// Submits a job with this info, to be queued. Returns the job.
    pub(crate) fn submit(&mut self, name: &str, info: &Value) -> JobId {
        let body = json!({ "job_info": info, "wait_for": [] });
        self.call("PUT", &format!("/job/submit/{name}"), &body).unwrap_or_else(|refusal| panic!("{}", refusal.body));
        self.names.find_job(name).unwrap()
    }

    pub(crate) fn finding(&self, job: JobId) -> Option<Finding> {
        self.story.broker.jobs().get(job).expect("it lives").finding.clone()
    }
}

/// A world of a broker and these nodes, on a network that turns messages round.
pub(crate) fn world(nodes: &[Value]) -> Sim {
    let nodes: Vec<Value> = std::iter::once(json!({"kind": "broker"})).chain(nodes.iter().cloned()).collect();
    let network = json!({"latency_ms_min": 5, "latency_ms_max": 900});
    let text = json!({"version": 1, "title": "mistakes", "seed": 9, "network": network, "nodes": nodes}).to_string();
    Sim::new(Scenario::from_json(&text).unwrap()).unwrap()
}

pub(crate) fn executors(count: usize) -> Vec<Value> {
    (1..=count).map(|n| json!({"kind": "executor", "name": format!("exec-{n}")})).collect()
}

pub(crate) fn give(sim: &mut Sim, command: Value) {
    sim.apply(Command::from_value(&command).unwrap()).unwrap();
}

pub(crate) fn pass(sim: &mut Sim, seconds: u64) {
    // Time itself passes only with what happens in it.
    sim.run_until(sim.world().now() + Span::from_secs(seconds));
}

/// The events of a machine since some event, in all its lives.
pub(crate) fn events_of<'a>(sim: &'a Sim, name: &str, since: usize) -> Vec<&'a Event> {
    let node = sim.world().names().find_node(name).unwrap();
    sim.trace().events().skip(since).filter(|event| event.dot.node.machine() == node.machine()).collect()
}

/// How many calls with this name an event list has sent.
pub(crate) fn calls(sim: &Sim, events: &[&Event], name: &str) -> usize {
    let is_it = |event: &&&Event| {
        let sent = event.message.and_then(|message| sim.trace().sent(message));
        sent.is_some_and(|sent| {
            sent.event == Some(event.id) && matches!(&sent.message.body, Body::Call(call) if call.name() == name)
        })
    };
    events.iter().filter(is_it).count()
}

/// Whether a peer's fact of some form is among the events.
pub(crate) fn peer_facts<'a>(
    events: impl IntoIterator<Item = &'a Event>,
) -> impl Iterator<Item = &'a clocktower::sim::fact::PeerFact> {
    events.into_iter().filter_map(|event| if let What::Peer(fact) = &event.what { Some(fact) } else { None })
}

/// The calls of some name that the broker has made, with whom it made them to.
pub(crate) fn made<'a>(story: &'a Story, name: &'a str) -> impl Iterator<Item = (NodeId, &'a Call)> {
    story.said.iter().filter_map(move |message| match &message.body {
        Body::Call(call) if call.name() == name => Some((message.to, call)),
        _ => None,
    })
}
