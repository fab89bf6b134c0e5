//! Projects a model and prints its months: `cargo run -p headroom-engine --example project -- models/reference.json [deployment] [path...]`
use headroom_engine::diagnostic::line_column;
use headroom_engine::formula::Resolve;
use headroom_engine::lookup::Lookup;
use headroom_engine::{Model, Projection, figures};

fn main() {
    let mut args = std::env::args().skip(1);
    let path = args.next().unwrap_or_default();
    let deployment = args.next().unwrap_or_default();
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    let model = match Model::read(&text) {
        Ok(model) => model,
        Err(found) => {
            for d in found {
                let (line, column) = line_column(&text, d.at.unwrap_or(0));
                println!("{path}:{line}:{column} {} {}: {} ({})", d.code.as_str(), d.path, d.message, d.hint);
            }
            return;
        }
    };
    for d in &model.warnings {
        println!("warning {} {}: {} ({})", d.code.as_str(), d.path, d.message, d.hint);
    }
    let projection = match Projection::of(&model) {
        Ok(p) => p,
        Err(d) => return println!("{d:?}"),
    };
    let lookup = Lookup { model: &model, projection: &projection, deployment: &deployment };
    let wanted: Vec<String> = args.collect();
    for path in &wanted {
        println!("{path} = {:?}", lookup.resolve(path));
    }
    if !wanted.is_empty() {
        return;
    }
    for id in model.program.deployments.keys() {
        if !deployment.is_empty() && deployment != *id {
            continue;
        }
        println!("\n{id}");
        let Some(d) = projection.deployment(&model, id) else { continue };
        for t in 1..=model.program.months {
            let tiers: Vec<String> = d
                .rule
                .components
                .iter()
                .zip(d.outcome.components.values())
                .map(|((c, rule), run)| {
                    let choice = run.choice[t - 1];
                    let tier = rule.tiers.get_index(choice.tier).map_or("usage", |(id, _)| id);
                    let worst = run.utilisation[t - 1].iter().copied().fold(0.0, f64::max);
                    format!(
                        "{c}:{}x{tier} {:.0}%{}",
                        choice.instances,
                        worst * 100.0,
                        if run.breach[t - 1] { " BREACH" } else { "" }
                    )
                })
                .collect();
            let s = &d.demand.subscription;
            println!(
                "{} users {:>10.1} paying {:>8.1} revenue {:>10} cost {:>10} profit {:>10} cash {:>11}  {}",
                model.program.month(t),
                d.demand.registered[t],
                s.paying[t - 1],
                s.revenue[t - 1],
                d.outcome.cost[t - 1],
                d.outcome.profit[t - 1],
                d.outcome.cash[t - 1],
                tiers.join("  ")
            );
        }
        println!("{:?}", d.break_even);
    }
    for name in model.file.figures.keys() {
        println!("figure {name} = {:?}", figures::evaluate(&lookup, name));
    }
}
