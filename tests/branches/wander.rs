//! Random trees of branches, each explained by its seed.

use clocktower::id::EventId;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::branches::BranchId;
use clocktower::sim::{Sim, Step};
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use serde_json::json;

/// The opening run after so many things that somebody did with it: going elsewhere, other branches, commands, calls.
pub(crate) fn wander(seed: u64, acts: usize) -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    wander_on(&mut sim, seed, acts);
    sim
}

/// Does so many things with a run.
pub(crate) fn wander_on(sim: &mut Sim, seed: u64, acts: usize) {
    let mut rng = Pcg32::seed_from_u64(seed);
    let mut below = |n: u32| rng.next_u32() % n;
    for _ in 0..acts {
        let known = sim.trace().last().number();
        let executor = format!("exec-{}", 1 + below(3));
        // What does not fit now is refused, and nothing is done.
        let command = match below(9) {
            0 | 1 => {
                sim.seek(EventId::new(below(known + 1)));
                continue;
            }
            2 => {
                for _ in 0..below(30) {
                    sim.step(Step::Event);
                }
                continue;
            }
            3 => {
                let ids: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
                sim.switch_branch(ids[below(ids.len() as u32) as usize]).unwrap();
                continue;
            }
            4 => {
                if below(3) == 0 {
                    drop(sim.delete_branch(sim.current_branch()));
                } else {
                    drop(sim.undelete_branch());
                }
                continue;
            }
            5 => json!({"type": "crash", "node": executor}),
            6 => json!({"type": "cut", "a": "broker", "b": executor}),
            7 => json!({"type": "request", "method": "GET", "path": "/executors/count"}),
            _ => json!({"type": "submit_job", "name": format!("r{}", below(4))}),
        };
        drop(sim.apply(Command::from_value(&command).unwrap()));
    }
}
