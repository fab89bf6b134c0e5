//! The tabs, in order, and the page each asks the engine for.

export type View =
  "overview" | "capacity" | "costs" | "revenue" | "compare" | "uncertainty" | "prices" | "review" | "report";

export const VIEWS: ReadonlyArray<{ id: View; label: string }> = [
  { id: "overview", label: "Overview" },
  { id: "capacity", label: "Capacity" },
  { id: "costs", label: "Costs" },
  { id: "revenue", label: "Revenue" },
  { id: "compare", label: "Compare" },
  { id: "uncertainty", label: "Uncertainty" },
  { id: "prices", label: "Prices" },
  { id: "review", label: "Review" },
  { id: "report", label: "Report" },
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
