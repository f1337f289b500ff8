//! What is wrong with an executor's machine for as long as nobody mends it.

use crate::broker::executors::{Capabilities, Real};
use crate::time::{Span, Time};

/// The charges with which a battery takes over, one after the other and round again, in per cent: it drains from
/// outage to outage, and is charged anew in the end.
const CHARGES: [u32; 4] = [90, 65, 40, 15];

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trouble {
    /// How long its jobs take, in per cent of the usual time.
    pub percent: u32,
    /// How its mains power comes and goes, when it does.
    pub flap: Option<Flap>,
}

/// Power that comes and goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flap {
    /// After which time it turns.
    pub every: Span,
    /// When it turns next.
    pub at: Time,
    /// How often the battery took over.
    outages: usize,
    /// What the machine has when nothing is wrong: whether a battery, and how full.
    usual: (bool, Real),
}

impl Default for Trouble {
    fn default() -> Self {
        Self { percent: 100, flap: None }
    }
}

impl Trouble {
    /// Whether anything is wrong.
    pub fn is_any(&self) -> bool {
        *self != Self::default()
    }

    /// How long something takes that usually takes this long.
    pub fn stretched(&self, usual: Span) -> Span {
        Span::from_ms(usual.ms().saturating_mul(u64::from(self.percent)) / 100)
    }

    /// When the power turns next.
    pub fn due(&self) -> Option<Time> {
        self.flap.map(|flap| flap.at)
    }

    /// The power comes and goes from now on.
    pub fn begin_to_flap(&mut self, has: &Capabilities, every: Span, now: Time) {
        let usual = self.usual_power(has);
        self.flap = Some(Flap { every, at: now, outages: 0, usual });
    }

    /// What the machine has when nothing is wrong with its power.
    pub fn usual_power(&self, has: &Capabilities) -> (bool, Real) {
        self.flap.map_or((has.has_battery, has.power), |flap| flap.usual)
    }

    /// Somebody gave it other power.
    pub fn set_usual_power(&mut self, has: &Capabilities) {
        if let Some(flap) = &mut self.flap {
            flap.usual = (has.has_battery, has.power);
        }
    }

    /// The power turns: from mains to the battery, or back. Returns what the machine runs on now, and how full its
    /// battery is, in per cent.
    pub fn turn(&mut self, on_battery: bool, now: Time) -> (bool, u32) {
        let Some(flap) = &mut self.flap else { return (on_battery, 100) };
        flap.at = now + flap.every;
        if on_battery {
            return (false, 100);
        }
        let charge = CHARGES[flap.outages % CHARGES.len()];
        flap.outages += 1;
        (true, charge)
    }
}
