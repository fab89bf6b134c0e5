//! The figures that a SaaS business is judged by, each with its definition and source, by deployment and month.

pub mod formulas;
mod month;

use crate::model::file::LtvDefinition;
use crate::projection::Deployed;
use month::InMonth;

/// What a figure is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The model's currency.
    Money,
    /// A share, shown in percent.
    Share,
    /// A plain quotient.
    Times,
    Months,
}

/// A figure's name, and what it means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Definition {
    pub id: &'static str,
    pub label: &'static str,
    pub unit: Unit,
    /// The formula in words.
    pub text: &'static str,
    /// Who defined it so; empty where everyone does.
    pub source: &'static str,
}

macro_rules! metrics {
    ($($name:ident $id:literal $label:literal $unit:ident $text:literal $source:literal;)*) => {
        /// A figure of a month.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Metric { $($name,)* }

        impl Metric {
            pub const ALL: &'static [Metric] = &[$(Metric::$name,)*];

            pub fn definition(self) -> Definition {
                match self {
                    $(Metric::$name => Definition { id: $id, label: $label, unit: Unit::$unit, text: $text, source: $source },)*
                }
            }
        }
    };
}

metrics! {
    Arr "arr" "ARR" Money "MRR at the month's end × 12" "";
    Arpu "arpu" "ARPU" Money "revenue / registered users" "";
    Arppu "arppu" "ARPPU" Money "revenue / paying subscribers" "";
    CustomerChurn "customer_churn" "Customer churn" Share "paying customers who left in the month, or for a free plan / paying customers at its start" "";
    InvoluntaryChurn "involuntary_churn" "Involuntary churn" Share "customers who left because a charge was never collected / paying customers at the month's start" "";
    RevenueChurn "revenue_churn" "Revenue churn" Share "(contraction + churned MRR) / MRR at the month's start" "";
    NetRetention "nrr" "NRR, monthly" Share "(MRR at the month's start + expansion − contraction − churned) / MRR at its start" "";
    GrossRetention "grr" "GRR, monthly" Share "(MRR at the month's start − contraction − churned) / MRR at its start" "";
    NetRetentionYear "nrr_year" "NRR, yearly" Share "monthly NRR of the last twelve months, multiplied" "";
    GrossRetentionYear "grr_year" "GRR, yearly" Share "monthly GRR of the last twelve months, multiplied" "";
    QuickRatio "quick_ratio" "Quick ratio" Times "(new + expansion + reactivated MRR) / (contraction + churned MRR)" "Mamoon Hamid, 2015; ChartMogul";
    LtvSimple "ltv_simple" "LTV" Money "ARPPU / customer churn" "ChartMogul, Customer lifetime value";
    LtvMargin "ltv_margin" "LTV with margin" Money "ARPPU × gross margin / customer churn" "David Skok, SaaS Metrics 2.0";
    LtvMeanChurn "ltv_mean_churn" "LTV at mean churn" Money "MRR per customer / mean monthly customer churn so far" "Christoph Janz, SaaS dashboard template";
    AcquisitionSpend "acquisition_spend" "Sales and marketing" Money "costs whose purpose is advertising, marketing or sales" "";
    CacBlended "cac" "CAC, blended" Money "sales and marketing / all new paying customers" "Christoph Janz, SaaS dashboard template";
    CacPaid "cac_paid" "CAC, paid" Money "advertising / new customers whom advertising brought" "Christoph Janz, SaaS dashboard template";
    LtvToCac "ltv_to_cac" "LTV / CAC" Times "LTV by the chosen definition / blended CAC" "David Skok, SaaS Metrics 2.0";
    Payback "payback" "CAC payback" Months "blended CAC / (new MRR per new customer × gross margin)" "David Skok, SaaS Metrics 2.0";
    GrossMargin "gross_margin" "Gross margin" Share "(revenue − infrastructure − payment fees − costs of revenue) / revenue" "";
    ContributionMargin "contribution_margin" "Contribution margin" Share "(revenue − costs that grow with each customer) / revenue" "";
    BurnMultiple "burn_multiple" "Burn multiple" Times "net burn / net new ARR" "David Sacks, The Burn Multiple, 2020";
    RuleOf40 "rule_of_40" "Rule of 40" Share "growth of revenue over a year + profit margin" "Brad Feld, 2015";
    MagicNumber "magic_number" "Magic number" Times "4 × (revenue of three months − that of the three before) / sales and marketing of the three before" "Lars Leckie, Scale Venture Partners, 2008";
    Runway "runway" "Runway" Months "cash at the month's end / net burn of the month" "Christoph Janz, SaaS dashboard template";
}

impl Metric {
    /// A figure by its id.
    pub fn named(id: &str) -> Option<Metric> {
        Self::ALL.iter().copied().find(|metric| metric.definition().id == id)
    }

    /// All of them in order, of the definitions of LTV the one that a model has chosen first.
    pub fn ordered(chosen: Option<LtvDefinition>) -> Vec<Metric> {
        let (chosen, mut all) = (Self::ltv(chosen), Self::ALL.to_vec());
        let place = |metric: Metric, all: &[Metric]| all.iter().position(|known| *known == metric);
        if let (Some(first), Some(at)) = (place(Metric::LtvSimple, &all), place(chosen, &all)) {
            all[first..=at].rotate_right(1);
        }
        all
    }

    /// The definition of LTV that a model has chosen: the simple one unless it says otherwise.
    pub fn ltv(chosen: Option<LtvDefinition>) -> Metric {
        match chosen {
            None | Some(LtvDefinition::Simple) => Metric::LtvSimple,
            Some(LtvDefinition::Margin) => Metric::LtvMargin,
            Some(LtvDefinition::MeanChurn) => Metric::LtvMeanChurn,
        }
    }

    /// The figure in month `t`, from 1. None where it is not defined: a ratio to nothing, a quarter before the first,
    /// a runway where nothing is burned.
    pub fn of(self, d: &Deployed, t: usize) -> Option<f64> {
        if t == 0 || t > d.program.months {
            return None;
        }
        InMonth { d, t }.value(self)
    }
}
