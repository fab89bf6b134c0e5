//! Where the blocks of a page go on a twelve-column grid. The page says how much a graphic wants; this fills the rows,
//! so that a narrow graphic has a neighbour and no card stands beside a hole.

import type { Block } from "../bindings/Block";
import type { Width } from "../bindings/Width";

export type Span = 5 | 6 | 7 | 12;

export interface Placed {
  block: Block;
  span: Span;
  /** Takes the height of its neighbour and scrolls inside. */
  follows: boolean;
  /** A graphic alone in a row wider than it wants: its answer in words stands under its title. */
  alone: boolean;
}

const SPANS: Readonly<Record<Width, Span>> = { full: 12, wide: 7, narrow: 5, half: 6 };

/** How many columns of figures are readable in a card of this span. */
const READABLE: Readonly<Record<Span, number>> = { 5: 6, 6: 6, 7: 9, 12: Infinity };

export function arrange(blocks: readonly Block[]): Placed[] {
  const placed: Placed[] = [];
  for (let i = 0; i < blocks.length;) {
    const [first, second] = [blocks[i], blocks[i + 1]];
    if (!first) break;
    const row = second ? pair(first, second, blocks[i + 2]) : null;
    placed.push(...(row ?? [single(first)]));
    i += row ? 2 : 1;
  }
  return placed;
}

function single(block: Block): Placed {
  return { block, span: 12, follows: false, alone: wanted(block) < 12 };
}

/** Both in one row, or null where the first is better off alone. */
function pair(first: Block, second: Block, third: Block | undefined): Placed[] | null {
  const side = (block: Block, span: Span, follows = false): Placed => ({ block, span, follows, alone: false });
  const [a, b] = [wanted(first), wanted(second)];
  if (a < 12 && b < 12) {
    if (a + b > 12) return null;
    return a + b === 12 ? [side(first, a), side(second, b)] : [side(first, 6), side(second, 6)];
  }
  if (a < 12 && fits(second, rest(a))) return [side(first, a), side(second, rest(a), true)];
  if (b < 12 && fits(first, rest(b))) {
    const graphicHasOtherCompany = third && (wanted(third) <= rest(b) || fits(third, rest(b)));
    return graphicHasOtherCompany ? null : [side(first, rest(b), true), side(second, b)];
  }
  if (isList(first) && isList(second)) return [side(first, 6), side(second, 6)];
  return null;
}

function wanted(block: Block): Span {
  return block.kind === "graphic" ? SPANS[block.width] : 12;
}

function rest(span: Span): Span {
  return (12 - span) as Span;
}

function fits(block: Block, span: Span): boolean {
  if (block.kind === "table") return block.table.columns.length <= READABLE[span];
  return block.kind === "checklist";
}

function isList(block: Block): boolean {
  return block.kind === "checklist";
}
