//! Charts as the application makes them, for the gallery and for tests.

use headroom_charts::scale::{StartMonth, Unit, compact_money, month_axis, month_span_axis, value_axis};
use headroom_charts::{
    Axis, Chart, Direction, Graphic, Layer, Point, Role, Row, Segment, Series, Size, Tick, Timeline,
};

const START: StartMonth = StartMonth { year: 2026, month: 1 };
const MONTHS: u32 = 36;

#[path = "futures.rs"]
pub mod futures;

/// Every sample.
pub fn all() -> Vec<Graphic> {
    let mut all = vec![
        break_even_over_time(),
        break_even_in_subscribers(),
        cost_bars(),
        headroom(),
        timeline(),
        crowded_timeline(),
        probabilities(),
        movements(),
        services(),
    ];
    all.extend(futures::all());
    all
}

/// The sizes at which the application shows it: in a column, in a narrow column, across the window, and the extremes.
pub fn sizes(graphic: &Graphic) -> [Size; 5] {
    [(640, 250), (430, 256), (980, 300), (320, 250), (1_600, 300)].map(|(width, height)| graphic.size(width, height))
}

fn months() -> impl Iterator<Item = f64> {
    (0..MONTHS).map(f64::from)
}

fn points(values: impl IntoIterator<Item = f64>) -> Vec<Point> {
    values.into_iter().enumerate().map(|(i, y)| Point { x: i as f64, y }).collect()
}

fn series(label: &str, role: Role, points: Vec<Point>) -> Series {
    let readings = points.iter().map(|point| format!("${:.2}", point.y)).collect();
    Series { id: label.to_lowercase(), label: label.to_owned(), end: None, role, points, readings }
}

fn line(series: Series) -> Layer {
    Layer::Line { series, step: false, dashed: false }
}

fn with_end(series: Series) -> Series {
    let end = series.points.last().map(|last| compact_money(last.y, "$"));
    Series { end, ..series }
}

/// Growth that doubles in `doubling` months.
fn growing(first: f64, doubling: f64) -> impl Iterator<Item = f64> {
    months().map(move |month| first * libm::exp2(month / doubling))
}

/// Revenue with its band, cost, and where they meet.
pub fn break_even_over_time() -> Graphic {
    let revenue = || growing(30.0, 4.63);
    let cost = || months().map(|month| 512.0 + if month > 23.0 { 70.0 } else { 8.0 } + month * 7.0);
    let meet = revenue().zip(cost()).position(|(revenue, cost)| revenue >= cost).unwrap_or(0);
    let at = Point { x: meet as f64, y: revenue().nth(meet).unwrap_or(0.0) };
    Graphic::Chart(Chart {
        id: "break-even".to_owned(),
        title: "Monthly revenue and cost".to_owned(),
        subtitle: "US$ per month, band = 5th to 95th percentile of 10,000 futures".to_owned(),
        summary: "Revenue passes cost in April 2027 and reaches $5.7k a month.".to_owned(),
        x: month_axis(START, MONTHS),
        y: value_axis([16_000.0], Unit::Count),
        layers: vec![
            Layer::Band {
                label: "5th to 95th percentile".to_owned(),
                role: Role::Revenue,
                low: points(growing(12.0, 5.6)),
                high: points(growing(80.0, 3.2)),
            },
            line(with_end(series("Cost", Role::Cost, points(cost())))),
            line(with_end(series("Revenue", Role::Revenue, points(revenue())))),
            Layer::Rule { axis: Direction::Vertical, at: at.x, label: "break-even".to_owned(), role: Role::Neutral },
            Layer::Dot { at, label: String::new() },
        ],
    })
}

/// Revenue and stepped cost over subscribers, with the stretches that pay.
pub fn break_even_in_subscribers() -> Graphic {
    let cost = |n: f64| if n <= 40.0 { 500.0 } else if n <= 92.0 { 1_750.0 } else { 3_900.0 } + n * 1.14;
    let counts = || (0..=220).map(f64::from);
    let dot = |x: f64, label: &str| Layer::Dot { at: Point { x, y: 29.0 * x }, label: label.to_owned() };
    let shade = |from: f64, to: f64| Layer::Shade { from, to, role: Role::Good };
    let ticks = (0..=4).map(|i| Tick { at: f64::from(i) * 50.0, label: (i * 50).to_string() }).collect();
    Graphic::Chart(Chart {
        id: "subscribers".to_owned(),
        title: "Break-even in subscribers".to_owned(),
        subtitle: "US$ per month at the current mix; steps are upgrades".to_owned(),
        summary: "It pays from 18 to 40, from 63 to 92 and from 140 subscribers.".to_owned(),
        x: Axis::new(0.0, 220.0, ticks).titled("paying subscribers"),
        y: value_axis([6_380.0], Unit::Count),
        layers: vec![
            shade(18.0, 40.0),
            shade(63.0, 92.0),
            shade(140.0, 220.0),
            Layer::Line { series: series("Cost", Role::Cost, points(counts().map(cost))), step: true, dashed: false },
            line(series("Revenue", Role::Revenue, points(counts().map(|n| 29.0 * n)))),
            dot(18.0, "18"),
            dot(41.0, ""),
            dot(63.0, "63"),
            dot(93.0, ""),
            dot(140.0, "140"),
        ],
    })
}

/// Stacked cost per quarter, with a key.
pub fn cost_bars() -> Graphic {
    let rows = [
        ("Web", Role::Hue(0), [13.0, 13.0, 13.0, 13.0, 13.0, 70.0, 70.0, 70.0, 100.0, 100.0, 100.0, 100.0]),
        ("Database", Role::Hue(1), [0.0, 0.0, 0.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 50.0, 90.0, 90.0]),
        ("Sessions", Role::Hue(2), [12.0, 12.0, 12.0, 12.0, 24.0, 24.0, 24.0, 24.0, 24.0, 36.0, 36.0, 48.0]),
        ("Payments", Role::Hue(3), [2.0, 4.0, 6.0, 10.0, 15.0, 21.0, 31.0, 44.0, 63.0, 90.0, 128.0, 166.0]),
        ("People", Role::Neutral, [100.0; 12]),
    ];
    let ticks = (0..12).map(|i| Tick { at: f64::from(i), label: format!("Q{} {}", i % 4 + 1, 2026 + i / 4) }).collect();
    Graphic::Chart(Chart {
        id: "cost".to_owned(),
        title: "Cost per quarter".to_owned(),
        subtitle: "US$".to_owned(),
        summary: "Payments become the largest part in the last quarter.".to_owned(),
        x: Axis::new(0.0, 11.0, ticks),
        y: value_axis([504.0], Unit::Money("$")),
        layers: vec![Layer::Bars {
            stack: rows.into_iter().map(|(label, role, values)| series(label, role, points(values))).collect(),
        }],
    })
}

/// How much of each tier is used, with the limit and the target.
pub fn headroom() -> Graphic {
    let share = |growth: f64, upgrade: f64| {
        points(months().map(move |month| {
            let since = if month >= upgrade { month - upgrade } else { month };
            0.18 * libm::exp2(since / growth)
        }))
    };
    let limit = |label: &str, role: Role, at: f64| Layer::Line {
        series: series(label, role, vec![Point { x: 0.0, y: at }, Point { x: 35.0, y: at }]),
        step: false,
        dashed: true,
    };
    Graphic::Chart(Chart {
        id: "headroom".to_owned(),
        title: "Use of each tier".to_owned(),
        subtitle: "share of what the tier can carry".to_owned(),
        summary: "The database reaches its target first, in month 14.".to_owned(),
        x: month_axis(START, MONTHS),
        y: value_axis([1.0], Unit::Share),
        layers: vec![
            limit("limit", Role::Bad, 1.0),
            limit("target 70\u{a0}%", Role::Warn, 0.7),
            line(series("Web memory", Role::Hue(0), share(10.0, 20.0))),
            line(series("Database writes", Role::Hue(1), share(7.2, 14.0))),
            line(series("Sessions", Role::Hue(2), share(11.5, 22.0))),
            line(series("Message queue", Role::Hue(3), share(16.0, 40.0))),
            Layer::Rule { axis: Direction::Vertical, at: 12.0, label: "order".to_owned(), role: Role::Warn },
            Layer::Rule { axis: Direction::Vertical, at: 14.0, label: "needed".to_owned(), role: Role::Neutral },
        ],
    })
}

/// Which tier when, and when to order it.
pub fn timeline() -> Graphic {
    type Plan = (&'static str, &'static [(f64, f64, &'static str)]);
    let rows: [Plan; 3] = [
        ("Web", &[(0.0, 20.0, "B1 · $13"), (20.0, 29.0, "B2 · $70"), (29.0, 36.0, "S1 · $100")]),
        ("Database", &[(0.0, 8.0, "SQLite"), (8.0, 36.0, "PostgreSQL B2s · $50")]),
        ("Sessions", &[(0.0, 14.0, "1 × 2 GB · $12"), (14.0, 36.0, "2 × 2 GB · $24")]),
    ];
    let segment = |&(from, to, label): &(f64, f64, &str)| Segment {
        from,
        to,
        label: label.to_owned(),
        reading: format!("{label} a month"),
        short: String::new(),
        order_by: (from > 0.0).then_some(from - 1.0),
        first: from == 0.0,
    };
    let row =
        |(label, segments): Plan| Row { label: label.to_owned(), segments: segments.iter().map(segment).collect() };
    Graphic::Timeline(Timeline {
        id: "upgrades".to_owned(),
        title: "Upgrades".to_owned(),
        subtitle: "Order by → needed by, and the limit that forces it".to_owned(),
        summary: "The next upgrade is the database, to be ordered by August 2026.".to_owned(),
        x: month_span_axis(START, MONTHS),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// Plans that change every few months, some of them for a single one.
pub fn crowded_timeline() -> Graphic {
    type Plan = (f64, &'static str, &'static str);
    let rows: [(&str, &[Plan]); 2] = [
        (
            "App Service",
            &[
                (0.0, "B1", "$13"),
                (3.0, "B2", "$70"),
                (6.0, "S1", "$100"),
                (7.0, "P1V2", "$300"),
                (12.0, "P2V3", "$600"),
                (16.0, "2 × P2V3", "$1,200"),
                (19.0, "3 × P2V3", "$1,800"),
            ],
        ),
        (
            "Database",
            &[
                (0.0, "SQLite", "$0"),
                (3.0, "PostgreSQL B1ms", "$50"),
                (6.0, "PostgreSQL B2s", "$100"),
                (9.0, "PostgreSQL B2ms", "$150"),
                (12.0, "PostgreSQL HA + replicas", "$550"),
            ],
        ),
    ];
    let row = |(label, plans): (&str, &[Plan])| {
        let ends = plans.iter().skip(1).map(|plan| plan.0).chain([f64::from(MONTHS)]);
        let segment = |(&(from, name, price), to): (&Plan, f64)| Segment {
            from,
            to,
            label: format!("{name} · {price}"),
            short: name.to_owned(),
            reading: format!("{name} · {price} a month"),
            order_by: (from > 0.0).then_some(from - 1.0),
            first: from == 0.0,
        };
        Row { label: label.to_owned(), segments: plans.iter().zip(ends).map(segment).collect() }
    };
    Graphic::Timeline(Timeline {
        id: "upgrades-crowded".to_owned(),
        title: "Upgrades".to_owned(),
        subtitle: "Order by → needed by, and the limit that forces it".to_owned(),
        summary: "Ten changes within the horizon.".to_owned(),
        x: month_span_axis(START, MONTHS),
        rows: rows.into_iter().map(row).collect(),
    })
}

/// Shares of paths that are the same for many months.
pub fn probabilities() -> Graphic {
    let outgrown = || months().map(|month| if month < 8.0 { 0.0 } else { (month / 20.0 - 0.35).min(1.0) });
    let enough = months().zip(outgrown()).map(|(month, share)| if month > 14.0 && month < 18.0 { 0.2 } else { share });
    let covered = || months().map(|month| (0.8 + month / 40.0).min(1.0));
    let repaid = months().zip(covered()).map(|(month, share)| if month < 6.0 { month / 7.0 } else { share });
    let lines = [
        ("Revenue covers cost", Role::Revenue, points(covered())),
        ("Losses repaid", Role::Cash, points(repaid)),
        ("No tier is enough", Role::Bad, points(enough)),
        ("Plan's tiers outgrown", Role::Warn, points(outgrown())),
    ];
    Graphic::Chart(Chart {
        id: "probabilities".to_owned(),
        title: "Probabilities by month".to_owned(),
        subtitle: "share of 10,000 paths".to_owned(),
        summary: "In Dec 2028 all four are certain.".to_owned(),
        x: month_axis(START, MONTHS),
        y: Axis { to: 1.0, ..value_axis([1.0], Unit::Share) },
        layers: lines.map(|(label, role, points)| line(series(label, role, points))).to_vec(),
    })
}

/// Revenue won and lost each month, and what remains of it.
pub fn movements() -> Graphic {
    let won: Vec<f64> = growing(40.0, 9.0).collect();
    let more: Vec<f64> = growing(6.0, 8.0).collect();
    let lost: Vec<f64> = growing(-14.0, 7.5).collect();
    let net = won.iter().zip(&more).zip(&lost).map(|((won, more), lost)| won + more + lost);
    let extent = won.iter().zip(&more).map(|(won, more)| won + more).chain(lost.iter().copied());
    let y = value_axis(extent, Unit::Money("$"));
    let net = points(net);
    Graphic::Chart(Chart {
        id: "movements".to_owned(),
        title: "What changes monthly revenue".to_owned(),
        subtitle: "US$ per month".to_owned(),
        summary: "More is won than lost in every month.".to_owned(),
        x: month_axis(START, MONTHS),
        y,
        layers: vec![
            Layer::Bars {
                stack: vec![
                    series("New", Role::Revenue, points(won)),
                    series("Expansion", Role::Good, points(more)),
                    series("Churn", Role::Bad, points(lost)),
                ],
            },
            line(with_end(series("Net", Role::Accent, net))),
        ],
    })
}

/// Many lines that end close together.
pub fn services() -> Graphic {
    let names = ["Web", "Database", "Sessions", "Storage", "E-mail", "Payments", "Monitoring", "Support desk"];
    let of = |i: usize, name: &str| {
        let slope = 1.0 + i as f64 * 0.09;
        let values = months().map(move |month| 20.0 + month * slope * (1.0 + (month - i as f64) / 90.0));
        line(with_end(series(name, Role::Hue(u8::try_from(i).unwrap_or(0)), points(values))))
    };
    Graphic::Chart(Chart {
        id: "services".to_owned(),
        title: "Cost of each service".to_owned(),
        subtitle: "US$ per month".to_owned(),
        summary: "All services cost about the same.".to_owned(),
        x: month_axis(START, MONTHS),
        y: value_axis([90.0], Unit::Money("$")).titled("US$ per month and service"),
        layers: names.iter().enumerate().map(|(i, name)| of(i, name)).collect(),
    })
}
