//! The tabs, in order, and the page each asks the engine for.

export type View =
  "overview" | "capacity" | "costs" | "revenue" | "compare" | "uncertainty" | "prices" | "review" | "report";

/** `about` says in words to search by what is found there. */
export const VIEWS: ReadonlyArray<{ id: View; label: string; about: string }> = [
  { id: "overview", label: "Overview", about: "break-even profit cash users upgrades by month by quarter" },
  { id: "capacity", label: "Capacity", about: "limits utilisation headroom tiers triggers load tests response times" },
  { id: "costs", label: "Costs", about: "infrastructure lines services fees" },
  {
    id: "revenue",
    label: "Revenue",
    about: "MRR ARR ARPPU churn retention NRR GRR LTV CAC payback quick ratio cohorts plans movements deferred tax",
  },
  {
    id: "compare",
    label: "Compare",
    about: "deployments providers regions sizing commitments cheapest path crossovers",
  },
  {
    id: "uncertainty",
    label: "Uncertainty",
    about: "probability percentiles paths ranges regret sensitivity what matters most goal seek order ahead",
  },
  { id: "prices", label: "Prices", about: "catalogue price lists currencies exchange rates drift" },
  { id: "review", label: "Review", about: "readiness questions success metrics roadmap checklists as stated" },
  { id: "report", label: "Report", about: "quarterly review pages print PDF Markdown CSV" },
];

/** The report is set in pages of its own; beside it the fields still answer, so it asks for the overview. */
export const PAGES: Readonly<Record<View, string>> = {
  overview: "overview",
  capacity: "capacity",
  costs: "costs",
  revenue: "revenue",
  compare: "compare",
  uncertainty: "uncertainty",
  prices: "prices",
  review: "review",
  report: "overview",
};
