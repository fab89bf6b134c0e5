//! From registering to paying: trials, who leaves after one, and who starts to pay.

use crate::model::program::{Program, Values};
use crate::number::Number;

/// Users who do not pay yet. Lists have one entry per month, from the state before the first.
pub(super) struct Funnel<N> {
    /// In a trial at the month's end.
    pub trial: Vec<N>,
    /// Who left for good after a trial, all months together; empty where nobody does.
    pub lost: Vec<N>,
}

impl<N: Number> Funnel<N> {
    /// Depends on registered users alone.
    pub fn of(program: &Program, params: &impl Values<Count = N>, registered: &[N]) -> Self {
        let (rule, none) = (&program.subscription, N::of(0.0));
        let mut funnel = Self { trial: vec![none], lost: Vec::new() };
        let starts = |t: usize| starts(program, params, registered, t);
        let unpaid = N::of(1.0) - params.number_or(rule.conversion, 0.0);
        for t in 1..=program.months {
            funnel.trial.push((t.saturating_sub(rule.trial) + 1..=t).map(starts).fold(none, |sum, n| sum + n));
        }
        if let Some(share) = rule.trial_leaves {
            let mut lost = none;
            funnel.lost.push(lost);
            for t in 1..=program.months {
                lost += params.number(share) * unpaid * ended(program, params, registered, t);
                funnel.lost.push(lost);
            }
        }
        funnel
    }

    /// Those who start to pay in month `t`: a share of those whose trial ends, or who register where there is none, and a
    /// share of the free users who are not in a trial.
    pub fn payers<V: Values<Count = N>>(
        &self,
        program: &Program,
        params: &V,
        registered: &[N],
        t: usize,
        paying: N,
    ) -> N {
        let rule = &program.subscription;
        let converted = params.number_or(rule.conversion, 0.0) * ended(program, params, registered, t);
        let Some(share) = rule.free_conversion else { return converted };
        let lost = self.lost.get(t - 1).copied().unwrap_or(N::of(0.0));
        let free = (registered[t - 1] - paying - self.trial[t - 1] - lost).at_least(N::of(0.0));
        converted + params.number(share) * free
    }
}

/// Who begins a trial in month `t` (or would, if there were one).
fn starts<N: Number>(program: &Program, params: &impl Values<Count = N>, registered: &[N], t: usize) -> N {
    let new = (registered[t] - registered[t - 1]).at_least(N::of(0.0));
    program.subscription.trial_starts.map_or(new, |share| new * params.number(share))
}

/// Whose trial ends in month `t`.
fn ended<N: Number>(program: &Program, params: &impl Values<Count = N>, registered: &[N], t: usize) -> N {
    let began = t.checked_sub(program.subscription.trial).filter(|t| *t >= 1);
    began.map_or(N::of(0.0), |t| starts(program, params, registered, t))
}
