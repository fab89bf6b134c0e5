//! Whatever the numbers and the texts: a picture or an error, never a panic.

use headroom_charts::{
    Axis, BaseCell, Chart, ColourScale, Colours, Direction, Distribution, DrawError, ErrorBar, Graphic, HeatAxis,
    HeatCell, Heatmap, Layer, Level, Never, Point, RankedBar, RankedRow, Ranking, Role, Row, Segment, Series, Size,
    Theme, Tick, Timeline, png, reading, svg,
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
        vec(series(), 0..6).prop_map(|percentiles| Layer::Fan { percentiles }),
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
        Segment { from, to, reading: label.clone(), label, short: String::new(), order_by, first }
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
    // Boxed: strategies as large as these do not fit on a test's stack.
    prop_oneof![
        3 => chart.boxed(),
        1 => timeline.boxed(),
        1 => ranking().boxed(),
        1 => heatmap().boxed(),
        1 => distribution().boxed(),
    ]
}

fn ranking() -> impl Strategy<Value = Graphic> {
    let error = option::of((number(), number()).prop_map(|(from, to)| ErrorBar { from, to }));
    let bar = (number(), text(), role(), error).prop_map(|(to, label, role, error)| RankedBar {
        to,
        reading: label.clone(),
        label,
        role,
        error,
    });
    let row = (text(), vec(bar, 0..4)).prop_map(|(label, bars)| RankedRow { label, bars });
    (text(), axis(), number(), text(), vec(row, 0..6)).prop_map(|(title, x, base, base_label, rows)| {
        let ranking = Ranking {
            id: String::new(),
            summary: title.clone(),
            title,
            subtitle: String::new(),
            x,
            base,
            base_label,
            rows,
        };
        Graphic::Ranking(ranking.longest_first())
    })
}

/// Grids with too few, too many and no cells among them.
fn heatmap() -> impl Strategy<Value = Graphic> {
    let axis = || (text(), vec(text(), 0..6)).prop_map(|(title, labels)| HeatAxis { title, labels });
    let cell = (number(), text()).prop_map(|(value, label)| HeatCell { value, reading: label.clone(), label });
    let colours = prop_oneof![
        role().prop_map(|role| Colours::Sequential { role }),
        (number(), role(), role()).prop_map(|(middle, below, above)| Colours::Diverging { middle, below, above }),
    ];
    let ends = prop_oneof![3 => Just((-10.0, 90.0)), 1 => (number(), number())];
    let tick = (number(), text()).prop_map(|(at, label)| Tick { at, label });
    let scale = (text(), ends, vec(tick, 0..5), colours).prop_map(|(title, (from, to), ticks, colours)| ColourScale {
        title,
        from,
        to,
        ticks,
        colours,
    });
    let level = option::of((number(), text()).prop_map(|(at, label)| Level { at, label }));
    let base =
        option::of((0..7_u32, 0..7_u32, text()).prop_map(|(column, row, label)| BaseCell { column, row, label }));
    (axis(), axis(), vec(vec(cell, 0..7), 0..7), scale, level, base).prop_map(
        |(columns, rows, cells, scale, level, base)| {
            Graphic::Heatmap(Heatmap {
                id: String::new(),
                title: String::new(),
                subtitle: String::new(),
                summary: String::new(),
                columns,
                rows,
                cells,
                scale,
                level,
                base,
            })
        },
    )
}

fn distribution() -> impl Strategy<Value = Graphic> {
    let tick = (prop_oneof![Just(1.0), number()], text()).prop_map(|(at, label)| Tick { at, label });
    let never = option::of((number(), text()).prop_map(|(share, label)| Never {
        share,
        heading: label.clone(),
        reading: label.clone(),
        label,
    }));
    (axis(), series(), axis(), series(), axis(), vec(tick, 0..4), never).prop_map(
        |(x, cumulative, cumulative_y, monthly, monthly_y, marks, never)| {
            Graphic::Distribution(Box::new(Distribution {
                id: String::new(),
                title: String::new(),
                subtitle: String::new(),
                summary: String::new(),
                x,
                cumulative,
                cumulative_y,
                monthly,
                monthly_y,
                marks,
                never,
            }))
        },
    )
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
                let rows = || read.columns.chunks(read.across.max(1));
                prop_assert!(rows().all(|row| row.is_sorted_by(|a, b| a.x_px <= b.x_px)));
                prop_assert!(rows().all(|row| row.len() == read.across), "rows of one length");
                let values = || read.columns.iter().flat_map(|column| &column.values);
                prop_assert!(read.columns.iter().all(|column| column.x_px.is_finite()));
                prop_assert!(values().all(|value| value.y_px.is_finite()));
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
        _ => panic!("break-even is a chart"),
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

/// A single month, a single future, a single input, and none at all.
#[test]
fn the_least_of_each_kind_is_drawn() {
    let mut least = Vec::new();
    for graphic in samples::futures::all() {
        for kept in [1, 0] {
            let mut graphic = graphic.clone();
            match &mut graphic {
                Graphic::Chart(chart) => {
                    for layer in &mut chart.layers {
                        if let Layer::Fan { percentiles } = layer {
                            percentiles.iter_mut().for_each(|line| line.points.truncate(kept));
                        }
                    }
                }
                Graphic::Ranking(ranking) => ranking.rows.truncate(kept),
                Graphic::Heatmap(map) => {
                    map.columns.labels.truncate(kept);
                    map.rows.labels.truncate(kept);
                }
                Graphic::Distribution(of) => {
                    of.cumulative.points.truncate(kept);
                    of.monthly.points.truncate(kept);
                }
                Graphic::Timeline(_) => {}
            }
            least.push((graphic, kept));
        }
    }
    for (graphic, kept) in least {
        let size = graphic.size(640, 264);
        assert!(svg(&graphic, size, Theme::Light).is_ok(), "{} with {kept}", graphic.id());
        let read = reading(&graphic, size);
        // What never happens is read even where no month is.
        let apart = usize::from(matches!(graphic, Graphic::Distribution(_)));
        assert_eq!(read.columns.len(), kept + apart, "{} with {kept}", graphic.id());
    }
}
