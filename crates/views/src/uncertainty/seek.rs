//! Goal seek: the value of an assumption that makes a goal likely enough, and how the probability runs over its range.

use headroom_charts::scale::{self, Unit};
use headroom_charts::{Axis, Chart, Direction, Graphic, Layer, Point, Role, Series, Tick};
use headroom_engine::money::number_of;
use headroom_pages::{Block, Cell, Span, Table, Width};
use headroom_simulation::analysis::seek::{Seek, Sought};

use super::outcome;
use super::view::{chance, margin};
use crate::scene::Scene;
use crate::{format, table};

/// The answer, its curve, and the curve's numbers.
pub fn sought_blocks(scene: &Scene, asked: &Seek, sought: &Sought) -> Vec<Block> {
    let text = answer(scene, asked, sought);
    let graphic = curve(scene, asked, sought, text.iter().map(|span| span.text.as_str()).collect());
    vec![Block::Paragraph { text }, Block::Graphic { graphic, width: Width::Full }, table::block(table(scene, sought))]
}

/// On how many paths the answer rests, and its standard error.
pub fn goal_exactness(sought: &Sought) -> String {
    let (paths, error) = (format::count(sought.paths as f64), outcome::percent(sought.error));
    format!("Goal: {paths} paths for each value, a standard error of {error} at the answer.")
}

/// What the plan has for the assumption, as the model computes with it.
fn planned(scene: &Scene, path: &str) -> Option<f64> {
    let found = scene.model.quantities.iter().find(|found| found.path == path)?;
    Some(number_of(found.quantity.point()))
}

fn answer(scene: &Scene, asked: &Seek, sought: &Sought) -> Vec<Span> {
    let name = outcome::assumption(scene, &sought.vary);
    let read = |value: f64| outcome::value(scene, &sought.vary, value);
    let goal = outcome::goal(scene, &asked.until);
    let (low, high) = (read(sought.searched.0), read(sought.searched.1));
    let reached = |point: &&(f64, f64)| point.1 >= asked.probability;
    let Some(value) = sought.value else {
        let most = sought.curve.iter().max_by(|a, b| a.1.total_cmp(&b.1));
        let most = match most {
            Some((value, share)) if *share > 0.0 => format!("; the most is {}, at {}", chance(*share), read(*value)),
            _ => "; it happens on no path".to_owned(),
        };
        return vec![
            Span::strong("No value"),
            Span::plain(format!(
                " of {} from {low} to {high} makes {goal} {} likely{most}.",
                format::lower_first(&name),
                chance(asked.probability)
            )),
        ];
    };
    if sought.curve.iter().filter(reached).count() == sought.curve.len() {
        return vec![
            Span::strong(format!("Any value from {low} to {high}")),
            Span::plain(format!(
                " of {} makes {goal} at least {} likely.",
                format::lower_first(&name),
                chance(asked.probability)
            )),
        ];
    }
    let side = if sought.rising { "or more" } else { "or less" };
    let errors = margin(Some(sought.error)).map_or(String::new(), |margin| format!(" ± {margin}"));
    let mut text = vec![
        Span::plain(format!("{name} of ")),
        Span::strong(read(value)),
        Span::plain(format!(" {side} makes {goal} ")),
        Span::strong(format!("{}{errors}", chance(sought.probability))),
        Span::plain(" likely"),
    ];
    let plan = planned(scene, &sought.vary).map_or(String::new(), |plan| format!("; the plan has {}", read(plan)));
    text.push(Span::plain(format!("{plan}.")));
    if value < sought.own.0 || value > sought.own.1 {
        let (low, high) = (read(sought.own.0), read(sought.own.1));
        text.push(Span::plain(format!(" That is beyond the range from {low} to {high}.")));
    }
    let turns =
        sought.curve.windows(2).filter(|pair| (pair[0].1 >= asked.probability) != (pair[1].1 >= asked.probability));
    let turns = turns.count();
    if turns > 1 {
        text.push(Span::plain(format!(
            " The goal is reached and lost {turns} times in the range; this is the value nearest to the plan."
        )));
    }
    text
}

fn curve(scene: &Scene, asked: &Seek, sought: &Sought, summary: String) -> Graphic {
    let found = sought.value.map(|value| Point { x: value, y: sought.probability });
    let mut points: Vec<Point> = sought.curve.iter().map(|(x, y)| Point { x: *x, y: *y }).chain(found).collect();
    points.sort_by(|a, b| a.x.total_cmp(&b.x));
    points.dedup_by_key(|point| point.x);
    let read = |value: f64| outcome::value(scene, &sought.vary, value);
    let (from, to) = points.first().zip(points.last()).map_or((0.0, 1.0), |(first, last)| (first.x, last.x));
    let ticks = (0..=4).map(|i| from + (to - from) * f64::from(i) / 4.0).map(|at| Tick { at, label: read(at) });
    let headings = points.iter().map(|point| Tick { at: point.x, label: read(point.x) });
    let x = Axis { headings: headings.collect(), ..Axis::new(from, to, ticks.collect()) };
    let rule = |axis: Direction, at: f64, label: String, role: Role| Layer::Rule { axis, at, label, role };
    let wanted = format!("wanted {}", chance(asked.probability));
    let (own_from, own_to) = (sought.own.0.max(from), sought.own.1.min(to));
    let beyond = sought.searched != sought.own && own_from < own_to;
    let shade = beyond.then_some(Layer::Shade { from: own_from, to: own_to, role: Role::Neutral });
    let mut layers: Vec<Layer> = shade.into_iter().collect();
    layers.push(rule(Direction::Horizontal, asked.probability, wanted, Role::Neutral));
    let plan = planned(scene, &sought.vary).filter(|plan| (from..=to).contains(plan));
    layers.extend(plan.map(|plan| rule(Direction::Vertical, plan, "plan".into(), Role::Neutral)));
    let series = Series {
        id: "probability".into(),
        label: "probability".into(),
        end: points.last().map(|last| chance(last.y)),
        role: Role::Accent,
        readings: points.iter().map(|point| format::share(point.y)).collect(),
        points,
    };
    layers.push(Layer::Line { series, step: false, dashed: false });
    layers.extend(found.map(|at| Layer::Dot { at, label: read(at.x) }));
    let name = outcome::assumption(scene, &sought.vary);
    Graphic::Chart(Chart {
        id: "goal".into(),
        title: format!("Probability of {}", outcome::goal(scene, &asked.until)),
        subtitle: format!(
            "by {}, the same on all {} paths{}",
            format::lower_first(&name),
            format::count(sought.paths as f64),
            shown(sought, read)
        ),
        summary,
        x: x.titled(outcome::titled(scene, &sought.vary)),
        y: scale::value_axis([1.0], Unit::Share),
        layers,
    })
}

/// Which part of which range is shown.
fn shown(sought: &Sought, read: impl Fn(f64) -> String) -> String {
    let range = |(low, high): (f64, f64)| format!("{} to {}", read(low), read(high));
    let ends = sought.curve.first().zip(sought.curve.last()).map(|(low, high)| (low.0, high.0));
    let part = ends.is_some_and(|ends| ends != sought.searched);
    let of = |range: String| if part { format!("; shown where it changes, within {range}") } else { String::new() };
    match sought.searched == sought.own {
        true => of(range(sought.own)),
        false => format!("{}; shaded: the range from {}", of(range(sought.searched)), range(sought.own)),
    }
}

/// The curve's numbers; a value between two others of the same probability says nothing new.
fn table(scene: &Scene, sought: &Sought) -> Table {
    let share = |i: usize| chance(sought.curve[i].1);
    let repeats =
        |i: usize| i > 0 && i + 1 < sought.curve.len() && share(i - 1) == share(i) && share(i) == share(i + 1);
    let row = |((value, share), error): (&(f64, f64), &f64)| {
        let value = Cell::new(outcome::value(scene, &sought.vary, *value), format::plain_count(*value));
        let error = Cell::new(outcome::percent(*error), format::plain_count(*error));
        table::row(vec![value, Cell::new(chance(*share), format::plain_count(*share)), error])
    };
    let columns = vec![
        table::number("value", &outcome::titled(scene, &sought.vary)),
        table::number("probability", "Probability"),
        table::number("error", "Standard error"),
    ];
    let subtitle = format!(
        "{} paths for each value; values between two of the same probability are left out",
        format::count(sought.paths as f64)
    );
    let points = sought.curve.iter().zip(&sought.errors).enumerate();
    let rows = points.filter(|(i, _)| !repeats(*i)).map(|(_, point)| row(point)).collect();
    table::table("goal", "Probability by value", &subtitle, columns, rows, "")
}
