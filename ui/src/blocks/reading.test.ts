import { expect, test } from "vitest";
import type { PlotArea } from "../bindings/PlotArea";
import type { Reading } from "../bindings/Reading";
import { nearest } from "./nearest";
import { walk } from "./walk";

const plot = { x: 0, y: 0, width: 100, height: 100 };

function reading(across: number, areas: (PlotArea | null)[]): Reading {
  const columns = areas.map((area, index) => ({ x_px: area ? area.x : index * 20, area, heading: "", values: [] }));
  return { plot, columns, across };
}

const line = reading(5, [null, null, null, null, null]);
const cell = (column: number, row: number) => ({ x: column * 10, y: row * 10, width: 9, height: 9 });
const grid = reading(3, [cell(0, 0), cell(1, 0), cell(2, 0), cell(0, 1), cell(1, 1), cell(2, 1)]);
const rows = reading(1, [cell(0, 0), cell(0, 1), cell(0, 2)]);

test("a line is read at the nearest column, a little beyond the plot too", () => {
  expect(nearest(line, 33, 50)).toBe(2);
  expect(nearest(line, 105, 50)).toBe(4);
  expect(nearest(line, 120, 50)).toBeNull();
});

test("a field is read where the pointer is in it", () => {
  expect(nearest(grid, 12, 14)).toBe(4);
  expect(nearest(grid, 9.5, 4)).toBeNull();
  const apart = reading(3, [null, null, { x: 110, y: 0, width: 10, height: 100 }]);
  expect(nearest(apart, 115, 50)).toBe(2);
  expect(nearest(apart, 90, 50)).toBe(1);
});

test("a row is walked to the right and to the left", () => {
  expect(walk(line, null, "ArrowRight")).toBe(0);
  expect(walk(line, null, "ArrowLeft")).toBe(4);
  expect(walk(line, 4, "ArrowRight")).toBe(4);
  expect(walk(line, 2, "Home")).toBe(0);
  expect(walk(line, 2, "ArrowDown")).toBeUndefined();
  expect(walk(line, 2, "a")).toBeUndefined();
});

test("a grid is walked in two dimensions and never around its edges", () => {
  expect(walk(grid, 1, "ArrowDown")).toBe(4);
  expect(walk(grid, 4, "ArrowUp")).toBe(1);
  expect(walk(grid, 4, "ArrowDown")).toBe(4);
  expect(walk(grid, 2, "ArrowRight")).toBe(2);
  expect(walk(grid, 3, "ArrowLeft")).toBe(3);
  expect([walk(grid, 4, "Home"), walk(grid, 4, "End")]).toEqual([3, 5]);
  expect([walk(grid, 4, "PageUp"), walk(grid, 1, "PageDown")]).toEqual([1, 4]);
});

test("rows are walked with both pairs of arrows", () => {
  expect(walk(rows, null, "ArrowDown")).toBe(0);
  expect(walk(rows, 0, "ArrowDown")).toBe(1);
  expect(walk(rows, 1, "ArrowRight")).toBe(2);
  expect(walk(rows, 2, "ArrowDown")).toBe(2);
});

test("nothing to read leads nowhere", () => {
  expect(walk(reading(0, []), null, "ArrowRight")).toBeUndefined();
  expect(nearest(reading(0, []), 10, 10)).toBeNull();
});
