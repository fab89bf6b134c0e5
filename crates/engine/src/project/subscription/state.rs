//! Who is a customer of a plan, told apart by what matters for prices, bills and leaving.

use crate::model::program::{FailedRule, PlanRule, RetentionRule, Values};
use crate::number::Number;

/// A plan's customers.
pub(super) struct PlanState<N> {
    /// One for each price of the plan, in order.
    pub groups: Vec<Group<N>>,
    /// The price that new customers pay.
    pub current: usize,
    /// The price that all who came before it pay from their next bill on.
    pub settled: usize,
    /// Of a retention curve: the share of those so many months after coming who leave in the month. Empty where churn is
    /// the same for all.
    pub hazards: Vec<N>,
    /// Customers of monthly billing whose charge failed in the last months, the latest first.
    pub failing: Vec<N>,
    /// Who has left and may come back.
    pub gone: N,
    annual: bool,
}

/// Customers who pay one price: with annual billing those whose contract is at it, until their next bill.
#[derive(Clone)]
pub(super) struct Group<N> {
    pub customers: N,
    /// By months since they came, where there is a retention curve: each month by itself as far as the curve goes, and
    /// then all others (with annual billing in twelve parts, by the month of their bill).
    pub tenure: Vec<N>,
    /// By months since they were billed, for annual billing; else empty.
    pub bills: Vec<N>,
    /// For each discount, those who have it, by months since they came.
    pub discounted: Vec<Vec<N>>,
}

impl<N> Group<N> {
    /// Whether nothing tells one of its customers from another.
    fn is_of_one_kind(&self) -> bool {
        self.tenure.is_empty() && self.bills.is_empty() && self.discounted.iter().all(Vec::is_empty)
    }
}

impl<N: Number> PlanState<N> {
    /// The customers before the first month: their bills are spread over the year, and they have been there for longer
    /// than a retention curve tells.
    pub fn new(plan: &PlanRule, failed: Option<FailedRule>, params: &impl Values<Count = N>) -> Self {
        let none = N::of(0.0);
        let hazards = plan.retention.as_ref().map_or(Vec::new(), |r| hazards(r, params, plan.annual));
        let empty = Group {
            customers: none,
            tenure: vec![none; hazards.len()],
            bills: vec![none; if plan.annual { 12 } else { 0 }],
            discounted: plan.discounts.iter().map(|d| vec![none; d.months]).collect(),
        };
        let mut groups = vec![empty; plan.prices.len()];
        if let Some(first) = groups.first_mut() {
            first.customers = params.number_or(plan.customers, 0.0);
            let twelfth = first.customers / N::of(12.0);
            first.bills.fill(twelfth);
            let (parts, each) = if plan.annual { (12, twelfth) } else { (1, first.customers) };
            first.tenure.iter_mut().rev().take(parts).for_each(|n| *n = each);
        }
        Self {
            groups,
            current: 0,
            settled: 0,
            hazards,
            failing: vec![none; failed.filter(|_| !plan.annual).map_or(0, |f| f.after)],
            gone: none,
            annual: plan.annual,
        }
    }

    pub fn customers(&self) -> N {
        self.groups.iter().map(|g| g.customers).sum()
    }

    pub fn by_price(&self) -> impl Iterator<Item = N> + Clone + '_ {
        self.groups.iter().map(|g| g.customers)
    }

    /// Those of each price who have a discount.
    pub fn discounted(&self, discount: usize) -> impl Iterator<Item = N> + Clone + '_ {
        self.groups.iter().map(move |g| g.discounted[discount].iter().fold(N::of(0.0), |sum, n| sum + *n))
    }

    /// A month passes: who paid twelve months ago is due again, and whose discount is over no longer has it.
    pub fn age(&mut self) {
        for group in &mut self.groups {
            older(&mut group.tenure, self.annual);
            if self.annual {
                group.bills.rotate_right(1);
            }
            for discounted in group.discounted.iter_mut().filter(|d| !d.is_empty()) {
                discounted.rotate_right(1);
                discounted[0] = N::of(0.0);
            }
        }
    }

    /// Annual contracts that are due go on at the price that all pay by now.
    pub fn renew(&mut self) {
        let (before, rest) = self.groups.split_at_mut(self.settled);
        let Some(to) = rest.first_mut().filter(|_| self.annual && !before.is_empty()) else { return };
        for from in before {
            pour(&mut from.bills[..1], &mut to.bills[..1]);
            pour(from.tenure.iter_mut().step_by(12), to.tenure.iter_mut().step_by(12));
            for (from, to) in from.discounted.iter_mut().zip(&mut to.discounted) {
                pour(from.iter_mut().step_by(12), to.iter_mut().step_by(12));
            }
            from.customers = from.bills.iter().copied().sum();
        }
        to.customers = to.bills.iter().copied().sum();
    }

    /// All customers pay the current price from their next bill on: who is billed by the month, at once.
    pub fn pay_current(&mut self) {
        self.settled = self.current;
        let (before, rest) = self.groups.split_at_mut(self.settled);
        let Some(to) = rest.first_mut().filter(|_| !self.annual) else { return };
        for from in before {
            to.customers += std::mem::replace(&mut from.customers, N::of(0.0));
            pour(&mut from.tenure, &mut to.tenure);
            from.discounted.iter_mut().zip(&mut to.discounted).for_each(|(from, to)| pour(from, to));
        }
    }

    /// How many leave by themselves in a month: of each as the retention curve says, or `churn` of `customers`.
    pub fn due_to_leave(&self, customers: N, churn: N) -> N {
        if self.hazards.is_empty() {
            return customers * churn;
        }
        let of_group = |g: &Group<N>| -> N { g.tenure.iter().zip(&self.hazards).map(|(n, h)| *n * *h).sum() };
        self.groups.iter().map(of_group).sum()
    }

    /// Takes `count` customers away, of all prices and ages alike.
    pub fn take(&mut self, count: N) {
        if count.known() == Some(0.0) {
            return;
        }
        if let ([only], []) = (&mut self.groups[..], &self.failing[..])
            && only.is_of_one_kind()
        {
            only.customers = (only.customers - count).at_least(N::of(0.0));
            return;
        }
        let left = left(self.customers(), count);
        for group in &mut self.groups {
            group.customers = group.customers * left;
            let parts = group.tenure.iter_mut().chain(&mut group.bills).chain(group.discounted.iter_mut().flatten());
            parts.for_each(|n| *n = *n * left);
        }
        self.failing.iter_mut().for_each(|n| *n = *n * left);
    }

    /// Takes `count` customers away as they leave by themselves: alike, or as the retention curve says.
    pub fn leave(&mut self, count: N) {
        if self.hazards.is_empty() {
            return self.take(count);
        }
        let (none, all) = (N::of(0.0), self.customers());
        let due = self.due_to_leave(none, none);
        let times = due.exceeds(none).choose(count / due, none);
        let kept: Vec<N> = self.hazards.iter().map(|h| (N::of(1.0) - *h * times).at_least(none)).collect();
        for group in &mut self.groups {
            group.tenure.iter_mut().zip(&kept).for_each(|(n, kept)| *n = *n * *kept);
            group.customers = group.tenure.iter().copied().sum();
            for discounted in &mut group.discounted {
                let last = kept.len().saturating_sub(1);
                discounted.iter_mut().enumerate().for_each(|(k, n)| *n = *n * kept[k.min(last)]);
            }
            for (month, n) in group.bills.iter_mut().enumerate() {
                *n = group.tenure.iter().skip(month).step_by(12).copied().sum();
            }
        }
        let left = all.exceeds(none).choose(self.customers() / all, none);
        self.failing.iter_mut().for_each(|n| *n = *n * left);
        // Where a mix shrinks faster than the curve lets anyone leave, the rest leaves alike.
        self.take((count - (all - self.customers())).at_least(none));
    }

    /// With annual billing: takes a share of those away who were billed `months` ago.
    pub fn take_billed(&mut self, months: usize, share: N) {
        let kept = N::of(1.0) - share;
        for group in &mut self.groups {
            let lost = group.bills[months] * share;
            group.bills[months] = group.bills[months] * kept;
            group.customers = (group.customers - lost).at_least(N::of(0.0));
            let lists = std::iter::once(&mut group.tenure).chain(&mut group.discounted);
            lists.flat_map(|list| list.iter_mut().skip(months).step_by(12)).for_each(|n| *n = *n * kept);
            // A retention curve knows of each price who has been there for how long.
            if !group.tenure.is_empty() {
                group.customers = group.tenure.iter().copied().sum();
            }
        }
    }

    /// Adds customers who begin to pay the current price.
    pub fn put(&mut self, count: N) {
        let group = &mut self.groups[self.current];
        group.customers += count;
        let newest = group.tenure.first_mut().into_iter().chain(group.bills.first_mut());
        newest.for_each(|n| *n += count);
    }

    /// Gives a discount to customers who have just been put.
    pub fn discount(&mut self, discount: usize, count: N) {
        if let Some(newest) = self.groups[self.current].discounted[discount].first_mut() {
            *newest += count;
        }
    }

    /// Customers by what decides how many of them leave: by tenure, by the month of their bill, or all alike.
    pub fn by_class(&self) -> Vec<N> {
        if !self.hazards.is_empty() {
            return summed(self.groups.iter().map(|g| &g.tenure));
        }
        if self.annual { summed(self.groups.iter().map(|g| &g.bills)) } else { vec![self.customers()] }
    }
}

/// The class, as in [`PlanState::by_class`] of `classes` classes, of customers who came `age` months ago.
pub(super) fn class_of(age: usize, classes: usize, annual: bool) -> usize {
    if age < classes {
        return age;
    }
    if annual { classes - 12 + age % 12 } else { classes - 1 }
}

/// Shares of a retention curve as shares who leave, by months since they came; the last is that of all after the curve,
/// with annual billing for each of the twelve parts of [`Group::tenure`]. Nobody leaves in the month of coming.
fn hazards<N: Number>(rule: &RetentionRule, params: &impl Values<Count = N>, annual: bool) -> Vec<N> {
    let one = N::of(1.0);
    let mut hazards = vec![N::of(0.0)];
    let mut before = one;
    for share in rule.curve.iter().map(|n| params.number(*n)) {
        hazards.push((one - share / before.at_least(N::of(f64::MIN_POSITIVE))).at_least(N::of(0.0)));
        before = share;
    }
    let last = hazards.last().copied().unwrap_or(one);
    let tail = rule.tail.map_or(last, |n| params.number(n));
    let length = if annual { hazards.len().next_multiple_of(12) + 12 } else { hazards.len() + 1 };
    hazards.resize(length, tail);
    hazards
}

/// Moves customers by tenure one month on.
fn older<N: Number>(tenure: &mut [N], annual: bool) {
    let Some(oldest) = tenure.last().copied() else { return };
    tenure.rotate_right(1);
    tenure[0] = N::of(0.0);
    // Who has been there for longest stays among the longest, in the same month of the year.
    let tail = tenure.len() - if annual { 12 } else { 1 };
    tenure[tail] += oldest;
}

/// The share left when `count` of so many customers are taken.
fn left<N: Number>(customers: N, count: N) -> N {
    let none = N::of(0.0);
    customers.exceeds(none).choose(((customers - count) / customers).at_least(none), none)
}

fn pour<'a, N: Number + 'a>(from: impl IntoIterator<Item = &'a mut N>, to: impl IntoIterator<Item = &'a mut N>) {
    from.into_iter().zip(to).for_each(|(from, to)| *to += std::mem::replace(from, N::of(0.0)));
}

fn summed<'a, N: Number + 'a>(lists: impl Iterator<Item = &'a Vec<N>>) -> Vec<N> {
    let mut sum: Vec<N> = Vec::new();
    for list in lists {
        sum.resize(list.len(), N::of(0.0));
        sum.iter_mut().zip(list).for_each(|(sum, n)| *sum += *n);
    }
    sum
}
