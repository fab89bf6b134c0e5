import { expect, test } from "vitest";
import type { Cell } from "../bindings/Cell";
import type { Table } from "../bindings/Table";
import { tsv } from "./tsv";

const cell = (text: string, plain: string): Cell => ({ text, plain, tone: "neutral" });

function table(...cells: Cell[]): Table {
  const columns = cells.map((_, i) => ({ key: `c${i}`, label: `Column ${i}`, align: "left" as const, define: "" }));
  return {
    id: "t",
    title: "",
    subtitle: "",
    columns,
    rows: [{ cells, style: "plain" }],
    fold: null,
    empty: "",
    idle: [],
    terms: [],
  };
}

test("copies the numbers a spreadsheet can add up, under the headers people read", () => {
  expect(tsv(table(cell("Jan 2027", "2027-01"), cell("−$4,363", "-4363.00")))).toBe(
    "Column 0\tColumn 1\n2027-01\t-4363.00",
  );
});

test("keeps one row a row", () => {
  expect(tsv(table(cell("", "two\nlines"), cell("", "a\ttab")))).toBe("Column 0\tColumn 1\ntwo lines\ta tab");
});

test("no text runs as a formula", () => {
  const cells = ["=1+1", "+49 30", "@user", "-SUM(A1)"].map((plain) => cell(plain, plain));
  expect(tsv(table(...cells)).split("\n")[1]).toBe("'=1+1\t'+49 30\t'@user\t'-SUM(A1)");
});
