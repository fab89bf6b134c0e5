import { expect, test } from "vitest";
import type { Block } from "../bindings/Block";
import type { Width } from "../bindings/Width";
import { arrange } from "./arrange";

const graphic = (width: Width) => ({ kind: "graphic", width }) as Block;
const table = (columns: number) => ({ kind: "table", table: { columns: Array<null>(columns) } }) as unknown as Block;
const list = { kind: "checklist" } as Block;
const heading: Block = { kind: "heading", text: "" };

const spans = (...blocks: Block[]) => arrange(blocks).map((place) => place.span);

test("a wide and a narrow graphic share a row", () => {
  expect(spans(graphic("wide"), graphic("narrow"))).toEqual([7, 5]);
  expect(spans(graphic("half"), graphic("half"))).toEqual([6, 6]);
});

test("a table keeps a graphic company where its columns stay readable", () => {
  expect(spans(graphic("wide"), table(6))).toEqual([7, 5]);
  expect(spans(graphic("wide"), table(9))).toEqual([12, 12]);
  expect(spans(table(4), graphic("narrow"))).toEqual([7, 5]);
});

test("a table does not take the neighbour of another graphic", () => {
  expect(spans(table(4), graphic("wide"), graphic("narrow"))).toEqual([12, 7, 5]);
});

test("every row is full", () => {
  const pages: Block[][] = [
    [graphic("narrow"), graphic("narrow"), graphic("wide"), heading],
    [heading, graphic("half"), list, list, list, table(12)],
    [graphic("wide"), graphic("wide"), graphic("full")],
  ];
  for (const page of pages) {
    const total = arrange(page).reduce((sum, place) => sum + place.span, 0);
    expect(total % 12).toBe(0);
    expect(arrange(page).map((place) => place.block)).toEqual(page);
  }
});
