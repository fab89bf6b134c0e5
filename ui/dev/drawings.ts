//! Sample drawings in the manner of the charts crate: SVG with attributes only, and the reading that goes with it.

import type { Drawing } from "../src/bindings/Drawing";
import type { Role } from "../src/bindings/Role";
import type { ThemeName } from "../src/bindings/ThemeName";
import { dollars, monthName, MONTHS, short, tickName, type Month } from "./model";

const THEMES = {
  light: {
    ink: "#15181E",
    ink2: "#5A6372",
    line: "#E4E7EC",
    panel: "#FFFFFF",
    fill: "#EEF1F5",
    soft: "#E8EEFF",
    revenue: "#0B7A75",
    cost: "#C2410C",
    good: "#1A7F4B",
    warn: "#9A6700",
    cash: "#4338CA",
    mark: "#8C95A3",
  },
  dark: {
    ink: "#E9ECF1",
    ink2: "#A4ADBB",
    line: "#272D36",
    panel: "#171B21",
    fill: "#1F252D",
    soft: "#1D2747",
    revenue: "#4FC3BC",
    cost: "#F2915C",
    good: "#5CC98D",
    warn: "#E3B341",
    cash: "#A5A0FF",
    mark: "#717B8A",
  },
} as const;

export interface Line {
  label: string;
  role: "revenue" | "cost" | "cash";
  values: number[];
}

interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

const text = (x: number, y: number, s: string, fill: string, more = "") =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" font-family="Inter" font-size="11" fill="${fill}" ${more}>${s}</text>`;

const svg = (f: Frame, body: string) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${f.width} ${f.height}" width="${f.width}" height="${f.height}">${body}</svg>`;

/** Lines over months, labelled at their ends, with the crossing of the first two marked. */
export function lines(id: string, width: number, theme: ThemeName, series: Line[], height = 250): Drawing {
  const c = THEMES[theme];
  const f: Frame = { width, height, left: 44, right: 96, top: 14, bottom: 24 };
  const top = niceAbove(Math.max(...series.flatMap((line) => line.values)));
  const X = (i: number) => f.left + ((f.width - f.left - f.right) * i) / (MONTHS - 1);
  const Y = (v: number) => f.height - f.bottom - (f.height - f.top - f.bottom) * Math.max(0, v / top);
  let o = "";
  for (let k = 0; k <= 4; k++) {
    const y = Y((top * k) / 4);
    o += `<path d="M${f.left} ${y}H${f.width - f.right}" stroke="${c.line}"/>${text(f.left - 6, y + 4, short((top * k) / 4), c.ink2, 'text-anchor="end"')}`;
  }
  for (let i = 0; i < MONTHS; i += 6) o += text(X(i), f.height - 6, tickName(i), c.ink2, 'text-anchor="middle"');
  for (const line of series) {
    const path = line.values.map((v, i) => `${i ? "L" : "M"}${X(i).toFixed(1)},${Y(v).toFixed(1)}`).join("");
    o += `<path d="${path}" fill="none" stroke="${c[line.role]}" stroke-width="2" stroke-linejoin="round"/>`;
    const last = line.values.at(-1) ?? 0;
    o += text(f.width - f.right + 8, Y(last) + 4, `${line.label} $${short(last)}`, c[line.role], 'font-weight="600"');
  }
  const [first, second] = series;
  const cross = first && second ? first.values.findIndex((v, i) => v >= (second.values[i] ?? 0)) : -1;
  if (first && cross > 0) {
    o += `<path d="M${X(cross)} ${f.top}V${f.height - f.bottom}" stroke="${c.mark}" stroke-dasharray="3 3"/>`;
    o += `<circle cx="${X(cross)}" cy="${Y(first.values[cross] ?? 0)}" r="4" fill="${c.panel}" stroke="${c.ink}" stroke-width="1.5"/>`;
    o += text(X(cross) + 6, f.top + 10, "break-even", c.ink, 'font-weight="600"');
  }
  const columns = Array.from({ length: MONTHS }, (_, i) => ({
    x_px: X(i),
    area: null,
    heading: monthName(i),
    values: series.map((line) => ({
      label: line.label,
      text: dollars(line.values[i] ?? 0),
      role: line.role as Role,
      y_px: Y(line.values[i] ?? 0),
    })),
  }));
  return { id, svg: svg(f, o), reading: { plot: plotOf(f), columns, across: columns.length } };
}

/** Revenue and cost over subscribers, with steps and green bands where it pays. */
export function crossings(id: string, width: number, theme: ThemeName, price: number): Drawing {
  const c = THEMES[theme];
  const f: Frame = { width, height: 256, left: 40, right: 14, top: 14, bottom: 36 };
  const N = 220;
  const top = 6600;
  const X = (n: number) => f.left + ((f.width - f.left - f.right) * n) / N;
  const Y = (v: number) => f.height - f.bottom - ((f.height - f.top - f.bottom) * Math.min(v, top)) / top;
  const cost = (n: number) => (n <= 40 ? 500 : n <= 92 ? 1750 : 3900) + n * 1.14;
  let o = "";
  let from: number | null = null;
  let dots = "";
  for (let n = 0; n <= N + 1; n++) {
    const pays = n <= N && price * n >= cost(n);
    if (pays && from === null) from = n;
    if (!pays && from !== null) {
      o += `<rect x="${X(from)}" y="${f.top}" width="${X(Math.min(n, N)) - X(from)}" height="${f.height - f.top - f.bottom}" fill="${c.good}" opacity=".10"/>`;
      dots += `<circle cx="${X(from)}" cy="${Y(price * from)}" r="4" fill="${c.panel}" stroke="${c.ink}" stroke-width="1.5"/>${text(X(from) - 6, Y(price * from) - 8, String(from), c.ink, 'text-anchor="end" font-weight="600"')}`;
      from = null;
    }
  }
  for (let v = 0; v <= top; v += 2000)
    o += `<path d="M${f.left} ${Y(v)}H${f.width - f.right}" stroke="${c.line}"/>${text(f.left - 6, Y(v) + 4, short(v), c.ink2, 'text-anchor="end"')}`;
  for (let n = 0; n <= N; n += 50) o += text(X(n), f.height - 20, String(n), c.ink2, 'text-anchor="middle"');
  o += text(X(N / 2), f.height - 5, "paying subscribers", c.ink2, 'text-anchor="middle"');
  const walk = (g: (n: number) => number) =>
    Array.from({ length: N + 1 }, (_, n) => `${n ? "L" : "M"}${X(n).toFixed(1)},${Y(g(n)).toFixed(1)}`).join("");
  o += `<path d="${walk(cost)}" fill="none" stroke="${c.cost}" stroke-width="2"/><path d="${walk((n) => price * n)}" fill="none" stroke="${c.revenue}" stroke-width="2"/>${dots}`;
  const columns = Array.from({ length: N / 5 + 1 }, (_, k) => k * 5).map((n) => ({
    x_px: X(n),
    area: null,
    heading: `${n} subscribers`,
    values: [
      { label: "Revenue", text: dollars(price * n), role: "revenue" as Role, y_px: Y(price * n) },
      { label: "Cost", text: dollars(cost(n)), role: "cost" as Role, y_px: Y(cost(n)) },
    ],
  }));
  return { id, svg: svg(f, o), reading: { plot: plotOf(f), columns, across: columns.length } };
}

/** Which tier when. */
export function timeline(id: string, width: number, theme: ThemeName, months: Month[]): Drawing {
  const c = THEMES[theme];
  const f: Frame = { width, height: 172, left: 70, right: 10, top: 4, bottom: 20 };
  const X = (i: number) => f.left + ((f.width - f.left - f.right) * i) / MONTHS;
  const rows: Array<[string, Array<[number, number, string]>]> = [
    ["Web", runs(months.map((month) => month.tier))],
    [
      "Database",
      [
        [0, 8, "SQLite"],
        [8, MONTHS, "PostgreSQL B2s · $50"],
      ],
    ],
    [
      "Sessions",
      [
        [0, 14, "1 × 2 GB · $12"],
        [14, MONTHS, "2 × 2 GB · $24"],
      ],
    ],
  ];
  let o = "";
  for (let i = 0; i < MONTHS; i += 6)
    o += `<path d="M${X(i)} 4V${f.height - 20}" stroke="${c.line}"/>${text(X(i), f.height - 4, tickName(i), c.ink2)}`;
  rows.forEach(([label, segments], j) => {
    const y = 8 + j * 46;
    o += text(0, y + 20, label, c.ink);
    segments.forEach(([from, to, name], k) => {
      o += `<rect x="${X(from) + 1}" y="${y}" width="${X(to) - X(from) - 2}" height="32" rx="6" fill="${k ? c.soft : c.fill}" stroke="${c.line}"/>${text(X(from) + 8, y + 20, name, c.ink)}`;
      if (k)
        o += `<path d="M${X(from - 1)} ${y + 16}H${X(from)}" stroke="${c.warn}" stroke-width="2"/><circle cx="${X(from - 1)}" cy="${y + 16}" r="4" fill="${c.warn}"/>`;
    });
  });
  const columns = Array.from({ length: MONTHS }, (_, i) => ({
    x_px: X(i + 0.5),
    area: null,
    heading: monthName(i),
    values: rows.map(([label, segments], j) => ({
      label,
      text: segments.find(([from, to]) => i >= from && i < to)?.[2] ?? "",
      role: "accent" as Role,
      y_px: 24 + j * 46,
    })),
  }));
  return { id, svg: svg(f, o), reading: { plot: plotOf(f), columns, across: columns.length } };
}

export function sketch(theme: ThemeName, months: Month[]): string {
  const c = THEMES[theme];
  const top = Math.max(...months.map((month) => Math.max(month.revenue, month.cost)));
  const walk = (g: (month: Month) => number) =>
    months
      .map((month, i) => `${i ? "L" : "M"}${(i * 300) / (MONTHS - 1)},${(72 - (64 * g(month)) / top).toFixed(1)}`)
      .join("");
  const area = `${walk((m) => m.revenue)}L300,76L0,76Z`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 76"><path d="${area}" fill="${c.revenue}" opacity=".1"/><path d="${walk((m) => m.cost)}" fill="none" stroke="${c.cost}" stroke-width="1.75"/><path d="${walk((m) => m.revenue)}" fill="none" stroke="${c.revenue}" stroke-width="1.75"/></svg>`;
}

function runs(names: string[]): Array<[number, number, string]> {
  const found: Array<[number, number, string]> = [];
  names.forEach((name, i) => {
    const last = found.at(-1);
    if (last && last[2] === name) last[1] = i + 1;
    else found.push([i, i + 1, name]);
  });
  return found;
}

const plotOf = (f: Frame) => ({
  x: f.left,
  y: f.top,
  width: f.width - f.left - f.right,
  height: f.height - f.top - f.bottom,
});

function niceAbove(v: number): number {
  const step = 10 ** Math.floor(Math.log10(Math.max(v, 1)));
  return Math.ceil(v / step) * step;
}
