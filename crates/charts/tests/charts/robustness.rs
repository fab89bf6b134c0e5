//! Whatever the numbers and the texts: a picture or an error, never a panic.

use headroom_charts::{
    Axis, Chart, Direction, DrawError, Graphic, Layer, Point, Role, Row, Segment, Series, Size, Theme, Tick, Timeline,
    png, reading, svg,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use resvg::usvg::{Options, Tree};

use crate::samples;

/// Any number: mostly ordinary ones, some large, some none.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => -100.0..100.0,
        1 => -1e15..1e15,
        1 => proptest::num::f64::ANY,
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(f64::NEG_INFINITY), Just(f64::MAX), Just(0.0)],
    ]
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[A-Za-z$ ]{0,12}", ".{0,30}"]
}

fn point() -> impl Strategy<Value = Point> {
    (number(), number()).prop_map(|(x, y)| Point { x, y })
}

fn role() -> impl Strategy<Value = Role> {
    prop_oneof![Just(Role::Revenue), Just(Role::Neutral), any::<u8>().prop_map(Role::Hue)]
}

fn series() -> impl Strategy<Value = Series> {
    (text(), option::of(text()), role(), vec(point(), 0..8)).prop_map(|(label, end, role, points)| Series {
        id: String::new(),
        label,
        end,
        role,
        points,
        readings: Vec::new(),
    })
}

fn layer() -> impl Strategy<Value = Layer> {
    prop_oneof![
        (series(), any::<bool>(), any::<bool>()).prop_map(|(series, step, dashed)| Layer::Line {
            series,
            step,
            dashed
        }),
        (text(), role(), vec(point(), 0..6), vec(point(), 0..6)).prop_map(|(label, role, low, high)| Layer::Band {
            label,
            role,
            low,
            high
        }),
        series().prop_map(|series| Layer::Points { series }),
        vec(series(), 0..5).prop_map(|stack| Layer::Bars { stack }),
        (number(), number(), role()).prop_map(|(from, to, role)| Layer::Shade { from, to, role }),
        (any::<bool>(), number(), text(), role()).prop_map(|(vertical, at, label, role)| Layer::Rule {
            axis: if vertical { Direction::Vertical } else { Direction::Horizontal },
            at,
            label,
            role,
        }),
        (point(), text()).prop_map(|(at, label)| Layer::Dot { at, label }),
    ]
}

fn axis() -> impl Strategy<Value = Axis> {
    let ends = prop_oneof![3 => Just((0.0, 50.0)), 1 => number().prop_map(|at| (at, at)), 2 => (number(), number())];
    let tick = (number(), text()).prop_map(|(at, label)| Tick { at, label });
    (ends, vec(tick, 0..6), option::of(text()))
        .prop_map(|((from, to), ticks, title)| Axis { title, ..Axis::new(from, to, ticks) })
}

fn segment() -> impl Strategy<Value = Segment> {
    (number(), number(), text(), option::of(number()), any::<bool>()).prop_map(|(from, to, label, order_by, first)| {
        Segment { from, to, reading: label.clone(), label, order_by, first }
    })
}

fn graphic() -> impl Strategy<Value = Graphic> {
    let chart = (text(), axis(), axis(), vec(layer(), 0..6)).prop_map(|(title, x, y, layers)| {
        Graphic::Chart(Chart {
            id: String::new(),
            summary: title.clone(),
            title,
            subtitle: String::new(),
            x,
            y,
            layers,
        })
    });
    let row = (text(), vec(segment(), 0..5)).prop_map(|(label, segments)| Row { label, segments });
    let timeline = (text(), axis(), vec(row, 0..5)).prop_map(|(title, x, rows)| {
        Graphic::Timeline(Timeline {
            id: String::new(),
            summary: title.clone(),
            title,
            subtitle: String::new(),
            x,
            rows,
        })
    });
    prop_oneof![3 => chart, 1 => timeline]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graphic_is_drawn_or_refused(graphic in graphic(), width in 0_u32..1_200, height in 0_u32..600) {
        let size = Size::new(width, height);
        match svg(&graphic, size, Theme::Light) {
            Ok(picture) => {
                prop_assert!(Tree::from_str(&picture, &Options::default()).is_ok(), "not well formed:\n{picture}");
                let read = reading(&graphic, size);
                let in_order = read.columns.is_sorted_by(|a, b| a.x_px <= b.x_px);
                prop_assert!(in_order && read.columns.iter().all(|column| column.x_px.is_finite()));
            }
            Err(DrawError::Axis { .. } | DrawError::Size(_)) => prop_assert!(reading(&graphic, size).columns.is_empty()),
            Err(other) => prop_assert!(false, "{other}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_graphic_is_rasterised_or_refused(graphic in graphic()) {
        let _ = png(&graphic, Size::new(320, 200), Theme::Dark, 1.0);
    }
}

fn break_even() -> Chart {
    match samples::break_even_over_time() {
        Graphic::Chart(chart) => chart,
        Graphic::Timeline(_) => panic!("break-even is a chart"),
    }
}

#[test]
fn a_chart_without_data_shows_its_axes() {
    let empty = Chart { layers: Vec::new(), ..break_even() };
    let picture = svg(&Graphic::Chart(empty), Size::new(640, 250), Theme::Light).unwrap();
    assert!(picture.contains("Jan 2026") && picture.contains("16k"));
}

#[test]
fn a_constant_on_an_axis_of_one_value_runs_through_the_middle() {
    let flat = vec![Point { x: 0.0, y: 1e15 }, Point { x: 1.0, y: 1e15 }];
    let series = Series {
        id: String::new(),
        label: "flat".to_owned(),
        end: None,
        role: Role::Cash,
        points: flat,
        readings: Vec::new(),
    };
    let chart = Chart {
        x: Axis::new(0.0, 1.0, Vec::new()),
        y: Axis::new(1e15, 1e15, Vec::new()),
        layers: vec![Layer::Line { series, step: false, dashed: false }],
        ..break_even()
    };
    let read = reading(&Graphic::Chart(chart), Size::new(640, 250));
    let middle = read.plot.y + read.plot.height / 2.0;
    assert!(read.columns.iter().all(|column| (column.values[0].y_px - middle).abs() < 1e-6));
}

#[test]
fn an_axis_that_shows_nothing_is_an_error() {
    for (from, to) in [(0.0, f64::NAN), (f64::NEG_INFINITY, 0.0), (5.0, 1.0)] {
        let chart = Chart { y: Axis::new(from, to, Vec::new()), ..break_even() };
        let refused = svg(&Graphic::Chart(chart), Size::new(640, 250), Theme::Light).unwrap_err();
        assert!(matches!(refused, DrawError::Axis { axis: "y", .. }), "{refused}");
    }
}

#[test]
fn a_picture_without_room_is_an_error() {
    for size in [Size::new(0, 0), Size::new(20, 20), Size::new(640, 30), Size::new(1_000_000, 10)] {
        assert_eq!(svg(&Graphic::Chart(break_even()), size, Theme::Light), Err(DrawError::Size(size)));
    }
}
