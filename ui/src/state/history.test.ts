import { describe, expect, test } from "vitest";
import { begin, commit, redo, undo, type History } from "./history";

const change = (history: History, document: string, label: string, at: number, scenario = "") =>
  commit(history, { document, label, before: scenario, after: scenario, at });

describe("a history of documents", () => {
  test("goes back and forth through whole documents", () => {
    const history = change(change(begin("a"), "b", "Growth", 0), "c", "Churn", 5000);
    expect(undo(history).present.document).toBe("b");
    expect(undo(undo(history)).present.document).toBe("a");
    expect(redo(undo(history))).toEqual(history);
  });

  test("a change after undo forgets what was undone", () => {
    const history = change(undo(change(begin("a"), "b", "Growth", 0)), "c", "Churn", 5000);
    expect(history.future).toEqual([]);
    expect(undo(history).present.document).toBe("a");
  });

  test("a change that changes nothing is no step", () => {
    const history = begin("a");
    expect(change(history, "a", "Growth", 0)).toBe(history);
  });

  test("a held key is one step; the same field later is another", () => {
    const held = change(change(begin("a"), "b", "Growth", 0), "c", "Growth", 200);
    expect(undo(held).present.document).toBe("a");
    const later = change(held, "d", "Growth", 5000);
    expect(undo(later).present.document).toBe("c");
  });

  test("the first and last documents have nothing before and after them", () => {
    const history = begin("a");
    expect(undo(history)).toBe(history);
    expect(redo(history)).toBe(history);
  });
});
