//! Every shipped model over the whole shipped catalogue.

use std::collections::BTreeSet;

use headroom_engine::catalog::{Catalog, PlanFilter};
use headroom_engine::form::Named;
use headroom_engine::model::program::DeploymentRule;
use headroom_engine::project::Supplier;
use headroom_engine::sizing::{Pick, Requirement, Sizing, Table, Way, Wishes, totals};
use headroom_engine::{Model, Projection};
use rstest::rstest;

use crate::model::shipped;

const PROVIDERS: [&str; 8] = ["azure", "digitalocean", "hetzner", "linode", "vultr", "ovh", "aws-lightsail", "railway"];

fn size<'a>(model: &'a Model, projection: &'a Projection, rule: &'a DeploymentRule) -> Named<Sizing<'a>> {
    let program = &model.program;
    let wishes = Wishes { providers: PROVIDERS.map(String::from).into(), ..Wishes::default() };
    let of = |component| Requirement::of(program, &program.params, &projection.demand.drivers, component);
    rule.components.iter().map(|(name, c)| (name.clone(), Sizing::new(of(c), &wishes, shipped()))).collect()
}

/// Every plan of the provider is either there with its price or rejected with a reason, none twice.
fn is_whole(table: &Table, provider: &str) {
    let feasible = table.feasible.iter().map(|p| &p.plan.id);
    let rejected = table.rejected.iter().map(|r| &r.plan.id);
    let said: BTreeSet<&String> = feasible.chain(rejected).collect();
    let sold = Catalog::shipped().plans_where(PlanFilter { provider: Some(provider), ..PlanFilter::default() });
    assert_eq!(said.len(), table.feasible.len() + table.rejected.len());
    assert_eq!(said, sold.map(|p| &p.id).collect());
}

/// A pick is what it says: enough, the sum of its parts, and no dearer than what does not follow the day.
fn is_sound(sizing: &Sizing, pick: &Pick, t: usize) {
    let target = pick.binding.map_or(1.0, |need| sizing.requirement.target(need));
    assert!(pick.utilisation.get() <= target * (1.0 + 1e-9), "{pick:?}");
    assert!(pick.cost.total() <= pick.fixed && pick.cost.total().is_finite(), "{pick:?} in month {t}");
    assert!(pick.mean_instances <= f64::from(pick.instances), "{pick:?}");
    assert_eq!(pick.way == Way::Metered, pick.plan.provider == "railway");
}

#[rstest]
#[case(include_str!("../../../../models/leadsite.json"))]
#[case(include_str!("../../../../models/rad-panel.json"))]
#[case(include_str!("../../../../models/reference.json"))]
#[case(include_str!("../../../../models/securevpn-100k.json"))]
#[case(include_str!("../../../../models/securewave-vpn.json"))]
#[case(include_str!("../../../../models/whatsflow.json"))]
fn every_plan_has_its_say(#[case] text: &str) {
    let model = Model::read(text).unwrap();
    let projection = Projection::of(&model).unwrap();
    for rule in model.program.deployments.values() {
        let sizings = size(&model, &projection, rule);
        for sizing in sizings.values() {
            let found = sizing.by_provider();
            assert_eq!(found.keys().copied().collect::<Vec<_>>(), PROVIDERS);
            for (provider, found) in &found {
                is_whole(&found.first, provider);
                is_whole(&found.peak, provider);
                for (i, pick) in found.months.iter().enumerate() {
                    pick.iter().for_each(|pick| is_sound(sizing, pick, i + 1));
                }
                assert_eq!(found.total.is_some(), found.months.iter().all(Option::is_some));
                for rejected in found.first.rejected.iter().chain(&found.peak.rejected) {
                    assert!(!rejected.reason.text(&sizing.requirement).is_empty());
                }
                assert!(found.held.windows(2).all(|pair| pair[0].total <= pair[1].total));
            }
        }
        for total in totals(&sizings) {
            let lacks = |sizing: &Sizing| (1..=sizing.months()).any(|t| sizing.pick(total.provider, t).is_none());
            let lacking: Vec<&String> = sizings.iter().filter(|(_, s)| lacks(s)).map(|(name, _)| name).collect();
            assert_eq!(total.lacks.iter().collect::<Vec<_>>(), lacking);
            assert_eq!(total.total.is_some(), total.lacks.is_empty(), "{}", total.provider);
        }
    }
}

/// A web component that runs at one provider finds something at all of them.
#[test]
fn the_dashboard_of_securewave_runs_anywhere() {
    let model = Model::read(include_str!("../../../../models/securewave-vpn.json")).unwrap();
    let projection = Projection::of(&model).unwrap();
    for id in ["azure", "vps", "railway"] {
        let sizings = size(&model, &projection, &model.program.deployments[id]);
        let web = sizings["web"].by_provider();
        let without: Vec<_> = web.iter().filter(|(_, found)| found.total.is_none()).map(|(p, _)| *p).collect();
        assert!(without.is_empty(), "{id}: {without:?}");
    }
}

/// A fleet behind an uneven selection policy: as many servers as the ladder would take.
#[test]
fn an_uneven_fleet_is_sized_as_its_ladder() {
    let model = Model::read(include_str!("../../../../models/securevpn-100k.json")).unwrap();
    let projection = Projection::of(&model).unwrap();
    let program = &model.program;
    let rule = &program.deployments["vps"].components["vpn"];
    let sizing = &size(&model, &projection, &program.deployments["vps"])["vpn"];
    let supplier = Supplier::new(program, rule, &program.params);
    let (drivers, target) = (&projection.demand.drivers, program.params.number(rule.target));
    for t in (1..=program.months).step_by(7) {
        let table = sizing.table("ovh", t);
        for (place, tier) in rule.tiers.values().enumerate() {
            let pick = table.feasible.iter().find(|p| Some(&p.plan.id) == tier.plan.as_ref()).unwrap();
            assert_eq!(supplier.fewest(place, drivers, t, target).unwrap().instances, pick.instances, "month {t}");
        }
    }
}
