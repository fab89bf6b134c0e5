//! Revenue: plans, MRR movements and unit economics.

use headroom_engine::money::Money;
use headroom_frames::{MovementRow, Period};
use headroom_pages::{Block, Cell, Page, RowStyle, Span, Table, Tone, Width};

use crate::overview::reference_month;
use crate::scene::Scene;
use crate::{format, pictures, table};

pub fn revenue(scene: &Scene) -> Page {
    let mut blocks = Vec::new();
    if scene.has_revenue() {
        blocks.extend([
            Block::Graphic { graphic: pictures::revenue_stack(scene), width: Width::Half },
            Block::Graphic { graphic: pictures::movements(scene), width: Width::Half },
            table::block(economics(scene)),
            table::block(plans(scene, scene.period)),
            table::block(movements(scene, scene.period)),
            table::block(plan_break_even(scene)),
        ]);
        if let Some(block) = subscribers(scene) {
            blocks.insert(2, block);
        }
    } else {
        blocks.push(Block::Notice { tone: Tone::Neutral, text: vec![Span::plain("This plan has no prices yet, so there is no revenue to show. Add `subscription` with a plan to see break-even.")] });
        blocks.push(Block::Graphic { graphic: pictures::users(scene), width: Width::Full });
    }
    Page { id: "revenue".into(), title: "Revenue".into(), blocks }
}

/// Break-even in subscribers, with every crossing in words.
pub fn subscribers(scene: &Scene) -> Option<Block> {
    let (graphic, _) = pictures::by_subscribers(scene, reference_month(scene))?;
    Some(Block::Graphic { graphic, width: Width::Full })
}

/// Revenue and customers by plan.
pub fn plans(scene: &Scene, period: Period) -> Table {
    let currency = scene.currency();
    let Some(found) = scene.frames.or_nothing(scene.frames.plan_revenue(period).map(Some)) else {
        return empty("plan-revenue", "Revenue by plan");
    };
    let mut columns = vec![table::text("plan", "Plan")];
    columns.extend(found.spans.iter().map(|span| table::of_period("revenue", span, currency)));
    columns.push(table::money("total", "Total", currency));
    let cells = |label: &str, amounts: &[Money], total: Money| {
        let mut cells = vec![Cell::text(label)];
        cells.extend(amounts.iter().map(|m| table::of_money_brief(*m, currency)));
        cells.push(table::of_money_brief(total, currency));
        cells
    };
    let mut rows: Vec<_> = found.plans.iter().map(|p| table::row(cells(&p.label, &p.revenue, p.total))).collect();
    if found.refunds.iter().any(|m| *m != Money::ZERO) {
        let refunds: Vec<Money> = found.refunds.iter().map(|m| -*m).collect();
        rows.push(table::row(cells("Refunds", &refunds, refunds.iter().copied().sum())));
    }
    rows.push(table::styled(cells("Total", &found.revenue, found.total), RowStyle::Total));
    table::table(
        "plan-revenue",
        "Revenue by plan",
        "on the end-of-month count, after discounts",
        columns,
        rows,
        "No plan.",
    )
}

fn empty(id: &str, title: &str) -> Table {
    table::table(id, title, "", vec![table::text("plan", "Plan")], Vec::new(), "No plan.")
}

/// MRR movements of all plans together.
pub fn movements(scene: &Scene, period: Period) -> Table {
    let currency = scene.currency();
    let found = scene.frames.or_nothing(scene.frames.movements(period).map(|m| m.total));
    let row = |m: &MovementRow| {
        let money = |a: Money| table::of_money(a, currency);
        table::row(vec![
            table::of_span(&m.span),
            money(m.start),
            money(m.new),
            money(m.expansion),
            money(-m.contraction),
            money(-m.churned),
            money(m.end),
        ])
    };
    let columns = vec![
        table::text("period", "Period"),
        table::money("start", "Start", currency),
        table::money("new", "New", currency),
        table::money("expansion", "Expansion", currency),
        table::money("contraction", "Contraction", currency),
        table::money("churned", "Churned", currency),
        table::money("end", "End", currency),
    ];
    table::table(
        "mrr-movements",
        "MRR movements",
        "start + new + expansion − contraction − churned = end, to the cent",
        columns,
        found.iter().map(row).collect(),
        "No plan.",
    )
}

/// Unit economics, each with the definition used.
pub fn economics(scene: &Scene) -> Table {
    let d = &scene.deployed;
    let currency = scene.currency();
    let s = &d.demand.subscription;
    let months = [1, scene.months().min(6), scene.months().min(12), scene.months()];
    let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
    let money = |v: Option<f64>| table::of_ratio(v, currency);
    let share = |v: Option<f64>| v.map_or(table::nothing(), table::of_share);
    let variable = |t: usize| -> f64 {
        d.outcome
            .lines
            .iter()
            .filter(|l| headroom_engine::project::break_even::is_variable(d.rule, &l.id))
            .map(|l| l.amounts[t - 1].to_f64())
            .sum()
    };
    let revenue = |t: usize| s.revenue[t - 1].to_f64();
    let lost = |t: usize| (s.mrr[t - 1].churned + s.mrr[t - 1].contraction).to_f64();
    let churned = |t: usize| {
        s.plans
            .iter()
            .zip(d.program.subscription.plans.values())
            .filter(|(_, p)| !p.free)
            .map(|(run, _)| run.churned[t - 1])
            .sum::<f64>()
    };
    let before = |t: usize| {
        if t > 1 {
            s.paying[t - 2]
        } else {
            s.paying[0] + churned(1)
                - s.plans
                    .iter()
                    .zip(d.program.subscription.plans.values())
                    .filter(|(_, p)| !p.free)
                    .map(|(run, _)| run.new[0])
                    .sum::<f64>()
        }
    };
    let churn = |t: usize| ratio(churned(t), before(t));
    let ltv = |t: usize| ratio(ratio(revenue(t), s.paying[t - 1]).unwrap_or(0.0), churn(t).unwrap_or(0.0));
    type Metric<'a> = (&'a str, &'a str, Box<dyn Fn(usize) -> Cell + 'a>);
    let metrics: Vec<Metric> = vec![
        ("MRR", "recurring revenue at the month's end", Box::new(|t| table::of_money(s.mrr[t - 1].end, currency))),
        ("ARR", "12 × MRR", Box::new(|t| money(Some(s.mrr[t - 1].end.to_f64() * 12.0)))),
        ("ARPU", "revenue / registered users", Box::new(|t| money(ratio(revenue(t), d.demand.registered[t])))),
        ("ARPPU", "revenue / paying subscribers", Box::new(|t| money(ratio(revenue(t), s.paying[t - 1])))),
        ("Paying share", "paying / registered", Box::new(|t| share(ratio(s.paying[t - 1], d.demand.registered[t])))),
        ("Customer churn", "customers lost in the month / customers at its start", Box::new(|t| share(churn(t)))),
        (
            "Revenue churn",
            "(churned + contraction) / MRR at the start",
            Box::new(|t| share(ratio(lost(t), s.mrr[t - 1].start.to_f64()))),
        ),
        (
            "Net revenue retention",
            "(start + expansion − contraction − churned) / start, of the month",
            Box::new(|t| {
                share(ratio(
                    (s.mrr[t - 1].start + s.mrr[t - 1].expansion).to_f64() - lost(t),
                    s.mrr[t - 1].start.to_f64(),
                ))
            }),
        ),
        (
            "Gross revenue retention",
            "(start − contraction − churned) / start, of the month",
            Box::new(|t| share(ratio(s.mrr[t - 1].start.to_f64() - lost(t), s.mrr[t - 1].start.to_f64()))),
        ),
        (
            "Quick ratio",
            "(new + expansion) / (contraction + churned)",
            Box::new(|t| {
                ratio((s.mrr[t - 1].new + s.mrr[t - 1].expansion).to_f64(), lost(t))
                    .map_or(table::nothing(), |v| Cell::new(format!("{v:.1}"), format::plain_count(v)))
            }),
        ),
        ("LTV", "ARPPU / customer churn", Box::new(|t| money(ltv(t)))),
        (
            "Contribution margin",
            "(revenue − costs that grow with each customer) / revenue",
            Box::new(|t| share(ratio(revenue(t) - variable(t), revenue(t)))),
        ),
        ("Margin", "profit / revenue", Box::new(|t| share(ratio(d.outcome.profit[t - 1].to_f64(), revenue(t))))),
        (
            "Cost per user",
            "cost / registered users",
            Box::new(|t| money(ratio(d.outcome.cost[t - 1].to_f64(), d.demand.registered[t]))),
        ),
        (
            "Cost per payer",
            "cost / paying subscribers",
            Box::new(|t| money(ratio(d.outcome.cost[t - 1].to_f64(), s.paying[t - 1]))),
        ),
    ];
    let mut shown: Vec<usize> = months.to_vec();
    shown.dedup();
    let mut columns = vec![table::text("metric", "Metric")];
    columns.extend(shown.iter().map(|t| table::number(&scene.model.program.month(*t).to_string(), &scene.month(*t))));
    columns.push(table::text("definition", "Definition"));
    let rows = metrics.iter().map(|(label, definition, value)| {
        let mut cells = vec![Cell::text(*label)];
        cells.extend(shown.iter().map(|t| value(*t)));
        cells.push(Cell::text(*definition));
        table::row(cells)
    });
    table::table("unit-economics", "Unit economics", "with the definition of each", columns, rows.collect(), "")
}

/// How many customers of one plan alone would carry the cost.
fn plan_break_even(scene: &Scene) -> Table {
    use headroom_engine::project::break_even;
    let d = &scene.deployed;
    let currency = scene.currency();
    let t = reference_month(scene);
    let cost = d.outcome.cost[t - 1];
    let mut rows: Vec<_> = d
        .program
        .subscription
        .plans
        .values()
        .filter(|p| !p.free)
        .map(|plan| {
            let price = plan.prices.first().map_or(Default::default(), |n| d.program.params[*n].exact());
            let needed = cost.amount().checked_div(price).map(|n| n.ceil());
            let cells = vec![
                Cell::text(format!("{} alone", plan.label)),
                table::of_price(price, currency),
                needed.map_or(table::nothing(), |n| Cell::new(format::decimal(n, 0), format::plain(n))),
            ];
            table::row(cells)
        })
        .collect();
    let at_mix = |label: &str, n: Option<u64>, each: Option<f64>| {
        table::row(vec![
            Cell::text(label),
            table::of_ratio(each, currency),
            n.map_or(table::nothing(), |n| table::of_count(n as f64)),
        ])
    };
    let s = &d.demand.subscription;
    let paying = s.paying[t - 1];
    rows.push(at_mix(
        "Paying subscribers at the month's mix",
        break_even::customers(d.rule, d.demand, d.outcome, t),
        (paying > 0.0).then(|| s.revenue[t - 1].to_f64() / paying),
    ));
    rows.push(at_mix(
        "Registered users at the month's mix",
        break_even::registered(d.rule, d.demand, d.outcome, t),
        (d.demand.registered[t] > 0.0).then(|| s.revenue[t - 1].to_f64() / d.demand.registered[t]),
    ));
    let columns = vec![
        table::text("who", "Who"),
        table::money("revenue_each", "Revenue each", currency),
        table::number("needed", "Needed"),
    ];
    let subtitle = format!(
        "customers that cover {} of {} as fixed cost; the mix rows subtract fees and other costs per customer",
        scene.money(cost),
        scene.month(t)
    );
    table::table("break-even-counts", "Customers that cover the cost", &subtitle, columns, rows, "")
}
