//! Charts of made-up figures.

use headroom_charts::{Axis, Chart, Graphic, Layer, Point, Role, Row, Segment, Series, Tick, Timeline};

fn months_axis() -> Axis {
    let tick = |i: i32| Tick {
        at: f64::from(i * 6),
        label: format!("{} {}", if i % 2 == 0 { "Jan" } else { "Jul" }, 2026 + i / 2),
    };
    let ticks = (0..6).map(tick);
    Axis::new(0.0, 35.0, ticks.collect())
}

fn dollars_axis(to: f64) -> Axis {
    let ticks = (0..5).map(|i| Tick { at: to * f64::from(i) / 4.0, label: format!("{:.0}", to * f64::from(i) / 4.0) });
    Axis::new(0.0, to, ticks.collect())
}

fn series(id: &str, label: &str, role: Role, value: impl Fn(f64) -> f64) -> Series {
    let points: Vec<Point> = (0..36).map(|x| Point { x: f64::from(x), y: value(f64::from(x)) }).collect();
    let readings = points.iter().map(|point| format!("${:.2}", point.y)).collect();
    Series { id: id.into(), label: label.into(), end: None, role, points, readings }
}

fn chart(id: &str, title: &str, y: Axis, layers: Vec<Layer>) -> Graphic {
    Graphic::Chart(Chart {
        id: id.into(),
        title: title.into(),
        subtitle: "US$ per month, 36 months from January 2026".into(),
        summary: format!("{title}: from $50 in January 2026 to about $3,600 in December 2028."),
        x: months_axis(),
        y,
        layers,
    })
}

pub fn line_chart(id: &str, title: &str, lines: usize) -> Graphic {
    let kinds = [("Revenue", Role::Revenue, 100.0), ("Cost", Role::Cost, 62.0), ("Cash", Role::Cash, 30.0)];
    let lines = kinds.iter().take(lines).map(|(label, role, slope)| Layer::Line {
        series: series(label, label, *role, |x| 50.0 + slope * x),
        step: *role == Role::Cost,
        dashed: false,
    });
    let mut layers = vec![Layer::Shade { from: 15.0, to: 35.0, role: Role::Good }];
    layers.extend(lines);
    layers.push(Layer::Dot { at: Point { x: 15.0, y: 1550.0 }, label: "Apr 2027".into() });
    chart(id, title, dollars_axis(4000.0), layers)
}

pub fn bar_chart(id: &str, title: &str) -> Graphic {
    let stack = vec![
        series("servers", "Servers", Role::Hue(0), |x| 20.0 + 10.0 * x),
        series("people", "People", Role::Hue(1), |x| 200.0 + 30.0 * x),
        series("fees", "Fees", Role::Hue(2), |x| 10.0 * x),
    ];
    chart(id, title, dollars_axis(2000.0), vec![Layer::Bars { stack }])
}

pub fn band_chart() -> Graphic {
    let line = series("revenue", "Revenue", Role::Revenue, |x| 100.0 + 90.0 * x);
    let at = |scale: f64| line.points.iter().map(|p| Point { x: p.x, y: p.y * scale }).collect();
    let band = Layer::Band { label: "5 to 95 %".into(), role: Role::Revenue, low: at(0.6), high: at(1.2) };
    chart(
        "futures",
        "Revenue in 10,000 futures",
        dollars_axis(4000.0),
        vec![band, Layer::Line { series: line, step: false, dashed: false }],
    )
}

pub fn timeline() -> Graphic {
    let segment = |from: f64, to: f64, label: &str, order_by| Segment {
        from,
        to,
        label: label.into(),
        reading: format!("{label} from month {from} to month {to}"),
        short: String::new(),
        order_by,
        first: from == 0.0,
    };
    let row = |label: &str, segments| Row { label: label.into(), segments };
    Graphic::Timeline(Timeline {
        id: "tiers".into(),
        title: "Tiers over time".into(),
        subtitle: "Order by → needed by".into(),
        summary: "A second session server in March 2027, a larger web tier in September 2027.".into(),
        x: months_axis(),
        rows: vec![
            row("Sessions", vec![segment(0.0, 14.0, "1 × 2 GB", None), segment(14.0, 35.0, "2 × 2 GB", Some(12.0))]),
            row("Web", vec![segment(0.0, 20.0, "B1", None), segment(20.0, 35.0, "B2", Some(19.0))]),
            row("Database", vec![segment(0.0, 35.0, "Basic", None)]),
        ],
    })
}
