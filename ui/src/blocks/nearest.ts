import type { PlotArea } from "../bindings/PlotArea";
import type { Reading } from "../bindings/Reading";

/** How far outside the plot the pointer still reads it, in the drawing's pixels. */
const REACH = 8;

/** The column of the reading that the point means: the field it lies in or, where values lie on lines, the nearest. */
export function nearest({ plot, columns }: Reading, x: number, y: number): number | null {
  const field = columns.findIndex(({ area }) => area !== null && contains(area, x, y));
  if (field >= 0) return field;
  const lines = columns.flatMap(({ area, x_px }, index) =>
    area === null ? [{ index, away: Math.abs(x_px - x) }] : [],
  );
  const inside = x >= plot.x - REACH && x <= plot.x + plot.width + REACH;
  if (!inside || lines.length === 0) return null;
  return lines.reduce((best, line) => (line.away < best.away ? line : best)).index;
}

/** The lower and the right edge belong to the next field. */
function contains(area: PlotArea, x: number, y: number): boolean {
  return x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
}
