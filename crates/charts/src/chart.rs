//! A chart as data: domains, ticks, labels and series are decided here, in values. Drawing adds nothing.

mod distribution;
mod heatmap;
mod ranking;

use serde::Serialize;
use ts_rs::TS;

use crate::unbroken::serialize_unbroken;

pub use distribution::{Distribution, Never};
pub use heatmap::{BaseCell, ColourScale, Colours, HeatAxis, HeatCell, Heatmap, Level};
pub use ranking::{ErrorBar, RankedBar, RankedRow, Ranking};

/// Anything we draw. One value serves the screen, the PDF and the PNG.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Graphic {
    Chart(Chart),
    Timeline(Timeline),
    Ranking(Ranking),
    Heatmap(Heatmap),
    /// Boxed: it is twice as large as the others.
    Distribution(Box<Distribution>),
}

impl Graphic {
    /// Tells it from the other graphics of a page.
    pub fn id(&self) -> &str {
        self.words().id
    }

    /// The heading above it.
    pub fn title(&self) -> &str {
        self.words().title
    }

    /// Unit and period, as a line under the title.
    pub fn subtitle(&self) -> &str {
        self.words().subtitle
    }

    /// The answer in a sentence: alternative text for whoever cannot see the drawing.
    pub fn summary(&self) -> &str {
        self.words().summary
    }

    fn words(&self) -> Words<'_> {
        macro_rules! of {
            ($graphic:expr) => {
                Words {
                    id: &$graphic.id,
                    title: &$graphic.title,
                    subtitle: &$graphic.subtitle,
                    summary: &$graphic.summary,
                }
            };
        }
        match self {
            Self::Chart(c) => of!(c),
            Self::Timeline(t) => of!(t),
            Self::Ranking(r) => of!(r),
            Self::Heatmap(h) => of!(h),
            Self::Distribution(d) => of!(d),
        }
    }
}

/// What every graphic says of itself.
struct Words<'a> {
    id: &'a str,
    title: &'a str,
    subtitle: &'a str,
    summary: &'a str,
}

/// A plot over two numeric axes. Layers are drawn in order, first at the back.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Chart {
    pub id: String,
    pub title: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub summary: String,
    pub x: Axis,
    pub y: Axis,
    pub layers: Vec<Layer>,
}

/// `from..to` is what the axis shows; every tick lies inside it.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Axis {
    pub from: f64,
    pub to: f64,
    pub ticks: Vec<Tick>,
    /// Shown under (x) or above (y) the axis where ticks alone do not say what is counted.
    pub title: Option<String>,
    /// What a reader hears at an x value that no tick names ("Apr 2027"); may be empty.
    pub headings: Vec<Tick>,
}

impl Axis {
    /// An axis without title or headings.
    pub fn new(from: f64, to: f64, ticks: Vec<Tick>) -> Self {
        Self { from, to, ticks, title: None, headings: Vec::new() }
    }

    /// The same axis with a title.
    #[must_use]
    pub fn titled(self, title: impl Into<String>) -> Self {
        Self { title: Some(title.into()), ..self }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Tick {
    pub at: f64,
    pub label: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Layer {
    /// A line through the points; `step` holds each value until the next point; `dashed` for limits and targets.
    Line { series: Series, step: bool, dashed: bool },
    /// Measurements: a disc at each point, no line between.
    Points { series: Series },
    /// The area between two lines with the same x values; the label stands inside it where it fits.
    Band { label: String, role: Role, low: Vec<Point>, high: Vec<Point> },
    /// Percentiles of many futures, from the lowest to the highest, with the same x values: the first and the last
    /// bound the widest band, the next two the one inside it, and so on; an odd one in the middle is the line.
    Fan { percentiles: Vec<Series> },
    /// Series stacked upwards as bars, in order; all share their x values.
    Bars { stack: Vec<Series> },
    /// A vertical stripe between two x values ("where it pays").
    Shade { from: f64, to: f64, role: Role },
    /// A dashed rule: vertical at an x value or horizontal at a y value, with a label.
    Rule { axis: Direction, at: f64, label: String, role: Role },
    /// An open circle where lines cross.
    Dot { at: Point, label: String },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    Vertical,
    Horizontal,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Series {
    pub id: String,
    /// Written at the end of the line, in its colour; no legend. With `end` it reads "Revenue $5.7k".
    pub label: String,
    pub end: Option<String>,
    pub role: Role,
    pub points: Vec<Point>,
    /// The exact figure of each point, as a reader hears it ("$1,234.50"). Same length as `points`.
    pub readings: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, TS)]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// What a mark means; the theme turns it into a colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Revenue,
    Cost,
    Cash,
    Accent,
    Neutral,
    Good,
    Warn,
    Bad,
    /// One of eight distinguishable colours, for series without a meaning of their own.
    Hue(u8),
}

/// Rows of segments over time: which tier when, with the month each change must be ordered.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Timeline {
    pub id: String,
    pub title: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub subtitle: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub summary: String,
    pub x: Axis,
    pub rows: Vec<Row>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Row {
    pub label: String,
    pub segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
pub struct Segment {
    pub from: f64,
    pub to: f64,
    /// Where it does not fit, `short` stands, the name alone; where that does not fit either, as much of it as tells it
    /// from the others of its row, and else a number with a key below. `reading` is always whole.
    pub label: String,
    pub short: String,
    #[serde(serialize_with = "serialize_unbroken")]
    pub reading: String,
    /// The x value by which this segment must be ordered, drawn as a dot with a lead line to `from`.
    pub order_by: Option<f64>,
    /// True for the tier in place at the start.
    pub first: bool,
}
