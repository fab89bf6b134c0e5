//! What a founder goes through each quarter: readiness, questions, actuals, measurements, targets, roadmap, checklists,
//! and what the plan's document states beside what the engine finds.

mod stated;

use headroom_engine::figures;
use headroom_engine::form::Node;
use headroom_engine::formula::{Resolve, Value};
use headroom_engine::lookup::{Lookup, value_of};
use headroom_engine::model::file::{Comparison, Item, ItemState as State, Measurement, Review};
use headroom_engine::money::number_of;
use headroom_engine::project::supply::holds;
use headroom_engine::quantity::Percentile;
use headroom_engine::review;
use headroom_pages::{Block, Cell, Checklist, ChecklistItem, ItemState, Page, RowStyle, Span, Table, Tone};
use rust_decimal::Decimal;

use crate::scene::Scene;
use crate::{ask, capacity, format, table};

use stated::{amount, computed, in_one_item, node_words, of_fields, spelled, stated, told};
pub use stated::{detail, words};

pub fn review(scene: &Scene) -> Page {
    let mut blocks = Vec::new();
    blocks.extend(actuals(scene).map(table::block));
    blocks.extend(readiness(scene).map(table::block));
    blocks.extend(questions(scene).map(table::block));
    blocks.extend(targets(scene).map(table::block));
    blocks.extend(figures_table(scene).map(table::block));
    blocks.extend(measurements(scene).map(table::block));
    blocks.extend(findings(scene).map(table::block));
    blocks.extend(roadmap(scene));
    blocks.extend(checklists(scene));
    blocks.extend(statements(scene).map(table::block));
    if blocks.is_empty() {
        blocks.push(Block::Notice { tone: Tone::Neutral, text: vec![Span::plain("Nothing to review yet: the model has no actuals, questions, checklists or roadmap. Its file states them under “review”.")] });
    }
    Page { id: "review".into(), title: "Review".into(), blocks }
}

fn form<'a>(scene: &Scene<'a>) -> Option<&'a Review> {
    scene.model.file.review.as_ref()
}

fn lookup<'a>(scene: &Scene<'a>) -> Lookup<'a> {
    Lookup { model: scene.model, projection: scene.projection, deployment: scene.deployed.id }
}

/// Actual figures against the plan.
pub fn actuals(scene: &Scene) -> Option<Table> {
    let found = scene.frames.or_nothing(scene.frames.variances(scene.deployed.id));
    if found.is_empty() {
        return None;
    }
    let rows = found.iter().map(|v| {
        let cell = |d: Decimal| {
            if v.money {
                table::of_price(d, scene.currency())
            } else {
                Cell::new(format::exact(d.round_dp(1)), format::plain(d))
            }
        };
        let off = v.percent.map_or(table::nothing(), |p| {
            table::of_share(p / 100.0).toned(if p.abs() > 10.0 { Tone::Warn } else { Tone::Neutral })
        });
        table::row(vec![
            Cell::new(format::month(v.month), v.month.to_string()),
            Cell::text(&v.metric),
            cell(v.planned),
            cell(v.actual),
            cell(v.difference),
            off,
        ])
    });
    let columns = vec![
        table::text("month", "Month"),
        table::text("metric", "Metric"),
        table::number("planned", "Plan"),
        table::number("actual", "Actual"),
        table::number("difference", "Difference"),
        table::number("percent", "Of plan"),
    ];
    Some(table::table("actuals", "Plan against actuals", "actual less planned", columns, rows.collect(), ""))
}

/// The scorecard with its mean beside the stated overall score.
pub fn readiness(scene: &Scene) -> Option<Table> {
    let readiness = form(scene)?.readiness.as_ref()?;
    let score = review::score(readiness)?;
    let percent = |d: Decimal| {
        Cell::new(format!("{} %", format::decimal(d, if d.fract().is_zero() { 0 } else { 1 })), format::plain(d))
    };
    let text = |t: &Option<String>| Cell::text(t.clone().unwrap_or_default());
    let mut rows: Vec<_> = readiness
        .categories
        .values()
        .map(|c| {
            let tone = if c.score >= Decimal::from(80) {
                Tone::Good
            } else if c.score >= Decimal::from(50) {
                Tone::Warn
            } else {
                Tone::Bad
            };
            table::row(vec![
                Cell::text(&c.label),
                text(&c.status),
                percent(c.score).toned(tone),
                text(&c.evidence),
                text(&c.gap),
            ])
        })
        .collect();
    let stated = readiness.stated.map_or(String::new(), |s| match score.missing {
        Some(missing) => {
            format!("stated {s} %; the categories are {} points in all short of it", format::exact(missing))
        }
        None => format!("stated {s} %"),
    });
    rows.push(table::styled(
        vec![
            Cell::text("Mean, computed"),
            Cell::text(""),
            percent(score.mean.round_dp(2)),
            Cell::text(stated),
            Cell::text(""),
        ],
        RowStyle::Total,
    ));
    let columns = vec![
        table::text("category", "Category"),
        table::text("status", "Status"),
        table::number("score_percent", "Score"),
        table::text("evidence", "Evidence"),
        table::text("gap", "Gap"),
    ];
    Some(table::table(
        "readiness",
        "Readiness",
        "weighted mean of the categories beside the stated score",
        columns,
        rows,
        "",
    ))
}

/// "Can it hold ...?": the engine's answer beside the stated one.
pub fn questions(scene: &Scene) -> Option<Table> {
    let questions = &form(scene)?.questions;
    if questions.is_empty() {
        return None;
    }
    let rows = questions.values().map(|q| {
        let answered = review::answer(scene.model, scene.projection, q);
        let (answer, headroom, because) = match &answered {
            None => (Cell::text("not a question of load"), table::nothing(), String::new()),
            Some(a) => (
                Cell::text(a.answer.as_str()).toned(ask::tone(a.answer)),
                a.worst.as_ref().map_or(table::nothing(), |w| table::of_share(1.0 - w.utilisation)),
                ask::because(scene, q.demand.keys(), a),
            ),
        };
        let stated = q.stated.clone().unwrap_or_default();
        let differs = answered
            .as_ref()
            .is_some_and(|a| !stated.is_empty() && !stated.to_lowercase().starts_with(a.answer.as_str()));
        let stated = Cell::text(stated).toned(if differs { Tone::Warn } else { Tone::Neutral });
        table::row(vec![
            Cell::text(&q.question),
            answer,
            headroom,
            Cell::text(because),
            stated,
            Cell::text(q.details.clone().unwrap_or_default()),
        ])
    });
    let columns = vec![
        table::text("question", "Can it hold"),
        table::text("answer", "Computed"),
        table::number("headroom", "Headroom"),
        table::text("because", "Because"),
        table::text("stated", "Stated"),
        table::text("details", "Stated detail"),
    ];
    Some(table::table(
        "questions",
        "Questions",
        "yes within the target utilisation, degraded up to capacity, no beyond; stated answers that differ are marked",
        columns,
        rows.collect(),
        "",
    ))
}

/// Success metrics, each against the projection where it names a figure of it.
pub fn targets(scene: &Scene) -> Option<Table> {
    let targets = &form(scene)?.targets;
    if targets.is_empty() {
        return None;
    }
    let lookup = lookup(scene);
    let rows = targets.values().map(|t| {
        let value = value_of(&t.value);
        let unit = t.unit.clone().unwrap_or_default();
        let planned = t.metric.as_ref().and_then(|m| figure_or_path(&lookup, m)).and_then(|v| v.number());
        let kept = match (planned, t.op, value.number()) {
            (Some(p), Some(op), Some(v)) => Some(holds(number_of(p), op, number_of(v))),
            (Some(p), None, Some(v)) => Some(p >= v),
            _ => None,
        };
        let verdict = match kept {
            Some(true) => Cell::text("kept").toned(Tone::Good),
            Some(false) => Cell::text("missed").toned(Tone::Bad),
            None => Cell::text("to be measured"),
        };
        let op = t.op.map_or("", Comparison::sign);
        let wanted = format!("{op} {} {unit}", words(&value)).trim().to_owned();
        table::row(vec![
            Cell::text(&t.label),
            Cell::text(wanted),
            planned.map_or(table::nothing(), |p| {
                Cell::new(format!("{} {unit}", told(p)).trim().to_owned(), format::plain(p))
            }),
            verdict,
            Cell::text(t.note.clone().unwrap_or_default()),
        ])
    });
    let columns = vec![
        table::text("target", "Target"),
        table::text("wanted", "Wanted"),
        table::number("planned", "In the plan"),
        table::text("verdict", "Verdict"),
        table::text("note", "Note"),
    ];
    Some(table::table(
        "targets",
        "Success metrics",
        "against the projection where the model names a figure of it",
        columns,
        rows.collect(),
        "",
    ))
}

fn figure_or_path(lookup: &Lookup, path: &str) -> Option<Value> {
    match path.strip_prefix("figures.") {
        Some(name) => figures::evaluate(lookup, name).ok(),
        None => lookup.resolve(path),
    }
}

/// Calculated figures with what the document states beside, and the difference.
pub fn figures_table(scene: &Scene) -> Option<Table> {
    let forms = &scene.model.file.figures;
    if forms.is_empty() {
        return None;
    }
    let lookup = lookup(scene);
    let rows = forms.iter().map(|(name, form)| {
        let value = figures::evaluate(&lookup, name);
        let computed = value.as_ref().map_or_else(|e| format!("cannot be computed: {e}"), computed);
        let stated = figures::stated(&lookup, form);
        let difference = stated.as_ref().and_then(|s| Some(difference(value.as_ref().ok()?, s)));
        let (text, tone) = match difference {
            None => (String::new(), Tone::Neutral),
            Some(true) => ("agrees".into(), Tone::Good),
            Some(false) => (
                value
                    .as_ref()
                    .ok()
                    .and_then(Value::number)
                    .zip(stated.as_ref().and_then(Value::number))
                    .map_or("differs".into(), |(c, s)| format!("{} off", told(c - s))),
                Tone::Warn,
            ),
        };
        table::row(vec![
            Cell::text(&form.label),
            Cell::text(computed),
            Cell::text(form.unit.clone().unwrap_or_default()),
            Cell::text(stated.as_ref().map_or(String::new(), words)),
            Cell::text(text).toned(tone),
            Cell::text(form.note.clone().unwrap_or_default()),
        ])
    });
    let columns = vec![
        table::text("figure", "Figure"),
        table::number("computed", "Computed"),
        table::text("unit", "Unit"),
        table::number("stated", "Stated"),
        table::text("difference", "Difference"),
        table::text("note", "Note"),
    ];
    Some(table::table(
        "figures",
        "Calculated figures",
        "formulas over the model and its projection; what a document states beside",
        columns,
        rows.collect(),
        "",
    ))
}

/// Does the computed value agree with the stated one, to the digits it is stated with?
fn difference(computed: &Value, stated: &Value) -> bool {
    match (computed, stated) {
        (Value::Number(c), Value::Number(s)) => {
            c.round_dp(s.scale()) == *s || (*c - *s).abs() <= s.abs() * Decimal::new(1, 3)
        }
        (Value::Number(c), Value::Range { low, high }) => low.is_none_or(|l| *c >= l) && high.is_none_or(|h| *c <= h),
        (Value::Range { low, high }, Value::Range { low: l, high: h }) => low == l && high == h,
        (Value::Range { low, high }, Value::Number(n)) => low.is_none_or(|l| l <= *n) && high.is_none_or(|h| *n <= h),
        (a, b) => a == b,
    }
}

/// Tests with their samples' statistics.
pub fn measurements(scene: &Scene) -> Option<Table> {
    let forms = &form(scene)?.measurements;
    if forms.is_empty() {
        return None;
    }
    let rows = forms.values().map(|m| {
        let unit = m.unit.clone().unwrap_or_else(|| "ms".into());
        let of = |v: f64| {
            Cell::new(
                format::exact(headroom_engine::money::decimal_of(v).unwrap_or_default().round_dp(1)),
                format::plain_count(v),
            )
        };
        let mut cells = vec![Cell::text(&m.label)];
        match review::samples(m) {
            Some((all, warm)) => cells.extend([
                table::of_count(all.size() as f64),
                of(all.mean()),
                of(warm.mean()),
                of(all.min()),
                of(all.max()),
                of(all.percentile_nearest_rank(Percentile::P95)),
            ]),
            None => cells.extend((0..6).map(|_| table::nothing())),
        }
        let target = m.target.map_or(table::nothing(), |t| {
            let kept = review::samples(m).is_none_or(|(all, _)| all.mean() < number_of(t));
            Cell::new(format!("< {}", format::exact(t)), format::plain(t)).toned(if kept {
                Tone::Good
            } else {
                Tone::Bad
            })
        });
        cells.extend([
            target,
            Cell::text(unit),
            Cell::text([m.grade.as_deref(), m.status.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ")),
            Cell::text(of_one_test(m)),
        ]);
        table::row(cells)
    });
    let columns = vec![
        table::text("test", "Test"),
        table::number("samples", "Samples"),
        table::number("mean", "Mean"),
        table::number("warm_mean", "Warm"),
        table::number("min", "Min"),
        table::number("max", "Max"),
        table::number("p95", "p95"),
        table::number("target", "Target"),
        table::text("unit", "Unit"),
        table::text("stated", "Stated"),
        table::text("details", "Details"),
    ];
    Some(table::table(
        "measurements",
        "Measurements",
        "statistics of the samples; warm leaves out cold starts; p95 by nearest rank",
        columns,
        rows.collect(),
        "",
    ))
}

/// What else a test states in a word or a number, and its note.
fn of_one_test(test: &Measurement) -> String {
    let single = test.details.iter().filter(|(_, value)| value.items().is_empty());
    single.map(|(name, value)| detail(name, value)).chain(test.note.clone()).collect::<Vec<_>>().join("; ")
}

/// What tests found, where it is a list: an item a row.
pub fn findings(scene: &Scene) -> Option<Table> {
    let mut rows = Vec::new();
    for test in form(scene)?.measurements.values() {
        for (name, value) in test.details.iter().filter(|(_, value)| !value.items().is_empty()) {
            rows.extend(value.items().iter().map(|item| {
                table::row(vec![
                    Cell::text(&test.label),
                    Cell::text(format::upper_first(&spelled(name))),
                    Cell::text(in_one_item(&value_of(item), words)),
                ])
            }));
        }
    }
    let columns = vec![table::text("test", "Test"), table::text("of", "Of"), table::text("finding", "Finding")];
    (!rows.is_empty()).then(|| table::table("findings", "Findings of the tests", "as stated", columns, rows, ""))
}

/// Phases with what belongs to each.
pub fn roadmap(scene: &Scene) -> Vec<Block> {
    let Some(review) = form(scene).filter(|r| !r.roadmap.is_empty()) else { return Vec::new() };
    let rows = review.roadmap.values().map(|p| {
        let tier = p.tier.as_ref().and_then(|path| Some((path, scene.model.node.at_path(path)?)));
        let of_tier = |field: &str| tier.and_then(|(_, tier)| tier.get(field).cloned());
        let mut details: Vec<String> = p.details.iter().map(|(name, value)| detail(name, value)).collect();
        details.extend(
            of_tier("actions")
                .map(|actions| actions.items().iter().filter_map(Node::as_text).collect::<Vec<_>>().join("; ")),
        );
        if !p.items.is_empty() {
            let done = p.items.iter().filter(|i| matches!(i.state, Some(State::Done | State::Ticked))).count();
            details.push(format!("{done} of {} done", p.items.len()));
        }
        let added = || {
            let path = tier.map(|(path, _)| format!("{path}.added"));
            let found = path.and_then(|path| scene.model.quantities.iter().find(|found| found.path == path));
            found.map_or(String::new(), |found| capacity::added(scene, found))
        };
        table::row(vec![
            Cell::text(&p.label),
            Cell::text(p.state.map_or("", State::as_str)),
            Cell::text(node_words(&p.months)),
            Cell::text(node_words(&p.users.clone().or_else(|| of_tier("users")))),
            p.cost.as_ref().map_or_else(
                || Cell::text(added()),
                |cost| {
                    let cost = value_of(cost);
                    Cell::new(amount(scene, &cost), words(&cost))
                },
            ),
            Cell::text(details.join("; ")),
        ])
    });
    let columns = vec![
        table::text("phase", "Phase"),
        table::text("state", "State"),
        table::text("months", "Months"),
        table::text("users", "Users"),
        table::text("cost", "Cost a month"),
        table::text("what", "What"),
    ];
    let mut blocks = vec![table::block(table::table("roadmap", "Roadmap", "as stated", columns, rows.collect(), ""))];
    blocks.extend(
        review
            .roadmap
            .iter()
            .filter(|(_, p)| !p.items.is_empty())
            .map(|(id, p)| Block::Checklist { list: checklist(scene, id, &p.label, &p.items) }),
    );
    blocks
}

pub fn checklists(scene: &Scene) -> Vec<Block> {
    let Some(review) = form(scene) else { return Vec::new() };
    review
        .checklists
        .iter()
        .map(|(id, c)| Block::Checklist { list: checklist(scene, id, &c.label, &c.items) })
        .collect()
}

fn checklist(scene: &Scene, id: &str, title: &str, items: &[Item]) -> Checklist {
    let items = items.iter().map(|i| {
        let cost = i.cost.as_ref().map(|c| format!("{} a month", amount(scene, &value_of(c))));
        let detail = [i.detail.clone(), cost].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let state = match i.state.unwrap_or(State::Open) {
            State::Open => ItemState::Open,
            State::InProgress => ItemState::InProgress,
            State::Done | State::Ticked => ItemState::Done,
            State::Track => ItemState::Track,
        };
        ChecklistItem { text: i.text.clone(), detail, state }
    });
    Checklist { id: id.replace('_', "-"), title: title.into(), items: items.collect() }
}

/// What the document states and the model does not compute with.
pub fn statements(scene: &Scene) -> Option<Table> {
    let forms = &scene.model.file.statements;
    if forms.is_empty() {
        return None;
    }
    let rows = forms.iter().map(|(name, s)| {
        let label = s.label.clone().unwrap_or_else(|| headroom_engine::model::check::title(name));
        let value = match value_of(&s.value) {
            // A record names the units of its fields one by one.
            Value::Record(fields) => {
                let units = |name: &str| s.unit.as_ref().and_then(|units| units.get(name)?.as_text());
                let said = fields.iter().flat_map(|field| {
                    let unit = units(field.0);
                    of_fields(
                        [field],
                        |value| if unit.is_some() { stated(scene, s, value, unit) } else { words(value) },
                    )
                });
                said.collect::<Vec<_>>().join("; ")
            }
            value => stated(scene, s, &value, s.unit.as_ref().and_then(Node::as_text)),
        };
        table::row(vec![
            Cell::text(label),
            Cell::text(s.kind.as_str()),
            Cell::text(value),
            Cell::text(s.source.clone().unwrap_or_default()),
            Cell::text(s.note.clone().unwrap_or_default()),
        ])
    });
    let columns = vec![
        table::text("statement", "Statement"),
        table::text("kind", "Kind"),
        table::text("value", "As stated"),
        table::text("source", "Source"),
        table::text("note", "Note"),
    ];
    Some(table::table(
        "statements",
        "As stated",
        "kept as the document has it; never computed with unless a formula names it",
        columns,
        rows.collect(),
        "",
    ))
}
