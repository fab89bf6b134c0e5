import type { Graphic } from "../bindings/Graphic";
import type { Reading } from "../bindings/Reading";

/** How far outside the plot the pointer still reads it, in the drawing's pixels. */
const REACH = 8;

/** The column of the reading that the point means: in a chart the nearest, in a timeline the segment it lies on. */
export function nearest(graphic: Graphic, reading: Reading, x: number, y: number): number | null {
  const { plot, columns } = reading;
  const inside = x >= plot.x - REACH && x <= plot.x + plot.width + REACH;
  if (!inside || columns.length === 0) return null;
  if (graphic.kind === "timeline") return segmentAt(graphic, reading, x, y);
  return indexOfLeast(columns.map((column) => Math.abs(column.x_px - x)));
}

function segmentAt(
  timeline: Graphic & { kind: "timeline" },
  { plot, columns }: Reading,
  x: number,
  y: number,
): number | null {
  const heights = columns.map((column) => Math.abs((column.values[0]?.y_px ?? 0) - y));
  const row = timeline.rows.find((candidate) => candidate.label === columns[indexOfLeast(heights)]?.heading);
  const at = timeline.x.from + ((x - plot.x) / plot.width) * (timeline.x.to - timeline.x.from);
  const segment = row?.segments.find((candidate) => at >= candidate.from && at < candidate.to);
  const found = columns.findIndex(
    (column) => column.heading === row?.label && column.values[0]?.text === segment?.reading,
  );
  return found < 0 ? null : found;
}

const indexOfLeast = (values: number[]): number => values.indexOf(Math.min(...values));
