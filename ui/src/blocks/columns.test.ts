import { expect, test } from "vitest";
import type { Table } from "../bindings/Table";
import { columnWidths, isWhole } from "./columns";

function table(labels: string[], ...rows: string[][]): Table {
  return {
    id: "t",
    title: "",
    subtitle: "",
    fold: null,
    idle: [],
    terms: [],
    empty: "",
    columns: labels.map((label) => ({ key: label, label, align: "left", define: "" })),
    rows: rows.map((cells) => ({
      style: "plain",
      cells: cells.map((text) => ({ text, plain: text, tone: "neutral" })),
    })),
  };
}

const sentence = "The report states no period, so a month is assumed throughout.";

test("sentences share what the other columns leave", () => {
  const [name, kind, text] = columnWidths(table(["Figure", "Kind", "Note"], ["Memory left on B1", "input", sentence]));
  expect(name).toEqual({ least: 17, wanted: 17 });
  expect(kind).toEqual({ least: 5, wanted: 5 });
  expect(text).toEqual({ least: 28, wanted: null });
});

test("a table without sentences spreads its columns", () => {
  expect(columnWidths(table(["Month", "Users"], ["Jan 2026", "33"])).every(({ wanted }) => wanted === null)).toBe(true);
});

test("a label takes two lines at most", () => {
  expect(columnWidths(table(["Before, a month", "After"], ["$1", "$2"])).map(({ least }) => least)).toEqual([9, 5]);
});

test("months and figures are not broken, sentences are", () => {
  expect(isWhole("Jan 2027", 3, "left") && isWhole("50,000–150,000", 3, "right")).toBe(true);
  expect(isWhole(sentence, 1, "right")).toBe(false);
});
