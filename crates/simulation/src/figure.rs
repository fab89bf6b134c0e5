//! What many paths are asked for.

/// A deployment's place in the model.
pub type Deployment = usize;

/// A figure of each path and month, or an event that happens in it or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Monthly {
    /// Registered users at the end of the month.
    Users,
    /// Paying customers at the end of the month.
    Paying,
    /// Monthly recurring revenue at the end of the month.
    Mrr,
    Revenue,
    Cost(Deployment),
    Profit(Deployment),
    /// At the end of the month.
    Cash(Deployment),
    /// 1 − the largest utilisation of any limit of any component.
    Headroom(Deployment),
    /// What is held against the limits of a driver, by its place in the model.
    Load(usize),
    /// Revenue covers cost: operating break-even.
    Covers(Deployment),
    /// Earlier losses are repaid, for good within the horizon: cumulative break-even.
    Repaid(Deployment),
    /// Cash is not below zero.
    Solvent(Deployment),
    /// Some component has no tier that holds its load.
    Breach(Deployment),
    /// Some component is asked more than the capacity of what the point run has in place in the month: the plan's choices
    /// are held, however the path goes.
    Outgrown(Deployment),
    /// Some component answers later than its tier's p95 target.
    Slow(Deployment),
}

impl Monthly {
    /// Whether it happens or not, rather than having a size.
    pub fn is_event(self) -> bool {
        use Monthly::{Breach, Covers, Outgrown, Repaid, Slow, Solvent};
        matches!(self, Covers(_) | Repaid(_) | Solvent(_) | Breach(_) | Outgrown(_) | Slow(_))
    }

    /// The deployment that it is of; None where all have the same.
    pub fn deployment(self) -> Option<Deployment> {
        use Monthly::*;
        match self {
            Users | Paying | Mrr | Revenue | Load(_) => None,
            Cost(d) | Profit(d) | Cash(d) | Headroom(d) => Some(d),
            Covers(d) | Repaid(d) | Solvent(d) | Breach(d) | Outgrown(d) | Slow(d) => Some(d),
        }
    }
}

/// A figure of each path as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Whole {
    /// The month from which revenue covers cost to the plan's end; one beyond it where it never does.
    OperatingBreakEven(Deployment),
    /// The month by which all earlier losses are repaid for good; one beyond the horizon where they are not.
    CumulativeBreakEven(Deployment),
    /// All cost of the horizon.
    TotalCost(Deployment),
    /// All profit of the horizon.
    TotalProfit(Deployment),
    /// The lowest cash of any month, the opening balance included.
    Trough(Deployment),
    /// Cost of the horizon over that of the cheapest deployment that holds the load of the same path no worse: one whose
    /// tiers are not enough is no bargain.
    Regret(Deployment),
    /// Whether it is the best on the path: what is too small in fewer months comes before what is in more, then what costs
    /// less, then the first. In words, a [`Standing`](headroom_engine::project::Standing).
    Cheapest(Deployment),
    /// The lowest headroom of any month.
    LeastHeadroom(Deployment),
    /// Whether an event happens in every month of the horizon.
    Always(Monthly),
    /// Whether it happens in none.
    Never(Monthly),
    /// A monthly figure in one month.
    In(Monthly, usize),
}

impl Whole {
    pub fn is_event(self) -> bool {
        match self {
            Whole::Cheapest(_) | Whole::Always(_) | Whole::Never(_) => true,
            Whole::In(monthly, _) => monthly.is_event(),
            _ => false,
        }
    }

    pub fn deployment(self) -> Option<Deployment> {
        use Whole::*;
        match self {
            OperatingBreakEven(d)
            | CumulativeBreakEven(d)
            | TotalCost(d)
            | TotalProfit(d)
            | Trough(d)
            | Regret(d)
            | Cheapest(d)
            | LeastHeadroom(d) => Some(d),
            Always(monthly) | Never(monthly) | In(monthly, _) => monthly.deployment(),
        }
    }

    /// The monthly figure that it is made of, of those that are left out where nobody asks for them.
    fn of_months(self) -> Option<Monthly> {
        match self {
            Whole::LeastHeadroom(d) => Some(Monthly::Headroom(d)),
            Whole::Always(monthly) | Whole::Never(monthly) | Whole::In(monthly, _) => Some(monthly),
            _ => None,
        }
    }

    /// Whether it compares a deployment with all others.
    fn compares(self) -> bool {
        matches!(self, Whole::Regret(_) | Whole::Cheapest(_))
    }
}

/// Something that many paths are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Figure {
    /// In every month.
    Monthly(Monthly),
    Whole(Whole),
}

impl Figure {
    pub fn is_event(self) -> bool {
        match self {
            Figure::Monthly(monthly) => monthly.is_event(),
            Figure::Whole(whole) => whole.is_event(),
        }
    }

    /// The monthly figure that it is, or that it is made of where that could be left out.
    pub(crate) fn of_months(self) -> Option<Monthly> {
        match self {
            Figure::Monthly(monthly) => Some(monthly),
            Figure::Whole(whole) => whole.of_months(),
        }
    }

    /// Whether a deployment must be run to know it.
    pub(crate) fn needs(self, deployment: Deployment) -> bool {
        match self {
            Figure::Monthly(monthly) => monthly.deployment() == Some(deployment),
            Figure::Whole(whole) => whole.compares() || whole.deployment() == Some(deployment),
        }
    }
}
