//! What is uncertain in a model: every assumption with a range, which of them move together, and what wanders from
//! month to month.

use std::collections::{BTreeMap, BTreeSet};

use headroom_engine::Model;
use headroom_engine::diagnostic::{Code, Diagnostic, Severity};
use headroom_engine::form::Found;
use headroom_engine::form::quantity::Domain;
use headroom_engine::model::program::{Num, VolatilityRule};
use headroom_engine::money::{decimal_of, number_of};
use rust_decimal::Decimal;

use crate::climb::held;
use crate::copula::Copula;
use crate::correlation::Correlations;
use crate::distribution::{CutOff, Distribution, Limits, Stated};
use crate::lanes::{Block, LANES};
use crate::noise::Volatility;
use crate::tape::Bounds;
use crate::uniforms::Uniforms;

/// An assumption that is drawn once for each path.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path in the model.
    pub path: String,
    pub label: String,
    /// The unit as the model writes it; shares and rates are drawn as fractions.
    pub unit: String,
    /// Of the value as the model computes with it.
    pub distribution: Distribution,
    /// The value of the point run.
    pub likely: f64,
}

/// Something uncertain that a path draws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Drawn {
    /// An assumption, by its place among the inputs.
    Input(usize),
    /// Assumptions that move together, by the place of their group.
    Together(usize),
    /// How growth wanders from month to month: the pushes of all months together.
    Growth,
    /// How churn does.
    Churn,
}

/// Everything that is drawn for a path.
#[derive(Clone, Debug)]
pub struct Inputs {
    pub inputs: Vec<Input>,
    /// Parameters of the kernel and the input that each is, with what a parameter is more than its assumption: a size
    /// in MB of an assumption in GB.
    of_parameter: BTreeMap<u32, (usize, f64)>,
    copula: Copula,
    /// Assumptions that move together, with what they are called.
    together: Vec<(Vec<usize>, String)>,
    growth: Option<Volatility>,
    churn: Option<Volatility>,
    months: usize,
    /// What should be known of them: paths are drawn all the same.
    pub warnings: Vec<Diagnostic>,
}

impl Inputs {
    /// Those of a model, or what is wrong with them: every problem, with its path.
    pub fn of(model: &Model) -> Result<Self, Vec<Diagnostic>> {
        let mut problems = Problems { model, found: Vec::new() };
        let mut by_path: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for (i, path) in model.program.params.paths.iter().enumerate().filter(|(_, path)| !path.is_empty()) {
            by_path.entry(path).or_default().push(i as u32);
        }
        let (mut inputs, mut of_parameter) = (Vec::new(), BTreeMap::new());
        for found in model.quantities.iter().filter(|found| found.quantity.is_range()) {
            let Some(parameters) = by_path.get(found.path.as_str()) else { continue };
            if !found.quantity.has_two_ends() {
                problems.open(found);
                continue;
            }
            let Some(input) = problems.input(found) else { continue };
            for parameter in parameters {
                let value = model.program.params.number(Num(*parameter));
                of_parameter.insert(*parameter, (inputs.len(), times(value, input.likely)));
            }
            inputs.push(input);
        }
        let rule = &model.program.uncertainty;
        let copula = problems.copula(&inputs);
        let growth = problems.volatility("uncertainty.growth", rule.growth);
        let churn = problems.volatility("uncertainty.churn", rule.churn);
        let is_sound = problems.found.iter().all(|problem| problem.severity == Severity::Warning);
        match (is_sound, copula) {
            (true, Some(copula)) => {
                let (months, warnings) = (model.program.months, problems.found);
                let label = |group: &Vec<usize>| -> String {
                    group.iter().map(|input| inputs[*input].label.as_str()).collect::<Vec<_>>().join(" with ")
                };
                let named = |group| {
                    let label = label(&group);
                    (group, label)
                };
                let together = copula.groups().into_iter().map(named).collect();
                Ok(Self { inputs, of_parameter, copula, together, growth, churn, months, warnings })
            }
            _ => Err(problems.found),
        }
    }

    /// The index of an assumption by its path.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.inputs.iter().position(|input| input.path == path)
    }

    /// Assumptions at whose likely values it is computed, on every path, how uneven fleets behind a selection policy are.
    pub fn held(&self, model: &Model) -> Vec<usize> {
        let rules = model.program.deployments.values().flat_map(|deployment| deployment.components.values());
        let nums = rules.flat_map(|rule| rule.selection.iter().flat_map(|policy| held(policy, rule.target)));
        let held: BTreeSet<usize> = nums.filter_map(|num| Some(self.of_parameter(num)?.0)).collect();
        held.into_iter().collect()
    }

    /// The input that a parameter of the kernel is, and its multiple.
    pub(crate) fn of_parameter(&self, num: Num) -> Option<(usize, f64)> {
        self.of_parameter.get(&num.0).copied()
    }

    /// Where an assumption lies on every path, its likely value included.
    pub(crate) fn bounds(&self, input: usize) -> Bounds {
        let input = &self.inputs[input];
        let Bounds { low, high } = input.distribution.bounds();
        Bounds { low: low.min(input.likely), high: high.max(input.likely) }
    }

    /// Where the factors of growth and of churn begin among the inputs of a tape, where they wander.
    pub(crate) fn wandering(&self) -> [Option<usize>; 2] {
        let growth = self.growth.map(|_| self.inputs.len());
        let after = self.inputs.len() + if growth.is_some() { self.months } else { 0 };
        [growth, self.churn.map(|_| after)]
    }

    /// Numbers drawn for a path: one for each assumption, and for each month in which something wanders.
    pub fn dimensions(&self) -> usize {
        let wandering = usize::from(self.growth.is_some()) + usize::from(self.churn.is_some());
        self.inputs.len() + wandering * self.months
    }

    /// Everything uncertain that goes its own way: each assumption, of those that move together all as one, then what
    /// wanders.
    pub fn drawn(&self) -> Vec<Drawn> {
        let own = |input: usize| match self.together.iter().position(|(group, _)| group.contains(&input)) {
            None => Some(Drawn::Input(input)),
            Some(place) => (self.together[place].0[0] == input).then_some(Drawn::Together(place)),
        };
        let wandering = [(self.growth, Drawn::Growth), (self.churn, Drawn::Churn)];
        let wandering = wandering.into_iter().filter_map(|(volatility, drawn)| volatility.map(|_| drawn));
        (0..self.inputs.len()).filter_map(own).chain(wandering).collect()
    }

    /// What it is called.
    pub fn label(&self, drawn: Drawn) -> &str {
        match drawn {
            Drawn::Input(input) => self.inputs.get(input).map_or("", |input| &input.label),
            Drawn::Together(place) => self.together.get(place).map_or("", |(_, label)| label),
            Drawn::Growth => "Volatility of growth",
            Drawn::Churn => "Volatility of churn",
        }
    }

    /// The assumptions that it is; none of what wanders.
    pub fn assumptions(&self, drawn: Drawn) -> Vec<&Input> {
        match drawn {
            Drawn::Input(input) => self.inputs.get(input).into_iter().collect(),
            Drawn::Together(place) => {
                let group = self.together.get(place).map(|(group, _)| group);
                group.into_iter().flatten().filter_map(|input| self.inputs.get(*input)).collect()
            }
            Drawn::Growth | Drawn::Churn => Vec::new(),
        }
    }

    /// The inputs of a tape that it is.
    pub(crate) fn tape_inputs(&self, drawn: Drawn) -> Vec<usize> {
        let [growth, churn] = self.wandering();
        let months = |from: Option<usize>| from.map_or(0..0, |from| from..from + self.months).collect();
        match drawn {
            Drawn::Input(input) => vec![input],
            Drawn::Together(place) => self.together.get(place).map_or_else(Vec::new, |(group, _)| group.clone()),
            Drawn::Growth => months(growth),
            Drawn::Churn => months(churn),
        }
    }

    /// Whether an assumption moves together with another.
    pub(crate) fn is_correlated(&self, input: usize) -> bool {
        self.copula.correlates(input)
    }

    /// Whether every path is the point run.
    pub fn is_certain(&self) -> bool {
        self.dimensions() == 0
    }

    /// Draws the paths from `first` on into blocks, one for each input of a tape.
    pub fn draw(&self, uniforms: &Uniforms, first: u32, room: &mut Room) {
        self.draw_from(uniforms, 0, first, room);
    }

    /// The same with the uniform numbers of other dimensions: those from `dimension` on.
    pub(crate) fn draw_from(&self, uniforms: &Uniforms, dimension: usize, first: u32, room: &mut Room) {
        room.blocks.resize(self.dimensions(), Block::default());
        room.uniforms.resize(self.inputs.len() * LANES, 0.0);
        for (input, row) in room.uniforms.chunks_mut(LANES).enumerate() {
            uniforms.fill(first, dimension + input, row);
        }
        self.values(room);
        for (volatility, at) in [self.growth, self.churn].into_iter().zip(self.wandering()) {
            let (Some(volatility), Some(at)) = (volatility, at) else { continue };
            room.factors.resize(self.months * LANES, 0.0);
            volatility.fill(uniforms, dimension + at, first, LANES, &mut room.factors);
            for (row, block) in room.factors.chunks(LANES).zip(&mut room.blocks[at..]) {
                block.copy_from_slice(row);
            }
        }
    }

    /// The assumptions of independent uniform numbers, which are made to move together.
    fn values(&self, room: &mut Room) {
        self.copula.apply(&mut room.uniforms, &mut room.scores);
        for ((input, row), block) in self.inputs.iter().zip(room.uniforms.chunks(LANES)).zip(&mut room.blocks) {
            input.distribution.fill(row, &mut block[..]);
        }
    }

    /// The point run's values, the same in every lane.
    pub fn likely(&self, room: &mut Room) {
        let likely = self.inputs.iter().map(|input| input.likely);
        let steady = std::iter::repeat_n(1.0, self.dimensions() - self.inputs.len());
        room.blocks = likely.chain(steady).map(|value| Block::from([value; LANES])).collect();
    }
}

/// Where draws are made; one for each thread, kept from block to block.
#[derive(Clone, Debug, Default)]
pub struct Room {
    /// The values of one block of paths, by input.
    pub blocks: Vec<Block>,
    uniforms: Vec<f64>,
    scores: Vec<f64>,
    factors: Vec<f64>,
}

/// What a parameter is more than its assumption, each in the unit it is computed with: a size in MB of one in GB.
pub(crate) fn times(parameter: f64, stated: f64) -> f64 {
    let times = if stated == 0.0 { 1.0 } else { parameter / stated };
    if (times - 1.0).abs() < 1e-12 { 1.0 } else { times }
}

/// Less than a path in a thousand moves no percentile that is shown.
const TELLING: f64 = 0.001;

/// Three digits that tell.
fn digits(value: f64) -> String {
    let rounded = decimal_of(value).and_then(|value| value.round_sf(3)).unwrap_or_default();
    rounded.normalize().to_string()
}

struct Problems<'a> {
    model: &'a Model,
    found: Vec<Diagnostic>,
}

impl Problems<'_> {
    fn report(&mut self, code: Code, path: &str, message: String, hint: String) {
        self.note(Severity::Error, code, path, message, hint);
    }

    fn note(&mut self, severity: Severity, code: Code, path: &str, message: String, hint: String) {
        let at = self.model.node.at_path(path).map(|node| node.at);
        self.found.push(Diagnostic { code, severity, path: path.to_owned(), message, hint, at });
    }

    /// Warns of a range open to one side: it has no distribution, and the point run's value is all that is known.
    fn open(&mut self, found: &Found) {
        let (low, _) = found.quantity.ends();
        let (has, lacks) = if low.is_some() { ("lower", "upper") } else { ("upper", "lower") };
        self.note(
            Severity::Warning,
            Code::BadDistribution,
            &found.path,
            format!("its range has a {has} end only, so many paths take the same value of it"),
            format!("give the {lacks} end too, or one value"),
        );
    }

    /// Warns where so much of a distribution is cut off that its percentiles are no longer the stated ones.
    fn cut_off(&mut self, found: &Found, distribution: &Distribution) {
        let Some(CutOff { limits, below, above }) = distribution.cut_off() else { return };
        let in_percent = found.quantity.in_percent();
        let shown = |value: f64| if in_percent { format!("{} %", digits(value * 100.0)) } else { digits(value) };
        let sides = [(below, "below", limits.least), (above, "above", limits.most)];
        let cut = sides.into_iter().filter(|(share, ..)| *share >= TELLING);
        let cut: Vec<String> = cut
            .map(|(share, side, limit)| format!("{} % of it lies {side} {}", digits(share * 100.0), shown(limit)))
            .collect();
        if cut.is_empty() {
            return;
        }
        let (low, high) = if found.quantity.p10.is_some() { (10, 90) } else { (5, 95) };
        let [p_low, p_high] = [low, high].map(|level| shown(distribution.quantile(f64::from(level) / 100.0)));
        self.note(
            Severity::Warning,
            Code::BadDistribution,
            &found.path,
            format!(
                "its distribution is cut off at what the value can be: {}, and of what is left p{low} is {p_low} and \
                 p{high} is {p_high}",
                cut.join(" and ")
            ),
            "give low and high with a triangular or pert distribution, which has ends, or percentiles further from there"
                .to_owned(),
        );
    }

    fn input(&mut self, found: &Found) -> Option<Input> {
        let quantity = &found.quantity;
        let number = |stated: Decimal| number_of(quantity.in_fractions(stated));
        let likely = quantity.value.or(quantity.likely).map(number);
        let stated = match (quantity.p10, quantity.p90) {
            (Some(p10), Some(p90)) => Stated::Percentiles { p10: number(p10), likely, p90: number(p90) },
            _ => Stated::Range { low: number(quantity.low?), likely, high: number(quantity.high?) },
        };
        let family = quantity.family().into();
        match Distribution::stated(stated, family, limits(found.domain)) {
            Ok(distribution) => {
                self.cut_off(found, &distribution);
                Some(Input {
                    path: found.path.clone(),
                    label: if quantity.label.is_empty() { found.path.clone() } else { quantity.label.clone() },
                    unit: quantity.unit.clone(),
                    distribution,
                    likely: number_of(quantity.point()),
                })
            }
            Err(error) => {
                let error = if quantity.in_percent() { error.in_percent() } else { error };
                self.report(Code::BadDistribution, &found.path, error.to_string(), error.hint());
                None
            }
        }
    }

    fn copula(&mut self, inputs: &[Input]) -> Option<Copula> {
        let mut correlations = Correlations::between(inputs.iter().map(|input| input.path.clone()).collect());
        let mut stated = true;
        for (i, pair) in self.model.program.uncertainty.correlations.iter().enumerate() {
            if let Err(error) = correlations.state(&pair.a, &pair.b, pair.rank) {
                stated = false;
                let path = format!("uncertainty.correlations.{i}");
                self.report(Code::BadCorrelation, &path, error.to_string(), error.hint());
            }
        }
        match Copula::new(&correlations) {
            Ok(copula) => stated.then_some(copula),
            Err(error) => {
                self.report(Code::BadCorrelation, "uncertainty.correlations", error.to_string(), error.hint());
                None
            }
        }
    }

    fn volatility(&mut self, path: &str, rule: Option<VolatilityRule>) -> Option<Volatility> {
        let rule = rule?;
        match Volatility::new(rule.deviation, rule.reversion) {
            Ok(volatility) => Some(volatility),
            Err(error) => {
                let hint = "give a deviation from 0 to 2, such as 0.1, and a reversion from 0 to 1".to_owned();
                self.report(Code::BadDistribution, path, error.to_string(), hint);
                None
            }
        }
    }
}

/// What a value of a domain may be.
pub(crate) fn limits(domain: Domain) -> Limits {
    match domain {
        Domain::Share => Limits::SHARE,
        Domain::Rate => Limits { least: -1.0, most: 100.0 },
        Domain::Balance => Limits::NONE,
        Domain::Months => Limits { least: 0.0, most: 240.0 },
        Domain::Price | Domain::Count | Domain::Measure | Domain::Factor | Domain::Positive => Limits::NOT_NEGATIVE,
    }
}
