//! How many instances a demand needs.

/// What binary arithmetic may leave beside a whole result.
pub const HAIR: f64 = 1e-12;

/// Demand over the capacity of equal instances, of which the busiest takes `imbalance` times the mean load. 0 where
/// nothing limits; the largest number where there is demand and no capacity.
pub fn utilisation(demand: f64, capacity: Option<f64>, instances: u32, imbalance: f64) -> f64 {
    let Some(capacity) = capacity else { return 0.0 };
    let spread = demand * imbalance / f64::from(instances);
    if spread == 0.0 {
        0.0
    } else if capacity > 0.0 {
        spread / capacity
    } else {
        f64::MAX
    }
}

/// Is a utilisation above its target? A hair above is what binary arithmetic makes of the target itself.
pub fn is_over(utilisation: f64, target: f64) -> bool {
    utilisation > target * (1.0 + HAIR)
}

/// What so many instances lack.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lack {
    /// Demand is this many times what they hold.
    Times(f64),
    /// Something that says no more than that more of them are needed.
    More,
}

/// How load is spread over the instances of a fleet.
pub trait Spread {
    /// The busiest instance's share over the mean, by the size of the fleet; 1 for an even one.
    fn imbalance(&self, instances: u32) -> f64;
    /// Up to this size one instance more may hold less, as where users go to instances by the remainder of their
    /// number; beyond it, more never hold less.
    fn uneven_up_to(&self) -> u32;
}

/// The fewest instances from `least` to `most` that lack nothing; None where none of these sizes does.
pub fn fewest(least: u32, most: u32, spread: &impl Spread, lack: impl Fn(u32) -> Option<Lack>) -> Option<u32> {
    // Of all sizes up to `short` it is known that they lack something.
    let (mut short, mut guess) = (least.saturating_sub(1), least);
    // Each round asks for what the last one was short of; imbalance and triggers may need a few more.
    for _ in 0..64 {
        match lack(guess) {
            None if guess == short + 1 => return Some(guess),
            None => break,
            Some(_) if guess >= most && spread.uneven_up_to() == 0 => return None,
            Some(_) if guess >= most => break,
            Some(Lack::Times(times)) if times < f64::MAX => {
                let needed = |times: f64| (times * f64::from(guess) * (1.0 - HAIR)).ceil().min(1e9) as u32;
                // No spread is better than an even one.
                short = short.max(needed(times / spread.imbalance(guess)).saturating_sub(1));
                guess = needed(times).max(guess + 1).min(most);
            }
            Some(Lack::Times(_)) => return None,
            Some(Lack::More) => {
                short = if spread.uneven_up_to() == 0 { guess } else { short };
                guess = guess.saturating_add((guess / 8).max(1)).min(most);
            }
        }
    }
    // The guess may be more than is needed, or too uneven where fewer would do.
    let holds = |instances: &u32| lack(*instances).is_none();
    let tried = guess.min(spread.uneven_up_to());
    (short.saturating_add(1)..=tried).find(holds).or_else(|| first(short.max(tried), guess, holds))
}

/// The first number above `low`, up to `high`, from which on `holds`; None where it does not even hold for `high`.
fn first(low: u32, high: u32, holds: impl Fn(&u32) -> bool) -> Option<u32> {
    let (mut no, mut yes) = (low, Some(high).filter(|n| *n > low && holds(n))?);
    while yes - no > 1 {
        let middle = no + (yes - no) / 2;
        *if holds(&middle) { &mut yes } else { &mut no } = middle;
    }
    Some(yes)
}
