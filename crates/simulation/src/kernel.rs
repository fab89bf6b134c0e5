//! A model's rules as a tape that makes what is asked for.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::model::program::{Num, Program, Values};
use headroom_engine::money::{Unpriced, number_of};
use headroom_engine::number::Number;
use headroom_engine::project::break_even::held_since;
use headroom_engine::project::{self, Demand, Outcome};
use headroom_engine::projection;

use crate::bands;
use crate::figure::{Figure, Monthly, Whole};
use crate::inputs::{Inputs, times};
use crate::symbols::{Asked, Placed, Symbols};
use crate::tape::{Bounds, Recorder, Tape};
use crate::traced::Traced;

/// One number of each path: a figure, and its month where it has one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    pub figure: Figure,
    /// From 1; 0 for a figure of the whole path.
    pub month: usize,
}

/// A model written down for many paths, with the figures that are wanted.
#[derive(Clone, Debug)]
pub struct Kernel {
    pub tape: Tape,
    /// What the tape hands over, by the number it tells with it.
    pub columns: Vec<Column>,
    /// What each column is.
    pub kinds: Vec<bands::Column>,
}

/// A parameter that is neither at its likely value nor drawn: an input of its own after those that are drawn.
#[derive(Clone, Debug, Default)]
pub struct Varied {
    /// Paths of assumptions, which need not have ranges.
    pub paths: Vec<String>,
}

/// Lines that a month of most models takes.
const LINES_OF_MONTH: usize = 128;

impl Kernel {
    /// Writes the rules down once. Fails where already the point run outgrows what can be computed with.
    pub fn of(model: &Model, inputs: &Inputs, wanted: &[Figure], varied: &Varied) -> Result<Self, Diagnostic> {
        let program = &model.program;
        let point =
            project::demand::<Unpriced>(program, &program.params).map_err(|e| projection::overflow(model, &e))?;
        let recorder = Recorder::with_room(LINES_OF_MONTH * program.months);
        let symbols = Symbols::new(&recorder, &program.params, &point.drivers, |num| {
            symbol(&recorder, model, inputs, varied, num)
        });
        let factors = |from: Option<usize>| -> Vec<Traced<'_>> {
            let months = 0..program.months;
            from.map_or(Vec::new(), |from| {
                months.map(|t| recorder.input_within((from + t) as u32, Bounds::NOT_NEGATIVE)).collect()
            })
        };
        let [growth, churn] = inputs.wandering().map(factors);
        let asks = |monthly: fn(Monthly) -> bool| wanted.iter().filter_map(|figure| figure.of_months()).any(monthly);
        let symbols = symbols.wandering(growth, churn).asked_for(Asked {
            utilisation: asks(|monthly| matches!(monthly, Monthly::Headroom(_))),
            outgrown: asks(|monthly| matches!(monthly, Monthly::Outgrown(_))),
            slow: asks(|monthly| matches!(monthly, Monthly::Slow(_))),
            mrr: asks(|monthly| matches!(monthly, Monthly::Mrr)),
        });
        let paths = Paths::run(program, &symbols, wanted).map_err(|e| projection::overflow(model, &e))?;
        let columns = columns(wanted, program.months);
        let numbers: Vec<Traced<'_>> = columns.iter().map(|column| paths.number(column)).collect();
        let kinds = kinds(&recorder, &columns, &numbers);
        Ok(Self { tape: recorder.tape(&numbers), columns, kinds })
    }
}

/// What a parameter is on a path.
fn symbol<'t>(recorder: &'t Recorder, model: &Model, inputs: &Inputs, varied: &Varied, num: Num) -> Traced<'t> {
    let params = &model.program.params;
    let (path, value) = (&params.paths[num.0 as usize], params.number(num));
    if let Some(at) = varied.paths.iter().position(|varied| varied == path) {
        let found = model.quantities.iter().find(|found| found.path == *path);
        let stated = found.map_or(value, |found| number_of(found.quantity.point()));
        return recorder.input((inputs.dimensions() + at) as u32) * Traced::Known(times(value, stated));
    }
    match inputs.of_parameter(num) {
        Some((input, times)) => recorder.input_within(input as u32, inputs.bounds(input)) * Traced::Known(times),
        None => Traced::Known(value),
    }
}

/// Month by month, so that a tape's registers are soon free again.
fn columns(wanted: &[Figure], months: usize) -> Vec<Column> {
    let monthly = || wanted.iter().filter(|figure| matches!(figure, Figure::Monthly(_)));
    let of_month = |month: usize| monthly().map(move |figure| Column { figure: *figure, month });
    let whole = wanted.iter().filter(|figure| matches!(figure, Figure::Whole(_)));
    (1..=months).flat_map(of_month).chain(whole.map(|figure| Column { figure: *figure, month: 0 })).collect()
}

/// What each column is: often one is another's multiple, such as the revenue of a single price.
fn kinds(recorder: &Recorder, columns: &[Column], numbers: &[Traced<'_>]) -> Vec<bands::Column> {
    let mut first: BTreeMap<u32, usize> = BTreeMap::new();
    let mut kinds = Vec::with_capacity(columns.len());
    for (at, (column, number)) in columns.iter().zip(numbers).enumerate() {
        let multiple = |(of, times): (u32, f64)| first.get(&of).map(|of| bands::Column::Multiple { of: *of, times });
        let kind = if column.figure.is_event() {
            bands::Column::Event
        } else {
            let node = number.operand().node();
            let same = node.and_then(|node| multiple((node, 1.0)));
            let of_another = || recorder.multiple(*number).and_then(multiple);
            same.or_else(of_another).unwrap_or(bands::Column::Quantity)
        };
        if let (bands::Column::Quantity, Some(node)) = (kind, number.operand().node()) {
            first.insert(node, at);
        }
        kinds.push(kind);
    }
    kinds
}

/// The model on symbols: every deployment that something is wanted of.
struct Paths<'t> {
    opening: Traced<'t>,
    demand: Demand<Traced<'t>>,
    /// By deployment.
    outcomes: Vec<Option<Deployed<'t>>>,
    months: usize,
}

struct Deployed<'t> {
    outcome: Outcome<Traced<'t>, Placed<'t>>,
    /// See [`Deployed::covers`] and [`Deployed::repaid`]; written down where they are asked for.
    covers: OnceCell<Vec<Traced<'t>>>,
    repaid: OnceCell<Vec<Traced<'t>>>,
}

impl<'t> Deployed<'t> {
    /// By month, since which month profit has not been negative.
    fn covers(&self) -> &[Traced<'t>] {
        self.covers.get_or_init(|| held_since(&self.outcome.profit, self.outcome.profit.len()))
    }

    /// By month, since which month all earlier losses are repaid.
    fn repaid(&self) -> &[Traced<'t>] {
        self.repaid.get_or_init(|| {
            let earned = self.outcome.profit.iter().scan(Traced::Known(0.0), |sum, profit| {
                *sum += *profit;
                Some(*sum)
            });
            held_since(&earned.collect::<Vec<_>>(), self.outcome.profit.len())
        })
    }
}

impl<'t> Paths<'t> {
    fn run(program: &Program, symbols: &Symbols<'t>, wanted: &[Figure]) -> Result<Self, project::Overflow> {
        let demand: Demand<Traced<'t>> = project::demand(program, symbols)?;
        let deploy = |(d, rule)| {
            if !wanted.iter().any(|figure| figure.needs(d)) {
                return Ok(None);
            }
            let outcome: Outcome<Traced<'t>, Placed<'t>> = project::deploy(program, symbols, rule, &demand)?;
            Ok(Some(Deployed { outcome, covers: OnceCell::new(), repaid: OnceCell::new() }))
        };
        let outcomes = program.deployments.values().enumerate().map(deploy).collect::<Result<_, _>>()?;
        let opening = program.opening.map_or(Traced::Known(0.0), |num| symbols.number(num));
        Ok(Self { opening, demand, outcomes, months: program.months })
    }

    fn number(&self, column: &Column) -> Traced<'t> {
        match column.figure {
            Figure::Monthly(monthly) => self.monthly(monthly, column.month),
            Figure::Whole(whole) => self.whole(whole),
        }
    }

    fn of(&self, deployment: usize) -> Option<&Deployed<'t>> {
        self.outcomes.get(deployment)?.as_ref()
    }

    fn monthly(&self, monthly: Monthly, t: usize) -> Traced<'t> {
        let (zero, i) = (Traced::Known(0.0), t - 1);
        let of = |d: usize, number: &dyn Fn(&Deployed<'t>) -> Traced<'t>| self.of(d).map_or(zero, number);
        let any = |d: usize, pick: for<'p> fn(&'p Placed<'t>) -> &'p Vec<Traced<'t>>| {
            of(d, &|d| d.outcome.components.values().map(|c| pick(c)[i]).reduce(Number::at_least).unwrap_or(zero))
        };
        match monthly {
            Monthly::Users => self.demand.registered[t],
            Monthly::Paying => self.demand.subscription.paying[i],
            Monthly::Mrr => self.demand.subscription.mrr[i].end,
            Monthly::Revenue => self.demand.subscription.revenue[i],
            Monthly::Load(driver) => self.demand.drivers.get(driver).map_or(zero, |run| run.demand[i]),
            Monthly::Cost(d) => of(d, &|d| d.outcome.cost[i]),
            Monthly::Profit(d) => of(d, &|d| d.outcome.profit[i]),
            Monthly::Cash(d) => of(d, &|d| d.outcome.cash[i]),
            Monthly::Headroom(d) => Traced::Known(1.0) - any(d, |placed| &placed.utilisation),
            Monthly::Covers(d) => of(d, &|d| d.outcome.profit[i].reaches(zero)),
            Monthly::Repaid(d) => of(d, &|d| Traced::Known(t as f64).reaches(last(d.repaid()))),
            Monthly::Solvent(d) => of(d, &|d| d.outcome.cash[i].reaches(zero)),
            Monthly::Breach(d) => any(d, |placed| &placed.breach),
            Monthly::Outgrown(d) => any(d, |placed| &placed.outgrown),
            Monthly::Slow(d) => any(d, |placed| &placed.slow),
        }
    }

    /// A figure in every month.
    fn months(&self, monthly: Monthly) -> impl Iterator<Item = Traced<'t>> {
        (1..=self.months).map(move |t| self.monthly(monthly, t))
    }

    fn whole(&self, whole: Whole) -> Traced<'t> {
        let zero = Traced::Known(0.0);
        let of = |d: usize, number: &dyn Fn(&Deployed<'t>) -> Traced<'t>| self.of(d).map_or(zero, number);
        let cost = |d: usize| of(d, &|d| d.outcome.cost.iter().copied().sum());
        let breaches = |d: usize| self.months(Monthly::Breach(d)).sum::<Traced<'t>>();
        let others = |d: usize| (0..self.outcomes.len()).filter(move |other| *other != d);
        match whole {
            Whole::OperatingBreakEven(d) => of(d, &|d| last(d.covers())),
            Whole::CumulativeBreakEven(d) => of(d, &|d| last(d.repaid())),
            Whole::TotalCost(d) => cost(d),
            Whole::TotalProfit(d) => of(d, &|d| d.outcome.profit.iter().copied().sum()),
            Whole::Trough(d) => {
                of(d, &|d| d.outcome.cash.iter().fold(self.opening, |low, cash| Number::at_most(low, *cash)))
            }
            Whole::Regret(d) => {
                let (own, breached) = (cost(d), breaches(d));
                others(d).fold(zero, |regret, other| {
                    let beyond = Number::choose(breached.reaches(breaches(other)), own - cost(other), zero);
                    Number::at_least(regret, beyond)
                })
            }
            Whole::Cheapest(d) => others(d).fold(Traced::Known(1.0), |so_far, other| {
                let (own, theirs) = (cost(d), cost(other));
                let (breached, they_are) = (breaches(d), breaches(other));
                // The first of equals is the cheapest.
                let cheaper = if other < d { theirs.exceeds(own) } else { theirs.reaches(own) };
                so_far * Number::at_least(they_are.exceeds(breached), they_are.reaches(breached) * cheaper)
            }),
            Whole::LeastHeadroom(d) => self.months(Monthly::Headroom(d)).reduce(Number::at_most).unwrap_or(zero),
            Whole::Always(event) => self.months(event).fold(Traced::Known(1.0), Number::at_most),
            Whole::Never(event) => Traced::Known(1.0) - self.months(event).fold(zero, Number::at_least),
            Whole::In(monthly, t) => self.monthly(monthly, t),
        }
    }
}

fn last<'t>(by_month: &[Traced<'t>]) -> Traced<'t> {
    by_month.last().copied().unwrap_or_default()
}
