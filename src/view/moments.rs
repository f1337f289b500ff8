//! The moments of a scenario, as one who walks through them sees them.

use crate::scenario::Moment;
use crate::sim::Sim;
use crate::time::Time;

/// The moment at which the run stands, if it stands at one.
pub fn here(sim: &Sim) -> Option<usize> {
    let here = |moment: &Moment| match moment.event {
        Some(event) => event == sim.cursor().number(),
        None => sim.event().is_some_and(|event| event.at <= time(moment)) && sim.is_over(time(moment)),
    };
    sim.scenario().moments.iter().position(here)
}

/// The moment after the cursor, or before it; none when there is no other. Moments are walked in the order of the
/// scenario, from the one at which the run stands; from elsewhere, to the nearest in time.
pub fn beside(sim: &Sim, is_on: bool) -> Option<usize> {
    let moments = &sim.scenario().moments;
    if let Some(here) = here(sim) {
        let next = if is_on { here + 1 } else { here.checked_sub(1)? };
        return (next < moments.len()).then_some(next);
    }
    let is_passed = |moment: &Moment| match moment.event {
        Some(event) => event <= sim.cursor().number(),
        None => sim.is_over(time(moment)),
    };
    match is_on {
        true => moments.iter().position(|moment| !is_passed(moment)),
        false => moments.iter().rposition(is_passed),
    }
}

fn time(moment: &Moment) -> Time {
    Time::from_ms(moment.at_ms.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    fn sim(moments: Vec<Moment>) -> Sim {
        let scenario = Scenario { moments, opens_at_event: Some(4), ..Scenario::opening() };
        Sim::new(scenario).expect("a run")
    }

    fn at_event(event: u32) -> Moment {
        Moment { title: event.to_string(), event: Some(event), ..Moment::default() }
    }

    fn at_time(at_ms: u64) -> Moment {
        Moment { title: at_ms.to_string(), at_ms: Some(at_ms), ..Moment::default() }
    }

    #[test]
    fn moments_are_walked_forth_and_back_from_wherever_one_is() {
        let mut sim = sim(vec![at_event(3), at_event(9), at_time(30_000)]);
        assert_eq!((here(&sim), beside(&sim, true), beside(&sim, false)), (None, Some(1), Some(0)));
        let mut walked = Vec::new();
        while let Some(next) = beside(&sim, true) {
            let moment = sim.scenario().moments[next].clone();
            assert!(sim.seek_moment(&moment));
            assert_eq!(here(&sim), Some(next));
            walked.push(next);
        }
        assert_eq!(walked, [1, 2]);
        assert!(sim.event().expect("an event").at <= Time::from_ms(30_000));
        assert_eq!(beside(&sim, false), Some(1));
        let first = sim.scenario().moments[0].clone();
        assert!(sim.seek_moment(&first));
        assert_eq!((here(&sim), beside(&sim, false)), (Some(0), None));
    }

    #[test]
    fn a_moment_in_time_is_the_same_whether_what_follows_is_known_or_not() {
        let moment = at_time(20_000);
        let (mut fresh, mut known) = (sim(vec![moment.clone()]), sim(vec![moment.clone()]));
        known.run_until(Time::from_ms(60_000));
        assert!(fresh.seek_moment(&moment) && known.seek_moment(&moment));
        assert_eq!(fresh.cursor(), known.cursor());
        assert_eq!((here(&fresh), here(&known)), (Some(0), Some(0)));
    }
}
