//! Finding by words: every word asked for must begin a word of the text, in any order.

export function matches(query: string, text: string): boolean {
  const words = wordsOf(text);
  return wordsOf(query).every((asked) => words.some((word) => word.startsWith(asked)));
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}%$]+/u)
    .filter(Boolean);
}

/** The entries that match, those whose label begins with the query first. */
export function find<Entry extends { label: string; about: string }>(
  entries: readonly Entry[],
  query: string,
): Entry[] {
  const found = entries.filter((entry) => matches(query, `${entry.label} ${entry.about}`));
  const begins = (entry: Entry) => (entry.label.toLowerCase().startsWith(query.trim().toLowerCase()) ? 0 : 1);
  return found.sort((a, b) => begins(a) - begins(b));
}
