//! What each layer looks like as SVG, and that the PNG is the same picture.

use headroom_charts::{
    Axis, Chart, Direction, Graphic, Layer, Point, Role, Row, Segment, Series, Size, Theme, Tick, Timeline, png, svg,
};
use resvg::tiny_skia::Pixmap;

use crate::samples;

const SMALL: Size = Size::new(200, 100);

fn points(values: &[(f64, f64)]) -> Vec<Point> {
    values.iter().map(|&(x, y)| Point { x, y }).collect()
}

fn ticks(values: &[f64]) -> Vec<Tick> {
    values.iter().map(|&at| Tick { at, label: at.to_string() }).collect()
}

fn series(label: &str, role: Role, values: &[(f64, f64)]) -> Series {
    Series {
        id: label.to_owned(),
        label: label.to_owned(),
        end: None,
        role,
        points: points(values),
        readings: values.iter().map(|(_, y)| y.to_string()).collect(),
    }
}

fn chart(layers: Vec<Layer>) -> Graphic {
    Graphic::Chart(Chart {
        id: "small".to_owned(),
        title: "Small & quick".to_owned(),
        subtitle: String::new(),
        summary: "Revenue < cost until 2027.".to_owned(),
        x: Axis::new(0.0, 4.0, ticks(&[0.0, 2.0, 4.0])),
        y: Axis::new(0.0, 10.0, ticks(&[0.0, 5.0, 10.0])),
        layers,
    })
}

fn drawn(layers: Vec<Layer>) -> String {
    svg(&chart(layers), SMALL, Theme::Light).unwrap()
}

#[test]
fn lines() {
    insta::assert_snapshot!(drawn(vec![
        Layer::Line {
            series: Series {
                end: Some("$8".to_owned()),
                ..series("Revenue", Role::Revenue, &[(0.0, 1.0), (2.0, 3.0), (4.0, 8.0)])
            },
            step: false,
            dashed: false,
        },
        Layer::Line {
            series: series("Limit", Role::Bad, &[(0.0, 4.0), (2.0, 7.0), (4.0, 7.0)]),
            step: true,
            dashed: true
        },
    ]));
}

#[test]
fn bands_shades_rules_and_dots() {
    insta::assert_snapshot!(drawn(vec![
        Layer::Shade { from: 1.0, to: 2.0, role: Role::Good },
        Layer::Band {
            label: String::new(),
            role: Role::Revenue,
            low: points(&[(0.0, 0.0), (4.0, 2.0)]),
            high: points(&[(0.0, 4.0), (4.0, 12.0)]),
        },
        Layer::Rule { axis: Direction::Vertical, at: 3.0, label: "order".to_owned(), role: Role::Neutral },
        Layer::Rule { axis: Direction::Horizontal, at: 6.0, label: "target".to_owned(), role: Role::Warn },
        Layer::Dot { at: Point { x: 3.0, y: 6.0 }, label: "3".to_owned() },
    ]));
}

#[test]
fn measurements_on_a_fitted_line() {
    insta::assert_snapshot!(drawn(vec![
        Layer::Line {
            series: series("Fit", Role::Accent, &[(0.0, 0.0), (2.0, 6.0), (4.0, 9.0)]),
            step: false,
            dashed: false
        },
        Layer::Points { series: series("Measured", Role::Neutral, &[(1.0, 3.0), (2.0, 6.5), (3.0, 7.8)]) },
    ]));
}

#[test]
fn bars() {
    let stack = vec![
        series("New", Role::Hue(0), &[(0.0, 3.0), (2.0, 4.0), (4.0, 5.0)]),
        series("More", Role::Hue(1), &[(0.0, 1.0), (2.0, 2.0), (4.0, 3.0)]),
    ];
    insta::assert_snapshot!(drawn(vec![Layer::Bars { stack }]));
}

/// Lines that run on each other for a stretch show in turn: no colour is hidden by another.
#[test]
fn lines_on_each_other_show_in_turn() {
    let line = |role: Role, values: &[(f64, f64)]| Layer::Line {
        series: series("A line", role, values),
        step: false,
        dashed: false,
    };
    let strokes = |second: &[(f64, f64)]| {
        let first = line(Role::Good, &[(0.0, 1.0), (1.0, 3.0), (3.0, 3.0), (4.0, 1.0)]);
        let picture = drawn(vec![first, line(Role::Bad, second)]);
        let stroke = format!("stroke=\"{}\"", Theme::Light.palette().mark(Role::Good));
        picture.split("<polyline").filter(|mark| mark.contains(&stroke)).count()
    };
    let apart = strokes(&[(0.0, 5.0), (1.0, 6.0), (3.0, 6.0), (4.0, 5.0)]);
    let together = strokes(&[(0.0, 5.0), (1.0, 3.0), (3.0, 3.0), (4.0, 5.0)]);
    assert!(together > apart + 2, "{together}, and {apart} where they are apart");
}

#[test]
fn timelines() {
    let segment = |from: f64, to: f64, order_by: Option<f64>, label: &str| Segment {
        from,
        to,
        label: label.to_owned(),
        reading: label.to_owned(),
        short: String::new(),
        order_by,
        first: from == 0.0,
    };
    let timeline = Graphic::Timeline(Timeline {
        id: "upgrades".to_owned(),
        title: "Upgrades".to_owned(),
        subtitle: String::new(),
        summary: String::new(),
        x: Axis::new(0.0, 4.0, ticks(&[0.0, 2.0])),
        rows: vec![Row {
            label: "Web".to_owned(),
            segments: vec![segment(0.0, 2.0, None, "A tier with a long name"), segment(2.0, 4.0, Some(1.5), "B2")],
        }],
    });
    insta::assert_snapshot!(svg(&timeline, timeline.size(200, 250), Theme::Dark).unwrap());
}

/// The window's content security policy allows inline SVG, but neither styles nor scripts nor references.
#[test]
fn a_picture_is_self_contained() {
    for graphic in samples::all() {
        let [size, ..] = samples::sizes(&graphic);
        for theme in [Theme::Light, Theme::Dark, Theme::Print] {
            let picture = svg(&graphic, size, theme).unwrap();
            for forbidden in [" style=", "<style", "<script", "href", "url(", " id=", " on"] {
                assert!(
                    !picture.split("<g ").nth(1).unwrap_or_default().contains(forbidden),
                    "{}: {forbidden}",
                    graphic.id()
                );
            }
            assert!(
                picture.contains(r#"role="img""#) && picture.contains(" aria-label=\"") && picture.contains("<desc>")
            );
        }
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for graphic in samples::all() {
        let [size, ..] = samples::sizes(&graphic);
        assert_eq!(svg(&graphic, size, Theme::Light), svg(&graphic.clone(), size, Theme::Light));
        assert_eq!(png(&graphic, size, Theme::Light, 1.0), png(&graphic.clone(), size, Theme::Light, 1.0));
    }
}

#[test]
fn a_png_is_the_picture_on_its_panel() {
    for (theme, panel) in [(Theme::Light, [255, 255, 255]), (Theme::Dark, [0x17, 0x1B, 0x21])] {
        let picture = png(&samples::break_even_over_time(), Size::new(640, 250), theme, 1.5).unwrap();
        let pixels = Pixmap::decode_png(&picture).unwrap();
        assert_eq!((pixels.width(), pixels.height()), (960, 375));
        let colours = pixels.pixels().iter().map(|pixel| [pixel.red(), pixel.green(), pixel.blue()]);
        let drawn = colours.clone().filter(|colour| *colour != panel).count();
        assert!(drawn > 1_000 && drawn < pixels.pixels().len(), "{theme:?}: {drawn} pixels differ from the panel");
        assert_eq!(colours.clone().next(), Some(panel));
    }
}

#[test]
fn no_picture_is_magnified_beyond_reason() {
    for scale in [0.0, -1.0, f32::NAN, f32::INFINITY, 1e9] {
        assert!(png(&samples::timeline(), SMALL, Theme::Light, scale).is_err(), "{scale}");
    }
}
