//! Checking cost lines.

use std::fmt::Display;

use super::below::Below;
use super::check::Checker;
use super::check_supply::{Scope, free_months};
use super::file::{Cost, CostAmount, StaffCost};
use super::program::{AmountRule, Base, ComponentRule, CostRule};
use crate::diagnostic::Code;
use crate::form::Named;

impl Checker<'_> {
    pub(super) fn cost(
        &mut self,
        form: &Cost,
        path: &str,
        scope: &Scope,
        components: &Named<ComponentRule>,
    ) -> Option<CostRule> {
        let at = |field| Below(path, field);
        let from = form.from.as_ref().map_or(Some(1), |m| self.month(m, at("from")));
        let until = form.until.as_ref().map_or(Some(usize::MAX), |m| self.month(m, at("until")));
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            self.error(Code::BadSchedule, at("until"), "the line ends before it begins", "give from ≤ until");
        }
        let when = form.when.as_ref().and_then(|w| self.when(w, at("when"), components));
        Some(CostRule {
            label: form.label.clone(),
            group: form.group.clone().unwrap_or_else(|| "Services".into()),
            purpose: form.purpose,
            amount: self.amount(&form.amount, &at("amount").to_string(), scope)?,
            from: from?,
            until: until?,
            when,
            free_months: free_months(form.free_days.as_ref()),
            credit: self.optional(form.credit.as_deref(), at("credit")),
            own: false,
        })
    }

    fn when(
        &mut self,
        text: &str,
        path: impl Display + Copy,
        components: &Named<ComponentRule>,
    ) -> Option<(usize, usize)> {
        let (component, tier) = text.split_once('.').unwrap_or((text, ""));
        let found = components.get_index_of(component).and_then(|c| Some((c, components[c].tiers.get_index_of(tier)?)));
        if found.is_none() {
            let known: Vec<String> =
                components.iter().flat_map(|(c, rule)| rule.tiers.keys().map(move |t| format!("{c}.{t}"))).collect();
            self.unknown(path, "component and tier", text, known.iter().map(String::as_str));
        }
        found
    }

    fn amount(&mut self, form: &CostAmount, path: &str, scope: &Scope) -> Option<AmountRule> {
        let at = |field| Below(path, field);
        Some(match form {
            CostAmount::Monthly(c) => AmountRule::Monthly {
                price: self.num(&c.price, at("price")),
                quantity: self.optional(c.quantity.as_deref(), at("quantity")),
            },
            CostAmount::PerUnit(c) => AmountRule::PerUnit {
                driver: self.index(scope.drivers, at("driver"), "driver", &c.driver)?,
                price: self.num(&c.price, at("price")),
                per: self.optional(c.per.as_deref(), at("per")),
                included: self.optional(c.included.as_deref(), at("included")),
            },
            CostAmount::PerSubscriber(c) => {
                let plan = c.plan.as_ref().map(|name| {
                    let found = scope.plans.iter().position(|p| p == name);
                    if found.is_none() {
                        self.unknown(at("plan"), "plan", name, scope.plans.iter().map(String::as_str));
                    }
                    found
                });
                AmountRule::PerSubscriber { price: self.num(&c.price, at("price")), plan: plan.flatten() }
            }
            CostAmount::OfRevenue(c) => AmountRule::OfRevenue { percent: self.num(&c.percent, at("percent")) },
            CostAmount::Steps(c) => {
                let of: Option<Base> = self.base(&c.of, at("of"), scope.plans, &scope.driver_names);
                let steps: Vec<_> = c
                    .steps
                    .iter()
                    .enumerate()
                    .map(|(i, s)| {
                        (
                            self.num(&s.from, format_args!("{path}.steps.{i}.from")),
                            self.num(&s.price, format_args!("{path}.steps.{i}.price")),
                        )
                    })
                    .collect();
                if steps.is_empty() {
                    self.error(
                        Code::BadLength,
                        at("steps"),
                        "no steps",
                        "give at least one: { \"from\": 0, \"price\": 10 }",
                    );
                }
                if steps.windows(2).any(|w| self.number(w[0].0) >= self.number(w[1].0)) {
                    self.error(
                        Code::BadSchedule,
                        at("steps"),
                        "the steps are not in rising order",
                        "order steps by `from`",
                    );
                }
                AmountRule::Steps { of: of?, steps }
            }
            CostAmount::Schedule(c) => {
                if c.steps.is_empty() {
                    self.error(
                        Code::BadLength,
                        at("steps"),
                        "no steps",
                        "give at least one: { \"from\": 1, \"price\": 10 }",
                    );
                }
                if c.steps.windows(2).any(|w| w[0].from >= w[1].from) {
                    self.error(
                        Code::BadSchedule,
                        at("steps"),
                        "the steps are not in order of months",
                        "order steps by `from`",
                    );
                }
                AmountRule::Schedule(
                    c.steps
                        .iter()
                        .enumerate()
                        .map(|(i, s)| (s.from as usize, self.num(&s.price, format_args!("{path}.steps.{i}.price"))))
                        .collect(),
                )
            }
            CostAmount::Once(c) => AmountRule::Once { price: self.num(&c.price, at("price")) },
            CostAmount::Staff(c) => self.staff(c, path),
        })
    }

    fn staff(&mut self, form: &StaffCost, path: &str) -> AmountRule {
        let at = |field| Below(path, field);
        let mut steps = vec![(1, self.num(&form.salary, at("salary")), self.num(&form.heads, at("heads")))];
        for (i, hire) in form.hires.iter().enumerate() {
            let at = |field: &str| format!("{path}.hires.{i}.{field}");
            let (month, salary, _) = steps[i];
            if i > 0 && hire.from as usize <= month || hire.from == 0 {
                self.error(
                    Code::BadSchedule,
                    at("from"),
                    format!("month {} does not come after the one before it", hire.from),
                    "order hires by month, from 1",
                );
            }
            let salary = self.optional(hire.salary.as_deref(), at("salary")).unwrap_or(salary);
            steps.push((hire.from as usize, salary, self.num(&hire.heads, at("heads"))));
        }
        AmountRule::Staff(steps)
    }
}
