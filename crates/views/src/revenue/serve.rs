//! Cost to serve: what each plan earns after what its customers cause, and the price below which it loses money.

use headroom_engine::decide::serve::{PlanServed, Served, serve, serve_at};
use headroom_engine::money::{Currency, Money};
use headroom_pages::{Cell, RowStyle, Table, Tone};

use crate::scene::Scene;
use crate::{format, table};

/// Sizes of the business at which the lowest prices are shown, over that of the month.
const TIMES: [u64; 3] = [1, 3, 10];

/// What a month serves whom; nothing where serving costs nothing.
pub fn tables(scene: &Scene, t: usize) -> Vec<Table> {
    let costs = |plan: &PlanServed| [plan.fees, plan.direct].iter().any(|cost| *cost != Money::ZERO);
    let costly = |served: &Served| served.infrastructure != Money::ZERO || served.plans.iter().any(costs);
    if !serve(&scene.deployed, t).is_some_and(|served| costly(&served)) {
        return Vec::new();
    }
    [cost_to_serve(scene, t), least_prices(scene, t)].into_iter().flatten().collect()
}

/// Each plan's margin in month `t`, with its part of what free users cost; nothing where nothing is served.
pub fn cost_to_serve(scene: &Scene, t: usize) -> Option<Table> {
    let served = serve(&scene.deployed, t)?;
    let currency = scene.currency();
    let rules = &scene.deployed.program.subscription.plans;
    let columns = vec![
        table::text("plan", "Plan"),
        table::number("customers", "Customers"),
        table::money("revenue", "Revenue", currency),
        table::money("fees", "Payment fees", currency),
        table::money("direct", "Costs per customer", currency),
        table::money("infrastructure", "Infrastructure", currency),
        table::money("burden", "Of free users", currency),
        table::money("margin", "Margin", currency),
        table::number("margin_share", "Margin share"),
        table::number("least_price", "Lowest price"),
    ];
    let rows = rules.iter().zip(&served.plans).map(|((id, rule), plan)| {
        let own = own_currency(scene, id);
        let mut cells = vec![Cell::text(&rule.label), table::of_count(plan.customers)];
        cells.extend(amounts(plan, currency));
        cells.push(share(plan.margin, plan.revenue));
        cells.push(plan.least_price.map_or_else(table::nothing, |price| table::of_ratio(Some(price), own)));
        table::row(cells)
    });
    let mut rows: Vec<_> = rows.collect();
    rows.push(table::styled(total(&served, currency), RowStyle::Total));
    let subtitle = format!(
        "infrastructure by the load each plan causes; what free users cause ({}) is borne by those who pay, and \
         counts once in the total; below the lowest price, per billing period, a plan loses money at this scale",
        scene.money(burden(&served))
    );
    let title = format!("Cost to serve in {}", scene.month(t));
    Some(table::table("cost-to-serve", &title, &subtitle, columns, rows, "Nothing is served."))
}

/// The lowest price of each plan at several sizes of the business, with the mix of month `t`; nothing where no plan has
/// one.
pub fn least_prices(scene: &Scene, t: usize) -> Option<Table> {
    let d = &scene.deployed;
    let paying = d.demand.subscription.paying[t - 1].round();
    let sizes = TIMES.map(|times| paying * times as f64).into_iter().filter(|n| *n >= 1.0);
    let sizes: Vec<(f64, Served)> = sizes.filter_map(|n| Some((n, serve_at(d, t, n as u64)?))).collect();
    let plans = d.program.subscription.plans.iter().enumerate().filter(|(_, (_, rule))| !rule.free);
    let rows = plans.map(|(i, (id, rule))| {
        let own = own_currency(scene, id);
        let price = rule.prices[rule.changes.iter().filter(|(from, _)| *from <= t).count()];
        let mut cells = vec![Cell::text(&rule.label), table::of_price(d.program.params[price].exact(), own)];
        let least = |served: &Served| served.plans.get(i).and_then(|plan| plan.least_price);
        cells.extend(sizes.iter().map(|(_, served)| match least(served) {
            Some(price) => table::of_ratio(Some(price), own),
            None => table::nothing(),
        }));
        table::row(cells)
    });
    let rows: Vec<_> = rows.collect();
    if sizes.is_empty() || rows.is_empty() {
        return None;
    }
    let mut columns = vec![table::text("plan", "Plan"), table::number("price", "Price")];
    columns.extend(
        sizes
            .iter()
            .map(|(n, _)| table::number(&format!("least_at_{n:.0}"), &format!("at {} paying", format::count(*n)))),
    );
    let title = "Lowest price that pays";
    let subtitle = format!(
        "per billing period, in the plan's currency, at the mix of {}; tiers are the cheapest that hold each size",
        scene.month(t)
    );
    Some(table::table("least-prices", title, &subtitle, columns, rows, ""))
}

fn amounts(plan: &PlanServed, currency: Currency) -> Vec<Cell> {
    let tone = if plan.margin < Money::ZERO { Tone::Bad } else { Tone::Neutral };
    let amounts = [plan.revenue, plan.fees, plan.direct, plan.infrastructure, plan.burden];
    let money = |amount: Money| table::of_money(amount, currency);
    amounts.into_iter().map(money).chain([money(plan.margin).toned(tone)]).collect()
}

/// All plans together, with each cost once: what users without a price cause, and what nobody causes, is in the burden of
/// those who pay, so only the rest of infrastructure stands beside it.
fn total(served: &Served, currency: Currency) -> Vec<Cell> {
    let sum = |of: fn(&PlanServed) -> Money| served.plans.iter().map(of).sum::<Money>();
    let (revenue, fees, direct, burden) = (sum(|p| p.revenue), sum(|p| p.fees), sum(|p| p.direct), burden(served));
    let margin = revenue - fees - direct - served.infrastructure;
    let customers = served.plans.iter().map(|plan| plan.customers).sum();
    let amounts = [revenue, fees, direct, served.infrastructure - burden, burden, margin];
    let mut cells = vec![Cell::text("Total"), table::of_count(customers)];
    cells.extend(amounts.map(|amount| table::of_money(amount, currency)));
    cells.extend([share(margin, revenue), Cell::new("", "")]);
    cells
}

fn share(margin: Money, revenue: Money) -> Cell {
    let revenue = revenue.to_f64();
    if revenue == 0.0 { table::nothing() } else { table::of_share(margin.to_f64() / revenue) }
}

/// What free users and idle machines cost those who pay.
fn burden(served: &Served) -> Money {
    served.plans.iter().map(|plan| plan.burden).sum()
}

/// The currency that a plan's price is in.
fn own_currency(scene: &Scene, plan: &str) -> Currency {
    let form = scene.model.file.subscription.as_ref().and_then(|s| s.plans.get(plan));
    let stated = form.and_then(|plan| plan.currency.as_deref()).and_then(|code| code.parse().ok());
    stated.unwrap_or(scene.currency())
}
