import { expect, test } from "vitest";
import { find, matches } from "./search";

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
