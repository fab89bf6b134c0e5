import { expect, test } from "vitest";
import { hosts } from "./addresses";

test("addresses that differ by what they ask for name that", () => {
  const address = (service: string) =>
    `https://prices.example.com/retail?region=%27primary%27&$filter=service%20eq%20%27${encodeURIComponent(service)}%27`;
  expect(hosts([address("App Service"), address("Redis Cache")])).toEqual([
    { host: "prices.example.com", asks: ["App Service", "Redis Cache"] },
  ]);
});

test("others name their path", () => {
  expect(hosts(["https://api.example.com/v1/servers", "https://api.example.com/v1/pricing"])).toEqual([
    { host: "api.example.com", asks: ["v1/servers", "v1/pricing"] },
  ]);
});
