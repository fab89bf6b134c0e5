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

/// The fewest instances from `least` to `most` that lack nothing; None where even the most do.
pub fn fewest(least: u32, most: u32, lack: impl Fn(u32) -> Option<Lack>) -> Option<u32> {
    let mut instances = least;
    // Each round asks for what the last one was short of; imbalance and triggers may need a few more.
    for _ in 0..64 {
        match lack(instances) {
            None => return Some(instances),
            Some(_) if instances >= most => return None,
            Some(Lack::Times(times)) if times < f64::MAX => {
                let needed = (times * f64::from(instances) * (1.0 - HAIR)).ceil();
                instances = (needed.min(1e9) as u32).max(instances + 1).min(most);
            }
            Some(Lack::Times(_)) => return None,
            Some(Lack::More) => instances = instances.saturating_add((instances / 8).max(1)).min(most),
        }
    }
    None
}
