import { expect, test } from "vitest";
import type { Block } from "../bindings/Block";
import { blockEntries } from "./on-page";
import { find, matches } from "./search";
import { VIEWS } from "./views";

test("finds by the beginnings of words, in any order", () => {
  expect(matches("churn mon", "Monthly customer churn")).toBe(true);
  expect(matches("hurn", "Monthly customer churn")).toBe(false);
  expect(matches("starter price", "plans.starter.price")).toBe(true);
  expect(matches("", "anything")).toBe(true);
});

test("what begins with the words comes first", () => {
  const entries = [
    { label: "Target price", about: "" },
    { label: "Price", about: "" },
  ];
  expect(find(entries, "price").map((entry) => entry.label)).toEqual(["Price", "Target price"]);
});

test("a word leads to where it is found: a view, or a table by its rows", () => {
  expect(find(VIEWS, "churn").map((view) => view.id)).toEqual(["revenue"]);
  const column = { key: "movement", label: "Movement", align: "left", define: "" } as const;
  const cell = { text: "Churned MRR", plain: "", tone: "neutral" } as const;
  const table = {
    id: "mrr",
    title: "MRR",
    subtitle: "",
    fold: null,
    idle: [],
    terms: [],
    empty: "",
    columns: [column],
  };
  const block: Block = { kind: "table", table: { ...table, rows: [{ cells: [cell], style: "plain" }] } };
  expect(find(blockEntries(block), "churned").map((entry) => entry.label)).toEqual(["MRR"]);
});
