//! Upgrades for a demand that is more than likely: what to order, and when, where every load is at a percentile.

use headroom_engine::Model;
use headroom_engine::diagnostic::Diagnostic;
use headroom_engine::model::program::Supply;
use headroom_engine::project::{self, Change, DriverRun, Supplier, supply};
use headroom_engine::projection;

use crate::bands::{Answer, Percentile};
use crate::figure::{Deployment, Monthly};
use crate::futures::{Futures, refused};

/// A change of tier or instances.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    pub deployment: Deployment,
    /// The component's place in the deployment.
    pub component: usize,
    pub change: Change,
    /// The largest standard error of a load that the component's limits count, in the month in which the change is needed,
    /// as a share of the load; None where it is not known.
    pub error: Option<f64>,
}

/// Every change that the engine's own rule makes where each load is at this percentile in every month, by deployment,
/// component and month. Prices and capacities are the likely ones.
///
/// # Errors
/// When the futures do not have every driver's load at this level.
pub fn orders(model: &Model, futures: &Futures, level: f64) -> Result<Vec<Order>, Diagnostic> {
    let program = &model.program;
    let point = project::demand::<f64>(program, &program.params).map_err(|e| projection::overflow(model, &e))?;
    let percentile = |answer: &Answer| match answer {
        Answer::Quantity(quantity) => quantity.percentiles.iter().find(|p| (p.level - level).abs() < 1e-9).copied(),
        Answer::Event(_) => None,
    };
    let known = |driver: usize| -> Option<Vec<Percentile>> {
        futures.monthly(Monthly::Load(driver)).into_iter().map(percentile).collect()
    };
    let load = |(driver, run): (usize, &DriverRun)| -> Option<DriverRun> {
        let demand: Vec<f64> = known(driver)?.iter().map(|load| load.value).collect();
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
            let counted: Vec<Vec<Percentile>> =
                rule.limits.iter().filter_map(|limit| known(program.limits[*limit].driver)).collect();
            let error = |change: &Change| {
                let loads = counted.iter().filter_map(|months| months.get(change.needed_by.checked_sub(1)?));
                let errors = loads.filter(|load| load.value > 0.0).filter_map(|load| Some(load.error? / load.value));
                errors.reduce(f64::max)
            };
            let order = |change: Change| Order { error: error(&change), deployment, component, change };
            orders.extend(run.changes.into_iter().map(order));
        }
    }
    Ok(orders)
}
