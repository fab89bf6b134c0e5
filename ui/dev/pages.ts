import type { Block } from "../src/bindings/Block";
import type { Choice } from "../src/bindings/Choice";
import type { Drawing } from "../src/bindings/Drawing";
import type { Figure } from "../src/bindings/Figure";
import type { Graphic } from "../src/bindings/Graphic";
import type { LookRequest } from "../src/bindings/LookRequest";
import type { Picture } from "../src/bindings/Picture";
import type { Table } from "../src/bindings/Table";
import type { Width } from "../src/bindings/Width";
import { crossings, lines, timeline } from "./drawings";
import { dollars, type Month, monthName, MONTHS, type Plan, project, valuesOf } from "./model";

const SCENARIOS = [
  ["", "Base"],
  ["fast", "Fast growth"],
  ["churn", "High churn"],
] as const;

const CLOUDS = [
  ["azure", "Azure as stated", "The plan as its report states it"],
  ["list", "Azure at list prices", "West Europe, prices of 2026-10-03"],
  ["vps", "VPS", "Two servers in Falkenstein"],
  ["railway", "Railway", "Usage based"],
] as const;

const SPANS: Readonly<Record<Width, number>> = { full: 12, wide: 7, narrow: 5, half: 6 };

/** What was refined last: the same look is exact from then on. */
let refined = "";
const wished = ({ document, edits, futures }: LookRequest) => JSON.stringify([document, edits, futures]);

export function exact(request: LookRequest): void {
  refined = wished(request);
}

export function pictureOf(plan: Plan, request: LookRequest): Picture {
  const values = valuesOf(plan, request.scenario);
  const months = project(values);
  const drawings: Drawing[] = [];
  const inner = (width: Width) =>
    (request.width < 860 ? request.width : ((request.width + 12) * SPANS[width]) / 12 - 12) - 26;
  const graphic = (
    width: Width,
    title: string,
    subtitle: string,
    summary: string,
    draw: (id: string, w: number) => Drawing,
  ): Block => {
    const id = title.toLowerCase().replaceAll(" ", "-");
    drawings.push(draw(id, Math.round(inner(width))));
    const axis = { from: 0, to: 1, ticks: [], title: null, headings: [] };
    return {
      kind: "graphic",
      width,
      graphic: { kind: "chart", id, title, subtitle, summary, x: axis, y: axis, layers: [] } satisfies Graphic,
    };
  };
  const { theme } = request;
  const over = (width: Width) =>
    graphic(
      width,
      "Monthly revenue and cost",
      "US$ per month",
      "Revenue passes cost in April 2027 and stays above it.",
      (id, w) =>
        lines(id, w, theme, [
          { label: "Revenue", role: "revenue", values: months.map((m) => m.revenue) },
          { label: "Cost", role: "cost", values: months.map((m) => m.cost) },
        ]),
    );
  const subscribers = () =>
    graphic(
      "narrow",
      "Break-even in subscribers",
      "US$ per month at the current mix; steps are upgrades",
      "It pays from 18 subscribers, with gaps after each upgrade.",
      (id, w) => crossings(id, w, theme, values["subscription.price"] ?? 29),
    );
  const upgrades = () =>
    graphic(
      "wide",
      "Upgrades",
      "Order by → needed by, and the limit that forces it",
      "The web server moves to B2 in September 2027.",
      (id, w) => timeline(id, w, theme, months),
    );
  const pages: Record<string, () => Block[]> = {
    overview: () => [
      over("wide"),
      subscribers(),
      upgrades(),
      { kind: "table", table: periods(months, request.period) },
    ],
    uncertainty: () => [
      {
        kind: "paragraph",
        text: [
          { text: "Cash stays above zero on ", strong: false },
          { text: "84 % ± 1 %", strong: true },
          { text: " of 10,000 paths; half of them repay their losses by March 2027.", strong: false },
        ],
      },
      over("full"),
    ],
    capacity: () => [
      {
        kind: "paragraph",
        text: [
          { text: "Memory is the limit that comes first: ", strong: false },
          { text: "53 devices", strong: true },
          { text: " fit into what B1 leaves after the system.", strong: false },
        ],
      },
      over("wide"),
      { kind: "table", table: limits() },
      {
        kind: "notice",
        tone: "warn",
        text: [
          { text: "The plan states 50 concurrent users for B1; the limits give ", strong: false },
          { text: "53", strong: true },
          { text: ".", strong: false },
        ],
      },
    ],
    costs: () => [over("full"), { kind: "table", table: periods(months, request.period) }],
    revenue: () => [
      over("half"),
      upgrades(),
      {
        kind: "table",
        table: {
          ...limits(),
          rows: [],
          id: "plans",
          title: "Plans",
          empty: "This model has one plan, so there is nothing to compare.",
          fold: null,
        },
      },
    ],
    compare: () => [
      { kind: "heading", text: "The same users on three clouds" },
      over("wide"),
      { kind: "table", table: limits() },
    ],
    review: () => [
      {
        kind: "checklist",
        list: {
          id: "launch",
          title: "Launch",
          items: [
            { text: "Backups restored once, in full", detail: "Last on 12 September", state: "done" },
            { text: "Second session server ready to start", detail: "", state: "in_progress" },
            { text: "Rate limits by plan", detail: "3, 5, 10 and 20 requests a minute", state: "open" },
          ],
        },
      },
      {
        kind: "checklist",
        list: {
          id: "watch",
          title: "Warning signs",
          items: [
            { text: "Memory above 75 % for a day", detail: "Order the next tier", state: "track" },
            { text: "p95 above 800 ms", detail: "", state: "track" },
          ],
        },
      },
    ],
  };
  const blocks = pages[request.page]?.() ?? [];
  return {
    name: plan.name,
    scenarios:
      Object.keys(plan.scenario).length > 2
        ? choices(
            [
              ...SCENARIOS,
              ...Object.keys(plan.scenario)
                .slice(2)
                .map((id) => [id, id] as const),
            ],
            request.scenario,
          )
        : choices(SCENARIOS, request.scenario),
    deployments: choices(CLOUDS, request.deployment || "azure"),
    headline: headline(months),
    page: { id: request.page, title: request.page, blocks },
    drawings,
    futures:
      request.page === "uncertainty"
        ? {
            coarse: refined !== wished(request),
            diagnostics: [],
            inputs: choices([["growth.rate", "Growth"]], ""),
            outcomes: [
              {
                id: "cumulative_break_even",
                label: "Month in which losses are repaid",
                chosen: true,
                comparison: "<=",
                bound: "12",
              },
            ],
          }
        : null,
    has_plans: request.page === "revenue",
    askable: request.page === "capacity" ? [{ id: "devices", label: "Devices", unit: "devices" }] : [],
    prices: "Prices as of 2026-07-27 to 2026-10-03, from the catalogue that ships with Headroom.",
  };
}

function choices(list: ReadonlyArray<readonly [string, string, string?]>, chosen: string): Choice[] {
  return list.map(([id, label, note]) => ({ id, label, note: note ?? "", chosen: id === chosen }));
}

export function headline(months: Month[]): Figure[] {
  const at = months.findIndex((month) => month.revenue >= month.cost);
  const [first] = months;
  const year = months[11];
  const why = {
    formula: "The first month whose revenue is at least its cost.",
    inputs: [
      { label: "Revenue in Apr 2027", value: "$582", source: "" },
      { label: "Cost in Apr 2027", value: "$541", source: "" },
      { label: "Price", value: "$29.00", source: "Seed 002, pricing table" },
    ],
  };
  return [
    {
      id: "break-even",
      label: "Operating break-even",
      value: at < 0 ? "not in 3 years" : monthName(at),
      detail: "80 % between Sep 2026 and Oct 2027",
      tag: { text: "on plan", tone: "good" },
      why,
    },
    {
      id: "headroom",
      label: "Headroom now",
      value: `${Math.round((1 - (first?.concurrent ?? 0) / 52.5) * 100)} %`,
      detail: "3 of 53 concurrent users (70 % of 75)",
      tag: { text: "green", tone: "good" },
      why,
    },
    {
      id: "mrr",
      label: "MRR in 12 months",
      value: dollars(year?.revenue ?? 0),
      detail: "5 to 95 %: $160 to $1,357",
      tag: null,
      why,
    },
    {
      id: "cost-per-payer",
      label: "Infrastructure per payer",
      value: `$${(13.14 / (year?.paying ?? 1)).toFixed(2)}`,
      detail: "$0.51 in month 36",
      tag: null,
      why,
    },
    {
      id: "next-upgrade",
      label: "Next upgrade",
      value: "B1 → B2",
      detail: "order by Aug 2027, needed Sep 2027",
      tag: { text: "9 months", tone: "warn" },
      why,
    },
  ];
}

function periods(months: Month[], period: "month" | "quarter"): Table {
  const step = period === "month" ? 1 : 3;
  const label = (i: number) =>
    period === "month" ? monthName(i) : `Q${Math.floor((i % 12) / 3) + 1} ${2026 + Math.floor(i / 12)}`;
  const cell = (text: string) => ({
    text,
    plain: text.replaceAll(/[$,]/g, "").replace("−", "-"),
    tone: "neutral" as const,
  });
  const rows = Array.from({ length: MONTHS / step }, (_, k) => k * step + step - 1).flatMap((i) => {
    const m = months[i];
    return m
      ? [
          {
            style: i === 11 ? ("highlight" as const) : ("plain" as const),
            cells: [
              cell(label(i)),
              cell(Math.round(m.users).toLocaleString("en-US")),
              cell(String(Math.round(m.paying))),
              cell(dollars(m.revenue)),
              cell(dollars(m.cost)),
              cell(dollars(m.cash)),
            ],
          },
        ]
      : [];
  });
  const column = (key: string, name: string, define = "") => ({
    key,
    label: name,
    align: key === period ? ("left" as const) : ("right" as const),
    define,
  });
  return {
    id: "periods",
    title: period === "month" ? "Months" : "Quarters",
    subtitle: "Users and payers at the end, money within",
    columns: [
      column(period, period === "month" ? "Month" : "Quarter"),
      column("users", "Users"),
      column("paying", "Paying"),
      column("revenue_usd", "Revenue", "Recognised in the month it is earned."),
      column("cost_usd", "Cost"),
      column("cash_usd", "Cash", "Cumulative since the start."),
    ],
    rows,
    empty: "",
    fold: null,
  };
}

function limits(): Table {
  const cell = (text: string, tone: "neutral" | "good" | "warn" | "bad" = "neutral") => ({ text, plain: text, tone });
  const column = (key: string, name: string, align: "left" | "right") => ({ key, label: name, align, define: "" });
  return {
    id: "limits",
    title: "Limits",
    subtitle: "Concurrent users each limit allows",
    columns: [
      column("limit", "Limit", "left"),
      column("declared", "Declared", "right"),
      column("derived", "Derived", "right"),
      column("zone", "Zone", "left"),
    ],
    rows: [
      { style: "group", cells: [cell("Web")] },
      { style: "plain", cells: [cell("Memory"), cell("50"), cell("53", "warn"), cell("green", "good")] },
      { style: "plain", cells: [cell("CPU, p95 under 500 ms"), cell("75"), cell("81"), cell("green", "good")] },
      { style: "group", cells: [cell("Database")] },
      { style: "plain", cells: [cell("Connections"), cell("100"), cell("100"), cell("amber", "warn")] },
      { style: "total", cells: [cell("The first to bind"), cell("50"), cell("53"), cell("memory")] },
    ],
    empty: "",
    fold: null,
  };
}
