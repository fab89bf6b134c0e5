//! Samples of uncertainty: a fan, rankings, heat maps, and when something happens.

use headroom_charts::scale::{StartMonth, Unit, compact_money, compact_share, month_axis, range_axis, value_axis};
use headroom_charts::{
    Axis, BaseCell, Chart, ColourScale, Colours, Direction, Distribution, ErrorBar, Graphic, HeatAxis, HeatCell,
    Heatmap, Layer, Level, Never, Point, RankedBar, RankedRow, Ranking, Role, Series, Tick,
};

const START: StartMonth = StartMonth { year: 2026, month: 1 };
const MONTHS: u32 = 36;

/// Every sample.
pub fn all() -> Vec<Graphic> {
    vec![fan(), cash_fan(), tornado(), sensitivity(), profit_map(), chance_map(), break_even_month()]
}

fn months() -> impl Iterator<Item = f64> {
    (0..MONTHS).map(f64::from)
}

fn series(label: &str, role: Role, values: impl Iterator<Item = f64>, read: impl Fn(f64) -> String) -> Series {
    let points: Vec<Point> = values.enumerate().map(|(i, y)| Point { x: i as f64, y }).collect();
    let readings = points.iter().map(|point| read(point.y)).collect();
    Series { id: label.to_lowercase(), label: label.to_owned(), end: None, role, points, readings }
}

/// Percentiles of values that spread around `middle` by `spread` at the 84th percentile.
fn percentiles(role: Role, middle: impl Fn(f64) -> f64, spread: impl Fn(f64, f64) -> f64) -> Vec<Series> {
    let ranks =
        [("5\u{a0}%", -1.645), ("25\u{a0}%", -0.674), ("median", 0.0), ("75\u{a0}%", 0.674), ("95\u{a0}%", 1.645)];
    let line = |(label, score): (&str, f64)| {
        series(label, role, months().map(|month| spread(middle(month), score * month)), |y| compact_money(y, "$"))
    };
    let mut lines: Vec<Series> = ranks.into_iter().map(line).collect();
    lines[2].end = lines[2].points.last().map(|last| compact_money(last.y, "$"));
    lines
}

/// Monthly revenue in ten thousand futures.
pub fn fan() -> Graphic {
    let revenue = |month: f64| 120.0 * libm::exp2(month / 7.0);
    let percentiles = percentiles(Role::Revenue, revenue, |middle, score| middle * libm::exp2(score / 36.0));
    let y = value_axis(percentiles.iter().flat_map(|line| &line.points).map(|at| at.y), Unit::Money("$"));
    Graphic::Chart(Chart {
        id: "fan".to_owned(),
        title: "Monthly recurring revenue".to_owned(),
        subtitle: "US$ per month, percentiles of 10,000 futures".to_owned(),
        summary:
            "In December 2028 half of all futures have more than $3.8k a month, nine of ten between $1.3k and $12k."
                .to_owned(),
        x: month_axis(START, MONTHS),
        y,
        layers: vec![Layer::Fan { percentiles }],
    })
}

/// Cash that goes below zero before it grows.
pub fn cash_fan() -> Graphic {
    let cash = |month: f64| 6_000.0 - 900.0 * month + 32.0 * month * month;
    let percentiles = percentiles(Role::Cash, cash, |middle, score| middle + score * 190.0);
    let y = value_axis(percentiles.iter().flat_map(|line| &line.points).map(|at| at.y), Unit::Money("$"));
    Graphic::Chart(Chart {
        id: "cash-fan".to_owned(),
        title: "Cash".to_owned(),
        subtitle: "US$ at the end of the month, percentiles of 10,000 futures".to_owned(),
        summary: "Half of all futures run out of cash by November 2026.".to_owned(),
        x: month_axis(START, MONTHS),
        y,
        layers: vec![
            Layer::Fan { percentiles },
            Layer::Rule { axis: Direction::Vertical, at: 11.0, label: "lowest".to_owned(), role: Role::Neutral },
        ],
    })
}

/// Which input moves the outcome most.
pub fn tornado() -> Graphic {
    let base = 4_130.0;
    /// An input's value, and the outcome at it.
    type End = (&'static str, f64);
    let inputs: [(&str, End, End); 9] = [
        ("Price per month", ("$19", 2_680.0), ("$39", 5_590.0)),
        ("Monthly churn", ("9\u{a0}%", 2_090.0), ("2\u{a0}%", 6_910.0)),
        ("New users who pay", ("2\u{a0}%", 2_250.0), ("8\u{a0}%", 5_940.0)),
        ("Growth of registered users per month", ("5\u{a0}%", 2_410.0), ("15\u{a0}%", 6_480.0)),
        ("Memory that each concurrent session keeps in a server", ("20 MB", 3_800.0), ("15 MB", 4_210.0)),
        ("Support hours", ("12", 3_600.0), ("4", 4_400.0)),
        ("Payment fees", ("3.4\u{a0}%", 4_090.0), ("2.9\u{a0}%", 4_140.0)),
        ("Discounts", ("30\u{a0}%", 3_950.0), ("0\u{a0}%", 4_020.0)),
        ("Refunds", ("1\u{a0}%", 4_129.0), ("0\u{a0}%", 4_131.0)),
    ];
    let bar = |(label, to): End, role: Role| RankedBar {
        to,
        label: label.to_owned(),
        reading: format!("${to:.0} per month"),
        role,
        error: None,
    };
    let row = |(label, low, high): &(&str, End, End)| RankedRow {
        label: (*label).to_owned(),
        bars: vec![bar(*low, Role::Neutral), bar(*high, Role::Accent)],
    };
    let ends = inputs.iter().flat_map(|(_, low, high)| [low.1, high.1]);
    let ranking = Ranking {
        id: "tornado".to_owned(),
        title: "What moves profit most".to_owned(),
        subtitle: "Profit in December 2028, US$ per month, each input from its 10th to its 90th percentile".to_owned(),
        summary: "Monthly churn moves profit most: from $2.1k at 9 % to $6.9k at 2 %.".to_owned(),
        x: range_axis(ends, Unit::Money("$")),
        base,
        base_label: "base $4.1k".to_owned(),
        rows: inputs.iter().map(row).collect(),
    };
    Graphic::Ranking(ranking.longest_first())
}

/// How much of an outcome's variance each input explains, with the error of the estimate.
pub fn sensitivity() -> Graphic {
    let inputs = [
        ("Monthly churn", 0.46, 0.03),
        ("Growth", 0.31, 0.025),
        ("New users who pay", 0.17, 0.02),
        ("Price per month", 0.08, 0.015),
        ("Support hours", 0.004, 0.006),
    ];
    let row = |(label, share, error): (&str, f64, f64)| RankedRow {
        label: label.to_owned(),
        bars: vec![RankedBar {
            to: share,
            label: compact_share(share),
            reading: format!("{} ± {}", compact_share(share), compact_share(error)),
            role: Role::Accent,
            error: Some(ErrorBar { from: share - error, to: share + error }),
        }],
    };
    Graphic::Ranking(Ranking {
        id: "sensitivity".to_owned(),
        title: "Where the uncertainty comes from".to_owned(),
        subtitle: "Total-order Sobol indices of profit in month 36; whiskers: two standard errors".to_owned(),
        summary: "Monthly churn takes part in 46 % of the variance of profit.".to_owned(),
        x: Axis { to: 0.6, ..value_axis([0.6], Unit::Share) }.titled("share of the variance in which it takes part"),
        base: 0.0,
        base_label: String::new(),
        rows: inputs.into_iter().map(row).collect(),
    })
}

fn churns() -> [f64; 9] {
    [0.02, 0.03, 0.04, 0.05, 0.06, 0.07, 0.08, 0.09, 0.10]
}

fn prices() -> [f64; 7] {
    [9.0, 14.0, 19.0, 24.0, 29.0, 34.0, 39.0]
}

fn map(id: &str, of: impl Fn(f64, f64) -> f64, label: impl Fn(f64) -> String, scale: ColourScale) -> Heatmap {
    let cell = |price: f64, churn: f64| {
        let value = of(price, churn);
        HeatCell { value, label: label(value), reading: label(value) }
    };
    let labels = |title: &str, labels: Vec<String>| HeatAxis { title: title.to_owned(), labels };
    Heatmap {
        id: id.to_owned(),
        title: "Profit by churn and price".to_owned(),
        subtitle: "US$ per month in December 2028".to_owned(),
        summary: "At 5 % churn the price must be at least $24.".to_owned(),
        columns: labels("monthly churn", churns().map(compact_share).to_vec()),
        rows: labels("price per month", prices().map(|price| compact_money(price, "$")).to_vec()),
        cells: prices().iter().map(|&price| churns().iter().map(|&churn| cell(price, churn)).collect()).collect(),
        scale,
        level: None,
        base: Some(BaseCell { column: 3, row: 4, label: "base case".to_owned() }),
    }
}

/// Profit and loss, with the line where it breaks even.
pub fn profit_map() -> Graphic {
    let profit = |price: f64, churn: f64| 9.2 * price / churn - 4_150.0;
    let ends = [-4_000.0, 8_000.0];
    let map = map(
        "profit-map",
        profit,
        |value| compact_money(value, "$"),
        ColourScale {
            title: "profit, US$ per month".to_owned(),
            from: ends[0],
            to: ends[1],
            ticks: range_axis(ends, Unit::Money("$")).ticks,
            colours: Colours::Diverging { middle: 0.0, below: Role::Cost, above: Role::Accent },
        },
    );
    Graphic::Heatmap(Heatmap { level: Some(Level { at: 0.0, label: "break-even".to_owned() }), ..map })
}

/// Probabilities, one of which could not be computed.
pub fn chance_map() -> Graphic {
    let chance = |price: f64, churn: f64| {
        let odds = libm::exp(price / 6.0 - churn * 70.0);
        if price < 10.0 && churn < 0.025 { f64::NAN } else { odds / (1.0 + odds) }
    };
    let scale = ColourScale {
        title: "probability of break-even within 12 months".to_owned(),
        from: 0.0,
        to: 1.0,
        ticks: value_axis([1.0], Unit::Share).ticks,
        colours: Colours::Sequential { role: Role::Accent },
    };
    let whole = |value: f64| format!("{:.0}\u{a0}%", value * 100.0);
    let level = Some(Level { at: 0.8, label: "80\u{a0}% sure".to_owned() });
    Graphic::Heatmap(Heatmap { level, ..map("chance-map", chance, whole, scale) })
}

/// In which month it breaks even, if it does.
pub fn break_even_month() -> Graphic {
    let weight = |month: f64| if month < 5.0 { 0.0 } else { libm::exp(-(month - 15.0) * (month - 15.0) / 70.0) };
    let all: f64 = months().map(weight).sum::<f64>() / 0.88;
    let monthly: Vec<f64> = months().map(|month| weight(month) / all).collect();
    let by_then: Vec<f64> = monthly
        .iter()
        .scan(0.0, |sum, share| {
            *sum += share;
            Some(*sum)
        })
        .collect();
    let rank = |share: f64| by_then.iter().position(|by| *by >= share).unwrap_or(0);
    let axis = month_axis(START, MONTHS);
    let mark = |(share, name): (f64, &str)| {
        let at = rank(share);
        Tick { at: at as f64, label: format!("{name} {}", axis.headings[at].label) }
    };
    let read = |share: f64| format!("{:.1}\u{a0}%", share * 100.0);
    let chances = |label: &str, values: Vec<f64>| series(label, Role::Accent, values.into_iter(), read);
    Graphic::Distribution(Box::new(Distribution {
        id: "break-even-month".to_owned(),
        title: "When it breaks even".to_owned(),
        subtitle: "Share of 10,000 futures, by month of operating break-even".to_owned(),
        summary: "Half of all futures break even by June 2027; 12 % do not within 36 months.".to_owned(),
        marks: [(0.1, "10\u{a0}%"), (0.5, "50\u{a0}%"), (0.8, "80\u{a0}%")].map(mark).to_vec(),
        x: axis.clone(),
        monthly_y: value_axis(monthly.iter().copied(), Unit::Share).titled("in that month"),
        monthly: chances("in this month", monthly),
        cumulative_y: Axis {
            ticks: [0.0, 0.5, 1.0].map(|at| Tick { at, label: compact_share(at) }).to_vec(),
            ..value_axis([1.0], Unit::Share)
        }
        .titled("by then"),
        cumulative: chances("by then", by_then),
        never: Some(Never {
            share: 0.12,
            label: "12\u{a0}% never within 36 months".to_owned(),
            heading: "Never within 36 months".to_owned(),
            reading: "12.0\u{a0}%".to_owned(),
        }),
    }))
}
