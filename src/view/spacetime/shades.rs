//! The causal past and future as areas: on each lane up to the last event that is known, and from the first that knows.

use super::Scene;
use super::lanes::Lane;
use crate::broker::executors::decimal;
use crate::id::{EventId, NodeId};
use crate::sim::trace::Trace;
use crate::view::causality::Cone;

/// How far an area is drawn beyond its outer lanes: not as far as the next one.
pub(super) const BRIM: f64 = 12.0;

/// What of a lane is in the causal past and in the causal future of an event: all up to one and all from one, and
/// what else there is where a machine had several lives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Share {
    pub(super) past: Option<EventId>,
    pub(super) past_more: Vec<(EventId, EventId)>,
    pub(super) future: Option<EventId>,
    pub(super) future_more: Vec<(EventId, EventId)>,
}

/// The share of a machine. A life that began without memory may be known when the end of the one before is not.
pub(super) fn share(trace: &Trace, cone: &Cone, machine: NodeId) -> Share {
    let lives: Vec<(NodeId, &[EventId])> = trace.lives().filter(|(life, _)| life.machine() == machine).collect();
    let mut share = Share::default();
    let mut is_whole = true;
    for (life, events) in &lives {
        let reach = cone.reach(*life);
        // Whose past it is has itself in it.
        let last = (reach.past_upto as usize).checked_sub(1).and_then(|at| events.get(at));
        if let (Some(first), Some(last)) = (events.first(), last) {
            if is_whole {
                share.past = Some(*last);
            } else {
                share.past_more.push((*first, *last));
            }
        }
        is_whole &= reach.past_upto as usize >= events.len();
    }
    let mut is_whole = true;
    for (life, events) in lives.iter().rev() {
        let from = cone.reach(*life).future_from;
        let first = from.and_then(|from| events.get((from as usize).checked_sub(1)?));
        if let (Some(first), Some(last)) = (first, events.last()) {
            if is_whole {
                share.future = Some(*first);
            } else {
                share.future_more.push((*first, *last));
            }
        }
        is_whole &= from == Some(1);
    }
    share
}

impl Scene<'_> {
    /// The areas of the past and the future, as SVG paths.
    #[inline(never)]
    pub(super) fn shades(&self, lanes: &[Lane]) -> (Option<String>, Option<String>) {
        let right = self.scale.left + self.size.0;
        let past = self.area(lanes, self.ends.0, |lane| lane.past.filter(|edge| *edge > self.scale.left));
        let future = self.area(lanes, self.ends.1, |lane| lane.future.filter(|edge| *edge < right));
        let shares = || lanes.iter().filter_map(|lane| Some((lane, lane.share.as_ref()?)));
        let more = |lane: &Lane, (from, to): &(EventId, EventId)| {
            let (from, to) = (self.x_near(*from)?, self.x_near(*to)?);
            let (left, right) = (decimal(from - BRIM), decimal(to + BRIM));
            let (top, bottom) = (decimal(lane.y - BRIM), decimal(lane.y + BRIM));
            Some(format!("M{left} {top}H{right}V{bottom}H{left}z"))
        };
        let past_more =
            shares().flat_map(|(lane, share)| share.past_more.iter().filter_map(move |run| more(lane, run)));
        let past = past + &past_more.collect::<String>();
        let future_more =
            shares().flat_map(|(lane, share)| share.future_more.iter().filter_map(move |run| more(lane, run)));
        let future = future + &future_more.collect::<String>();
        let some = |path: String| (!path.is_empty()).then_some(path);
        (some(past), some(future))
    }

    /// One area: from an end of the lanes to an edge on each. A lane without an edge has no part in it.
    fn area(&self, lanes: &[Lane], end: f64, edge: impl Fn(&Lane) -> Option<f64>) -> String {
        let mut path = String::new();
        let mut together: Vec<(f64, f64)> = Vec::new();
        let mut close = |together: &mut Vec<(f64, f64)>| {
            if let (Some((first, top)), Some((last, bottom))) = (together.first(), together.last()) {
                path.push_str(&format!("M{0} {2}L{1} {2}", decimal(end), decimal(*first), decimal(top - BRIM)));
                for (edge, y) in together.iter() {
                    path.push_str(&format!("L{} {}", decimal(*edge), decimal(*y)));
                }
                path.push_str(&format!("L{0} {2}L{1} {2}z", decimal(*last), decimal(end), decimal(bottom + BRIM)));
            }
            together.clear();
        };
        for lane in lanes {
            match edge(lane) {
                Some(edge) => together.push((edge, lane.y)),
                None => close(&mut together),
            }
        }
        close(&mut together);
        path
    }
}
