//! A small plan to look at: enough arithmetic for the samples to move when a field does.

export interface Plan {
  name: string;
  scenario: Record<string, Record<string, number>>;
  values: Record<string, number>;
}

export interface Month {
  users: number;
  paying: number;
  revenue: number;
  cost: number;
  cash: number;
  concurrent: number;
  tier: string;
}

export const MONTHS = 36;

const TIERS: ReadonlyArray<[number, number, string]> = [
  [75, 13.14, "B1"],
  [200, 70, "B2"],
  [300, 100, "S1"],
  [1000, 300, "P1v2"],
  [3000, 600, "P2v3"],
  [5000, 2000, "P3v3"],
];

export function valuesOf(plan: Plan, scenario: string): Record<string, number> {
  return { ...plan.values, ...plan.scenario[scenario] };
}

export function project(v: Record<string, number>): Month[] {
  const get = (key: string) => v[key] ?? 0;
  let users = 100;
  let paying = 0;
  let cash = 0;
  return Array.from({ length: MONTHS }, () => {
    const fresh = (get("growth.rate") / 100) * users * (1 - users / get("growth.market"));
    users += fresh;
    paying = paying * (1 - get("subscription.churn") / 100) + (get("subscription.conversion") / 100) * fresh;
    const revenue = get("subscription.price") * paying;
    const concurrent = (get("workload.peak") / 100) * users;
    const [, price, tier] = TIERS.find(([size]) => (get("tiers.target") / 100) * size >= concurrent) ?? [
      0,
      2000,
      "P3v3",
    ];
    const cost = get("costs.fixed") + price + 0.029 * revenue + 0.3 * paying;
    cash += revenue - cost;
    return { users, paying, revenue, cost, cash, concurrent, tier };
  });
}

const NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
export const monthName = (i: number): string => `${NAMES[i % 12]} ${2026 + Math.floor(i / 12)}`;
export const tickName = (i: number): string => (i % 12 === 0 ? monthName(i) : (NAMES[i % 12] ?? ""));

export const dollars = (v: number): string => `${v < 0 ? "−" : ""}$${Math.abs(Math.round(v)).toLocaleString("en-US")}`;
export const short = (v: number): string => (v >= 1000 ? `${(v / 1000).toFixed(v >= 10000 ? 0 : 1)}k` : v.toFixed(0));
