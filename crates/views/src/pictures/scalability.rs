//! How throughput grows with the load: what was measured, the law nearest to it, its peak, and how far it can be trusted.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Graphic, Layer, Point, Role, Series};
use headroom_engine::capacity::measured::{LoadPoint, Study};
use headroom_engine::capacity::usl::{Fit, Peak};
use headroom_engine::quantity::Count;
use headroom_engine::stats::Confidence;

use super::line;
use crate::format;

/// How many points the curve is drawn with, and how many its band, of which each costs a search.
const CURVE: usize = 120;
const BAND: usize = 24;

/// Points, the fitted law with its band, and its peak. None where a point does not say how many requests there were at
/// once: then there is no axis to draw on.
pub fn scalability(id: &str, title: &str, study: &Study) -> Option<Graphic> {
    let points = study.points();
    let measured: Option<Vec<Point>> = points.iter().map(at).collect();
    let measured = measured.filter(|points| !points.is_empty())?;
    let fit = study.fit().ok();
    let end = reach(&measured, fit.and_then(|fit| fit.law.peak()));
    let mut layers = Vec::new();
    if let Some(fit) = fit {
        layers.extend(band(fit, end));
        layers.push(law(fit, end));
        layers.extend(peak(fit, end));
    }
    layers.push(Layer::Points { series: series("measured", "measured", Role::Accent, measured) });
    let y = scale::value_axis(layers.iter().flat_map(heights), Unit::Count).titled("requests/s");
    Some(Graphic::Chart(Chart {
        id: id.into(),
        title: title.into(),
        subtitle: "requests answered per second by requests under way at once; the band holds the law with 95 %".into(),
        summary: summary(fit),
        x: concurrency_axis(end),
        y,
        layers,
    }))
}

fn at(point: &LoadPoint) -> Option<Point> {
    Some(Point { x: point.concurrency?.get(), y: point.succeeded().get() })
}

/// A quarter beyond what was measured, or beyond a peak that is not too far away.
fn reach(measured: &[Point], peak: Option<Peak>) -> f64 {
    let largest = measured.iter().map(|p| p.x).fold(1.0, f64::max);
    let peak = peak.map(|p| p.concurrency.get()).filter(|n| *n < 2.0 * largest).unwrap_or(0.0);
    largest.max(peak) * 1.25
}

/// So many concurrencies from 1 to the end, at even distances.
fn samples(count: usize, end: f64) -> impl Iterator<Item = f64> {
    (0..=count).map(move |i| 1.0 + (end - 1.0) * i as f64 / count as f64)
}

fn law(fit: &Fit, end: f64) -> Layer {
    let x = |n: f64| Point { x: n, y: fit.law.throughput(Count::saturating(n)).get() };
    line(series("law", "fitted law", Role::Neutral, samples(CURVE, end).map(x).collect()))
}

/// Where the law's throughput lies with 95 %; nothing where the fit does not say, or sets no upper end.
fn band(fit: &Fit, end: f64) -> Option<Layer> {
    let mean = |n: f64| Some((n, fit.predict(Count::saturating(n), Confidence::P95).mean?));
    let (mut low, mut high) = (Vec::new(), Vec::new());
    for (n, interval) in samples(BAND, end).map(mean).collect::<Option<Vec<_>>>()? {
        low.push(Point { x: n, y: interval.low.get() });
        high.push(Point { x: n, y: interval.high?.get() });
    }
    Some(Layer::Band { label: "95 %".into(), role: Role::Neutral, low, high })
}

fn peak(fit: &Fit, end: f64) -> Option<Layer> {
    let peak = fit.law.peak().filter(|peak| peak.concurrency.get() <= end)?;
    let at = Point { x: peak.concurrency.get(), y: peak.throughput.get() };
    Some(Layer::Dot { at, label: format!("peak at {}", format::figure(at.x)) })
}

fn series(id: &str, label: &str, role: Role, points: Vec<Point>) -> Series {
    let readings = points.iter().map(|p| format!("{} requests/s", format::figure(p.y))).collect();
    Series { id: id.into(), label: label.into(), end: None, role, points, readings }
}

fn heights(layer: &Layer) -> Vec<f64> {
    let of = |points: &[Point]| points.iter().map(|p| p.y).collect();
    match layer {
        Layer::Line { series, .. } | Layer::Points { series } => of(&series.points),
        // A band that is wide beyond what was measured would flatten the rest.
        _ => Vec::new(),
    }
}

fn concurrency_axis(end: f64) -> Axis {
    let axis = scale::value_axis([0.0, end], Unit::Count);
    Axis { to: end, ticks: axis.ticks.into_iter().filter(|tick| tick.at <= end).collect(), ..axis }
        .titled("requests under way at once")
}

fn summary(fit: Option<&Fit>) -> String {
    match fit.map(|fit| fit.law.peak()) {
        None => "The measurements determine no law.".into(),
        Some(None) => "Throughput never falls by the fitted law.".into(),
        Some(Some(peak)) => format!(
            "Throughput peaks at {} requests/s with {} requests at once.",
            format::figure(peak.throughput.get()),
            format::figure(peak.concurrency.get())
        ),
    }
}
