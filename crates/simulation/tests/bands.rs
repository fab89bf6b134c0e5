//! Percentiles that were streamed are those of a full sort; parts add up to the same bits; nothing is lost in silence.

use std::sync::Arc;

use headroom_simulation::bands::{
    Answer, Bands, Column, ColumnOutline, Fill, LANES, Missed, Outline, Part, Precision, Quantity, Refused, Side, Sum,
    Wanted,
};
use proptest::prelude::*;

/// Numbers from 0 up to 1, by place: SplitMix64.
fn uniform(seed: u64, place: u64) -> f64 {
    let mut z = (seed << 32 | place).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
}

/// Columns of every kind that a model makes, from u between 0 and 1.
const SHAPES: [fn(f64) -> f64; 11] = [
    |u| u,
    |_| 29.0,
    |u| if u < 0.5 { -1e6 + u } else { 1e6 + u },
    |u| [13.14, 70.0, 100.0, 300.0, 600.0][(u * 5.0) as usize],
    |u| (u * 40.0).floor() / 3.0,
    |u| (u - 0.4).max(0.0),
    |u| 1.0 / (1.0 - u),
    |u| 1e15 * (u - 0.5) * (u - 0.5) * (u - 0.5),
    |u| 1e9 + 1e-3 * u,
    |u| if u < 0.0005 { 1e12 } else { 0.0 },
    |u| if u < 0.2 { -0.0 * u } else { (u - 0.6).max(0.0) },
];

const LEVELS: [f64; 6] = [0.001, 0.05, 0.3, 0.5, 0.52, 0.95];

struct Run {
    wanted: Wanted,
    /// By column, scramble and path.
    values: Vec<Vec<Vec<f64>>>,
}

impl Run {
    fn new(paths: u64, scrambles: usize, seed: u64) -> Run {
        let wanted = Wanted::new(vec![Column::Quantity; SHAPES.len()], LEVELS.to_vec(), scrambles, paths).unwrap();
        let of = |shape: &fn(f64) -> f64, column: usize| {
            let scramble = |scramble: usize| {
                let path = |path| shape(uniform(seed + 100 * column as u64 + 10_000 * scramble as u64, path));
                (0..wanted.paths_of(scramble)).map(path).collect()
            };
            (0..scrambles).map(scramble).collect()
        };
        let values = SHAPES.iter().enumerate().map(|(column, shape)| of(shape, column)).collect();
        Run { wanted, values }
    }

    fn with(self, precision: Precision) -> Run {
        Run { wanted: self.wanted.with(precision).unwrap(), ..self }
    }

    fn outline(&self) -> Arc<Outline> {
        let column = |(column, values): (&Column, &Vec<Vec<f64>>)| {
            let first = |(scramble, values): (usize, &Vec<f64>)| values[..self.wanted.pilot_of(scramble)].to_vec();
            let pilot: Vec<f64> = values.iter().enumerate().flat_map(first).collect();
            ColumnOutline::new(&self.wanted, *column, &pilot)
        };
        let columns = self.wanted.columns.iter().zip(&self.values).map(column).collect();
        Arc::new(Outline::new(self.wanted.clone(), columns).unwrap())
    }

    /// Scramble and number of every block.
    fn blocks(&self) -> Vec<(usize, usize)> {
        let of = |scramble| {
            (0..self.wanted.paths_of(scramble).div_ceil(LANES as u64) as usize).map(move |block| (scramble, block))
        };
        (0..self.wanted.scrambles).flat_map(of).collect()
    }

    fn part(&self, outline: &Arc<Outline>, blocks: &[(usize, usize)]) -> Bands {
        let mut bands = Bands::new(outline.clone());
        for &(scramble, block) in blocks {
            for (column, values) in self.values.iter().enumerate() {
                let values = &values[scramble][block * LANES..];
                bands.take(scramble, column, &values[..values.len().min(LANES)]);
            }
        }
        bands
    }

    /// The answers, after as many widenings as it takes, and how many that was.
    fn finish(&self) -> (Vec<Quantity>, usize) {
        let mut outline = self.outline();
        for round in 0..20 {
            match self.part(&outline, &self.blocks()).finish(1) {
                Ok(answers) => return (answers.into_iter().map(quantity).collect(), round),
                Err(missed) => outline = Arc::new(outline.widen(&missed)),
            }
        }
        panic!("still missed after twenty widenings");
    }

    fn sorted(&self, column: usize) -> Vec<f64> {
        let mut all = self.values[column].concat();
        all.sort_by(f64::total_cmp);
        all
    }
}

fn quantity(answer: Answer) -> Quantity {
    match answer {
        Answer::Quantity(quantity) => quantity,
        Answer::Event(_) => panic!("an event where a quantity was wanted"),
    }
}

/// Type 7 of Hyndman and Fan.
fn percentile(sorted: &[f64], level: f64) -> f64 {
    let rank = level * (sorted.len() - 1) as f64;
    let (low, high, part) = (sorted[rank.floor() as usize], sorted[rank.ceil() as usize], rank - rank.floor());
    if part < 0.5 { low + (high - low) * part } else { high - (high - low) * (1.0 - part) }
}

#[test]
fn exact_percentiles_are_those_of_a_full_sort() {
    for (paths, scrambles) in [(1, 8), (7, 8), (10, 1), (100, 3), (1000, 8), (1250, 1), (5000, 8), (20_001, 16)] {
        let run = Run::new(paths, scrambles, paths);
        let (answers, _) = run.finish();
        for (column, answer) in answers.iter().enumerate() {
            let sorted = run.sorted(column);
            for found in &answer.percentiles {
                let exact = percentile(&sorted, found.level);
                assert_eq!((found.value, found.bound), (exact, 0.0), "{paths} paths, column {column}, {}", found.level);
            }
            let count = sorted.len() as f64;
            // From the median, so that a narrow column keeps its digits.
            let middle = sorted[sorted.len() / 2];
            let mean = middle + sorted.iter().map(|x| x - middle).sum::<f64>() / count;
            let variance = sorted.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / count;
            let size = sorted[0].abs().max(sorted[sorted.len() - 1].abs());
            assert!((answer.mean - mean).abs() <= 1e-12 * size, "{} {mean}", answer.mean);
            let off = (answer.deviation - variance.sqrt()).abs();
            assert!(off <= 1e-9 * variance.sqrt() + 1e-15 * size, "{paths} paths, column {column}: off by {off}");
            assert_eq!((answer.min, answer.max), (sorted[0], sorted[sorted.len() - 1]));
            assert_eq!((answer.paths, answer.odd), (paths, 0));
        }
    }
}

#[test]
fn binned_percentiles_keep_within_their_bound_and_shared_values_are_exact() {
    for (paths, scrambles, bins) in [(3000, 8, 64), (20_000, 8, 512), (70_000, 4, 485), (200_000, 8, 32)] {
        let run = Run::new(paths, scrambles, 1).with(Precision::Binned(bins));
        let (answers, _) = run.finish();
        for (column, answer) in answers.iter().enumerate() {
            let sorted = run.sorted(column);
            for found in &answer.percentiles {
                let exact = percentile(&sorted, found.level);
                let off = (found.value - exact).abs();
                assert!(off <= found.bound, "{paths} paths, column {column}, {}: {off} > {}", found.level, found.bound);
                if [1, 3].contains(&column) {
                    assert_eq!(off, 0.0);
                }
            }
        }
        // A bin is a small part of what the percentiles themselves are apart.
        let apart = answers[0].percentiles[3].value - answers[0].percentiles[2].value;
        assert!(answers[0].percentiles[3].bound < 2.0 * apart / f64::from(bins), "{:?}", answers[0].percentiles);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn parts_add_up_to_the_same_bits(
        paths in 1_u64..6000, scrambles in 1_usize..9, seed in 0_u64..1000, binned: bool, parts in 1_usize..6,
        picks in prop::collection::vec(any::<u32>(), 64),
    ) {
        let mut run = Run::new(paths, scrambles, seed);
        if binned {
            run = run.with(Precision::Binned(100));
        }
        let outline = run.outline();
        let whole = run.part(&outline, &run.blocks());
        let mut blocks = run.blocks();
        for at in 0..blocks.len() {
            let other = picks[at % picks.len()] as usize % blocks.len();
            blocks.swap(at, other);
        }
        let mut dealt = vec![Vec::new(); parts];
        for (at, block) in blocks.into_iter().enumerate() {
            dealt[picks[(at * 7) % picks.len()] as usize % parts].push(block);
        }
        // Each part goes through rows, as between processes, and they are added from the last to the first.
        let part = |blocks: &Vec<(usize, usize)>| {
            Bands::from_rows(outline.clone(), &run.part(&outline, blocks).rows()).unwrap()
        };
        let merged = dealt.iter().map(part).rev().reduce(|all, part| part.merge(all).unwrap()).unwrap();
        prop_assert_eq!(merged.rows(), whole.rows());
        match (merged.finish(1), whole.finish(1)) {
            (Ok(merged), Ok(whole)) => prop_assert_eq!(format!("{merged:?}"), format!("{whole:?}")),
            (merged, whole) => prop_assert_eq!(merged, whole),
        }
    }

    #[test]
    fn sums_do_not_depend_on_order(values in prop::collection::vec((-1e12..1e12, -60..60_i32), 1..200)) {
        let values: Vec<f64> = values.into_iter().map(|(x, exponent)| x * libm::ldexp(1.0, exponent)).collect();
        let add = |values: &mut dyn Iterator<Item = &f64>| {
            let mut sum = Sum::ZERO;
            values.for_each(|value| sum.add(*value));
            sum
        };
        let forth = add(&mut values.iter());
        let mut halves = add(&mut values[values.len() / 2..].iter().rev());
        halves.join(&add(&mut values[..values.len() / 2].iter()));
        prop_assert_eq!(forth, halves);
        // Everything and its opposite is nothing at all, whatever the sizes.
        let mut nothing = forth;
        values.iter().for_each(|value| nothing.add(-value));
        prop_assert_eq!(nothing.value(), 0.0);
        nothing.add(-1e-20);
        prop_assert!((nothing.value() / -1e-20 - 1.0).abs() < 1e-15);
    }
}

#[test]
fn threads_agree_with_one_another() {
    let run = Run::new(9000, 8, 5);
    let outline = run.outline();
    let blocks = run.blocks();
    let one = run.part(&outline, &blocks);
    for threads in [2, 3, 7] {
        let parts: Vec<Bands> = std::thread::scope(|scope| {
            let part = |thread: usize| {
                let own: Vec<_> = blocks.iter().copied().skip(thread).step_by(threads).collect();
                let (run, outline) = (&run, &outline);
                scope.spawn(move || run.part(outline, &own))
            };
            let running: Vec<_> = (0..threads).map(part).collect();
            running.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let all = parts.into_iter().reduce(|all, part| all.merge(part).unwrap()).unwrap();
        assert_eq!(format!("{:?}", all.finish(1)), format!("{:?}", one.finish(1)));
    }
}

/// A run of one column whose pilot shows something else than the rest.
fn misled(pilot: impl Fn(u64) -> f64, rest: impl Fn(u64) -> f64, precision: Precision) -> Run {
    let wanted = Wanted::new(vec![Column::Quantity], vec![0.1, 0.5, 0.9], 2, 8000).unwrap().with(precision).unwrap();
    let scramble = |scramble| {
        let pilots = wanted.pilot_of(scramble) as u64;
        let path = |path| if path < pilots { pilot(path) } else { rest(path) };
        (0..wanted.paths_of(scramble)).map(path).collect::<Vec<f64>>()
    };
    let values = vec![vec![scramble(0), scramble(1)]];
    Run { wanted, values }
}

#[test]
fn a_missed_percentile_is_told_and_widening_cures_it() {
    let far = |place| 1e3 + 1e3 * uniform(2, place);
    let near = |place| uniform(1, place);
    for precision in [Precision::Exact, Precision::Binned(200)] {
        for (pilot, rest, side) in [
            (&near as &dyn Fn(u64) -> f64, &far as &dyn Fn(u64) -> f64, Side::Above),
            (&far, &near, Side::Below),
            (&|_| 5.0, &far, Side::Above),
            (&|_| 5.0, &near, Side::Below),
            (&|place| if place % 2 == 0 { 0.0 } else { 1e4 }, &far, Side::Between),
        ] {
            let run = misled(pilot, rest, precision);
            let first = run.part(&run.outline(), &run.blocks()).finish(1);
            match (&first, side, precision) {
                (Err(Missed(missed)), ..) => assert!(missed.iter().any(|miss| miss.side == side), "{missed:?}"),
                // Between two values that it counts, a run in bins answers with the distance as its bound.
                (Ok(_), Side::Between, Precision::Binned(_)) => (),
                (Ok(_), ..) => panic!("{side:?} was not told"),
            }
            let (answers, rounds) = run.finish();
            assert!(rounds < 6, "{rounds} widenings");
            let sorted = run.sorted(0);
            for found in &answers[0].percentiles {
                let off = (found.value - percentile(&sorted, found.level)).abs();
                assert!(
                    off <= found.bound && (precision != Precision::Exact || off == 0.0),
                    "{found:?} is off by {off}"
                );
            }
        }
    }
}

#[test]
fn odd_values_are_counted_and_leave_the_others_alone() {
    let mut run = Run::new(4000, 8, 3);
    let clean = run.values[0].clone();
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -3e17];
    for scramble in &mut run.values[0] {
        odd.iter().enumerate().for_each(|(place, odd)| scramble[place * 97] = *odd);
    }
    let (answers, _) = run.finish();
    assert_eq!((answers[0].odd, answers[0].paths), (40, 3960));
    let without = |values: &Vec<f64>| {
        let kept = |(path, value): (usize, &f64)| (path % 97 != 0 || path / 97 >= odd.len()).then_some(*value);
        values.iter().enumerate().filter_map(kept).collect::<Vec<f64>>()
    };
    let mut sorted: Vec<f64> = clean.iter().flat_map(without).collect();
    sorted.sort_by(f64::total_cmp);
    for found in &answers[0].percentiles {
        assert_eq!(found.value, percentile(&sorted, found.level));
    }
    let nothing = Run { values: vec![vec![vec![f64::NAN; 500]; 8]; SHAPES.len()], ..run };
    let (answers, _) = nothing.finish();
    assert!(answers[0].odd == 4000 && answers[0].mean.is_nan() && answers[0].percentiles[0].value.is_nan());
}

#[test]
fn standard_errors_are_those_of_theory() {
    // Over many runs of random paths: the mean of u has variance 1/12n, its percentile p(1−p)/n.
    let square = |error: Option<f64>| error.unwrap() * error.unwrap();
    let (mut of_mean, mut of_median, mut of_share) = (0.0, 0.0, 0.0);
    let runs = 200;
    for seed in 0..runs {
        let wanted = Wanted::new(vec![Column::Quantity, Column::Event], vec![0.5], 8, 2000).unwrap();
        let of = |column: u64| {
            let path = move |scramble: usize, path: u64| {
                let u = uniform(seed * 1000 + scramble as u64, path);
                if column == 0 { u } else { f64::from(u < 0.3) }
            };
            (0..8).map(|scramble| (0..250).map(|at| path(scramble, at)).collect()).collect()
        };
        let run = Run { wanted, values: vec![of(0), of(1)] };
        let answers = run.part(&run.outline(), &run.blocks()).finish(1).unwrap();
        let Answer::Event(share) = answers[1] else { panic!("no share") };
        assert_eq!(share.hits, run.values[1].concat().iter().filter(|x| **x == 1.0).count() as u64);
        let quantity = quantity(answers[0].clone());
        of_mean += square(quantity.mean_error) / runs as f64;
        of_median += square(quantity.percentiles[0].error) / runs as f64;
        of_share += square(share.error) / runs as f64;
    }
    for (found, theory) in [(of_mean, 1.0 / 12.0), (of_median, 0.25), (of_share, 0.21)] {
        assert!((found * 2000.0 / theory - 1.0).abs() < 0.15, "{found} {theory}");
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let column = || vec![Column::Quantity];
    assert_eq!(Wanted::new(column(), vec![0.5, 0.5], 8, 10), Err(Refused::Level(0.5)));
    assert!(matches!(Wanted::new(column(), vec![f64::NAN], 8, 10), Err(Refused::Level(_))));
    assert_eq!(Wanted::new(column(), vec![1.0], 8, 10), Err(Refused::Level(1.0)));
    assert_eq!(Wanted::new(column(), vec![0.5], 0, 10), Err(Refused::NoScrambles));
    for multiple in [Column::Multiple { of: 9, times: 2.0 }, Column::Multiple { of: 0, times: -1.0 }] {
        assert_eq!(Wanted::new(vec![Column::Quantity, multiple], vec![0.5], 8, 10), Err(Refused::Multiple(1)));
    }
    assert_eq!(Wanted::new(column(), vec![0.5], 8, 0), Err(Refused::Paths(0)));
    let (one, other) = (Run::new(500, 8, 1), Run::new(500, 8, 2));
    let (one, other) = (one.part(&one.outline(), &one.blocks()), other.part(&other.outline(), &other.blocks()));
    assert_eq!(one.clone().merge(other).err(), Some(Refused::OtherRun));
    let refused = |change: &dyn Fn(&mut headroom_simulation::bands::Rows)| {
        let mut rows = one.rows();
        change(&mut rows);
        matches!(Bands::from_rows(one.outline().clone(), &rows), Err(Refused::Row { .. }))
    };
    assert!(!refused(&|_| ()));
    assert!(refused(&|rows| rows.column[3] = 1000));
    assert!(refused(&|rows| rows.scramble[3] = 8));
    assert!(refused(&|rows| rows.part[3] = 77));
    assert!(refused(&|rows| rows.slot[0] = 1));
    assert!(refused(&|rows| rows.count[0] = -1));
    assert!(refused(&|rows| rows.value.truncate(5)));
    let first = |part: Part| one.rows().part.iter().position(|other| *other == part as u8).unwrap();
    let (paths, below, max) = (first(Part::Paths), first(Part::Below), first(Part::Max));
    assert!(refused(&|rows| rows.count[paths] = 1 << 40));
    assert!(refused(&|rows| rows.count[below] = 1 << 40));
    assert!(refused(&|rows| rows.value[max] = -1e300));
    assert!(refused(&|rows| rows.part[max] = Part::Min as u8));
    assert!(refused(&|rows| {
        let kept = rows.part.iter().rposition(|part| *part == Part::Kept as u8).unwrap();
        rows.value[kept] = f64::NAN;
    }));
}

#[test]
fn brackets_are_narrow_and_shared_values_are_not_kept() {
    let run = Run::new(20_000, 8, 9);
    let outline = run.outline();
    assert!(matches!(outline.columns()[1].brackets()[0].fill, Fill::Steps(_)));
    assert!(matches!(outline.columns()[3].brackets()[0].fill, Fill::Steps(_)));
    let inside: f64 = outline.columns()[0].brackets().iter().map(|b| b.high.min(1.0) - b.low.max(0.0)).sum();
    assert!(inside < 0.6, "{inside}");
}
