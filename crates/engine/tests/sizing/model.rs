//! Small models and catalogues for sizing.

use std::sync::{Arc, LazyLock};

use headroom_engine::catalog::{Catalog, ExchangeRates};
use headroom_engine::form::Named;
use headroom_engine::model::price_book::PriceBook;
use headroom_engine::money::{Currency, Money};
use headroom_engine::sizing::{Pick, Reason, Requirement, Sizing, Table, Wishes};
use headroom_engine::{Model, Projection};
use serde_json::{Value, json};

/// A model and its projection, kept together because sizing borrows from both.
pub struct Case {
    pub model: Model,
    pub projection: Projection,
}

impl Case {
    /// `users` by month are demanded of the component `part` of the deployment `here`; `changes` are merged over the
    /// model's top level.
    pub fn new(users: &[f64], limits: Value, component: Value, changes: Value) -> Self {
        let anchors: Vec<Value> =
            users.iter().enumerate().map(|(i, u)| json!({ "month": i + 1, "users": u, "by": "step" })).collect();
        let mut text = json!({
            "format": 1, "name": "case", "currency": "USD", "start": "2026-01", "months": users.len(),
            "growth": { "kind": "schedule", "anchors": anchors },
            "workload": { "drivers": {
                "users": { "label": "Users", "unit": "users", "of": "registered", "per": 1 },
                "requests": { "label": "Requests", "unit": "requests/s", "of": "registered", "per": 1 },
                "stored": { "label": "Stored", "unit": "GB", "of": "registered", "per": 1 },
                "leaving": { "label": "Leaving", "unit": "GB/month", "of": "registered", "per": 1, "measure": "monthly" }
            } },
            "limits": limits,
            "policy": { "target_utilisation": 0.7, "hysteresis": 0 },
            "deployments": { "here": { "label": "Here", "provider": "own", "components": { "part": component } } }
        });
        for (key, value) in changes.as_object().unwrap() {
            text[key] = value.clone();
        }
        let model = Model::read(&text.to_string()).unwrap_or_else(|found| panic!("{found:#?}"));
        let projection = Projection::of(&model).unwrap();
        Self { model, projection }
    }

    pub fn requirement(&self) -> Requirement<'_> {
        self.requirements().swap_remove(0).1
    }

    pub fn requirements(&self) -> Vec<(String, Requirement<'_>)> {
        let program = &self.model.program;
        let of = |rule| Requirement::of(program, &program.params, &self.projection.demand.drivers, rule);
        program.deployments[0].components.iter().map(|(name, rule)| (name.clone(), of(rule))).collect()
    }

    pub fn size<'a>(&'a self, prices: &'a PriceBook, wishes: &Wishes) -> Sizing<'a> {
        Sizing::new(self.requirement(), wishes, prices)
    }

    pub fn size_all<'a>(&'a self, prices: &'a PriceBook, wishes: &Wishes) -> Named<Sizing<'a>> {
        let requirements = self.requirements().into_iter();
        requirements.map(|(name, r)| (name, Sizing::new(r, wishes, prices))).collect()
    }
}

/// A catalogue in USD, and in EUR at 1.10.
pub fn prices(catalog: Arc<Catalog>) -> PriceBook {
    let rates = json!({ "schema": "headroom-exchange/1", "rates": [{
        "from": "EUR", "to": "USD", "rate": "1.10", "as_of": "2026-10", "source": "here", "confidence": "read"
    }] });
    let exchange = ExchangeRates::read(&rates.to_string()).unwrap();
    PriceBook { exchange, ..PriceBook::over(catalog, Currency::USD) }
}

pub fn shipped() -> &'static PriceBook {
    static SHIPPED: LazyLock<PriceBook> = LazyLock::new(|| prices(Arc::clone(Catalog::shipped())));
    &SHIPPED
}

/// 750 MB of overhead and 20 MB a user, as SecureWave's report has it.
pub fn memory() -> Value {
    json!({ "memory": { "kind": "slots", "label": "Memory", "driver": "users", "per": 20, "overhead": { "system": 750 } } })
}

/// A component that may have any number of instances of a made-up machine.
pub fn component(service: &str, limits: &[&str]) -> Value {
    json!({
        "label": "Part", "service": service, "limits": limits,
        "ladder": { "any": {
            "label": "Any", "price": 1, "instances": { "min": 1 },
            "shape": { "vcpu": 1, "ram": 1, "disk": 1, "transfer": 1 }
        } }
    })
}

pub fn wishes(provider: &str) -> Wishes {
    Wishes { providers: vec![provider.into()], ..Wishes::default() }
}

pub fn pick<'a>(sizing: &Sizing<'a>, t: usize) -> Pick<'a> {
    let provider = sizing.providers().next().unwrap();
    sizing.pick(provider, t).unwrap_or_else(|| panic!("nothing holds month {t}"))
}

pub fn reason<'a>(table: &Table<'a>, plan: &str) -> Reason<'a> {
    table.rejected.iter().find(|r| r.plan.id == plan).unwrap_or_else(|| panic!("{plan} is not rejected")).reason
}

pub fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A plan of the provider `p` with these fields changed.
pub fn plan(id: &str, changes: Value) -> Value {
    let mut plan = json!({
        "id": id, "provider": "p", "service": "vm", "plan": id, "region": "r", "os": "linux",
        "vcpu": 1, "vcpu_kind": "dedicated", "ram_gib": 1, "disk_gb": 100, "currency": "USD", "price_monthly": "1.00",
        "source": "here", "as_of": "2026-10", "confidence": "read"
    });
    for (key, value) in changes.as_object().unwrap() {
        plan[key] = value.clone();
    }
    plan
}

pub fn catalog(plans: &[Value], rates: &[Value]) -> PriceBook {
    let file = json!({ "schema": "headroom-catalog/1", "file": "test", "plans": plans, "rates": rates });
    prices(Arc::new(Catalog::read(&[&file.to_string()]).unwrap()))
}
