import type { Table } from "../bindings/Table";

/** A table as a spreadsheet takes it from the clipboard: machine-readable cells between tabs, headers as people read them. */
export function tsv(table: Table): string {
  const header = table.columns.map((column) => column.label);
  const rows = table.rows.map((row) => row.cells.map((cell) => neutral(cell.plain)));
  return [header, ...rows].map((cells) => cells.map(oneLine).join("\t")).join("\n");
}

const oneLine = (text: string): string => text.replace(/[\t\r\n]+/g, " ");

/** A text that a spreadsheet would run as a formula is marked as text; a negative number stays a number. */
function neutral(text: string): string {
  return /^[=+@]|^-(?!\d+(\.\d+)?$)/.test(text) ? `'${text}` : text;
}
