import { expect, test } from "vitest";
import { stepped } from "./decimal";

test.each([
  ["12.0", "0.5", 1, "12.5"],
  ["0.1", "0.2", 1, "0.3"],
  ["100000", "1000", -1, "99000"],
  ["-0.5", "0.25", 1, "-0.25"],
  ["9007199254740993", "1", 1, "9007199254740994"],
])("%s moved by %s, %d times, is exactly %s", (number, step, times, result) => {
  expect(stepped(number, step, times)).toBe(result);
});

test("stops at the end it moves towards", () => {
  const bounds = { min: "0", max: "30" };
  expect(stepped("29.8", "0.5", 1, bounds)).toBe("30");
  expect(stepped("0.2", "0.5", -10, bounds)).toBe("0");
});

test("a value beyond the slider's reach is never thrown back into it", () => {
  const bounds = { min: "0", max: "30" };
  expect(stepped("45", "0.5", 1, bounds)).toBe("45");
  expect(stepped("45", "0.5", -1, bounds)).toBe("44.5");
});

test("what is no plain decimal is not stepped", () => {
  expect(stepped("1.2k", "1", 1)).toBeNull();
  expect(stepped("", "1", 1)).toBeNull();
});
