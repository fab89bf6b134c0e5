//! The shell's commands answered by samples. Same names and types as the real ones.

import type { Answer } from "../src/bindings/Answer";
import type { DiagnosticLine } from "../src/bindings/DiagnosticLine";
import type { CohortsOutcome } from "../src/bindings/CohortsOutcome";
import type { FuturesQuestion } from "../src/bindings/FuturesQuestion";
import type { Gallery } from "../src/bindings/Gallery";
import type { LoadTestOutcome } from "../src/bindings/LoadTestOutcome";
import type { Look } from "../src/bindings/Look";
import type { LookRequest } from "../src/bindings/LookRequest";
import type { NewRange } from "../src/bindings/NewRange";
import type { NewScenario } from "../src/bindings/NewScenario";
import type { Opened } from "../src/bindings/Opened";
import type { OpenOutcome } from "../src/bindings/OpenOutcome";
import type { PriceSource } from "../src/bindings/PriceSource";
import type { PricesOutcome } from "../src/bindings/PricesOutcome";
import type { Progress } from "../src/bindings/Progress";
import type { Question } from "../src/bindings/Question";
import type { Refined } from "../src/bindings/Refined";
import type { ReportPreview } from "../src/bindings/ReportPreview";
import type { SaveOutcome } from "../src/bindings/SaveOutcome";
import type { Sheet } from "../src/bindings/Sheet";
import type { ThemeName } from "../src/bindings/ThemeName";
import { sketch } from "./drawings";
import { fieldsOf, read } from "./fields";
import { type Plan, project } from "./model";
import { exact, headline, pictureOf } from "./pages";

type Real = typeof import("../src/shell/commands");

const asked = new URLSearchParams(location.search);

const plan = (name: string, growth: number): Plan => ({
  name,
  scenario: { fast: { "growth.rate": 20 }, churn: { "subscription.churn": 9 } },
  values: {
    "growth.rate": growth,
    "growth.market": 100000,
    "subscription.conversion": 5,
    "subscription.churn": 5,
    "subscription.price": 29,
    "workload.peak": 3,
    "workload.memory": 18,
    "tiers.target": 70,
    "tiers.lead": 1,
    "costs.fixed": 500,
    "costs.processor": 2.9,
  },
});

const MODELS: ReadonlyArray<[string, Plan, string]> = [
  [
    "whatsflow",
    plan("WhatsFlow", 12),
    "WhatsApp automation on one 2 GB server: how many devices fit, and when the second server is due.",
  ],
  [
    "securewave-vpn",
    plan("SecureWave VPN", 14),
    "A VPN service with a web dashboard on Azure App Service: from a first B1 machine to 100,000 users in three years. The first deployment is the plan as its report states it; the others price the same users from the catalogue.",
  ],
  [
    "securevpn-100k",
    plan("SecureVPN 100k", 15),
    "A fleet of VPN servers for 100,000 users, four plans, and a server selection policy.",
  ],
  ["rad-panel", plan("RAD Panel", 10), "Five tiers with triggers and actions, and when to hire a DevOps engineer."],
  ["leadsite", plan("LeadSite", 9), "A lead-generation site on Railway: readiness, load tests, and a four-phase plan."],
  ["reference", plan("Reference", 11), "The small model that the benchmark runs."],
];

const open = (id: string): OpenOutcome => {
  const found = MODELS.find(([model]) => model === id);
  if (!found) return { kind: "cancelled" };
  return { kind: "opened", opened: { document: JSON.stringify(found[1]), name: found[1].name, path: null } };
};

export const gallery = async (theme: ThemeName): Promise<Gallery> => ({
  models: MODELS.map(([id, model, description]) => ({
    id,
    name: model.name,
    description,
    figures: headline(project(model.values)).slice(0, 3),
    sketch: sketch(theme, project(model.values)),
  })),
  recent: [
    { name: "whatsflow-2027.json", path: "/home/ada/plans/whatsflow-2027.json" },
    { name: "board.json", path: "/home/ada/plans/q4/board.json" },
  ],
});

const REFUSED: OpenOutcome = {
  kind: "refused",
  name: "draft.json",
  diagnostics: [
    {
      code: "field.unknown",
      severity: "error",
      path: "growht",
      message: "There is no field “growht” in a model.",
      hint: "Did you mean “growth”?",
      line: 12,
      column: 3,
    },
    {
      code: "value.out-of-range",
      severity: "error",
      path: "subscription.churn",
      message: "Customer churn of 105 % is outside 0 to 100 %.",
      hint: "Write it as a share of customers a month.",
      line: 31,
      column: 14,
    },
  ],
};

export const startFile = async (): Promise<OpenOutcome> =>
  asked.has("refused") ? REFUSED : open(asked.get("open") ?? "");
export const openShipped = async (id: string): Promise<OpenOutcome> => open(id);
export const openDialog = async (): Promise<OpenOutcome> => REFUSED;
export const openRecent = async (): Promise<OpenOutcome> => open("whatsflow");
export const recovered = async (): Promise<Opened | null> =>
  asked.has("recovered")
    ? { document: JSON.stringify(MODELS[0]?.[1]), name: "WhatsFlow", path: "/home/ada/plans/whatsflow-2027.json" }
    : null;
export const discardRecovery = async (): Promise<void> => {};

export async function look(request: LookRequest): Promise<Look> {
  const model = JSON.parse(request.document) as Plan;
  const diagnostics: DiagnosticLine[] = [];
  for (const { path, value } of request.edits) {
    const taken = read(path, value);
    if (typeof taken !== "number") diagnostics.push(taken);
    else if (request.scenario) (model.scenario[request.scenario] ??= {})[path] = taken;
    else model.values[path] = taken;
  }
  const errors = diagnostics.length > 0;
  if ((model.values["costs.processor"] ?? 0) > 5)
    diagnostics.push({
      code: "cost.unusual",
      severity: "warning",
      path: "costs.processor",
      message: "A processor fee above 5 % is unusual.",
      hint: "Card fees are mostly 1.4 to 3.5 %.",
      line: null,
      column: null,
    });
  await new Promise((resolve) => setTimeout(resolve, 8));
  return {
    revision: request.revision,
    document: JSON.stringify(model),
    fields: fieldsOf(model, request.scenario),
    diagnostics,
    picture: errors ? null : pictureOf(model, request),
  };
}

export async function addScenario(request: NewScenario): Promise<OpenOutcome> {
  const model = JSON.parse(request.document) as Plan;
  model.scenario[request.label] = { ...model.scenario[request.from] };
  return { kind: "opened", opened: { document: JSON.stringify(model), name: model.name, path: null } };
}

export async function removeScenario(document: string, id: string): Promise<OpenOutcome> {
  const model = JSON.parse(document) as Plan;
  delete model.scenario[id];
  return { kind: "opened", opened: { document: JSON.stringify(model), name: model.name, path: null } };
}

export async function reportPreview(): Promise<ReportPreview> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  const page = (n: number) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 595 842"><rect width="595" height="842" fill="#fff"/><text x="56" y="96" font-size="22" font-family="sans-serif">Quarterly review, page ${n}</text></svg>`;
  return { pages: [page(1), page(2)], diagnostics: [] };
}

const saved = async (name: string): Promise<SaveOutcome> => ({ kind: "saved", path: `/home/ada/plans/${name}`, name });
const full: SaveOutcome = {
  kind: "failed",
  message: "The disk is full.",
  hint: "Free some space, or choose another place.",
};

const told = (text: string): Sheet => ({
  blocks: [{ kind: "paragraph", text: [{ text, strong: false }] }],
  drawings: [],
});
const unchanged = async (document: string): Promise<OpenOutcome> => ({
  kind: "opened",
  opened: { document, name: "WhatsFlow", path: null },
});

export const ask = async (question: Question): Promise<Answer> => ({
  kind: "answered",
  sheet: told(`Yes: ${question.demand.map((load) => `${load.value} ${load.path}`).join(" and ")} are held.`),
});
let stopped = false;
let percent: number | null = null;
export const refine = async (_run: string, request: LookRequest): Promise<Refined> => {
  stopped = false;
  for (percent = 0; percent < 100 && !stopped; percent += 4) await new Promise((resolve) => setTimeout(resolve, 60));
  percent = null;
  if (stopped) return "stopped";
  exact(request);
  return "done";
};
export const refineProgress = async (): Promise<Progress> => ({ percent });
export const stopRun = async (_run: string): Promise<void> => {
  stopped = true;
};
export const askFutures = async (question: FuturesQuestion): Promise<Answer> => ({
  kind: "answered",
  sheet: told(`An answer about ${question.about.kind}.`),
});
export const makeRange = async (request: NewRange): Promise<OpenOutcome> => unchanged(request.document);
const study = async (): Promise<LoadTestOutcome> => ({
  kind: "read",
  names: ["steps.csv"],
  sheet: told("Throughput peaks at 1,500 requests a second, with 48 requests under way."),
  targets: [{ id: "web.b1", label: "Azure · Web · B1 · Requests", note: "", chosen: true }],
});
export const dropLoadTests = study;
export const chooseLoadTests = study;
export const applyLoadTest = unchanged;
export const readCohorts = async (table: string): Promise<CohortsOutcome> =>
  /\d/.test(table)
    ? {
        kind: "read",
        sheet: told("Of the customers of 3 cohorts 81 % after 1 month and 72 % after 3 months are still there."),
        plans: [{ id: "standard", label: "Standard", note: "", chosen: true }],
      }
    : { kind: "refused", diagnostics: [] };
export const applyCohorts = unchanged;
export const priceSources = async (): Promise<PriceSource[]> => [
  { id: "vultr", label: "Vultr", addresses: ["https://api.vultr.com/v2/plans?per_page=500"], key: null },
  { id: "hetzner", label: "Hetzner", addresses: ["https://api.hetzner.cloud/v1/pricing"], key: "HCLOUD_TOKEN" },
];
const merged = async (): Promise<PricesOutcome> => ({
  kind: "merged",
  sheet: told("Three prices changed, one is held back."),
  held: [{ id: "vultr-vc2-1c-1gb", label: "vultr-vc2-1c-1gb", note: "5 → 9", chosen: false }],
});
export const fetchPrices = merged;
export const importPrices = merged;
export const keepPrices = async (): Promise<PricesOutcome> => ({ kind: "kept", named: ["vultr-vc2-1c-2gb"] });
export const usePrices = unchanged;

export const save = () => saved("whatsflow-2027.json");
export const saveAs = () => saved("whatsflow.json");
export const autosave = async (): Promise<void> => {};
export const exportPdf = () => saved("whatsflow-q4-2026.pdf");
export const exportMarkdown = () => saved("whatsflow-q4-2026.md");
export const exportCsvFolder = async (): Promise<SaveOutcome> => full;
export const exportCalendar = () => saved("whatsflow-upgrades.ics");
export const exportDrawing = () => saved("upgrades.svg");
export const exportTable = () => saved("periods.csv");
export const markWindow = async (name: string, unsaved: boolean): Promise<void> => {
  document.title = name ? `${unsaved ? "• " : ""}${name} — Headroom` : "Headroom";
};
export const closeWindow = async (): Promise<void> => {};
export const attendClose = async (): Promise<void> => {};

/** Fails to compile where a sample is missing or has another type. */
export const complete: Real = {
  gallery,
  startFile,
  openShipped,
  openDialog,
  openRecent,
  recovered,
  discardRecovery,
  look,
  addScenario,
  removeScenario,
  reportPreview,
  ask,
  refine,
  refineProgress,
  stopRun,
  askFutures,
  makeRange,
  dropLoadTests,
  chooseLoadTests,
  applyLoadTest,
  readCohorts,
  applyCohorts,
  priceSources,
  fetchPrices,
  importPrices,
  keepPrices,
  usePrices,
  save,
  saveAs,
  autosave,
  exportPdf,
  exportMarkdown,
  exportCsvFolder,
  exportCalendar,
  exportDrawing,
  exportTable,
  markWindow,
  closeWindow,
  attendClose,
};
