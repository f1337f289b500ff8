//! A broker with real datastores around it, some of which may be deaf for a while.

use clocktower::broker::call::{Answer, Call, Reply};
use clocktower::broker::data::{Data, DataName};
use clocktower::broker::outbox::Outbox;
use clocktower::broker::policy::Policy;
use clocktower::id::{MessageId, NodeId};
use clocktower::sim::datastore::Datastore;
use clocktower::time::Span;

use crate::story::*;

/// A broker with datastores, real ones, and someone who calls.
pub(crate) struct Cell {
    pub(crate) story: Story,
    pub(crate) stores: Vec<Datastore>,
    /// Which of them hear nothing and say nothing.
    pub(crate) deaf: Vec<usize>,
    /// Which of them hear, but are not heard.
    pub(crate) mute: Vec<usize>,
    pub(crate) heard: usize,
    pub(crate) client: Peer,
}

impl Cell {
    pub(crate) fn new(capacities: &[u64]) -> Self {
        let story = Story::new(Policy::default());
        let store = |(i, capacity): (usize, &u64)| {
            Datastore::new(NodeId::new(20 + i as u16), NodeId::new(0), *capacity, story.now)
        };
        let stores = capacities.iter().enumerate().map(store).collect();
        let mut cell = Self { story, stores, deaf: vec![], mute: vec![], heard: 0, client: Peer::new(9) };
        cell.announce();
        cell
    }

    /// Every datastore that is there says so, when that is due.
    pub(crate) fn announce(&mut self) {
        for at in 0..self.stores.len() {
            self.wake(at);
        }
        self.settle();
    }

    pub(crate) fn wake(&mut self, at: usize) {
        while !self.deaf.contains(&at) && self.stores[at].next_deadline().is_some_and(|due| due <= self.story.now) {
            let mut out = Outbox::new(MessageId::new(self.story.next));
            self.stores[at].wake(self.story.now, &mut out);
            let Some(message) = out.into_parts().1 else { break };
            self.story.next += 1;
            if !self.mute.contains(&at) {
                self.story.deliver(message);
            }
        }
    }

    /// What the broker says reaches the datastores, and their answers the broker, until all is said.
    pub(crate) fn settle(&mut self) {
        while let Some(message) = self.story.said.get(self.heard).cloned() {
            self.heard += 1;
            let at = self.stores.iter().position(|store| store.clock().owner().machine() == message.to);
            if let Some(at) = at.filter(|at| !self.deaf.contains(at)) {
                let mut out = Outbox::new(MessageId::new(0));
                self.stores[at].receive(message, &mut out);
                self.wake(at);
            }
        }
    }

    /// A minute and more passes, in which the datastores announce themselves.
    pub(crate) fn pass(&mut self, seconds: u64) {
        for _ in 0..seconds / 10 {
            self.story.pass(Span::from_secs(10));
            self.announce();
        }
    }

    pub(crate) fn ask(&mut self, call: Call) -> Answer {
        let id = self.story.call(&mut self.client, call);
        self.answer(id)
    }

    /// The answer to a call; some time may pass until it comes.
    pub(crate) fn answer(&mut self, call: MessageId) -> Answer {
        self.settle();
        for _ in 0..200 {
            if let Some(answer) = self.story.answer(call) {
                return answer.clone();
            }
            self.story.pass(Span::from_secs(1));
            self.settle();
        }
        panic!("no answer");
    }

    pub(crate) fn put(&mut self, text: &str, bytes: u64) -> Answer {
        let answer = self.ask(Call::Store { name: name(text), data: Data::sized(bytes) });
        self.settle();
        answer
    }

    pub(crate) fn get(&mut self, text: &str) -> Answer {
        self.ask(Call::Fetch { name: name(text), job: None })
    }

    pub(crate) fn list(&mut self, prefix: &str) -> Vec<String> {
        match self.ask(Call::List { prefix: prefix.into() }).reply {
            Reply::Names(names) => names.iter().map(|name| name.as_str().to_owned()).collect(),
            other => panic!("{other:?}"),
        }
    }

    /// Which datastores keep a name.
    pub(crate) fn places(&self, text: &str) -> Vec<usize> {
        (0..self.stores.len()).filter(|at| self.stores[*at].data().get(&name(text)).is_some()).collect()
    }
}

pub(crate) fn name(text: &str) -> DataName {
    DataName::new(text).expect("a name")
}

pub(crate) fn bytes(bytes: u64) -> Answer {
    Answer::ok(Reply::Data(Data::sized(bytes)))
}

pub(crate) fn unknown() -> Answer {
    Answer::refused(404, "Data location not known")
}
