//! The formulas of the trade over plain numbers, as published. A ratio to nothing is no number: None.

/// A quotient; None where it is to nothing.
pub fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole != 0.0).then(|| part / whole).filter(|ratio| ratio.is_finite())
}

/// MRR of a month and what moved it, in money.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flows {
    pub start: f64,
    pub new: f64,
    pub expansion: f64,
    pub reactivated: f64,
    pub contraction: f64,
    pub churned: f64,
}

/// What is gained over what is lost: (new + expansion + reactivated) / (contraction + churned). ChartMogul, "SaaS quick
/// ratio", after Mamoon Hamid, 2015.
pub fn quick_ratio(flows: &Flows) -> Option<f64> {
    ratio(flows.new + flows.expansion + flows.reactivated, flows.contraction + flows.churned)
}

/// Net revenue retention of a month: (start + expansion − contraction − churned) / start.
pub fn net_retention(flows: &Flows) -> Option<f64> {
    ratio(flows.start + flows.expansion - flows.contraction - flows.churned, flows.start)
}

/// Gross revenue retention of a month: (start − contraction − churned) / start, which no expansion makes up for.
pub fn gross_retention(flows: &Flows) -> Option<f64> {
    ratio(flows.start - flows.contraction - flows.churned, flows.start)
}

/// Revenue churn, gross: (contraction + churned) / start.
pub fn revenue_churn(flows: &Flows) -> Option<f64> {
    ratio(flows.contraction + flows.churned, flows.start)
}

/// LTV: ARPPU / customer churn. ChartMogul, "Customer lifetime value".
pub fn ltv_simple(arppu: f64, churn: f64) -> Option<f64> {
    ratio(arppu, churn)
}

/// LTV: ARPPU × gross margin / customer churn. David Skok, "SaaS Metrics 2.0".
pub fn ltv_margin(arppu: f64, gross_margin: f64, churn: f64) -> Option<f64> {
    ratio(arppu * gross_margin, churn)
}

/// CLTV: mean MRR of a customer / mean customer churn of the months so far. Christoph Janz, SaaS dashboard template.
pub fn ltv_mean_churn(mrr: f64, customers: f64, churn_so_far: &[f64]) -> Option<f64> {
    let mean = ratio(churn_so_far.iter().sum(), churn_so_far.len() as f64)?;
    ratio(ratio(mrr, customers)?, mean)
}

/// CAC: acquisition spend / customers won with it.
pub fn cac(spend: f64, customers: f64) -> Option<f64> {
    ratio(spend, customers)
}

/// Months in which a new customer's MRR, times the gross margin, pays back what it cost to win them. Skok counts the
/// margin; Janz' dashboard does not (a margin of 1).
pub fn payback(cac: f64, mrr_per_new_customer: f64, gross_margin: f64) -> Option<f64> {
    ratio(cac, mrr_per_new_customer * gross_margin).filter(|months| *months >= 0.0)
}

/// Share of revenue left after a cost: (revenue − cost) / revenue.
pub fn margin(revenue: f64, cost: f64) -> Option<f64> {
    ratio(revenue - cost, revenue)
}

/// Cash burned for each unit of new ARR: net burn / net new ARR. David Sacks, "The Burn Multiple", 2020. None where
/// nothing is burned, or ARR does not grow.
pub fn burn_multiple(net_burn: f64, net_new_arr: f64) -> Option<f64> {
    ratio(net_burn, net_new_arr).filter(|_| net_burn > 0.0 && net_new_arr > 0.0)
}

/// Growth over a year and profit margin together, both as shares: 0.4 is the rule. Brad Feld, "The Rule of 40 % for a
/// Healthy SaaS Company", 2015.
pub fn rule_of_40(revenue: f64, a_year_before: f64, margin: f64) -> Option<f64> {
    Some(ratio(revenue, a_year_before)? - 1.0 + margin)
}

/// Revenue gained from one quarter to the next, for a year, over the sales and marketing spend of the first. Lars
/// Leckie, Scale Venture Partners, 2008.
pub fn magic_number(revenue: f64, quarter_before: f64, spend_before: f64) -> Option<f64> {
    ratio((revenue - quarter_before) * 4.0, spend_before)
}

/// Months that cash lasts at the month's burn: cash / net burn. None where nothing is burned, or no cash is left.
pub fn runway(cash: f64, net_burn: f64) -> Option<f64> {
    ratio(cash, net_burn).filter(|_| net_burn > 0.0 && cash >= 0.0)
}
