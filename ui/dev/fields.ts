import type { DiagnosticLine } from "../src/bindings/DiagnosticLine";
import type { Field } from "../src/bindings/Field";
import type { FieldGroup } from "../src/bindings/FieldGroup";
import { type Plan, valuesOf } from "./model";

interface Shape {
  group: string;
  path: string;
  label: string;
  unit: "%" | "$" | "MB" | "" | "months";
  min: number;
  max: number;
  step: number;
  range?: [number, number];
  words?: string;
  note?: string;
  source?: string;
  define?: string;
}

const SHAPES: Shape[] = [
  {
    group: "Growth",
    path: "growth.rate",
    label: "Monthly growth",
    unit: "%",
    min: 0,
    max: 30,
    step: 0.5,
    range: [5, 25],
    words: "5 to 25 %, from sign-ups since March",
    source: "Sign-ups, March to September 2025",
    note: "Slows as the market fills.",
    define: "New users a month, as a share of the users there are.",
  },
  {
    group: "Growth",
    path: "growth.market",
    label: "Market size",
    unit: "",
    min: 10000,
    max: 200000,
    step: 1000,
    source: "Seed, section 2",
  },
  {
    group: "Subscription",
    path: "subscription.conversion",
    label: "New users who pay",
    unit: "%",
    min: 0,
    max: 12,
    step: 0.1,
    range: [2, 10],
    words: "2 to 10 %",
  },
  {
    group: "Subscription",
    path: "subscription.churn",
    label: "Monthly customer churn",
    unit: "%",
    min: 0,
    max: 12,
    step: 0.1,
    range: [2, 9],
    words: "2 to 9 %",
    define: "The share of paying customers who leave in a month.",
  },
  { group: "Subscription", path: "subscription.price", label: "Price", unit: "$", min: 5, max: 99, step: 1 },
  {
    group: "Workload",
    path: "workload.peak",
    label: "Peak concurrent share",
    unit: "%",
    min: 0,
    max: 10,
    step: 0.1,
    range: [1, 8],
    words: "1 to 8 % of registered users",
  },
  {
    group: "Workload",
    path: "workload.memory",
    label: "Memory per device",
    unit: "MB",
    min: 10,
    max: 30,
    step: 1,
    range: [15, 20],
    words: "15 to 20 MB, stated in the plan",
  },
  {
    group: "Tiers",
    path: "tiers.target",
    label: "Target utilisation",
    unit: "%",
    min: 40,
    max: 95,
    step: 1,
    note: "Above this the queue grows faster than the load.",
  },
  { group: "Tiers", path: "tiers.lead", label: "Lead time", unit: "months", min: 0, max: 6, step: 1 },
  {
    group: "Costs",
    path: "costs.fixed",
    label: "Fixed monthly cost",
    unit: "$",
    min: 0,
    max: 3000,
    step: 10,
    source: "Founder",
  },
  {
    group: "Costs",
    path: "costs.processor",
    label: "Payment processor fee",
    unit: "%",
    min: 0,
    max: 6,
    step: 0.1,
    source: "Price page, 2026-07-27",
  },
];

function show(shape: Shape, v: number): string {
  switch (shape.unit) {
    case "%":
      return `${v.toFixed(1)} %`;
    case "$":
      return `$${v.toFixed(2)}`;
    case "MB":
      return `${v} MB`;
    case "months":
      return `${v} month${v === 1 ? "" : "s"}`;
    default:
      return v.toLocaleString("en-US");
  }
}

export function fieldsOf(plan: Plan, scenario: string): FieldGroup[] {
  const values = valuesOf(plan, scenario);
  const groups: FieldGroup[] = [];
  for (const shape of SHAPES) {
    const value = values[shape.path] ?? 0;
    const field: Field = {
      path: shape.path,
      label: shape.label,
      text: show(shape, value),
      number: String(value),
      unit: shape.unit,
      slider: {
        min: String(shape.min),
        max: String(shape.max),
        step: String(shape.step),
        low: shape.range ? String(shape.range[0]) : null,
        high: shape.range ? String(shape.range[1]) : null,
      },
      range: shape.words ?? "",
      range_fields: {
        shape: shape.range ? "ends" : "none",
        low: String(shape.range?.[0] ?? value * 0.8),
        likely: String(value),
        high: String(shape.range?.[1] ?? value * 1.2),
        distribution: "",
      },
      note: shape.note ?? "",
      source: shape.source ?? "",
      define: shape.define ?? "",
      overridden: plan.scenario[scenario]?.[shape.path] !== undefined,
    };
    const last = groups.at(-1);
    if (last?.label === shape.group) last.fields.push(field);
    else groups.push({ id: shape.group.toLowerCase(), label: shape.group, fields: [field] });
  }
  return groups;
}

/** What a person typed, or the reason it is not a number. */
export function read(path: string, text: string): number | DiagnosticLine {
  const match = /^\$?\s*(-?[\d,]*\.?\d+)\s*(k|m)?\s*(%|MB|months?)?$/i.exec(text.trim());
  const problem = (code: string, message: string, hint: string): DiagnosticLine => ({
    code,
    severity: "error",
    path,
    message,
    hint,
    line: null,
    column: null,
  });
  if (!match) return problem("value.not-a-number", `“${text}” is not a number.`, "Write it like 12, 1.2k or 5 %.");
  const scale = { k: 1000, m: 1e6 }[match[2]?.toLowerCase() ?? ""] ?? 1;
  const value = Number((match[1] ?? "").replaceAll(",", "")) * scale;
  const percent = SHAPES.find((shape) => shape.path === path)?.unit === "%";
  if (percent && (value < 0 || value > 100))
    return problem(
      "value.out-of-range",
      `${value} % is outside 0 to 100 %.`,
      "A share of customers cannot be larger than all of them.",
    );
  return value;
}
