//! Where texts really are once set in Inter: inside the picture, none on another.

use std::sync::Arc;

use headroom_charts::scale::{StartMonth, Unit, month_axis, value_axis};
use headroom_charts::{
    Axis, Chart, Direction, Graphic, Layer, Point, Role, Row, Segment, Series, Size, Theme, Tick, Timeline, svg,
};
use resvg::usvg::{Group, Node, Options, Rect, Tree, fontdb};

use crate::samples;

const AWKWARD: [&str; 8] = [
    "A label of many words that could never stand beside a line in one piece",
    "Donaudampfschifffahrtsgesellschaftskapitänsmütze",
    "<b>&amp; \"quoted\" 'too'</b>",
    "−$1,000,000,000,000,000",
    "two\nlines\tand a tab\u{0}",
    "容量とコスト",
    "السعة والتكلفة",
    "🙂",
];

/// The boxes of all texts of a picture, less the air above and below the letters.
fn boxes(picture: &str) -> Vec<(String, Rect)> {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_data(include_bytes!("../../../../assets/fonts/Inter-Regular.ttf").to_vec());
    fonts.load_font_data(include_bytes!("../../../../assets/fonts/Inter-SemiBold.ttf").to_vec());
    let options = Options { font_family: "Inter".to_owned(), fontdb: Arc::new(fonts), ..Options::default() };
    let mut found = Vec::new();
    collect(Tree::from_str(picture, &options).unwrap().root(), &mut found);
    found
}

fn collect(group: &Group, found: &mut Vec<(String, Rect)>) {
    const AIR: f32 = 2.0;
    for node in group.children() {
        match node {
            Node::Group(group) => collect(group, found),
            Node::Text(text) => {
                let said = text.chunks().iter().map(|chunk| chunk.text()).collect();
                let full = text.abs_bounding_box();
                let letters = Rect::from_ltrb(full.left(), full.top() + AIR, full.right(), full.bottom() - AIR);
                found.push((said, letters.unwrap()));
            }
            _ => {}
        }
    }
}

fn assert_inside(texts: &[(String, Rect)], size: Size, context: &str) {
    for (said, at) in texts {
        let inside = at.left() >= -0.5
            && at.right() <= size.width as f32 + 0.5
            && at.top() >= -0.5
            && at.bottom() <= size.height as f32 + 0.5;
        assert!(inside, "{context} at {size:?}: {said:?} at {at:?}");
    }
}

fn assert_apart(texts: &[(String, Rect)], size: Size, context: &str) {
    for (i, (said, a)) in texts.iter().enumerate() {
        for (other, b) in &texts[i + 1..] {
            let apart =
                a.right() <= b.left() || b.right() <= a.left() || a.bottom() <= b.top() || b.bottom() <= a.top();
            assert!(apart, "{context} at {size:?}: {said:?} and {other:?} overlap");
        }
    }
}

#[test]
fn every_label_of_the_samples_stands_alone() {
    for graphic in samples::all() {
        for size in samples::sizes(&graphic) {
            let texts = boxes(&svg(&graphic, size, Theme::Light).unwrap());
            assert!(!texts.is_empty());
            assert_inside(&texts, size, graphic.id());
            assert_apart(&texts, size, graphic.id());
        }
    }
}

fn series(label: &str, i: usize) -> Series {
    let y = i as f64;
    Series {
        id: label.to_owned(),
        label: label.to_owned(),
        end: Some("$1".to_owned()),
        role: Role::Hue(u8::try_from(i).unwrap_or(0)),
        points: vec![Point { x: 0.0, y }, Point { x: 10.0, y: 5.0 }],
        readings: Vec::new(),
    }
}

fn chart(layers: Vec<Layer>, x: Axis, y: Axis) -> Graphic {
    Graphic::Chart(Chart {
        id: "awkward".to_owned(),
        title: AWKWARD[2].to_owned(),
        subtitle: String::new(),
        summary: AWKWARD[4].to_owned(),
        x,
        y,
        layers,
    })
}

fn x_axis() -> Axis {
    Axis::new(0.0, 10.0, (0..=10).map(|i| Tick { at: f64::from(i), label: i.to_string() }).collect())
}

fn y_axis() -> Axis {
    value_axis([10.0], Unit::Count)
}

#[test]
fn awkward_labels_of_every_layer_stay_inside() {
    for label in AWKWARD {
        let own = label.to_owned();
        let layers = vec![
            Layer::Line { series: series(label, 3), step: true, dashed: true },
            Layer::Bars { stack: (0..5).map(|i| series(label, i)).collect() },
            Layer::Band {
                label: own.clone(),
                role: Role::Cash,
                low: vec![Point { x: 0.0, y: 0.0 }, Point { x: 10.0, y: 0.0 }],
                high: vec![Point { x: 0.0, y: 9.0 }, Point { x: 10.0, y: 9.0 }],
            },
            Layer::Fan { percentiles: (0..5).map(|i| series(label, i)).collect() },
            Layer::Rule { axis: Direction::Vertical, at: 9.9, label: own.clone(), role: Role::Warn },
            Layer::Rule { axis: Direction::Horizontal, at: 9.9, label: own.clone(), role: Role::Warn },
            Layer::Dot { at: Point { x: 0.0, y: 10.0 }, label: own.clone() },
            Layer::Dot { at: Point { x: 10.0, y: 0.0 }, label: own.clone() },
        ];
        let ticks = |at: [f64; 2]| at.map(|at| Tick { at, label: own.clone() }).to_vec();
        let x = Axis::new(0.0, 10.0, ticks([0.0, 10.0])).titled(label);
        let y = Axis::new(0.0, 10.0, ticks([0.0, 10.0])).titled(label);
        for size in [Size::new(640, 250), Size::new(430, 256), Size::new(300, 320)] {
            let picture = svg(&chart(layers.clone(), x.clone(), y.clone()), size, Theme::Light).unwrap();
            assert_inside(&boxes(&picture), size, label);
        }
    }
}

#[test]
fn many_lines_that_end_in_one_place_are_all_labelled() {
    let layers = (0..12).map(|i| Layer::Line { series: series(&format!("Series {i}"), i), step: false, dashed: false });
    let size = Size::new(640, 250);
    let texts = boxes(&svg(&chart(layers.collect(), x_axis(), y_axis()), size, Theme::Light).unwrap());
    assert_eq!(texts.iter().filter(|(said, _)| said.starts_with("Series")).count(), 12);
    assert_inside(&texts, size, "twelve lines");
    assert_apart(&texts, size, "twelve lines");
}

#[test]
fn flags_of_neighbouring_rules_stand_in_rows() {
    let rule = |i: i32| Layer::Rule {
        axis: Direction::Vertical,
        at: 4.0 + f64::from(i) * 0.3,
        label: format!("upgrade of tier {i}"),
        role: Role::Neutral,
    };
    let size = Size::new(640, 250);
    let texts = boxes(&svg(&chart((0..4).map(rule).collect(), x_axis(), y_axis()), size, Theme::Light).unwrap());
    assert_eq!(texts.iter().filter(|(said, _)| said.starts_with("upgrade")).count(), 4);
    assert_inside(&texts, size, "four rules");
    assert_apart(&texts, size, "four rules");
}

#[test]
fn a_rule_at_the_edge_keeps_clear_of_the_names_of_lines() {
    let mut probability = series("probability", 10);
    probability.points[1].y = 10.0;
    for at in [9.0, 9.9, 10.0] {
        let layers = vec![
            Layer::Line { series: probability.clone(), step: false, dashed: false },
            Layer::Rule { axis: Direction::Vertical, at, label: "plan".to_owned(), role: Role::Neutral },
        ];
        let size = Size::new(640, 250);
        let texts = boxes(&svg(&chart(layers, x_axis(), y_axis()), size, Theme::Light).unwrap());
        assert!(texts.iter().any(|(said, _)| said == "plan"));
        assert_apart(&texts, size, "a rule at the edge");
    }
}

#[test]
fn a_month_stands_behind_its_year() {
    let x = month_axis(StartMonth { year: 2026, month: 1 }, 36);
    for width in (200..900).step_by(20) {
        let layers = vec![Layer::Line { series: series("line", 1), step: false, dashed: false }];
        let texts = boxes(&svg(&chart(layers, x.clone(), y_axis()), Size::new(width, 250), Theme::Light).unwrap());
        let months: Vec<&str> =
            texts.iter().map(|(said, _)| said.as_str()).filter(|said| said.starts_with('J')).collect();
        let whole = ["Jan 2026", "Jul", "Jan 2027", "Jul", "Jan 2028", "Jul"];
        assert!(months == whole || months.iter().all(|month| month.starts_with("Jan ")), "{width}: {months:?}");
    }
}

#[test]
fn awkward_timelines_stay_inside() {
    for label in AWKWARD {
        let segment = |i: i32| Segment {
            from: f64::from(i),
            to: f64::from(i) + 1.0,
            label: label.to_owned(),
            reading: label.to_owned(),
            short: String::new(),
            order_by: Some(f64::from(i) - 0.6),
            first: i == 0,
        };
        let row = Row { label: label.to_owned(), segments: (0..10).map(segment).collect() };
        let timeline = Graphic::Timeline(Timeline {
            id: "awkward".to_owned(),
            title: label.to_owned(),
            subtitle: String::new(),
            summary: label.to_owned(),
            x: x_axis(),
            rows: vec![row; 3],
        });
        let size = timeline.size(640, 250);
        let texts = boxes(&svg(&timeline, size, Theme::Light).unwrap());
        assert_inside(&texts, size, label);
        assert_apart(&texts, size, label);
    }
}

/// Which plan when is what a timeline answers: a segment too short for its name has a number, with its name below.
#[test]
fn every_segment_of_a_timeline_is_named() {
    let graphic = samples::crowded_timeline();
    let Graphic::Timeline(timeline) = &graphic else { panic!("{graphic:?}") };
    for width in (480..=1_600).step_by(80) {
        let size = graphic.size(width, 250);
        let texts = boxes(&svg(&graphic, size, Theme::Light).unwrap());
        assert_inside(&texts, size, "crowded");
        assert_apart(&texts, size, "crowded");
        let count = |text: &str| texts.iter().filter(|(said, _)| said == text).count();
        for Segment { label, short, .. } in timeline.rows.iter().flat_map(|row| &row.segments) {
            let start = |said: &str| said.ends_with('…') && label.starts_with(said.trim_end_matches('…'));
            let named = texts.iter().any(|(said, _)| said == label || said == short || start(said));
            assert!(named, "{label} at {width}: {texts:?}");
        }
        let numbers = (1..).take_while(|number: &u32| count(&number.to_string()) > 0).count();
        assert!((1..=numbers).all(|number| count(&number.to_string()) >= 2), "{width}: in a segment and in the key");
        assert!(width > 480 || numbers > 0, "{width}: too narrow for every name");
        assert!(!texts.iter().any(|(said, _)| said.starts_with('$')), "{width}: a price is no name");
    }
}

/// The widest label of the y axis sets the margin, and must then fit into it to the last bit.
#[test]
fn every_tick_of_the_y_axis_has_its_label() {
    for digits in 1..60_u32 {
        let label = |at: u32| format!("{}{at}", "1".repeat(digits as usize / 4) + &"i".repeat(digits as usize % 4));
        let ticks = (0..5).map(|at| Tick { at: f64::from(at), label: label(at) }).collect();
        let y = Axis::new(0.0, 4.0, ticks);
        let line = Layer::Line { series: series("Users", 3), step: false, dashed: false };
        let texts = boxes(&svg(&chart(vec![line], x_axis(), y), Size::new(430, 256), Theme::Light).unwrap());
        for at in 0..5 {
            assert!(texts.iter().any(|(said, _)| *said == label(at)), "{} in {texts:?}", label(at));
        }
    }
}

#[test]
fn every_percentile_of_a_narrow_fan_is_labelled() {
    let percentiles = ["5", "25", "median", "75", "95"].iter().enumerate().map(|(i, label)| series(label, i)).collect();
    let size = Size::new(430, 256);
    let texts = boxes(&svg(&chart(vec![Layer::Fan { percentiles }], x_axis(), y_axis()), size, Theme::Light).unwrap());
    assert_eq!(texts.iter().filter(|(said, _)| said.ends_with("$1")).count(), 5);
    assert_inside(&texts, size, "a narrow fan");
    assert_apart(&texts, size, "a narrow fan");
}

/// Every text of a sample replaced by an awkward one.
#[test]
fn awkward_futures_stay_inside() {
    for label in AWKWARD {
        for mut graphic in samples::futures::all() {
            let own = || label.to_owned();
            match &mut graphic {
                Graphic::Ranking(ranking) => {
                    ranking.base_label = own();
                    for row in &mut ranking.rows {
                        row.label = own();
                        row.bars.iter_mut().for_each(|bar| bar.label = own());
                    }
                }
                Graphic::Heatmap(map) => {
                    for axis in [&mut map.columns, &mut map.rows] {
                        axis.title = own();
                        axis.labels.iter_mut().for_each(|at| *at = own());
                    }
                    map.cells.iter_mut().flatten().for_each(|cell| cell.label = own());
                    map.scale.title = own();
                    map.scale.ticks.iter_mut().for_each(|tick| tick.label = own());
                    map.level.iter_mut().for_each(|level| level.label = own());
                    map.base.iter_mut().for_each(|base| base.label = own());
                }
                Graphic::Distribution(of) => {
                    of.marks.iter_mut().for_each(|mark| mark.label = own());
                    of.never.iter_mut().for_each(|never| never.label = own());
                    of.monthly_y.title = Some(own());
                }
                Graphic::Chart(_) | Graphic::Timeline(_) => continue,
            }
            for width in [320, 430, 980] {
                let size = graphic.size(width, 264);
                let context = format!("{} of {label:?}", graphic.id());
                let texts = boxes(&svg(&graphic, size, Theme::Light).expect(&context));
                assert_inside(&texts, size, &context);
                assert_apart(&texts, size, &context);
            }
        }
    }
}
