//! How wide the columns of a table are: as wide as what they hold, in letters, and what is left goes to its sentences.

import type { Table } from "../bindings/Table";

/** A date, a month or a plan's name is not broken: so few letters stand in one line. */
const WHOLE = 14;
/** So do figures, and what a row is about; what is longer is a sentence. */
const NAME = 26;
/** A column with longer texts than this holds sentences. */
const SENTENCE = 60;
/** Letters differ in width: so many more make sure that a line takes its own. */
const SPARE = 2;
/** A sentence is not squeezed into less. */
const LINE = 28;

export interface ColumnWidth {
  /** At least so many letters. */
  least: number;
  /** As many as it wants; none for sentences, which share what is left, and where nothing needs it. */
  wanted: number | null;
}

export function columnWidths(table: Table): ColumnWidth[] {
  const columns = table.columns.map((column, index) => {
    const texts = table.rows.filter((row) => row.style !== "group").map((row) => row.cells[index]?.text ?? "");
    const longest = Math.max(0, ...texts.map((text) => text.length));
    return { head: headLength(column.label), longest, first: index === 0 };
  });
  const prose = columns.some(({ longest }) => longest > SENTENCE);
  return columns.map(({ head, longest, first }) => {
    const least = Math.max(head, Math.min(longest, longest > SENTENCE ? LINE : first ? NAME : WHOLE));
    return { least, wanted: !prose || longest > SENTENCE ? null : Math.max(least, longest) };
  });
}

/** A column's label takes two lines at most, broken between words. */
function headLength(label: string): number {
  if (label.length <= WHOLE) return label.length;
  const words = label.split(" ");
  const breaks = words.map((_, at) => [words.slice(0, at).join(" ").length, words.slice(at).join(" ").length]);
  return Math.min(...breaks.map((lines) => Math.max(...lines))) + SPARE;
}

/** Whether a text stands in one line; without a column, that of a column's label. */
export function isWhole(text: string, column = -1, align?: string): boolean {
  return text.length <= (column === 0 || align === "right" ? NAME : WHOLE);
}
