import { beforeEach, expect, test, vi } from "vitest";
import type { Field } from "../bindings/Field";
import type { Look } from "../bindings/Look";
import type { LookRequest } from "../bindings/LookRequest";
import type { Session } from "./session.svelte";

/** A model is a text "growth=12"; what is not a number is refused, as the engine refuses it. */
const shell = vi.hoisted(() => ({ look: vi.fn(), addScenario: vi.fn() }));
vi.mock("../shell/commands", () => shell);
vi.stubGlobal("matchMedia", () => ({ matches: false, addEventListener: () => {} }));
vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => {} });
vi.stubGlobal("document", { documentElement: { dataset: {} } });

function answer({ revision, document, edits }: LookRequest): Promise<Look> {
  const wrong = edits.filter((edit) => Number.isNaN(Number(edit.value)));
  const taken = edits.filter((edit) => !wrong.includes(edit)).at(-1);
  const diagnostics = wrong.map((edit) => ({ severity: "error", path: edit.path, message: "not a number" }));
  const text = taken ? `${taken.path}=${taken.value}` : document;
  const scenarios = [{ id: "" }, ...(text.includes("fast") ? [{ id: "fast" }] : [])];
  const [, shown] = text.split("=");
  const fields = [{ id: "growth", label: "Growth", fields: [{ path: "growth", label: "Growth", text: shown }] }];
  const picture = wrong.length > 0 ? null : { name: "WhatsFlow", scenarios };
  return Promise.resolve({ revision, document: text, fields, diagnostics, picture } as unknown as Look);
}

const growth = { path: "growth", label: "Growth", text: "12" } as Field;

async function open(): Promise<Session> {
  const { Session } = await import("./session.svelte");
  const session = new Session({ document: "growth=12", name: "WhatsFlow", path: null });
  session.choose({ width: 1000 });
  await session.settled();
  return session;
}

beforeEach(() => {
  shell.look.mockReset();
  shell.look.mockImplementation(answer);
});

test("an edit is one step of undo and marks the model unsaved", async () => {
  const session = await open();
  expect(session.unsaved).toBe(false);
  session.edit(growth, "15");
  await session.settled();
  expect(session.document).toBe("growth=15");
  expect(session.unsaved).toBe(true);
  session.undo();
  await session.settled();
  expect(session.document).toBe("growth=12");
  expect(session.unsaved).toBe(false);
  session.redo();
  await session.settled();
  expect(session.document).toBe("growth=15");
});

test("a slider on its way changes nothing that undo or save would see", async () => {
  const session = await open();
  session.preview("growth", "13");
  session.preview("growth", "14");
  await session.settled();
  expect(shell.look.mock.lastCall?.[0].edits).toEqual([{ path: "growth", value: "14" }]);
  expect(session.document).toBe("growth=12");
  session.edit(growth, "14");
  await session.settled();
  expect(session.live).toBeNull();
  expect(session.undoLabel).toBe("Growth");
});

test("text the engine cannot take stays in its field, and the last good picture stays", async () => {
  const session = await open();
  const { picture } = session;
  session.edit(growth, "lots");
  await session.settled();
  expect(session.drafts).toEqual({ growth: "lots" });
  expect(session.stale).toBe(true);
  expect(session.picture).toBe(picture);
  expect(session.document).toBe("growth=12");
  session.undo();
  await session.settled();
  expect(session.drafts).toEqual({});
  expect(session.stale).toBe(false);
});

test("a refused text is no step, even where the engine writes the model out anew", async () => {
  const session = await open();
  shell.look.mockImplementation(async (request: LookRequest) => ({
    ...(await answer(request)),
    document: "growth = 12",
  }));
  session.edit(growth, "lots");
  await session.settled();
  expect(session.drafts).toEqual({ growth: "lots" });
  expect(session.document).toBe("growth=12");
  expect(session.unsaved).toBe(false);
});

test("correcting a refused text takes it", async () => {
  const session = await open();
  session.edit(growth, "lots");
  session.edit(growth, "18");
  await session.settled();
  expect(session.drafts).toEqual({});
  expect(session.stale).toBe(false);
  expect(session.document).toBe("growth=18");
});

test("a range is widened in the step that takes the value beyond it", async () => {
  const session = await open();
  session.edit(growth, "lots");
  await session.settled();
  session.edit(growth, "40", true);
  await session.settled();
  expect(shell.look.mock.lastCall?.[0].edits).toEqual([{ path: "growth", value: "40", widen: true }]);
  expect(session.drafts).toEqual({});
  session.undo();
  await session.settled();
  expect(session.document).toBe("growth=12");
});

test("undo returns to the scenario where the change was made", async () => {
  const session = await open();
  session.choose({ scenario: "fast" });
  session.edit(growth, "20");
  await session.settled();
  session.choose({ scenario: "" });
  session.undo();
  await session.settled();
  expect(session.scenario).toBe("fast");
});

test("a new scenario is looked at, and undo leaves it", async () => {
  const session = await open();
  shell.addScenario.mockResolvedValue({ kind: "opened", opened: { document: "growth=12 fast", name: "", path: null } });
  const { addScenario } = await import("./scenarios");
  await addScenario(session, "Fast");
  await session.settled();
  expect(session.scenario).toBe("fast");
  expect(session.document).toBe("growth=12 fast");
  session.undo();
  await session.settled();
  expect(session.scenario).toBe("");
  expect(session.document).toBe("growth=12");
});

test("what is saved is what was on the screen", async () => {
  const session = await open();
  session.edit(growth, "15");
  await session.settled();
  session.saved("growth=15", "/home/ada/plan.json");
  expect(session.unsaved).toBe(false);
  expect(session.path).toBe("/home/ada/plan.json");
  session.edit(growth, "16");
  await session.settled();
  expect(session.unsaved).toBe(true);
});
