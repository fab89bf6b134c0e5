import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { LookRequest } from "../bindings/LookRequest";
import type { Refined } from "../bindings/Refined";

const shell = vi.hoisted(() => ({ refine: vi.fn(), refineProgress: vi.fn(), stopRun: vi.fn() }));
vi.mock("../shell/commands", () => shell);

let document = "growth=12";
let ended: (refined: Refined) => void = () => {};
const request = () => ({ document, edits: [], scenario: "", futures: {} }) as unknown as LookRequest;

beforeEach(() => {
  vi.useFakeTimers();
  document = "growth=12";
  shell.refine.mockReset();
  shell.refine.mockImplementation(() => new Promise<Refined>((resolve) => (ended = resolve)));
  shell.refineProgress.mockReset();
  shell.refineProgress.mockResolvedValue({ percent: 40 });
  shell.stopRun.mockReset();
  shell.stopRun.mockResolvedValue(undefined);
});

afterEach(() => void vi.useRealTimers());

async function begin(refresh = vi.fn()) {
  const { Refinement } = await import("./refinement.svelte");
  return { refinement: new Refinement(request, refresh), refresh };
}

test("the exact answer is asked for once the model rests, and drawn when it is there", async () => {
  const { refinement, refresh } = await begin();
  refinement.hear(true);
  await vi.advanceTimersByTimeAsync(100);
  refinement.hear(true);
  await vi.advanceTimersByTimeAsync(100);
  expect(shell.refine).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(200);
  expect(shell.refine).toHaveBeenCalledTimes(1);
  expect(refinement.percent).toBe(40);
  ended("done");
  await vi.advanceTimersByTimeAsync(0);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(refinement.percent).toBe(null);
});

test("a newer model stops what runs for the older, whose end is not heard", async () => {
  const { refinement, refresh } = await begin();
  refinement.hear(true);
  await vi.advanceTimersByTimeAsync(200);
  const older = ended;
  document = "growth=15";
  refinement.hear(true);
  expect(shell.stopRun.mock.calls).toEqual([[shell.refine.mock.calls[0]![0]]]);
  older("stopped");
  await vi.advanceTimersByTimeAsync(200);
  expect(shell.refine).toHaveBeenCalledTimes(2);
  expect(refinement.stopped).toBe(false);
  expect(refresh).not.toHaveBeenCalled();
});

test("what a person stopped stays so until they ask again or the model changes", async () => {
  const { refinement } = await begin();
  refinement.hear(true);
  await vi.advanceTimersByTimeAsync(200);
  refinement.stop();
  ended("stopped");
  await vi.advanceTimersByTimeAsync(0);
  expect(refinement.stopped).toBe(true);
  refinement.hear(true);
  await vi.advanceTimersByTimeAsync(500);
  expect(shell.refine).toHaveBeenCalledTimes(1);
  refinement.again();
  await vi.advanceTimersByTimeAsync(500);
  expect(shell.refine).toHaveBeenCalledTimes(2);
});
