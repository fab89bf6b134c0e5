//! The quarterly review as a document: the same figures, tables and charts, in the order a founder reads them.

use headroom_engine::decide::upgrades::plan;
use headroom_engine::month::Quarter;
use headroom_frames::Period;
use headroom_pages::{Block, Document, Page, RowStyle, Span, Width};

use crate::missing;
use crate::scene::{Now, Scene};
use crate::uncertainty::{Answered, Uncertain, View};
use crate::{
    assumptions, capacity, compare, costs, format, headline, overview, pictures, prices, revenue, review, table,
    uncertainty, upgrades, words,
};

/// The review of a quarter, dated as the scene is. The quarter is an input: what is "next" depends on it, never on a
/// clock.
pub fn document(scene: &Scene, quarter: Quarter) -> Document {
    let name = &scene.model.file.name;
    let label = scene.scenario_label();
    let mut chapters = [
        summary(scene, quarter),
        page("assumptions", "Assumptions", vec![table::block(assumptions::table(scene))]),
        capacity_chapter(scene),
        upgrades_chapter(scene, quarter),
        cost_chapter(scene),
        revenue_chapter(scene),
        break_even_chapter(scene),
        providers_chapter(scene),
        prices_chapter(scene),
        review_chapter(scene),
        appendix(scene),
    ];
    if let Some(first) = chapters.first_mut() {
        first.blocks.splice(0..0, missing(scene));
    }
    Document {
        title: name.clone(),
        eyebrow: format!(
            "Quarterly review · {quarter} · dated {} · {label} scenario · {} · {}",
            scene.date,
            scene.deployed.rule.label,
            prices::dates(scene)
        ),
        footer: format!("{name} · {label} scenario · {quarter}"),
        date: scene.date.to_string(),
        language: "en".into(),
        keywords: ["capacity", "cost", "revenue", "break-even", "quarterly review"].map(String::from).to_vec(),
        chapters: chapters.into_iter().filter(|c| !c.blocks.is_empty()).collect(),
        data: Vec::new(),
    }
}

/// The review with a chapter of what many paths say, after break-even; the same where nothing is uncertain.
pub fn with_uncertainty(mut document: Document, scene: &Scene, uncertain: &Uncertain, answered: &Answered) -> Document {
    if uncertain.inputs.is_certain() {
        return document;
    }
    let chapter = page("uncertainty", "Uncertainty", uncertainty::chapter(scene, uncertain, answered));
    let at = document.chapters.iter().position(|chapter| chapter.id == "providers");
    document.chapters.insert(at.unwrap_or(document.chapters.len()), chapter);
    document.data.extend(uncertainty::tables(&View::of(scene, uncertain)));
    document
}

fn page(id: &str, title: &str, blocks: Vec<Block>) -> Page {
    Page { id: id.into(), title: title.into(), blocks }
}

fn summary(scene: &Scene, quarter: Quarter) -> Page {
    let mut blocks = vec![
        Block::Paragraph { text: sentences(scene, quarter) },
        Block::Figures { figures: headline::headline(scene) },
    ];
    blocks.push(table::block(upgrades::due(scene, last_month_of(scene, quarter, 2))));
    blocks.push(Block::Graphic { graphic: pictures::revenue_and_cost(scene), width: Width::Full });
    blocks.extend(overview::breaches(scene));
    page("summary", "Summary", blocks)
}

/// The model's month with which the quarter `ahead` quarters on ends.
fn last_month_of(scene: &Scene, quarter: Quarter, ahead: i32) -> usize {
    let last = quarter.plus(ahead).last_month().months_since(scene.model.program.start) + 1;
    usize::try_from(last).unwrap_or(0)
}

/// The answer before any table.
fn sentences(scene: &Scene, quarter: Quarter) -> Vec<Span> {
    let mut text = Vec::new();
    let plain = |t: &str| Span::plain(t);
    let over_time = scene.deployed.break_even;
    let last = scene.months();
    match scene.now() {
        (first, Now::BeforeThePlan) => text.push(plain(&format!(
            "The review is dated before the plan; it looks at the plan's first month, {}. ",
            scene.month(first)
        ))),
        (last, Now::AfterThePlan) => text.push(plain(&format!(
            "The review is dated after the plan; it looks at the plan's last month, {}. ",
            scene.month(last)
        ))),
        (_, Now::Within) => {}
    }
    text.push(plain(&format!(
        "From {} registered users in {} the plan reaches ",
        format::count(scene.deployed.demand.registered[1]),
        scene.month(1)
    )));
    text.push(Span::strong(format::count(scene.deployed.demand.registered[last])));
    text.push(plain(&format!(" in {}. ", scene.month(last))));
    if !scene.has_revenue() {
        let total = scene.deployed.outcome.cost.iter().copied().sum();
        text.push(plain("It has no prices, so there is no break-even; it costs "));
        text.push(Span::strong(scene.brief(total)));
        text.push(plain(&format!(" over {}. ", overview::horizon(scene))));
    } else if let Some(since) = over_time.operating {
        text.push(plain("The business covers its costs from "));
        text.push(Span::strong(scene.month(since)));
        if let Some(first) = over_time.first_apart() {
            text.push(plain(&format!(" for good, after a first time in {}", scene.month(first))));
        }
        match over_time.cumulative {
            Some(t) if t > since => {
                text.push(plain(" and has repaid its losses by "));
                text.push(Span::strong(scene.month(t)));
                text.push(plain(". "));
            }
            Some(_) => text.push(plain(", with nothing to repay. ")),
            None => text.push(plain(&format!(", but has not repaid its losses by {}. ", scene.month(last)))),
        }
    } else if let Some(months) = over_time.pays.last() {
        text.push(plain("The business "));
        text.push(Span::strong("does not cover its costs for good"));
        text.push(plain(&format!(
            ": it does for the first time in {}, and is under water from {} to the end. ",
            scene.month(over_time.pays.first().map_or(1, |first| *first.start())),
            scene.month(months.end() + 1)
        )));
    } else {
        text.push(plain("Within the horizon revenue "));
        text.push(Span::strong("does not cover cost"));
        text.push(plain(". "));
    }
    text.extend(due(scene, quarter));
    text
}

fn due(scene: &Scene, quarter: Quarter) -> Vec<Span> {
    let until = last_month_of(scene, quarter, 2);
    let (now, _) = scene.now();
    let due: Vec<_> = scene.changes().into_iter().filter(|(_, c)| (now..=until).contains(&c.needed_by)).collect();
    let overdue = due.iter().filter(|(_, c)| c.order_by < now as i64).count();
    let short = shortfall(scene, now, until);
    let Some((id, first)) = due.first() else {
        let none = format!("No upgrade falls due before the end of {}.", quarter.plus(2));
        return std::iter::once(Span::plain(none)).chain(short).collect();
    };
    let component = &scene.deployed.rule.components[*id].label;
    let mut text = vec![
        Span::plain(format!(
            "{} due by the end of {}: ",
            format::counted(due.len(), "change falls", "changes fall"),
            quarter.plus(2)
        )),
        Span::strong(format!(
            "order {} for {} by {}",
            scene.choice(id, first.to),
            format::lower_first(component),
            scene.month_at(first.order_by)
        )),
        Span::plain(format!(
            ", forced by {}{}.",
            scene.forced(id, &first.forced_by),
            if overdue > 0 {
                format!("; {} overdue", format::counted(overdue, "order is", "orders are"))
            } else {
                String::new()
            }
        )),
    ];
    text.extend(short);
    text
}

/// What is too small within these months, though it stays in place.
fn shortfall(scene: &Scene, from: usize, until: usize) -> Vec<Span> {
    let gaps = plan(scene.model, &scene.deployed).gaps;
    let Some(gap) = gaps.iter().find(|gap| gap.from <= until && gap.until >= from) else { return Vec::new() };
    vec![
        Span::plain(format!(" {} falls short from {} (", gap.label, scene.month(gap.from))),
        Span::strong(words::cause(&gap.cause)),
        Span::plain(format!("): {}.", words::too_small(gap, scene.months()))),
    ]
}

fn capacity_chapter(scene: &Scene) -> Page {
    let mut blocks = vec![Block::Graphic { graphic: pictures::users(scene), width: Width::Full }];
    blocks.extend(capacity::capacity(scene).blocks.into_iter().filter(|b| match b {
        Block::Table { table } => !["upgrades", "gaps", "missed-promises"].contains(&table.id.as_str()),
        Block::Graphic { graphic, .. } => graphic.id() == "utilisation",
        _ => true,
    }));
    page("capacity", "Users, capacity and headroom", blocks)
}

fn upgrades_chapter(scene: &Scene, quarter: Quarter) -> Page {
    let due = upgrades::due(scene, last_month_of(scene, quarter, 2)).rows;
    let mut all = upgrades::table(scene);
    all.id = "all-upgrades".into();
    all.title = "All changes within the horizon".into();
    if (1..all.rows.len()).contains(&due.len()) {
        all.subtitle.push_str(&format!("; marked: due by the end of {}", quarter.plus(2)));
        all.rows.iter_mut().filter(|row| due.contains(row)).for_each(|row| row.style = RowStyle::Highlight);
    }
    let timeline = pictures::timeline(scene).map(|graphic| Block::Graphic { graphic, width: Width::Full });
    let gaps = upgrades::gaps(scene).map(table::block);
    let promises = upgrades::promises(scene).map(table::block);
    let blocks = timeline.into_iter().chain(gaps).chain([table::block(all)]).chain(promises).collect();
    page("upgrades", "Upgrades", blocks)
}

fn cost_chapter(scene: &Scene) -> Page {
    page("costs", "Cost by line item", costs::costs(&Scene { period: Period::Year, ..*scene }).blocks)
}

fn revenue_chapter(scene: &Scene) -> Page {
    let blocks = if scene.has_revenue() {
        revenue::revenue(&Scene { period: if scene.months() > 24 { Period::Year } else { Period::Quarter }, ..*scene })
            .blocks
    } else {
        Vec::new()
    };
    let blocks =
        blocks.into_iter().filter(|b| !matches!(b, Block::Graphic { graphic, .. } if graphic.id() == "by-subscribers"));
    page("revenue", "Revenue by plan", blocks.collect())
}

/// The comparison, with its widest table in two that stand upright.
fn providers_chapter(scene: &Scene) -> Page {
    let upright = |block| match block {
        Block::Table { table } if table.id == "deployments" => compare::in_two(scene).map(table::block).to_vec(),
        block => vec![block],
    };
    let blocks = compare::compare(scene).blocks.into_iter().flat_map(upright).collect();
    page("providers", "Providers compared", blocks)
}

fn break_even_chapter(scene: &Scene) -> Page {
    if !scene.has_revenue() {
        return page("break-even", "Break-even", Vec::new());
    }
    let mut blocks = Vec::new();
    if let Some((graphic, found)) = pictures::by_subscribers(scene, overview::reference_month(scene)) {
        blocks.push(Block::Paragraph { text: vec![Span::plain(pictures::crossings(&found))] });
        blocks.push(Block::Graphic { graphic, width: Width::Full });
    }
    blocks.push(Block::Graphic { graphic: pictures::cash(scene), width: Width::Full });
    page("break-even", "Break-even", blocks)
}

/// Prices, and what each provider would cost; the lists of every plan stay in the window and on the command line.
fn prices_chapter(scene: &Scene) -> Page {
    let mut blocks = prices::prices(scene).blocks;
    blocks.retain(|b| !matches!(b, Block::Table { table } if table.id.starts_with("plans-")));
    page("prices", "Prices and their sources", blocks)
}

fn review_chapter(scene: &Scene) -> Page {
    let blocks = review::review(scene).blocks;
    let blocks = blocks.into_iter().filter(|b| {
        !matches!(b, Block::Notice { .. }) && !matches!(b, Block::Table { table } if table.id == "statements")
    });
    page("review", "Readiness, questions and roadmap", blocks.collect())
}

fn appendix(scene: &Scene) -> Page {
    let mut blocks = vec![
        table::block(overview::periods(scene, Period::Month)),
        table::block(overview::periods(scene, Period::Quarter)),
    ];
    if scene.has_revenue() {
        let mut movements = revenue::movements(scene, Period::Month);
        movements.id = "mrr-movements-by-month".into();
        movements.title = "MRR movements by month".into();
        blocks.push(table::block(movements));
    }
    blocks.extend(review::statements(scene).map(table::block));
    blocks.extend(overview::doubts(scene));
    page("appendix", "Appendix: monthly tables and statements", blocks)
}
