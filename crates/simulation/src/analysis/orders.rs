//! Upgrades for a demand that is more than likely: what to order, and when, where every load is at a percentile.

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::model::program::Supply;
use headroom_engine::project::{self, Change, DriverRun, Supplier, supply};
use headroom_engine::projection;

use crate::bands::Answer;
use crate::figure::{Deployment, Monthly};
use crate::futures::{Futures, refused};

/// A change of tier or instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub deployment: Deployment,
    /// The component's place in the deployment.
    pub component: usize,
    pub change: Change,
}

/// Every change that the engine's own rule makes where each load is at this percentile in every month, by deployment,
/// component and month. Prices and capacities are the likely ones.
///
/// # Errors
/// When the futures do not have every driver's load at this level.
pub fn orders(model: &Model, futures: &Futures, level: f64) -> Result<Vec<Order>, Diagnostic> {
    let program = &model.program;
    let point = project::demand::<f64>(program, &program.params).map_err(|e| projection::overflow(model, &e))?;
    let percentile = |answer: &&Answer| match answer {
        Answer::Quantity(quantity) => {
            quantity.percentiles.iter().find(|p| (p.level - level).abs() < 1e-9).map(|p| p.value)
        }
        Answer::Event(_) => None,
    };
    let load = |(driver, run): (usize, &DriverRun)| -> Option<DriverRun> {
        let demand: Vec<f64> = futures.monthly(Monthly::Load(driver)).iter().map(percentile).collect::<Option<_>>()?;
        (demand.len() == program.months).then(|| DriverRun { volume: run.volume.clone(), demand })
    };
    let drivers: Option<Vec<DriverRun>> = point.drivers.iter().enumerate().map(load).collect();
    let Some(drivers) = drivers else {
        let message = format!("the load is not known at the {}th percentile", level * 100.0);
        return Err(refused("percentile", message, "ask for it among the percentiles"));
    };
    let mut orders = Vec::new();
    for (deployment, rule) in program.deployments.values().enumerate() {
        let components = rule.components.values().enumerate();
        for (component, rule) in components.filter(|(_, rule)| !matches!(rule.supply, Supply::Usage(_))) {
            let run = supply::run(&Supplier::new(program, rule, &program.params), &drivers, program.months);
            orders.extend(run.changes.into_iter().map(|change| Order { deployment, component, change }));
        }
    }
    Ok(orders)
}
