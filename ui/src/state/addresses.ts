//! Addresses as people read them: who is asked, and for what.

export interface Host {
  host: string;
  /** What each address asks for, in its own words. */
  asks: string[];
}

/** An address asks for what it names in quotes and the others at its place do not, or else for its path. */
export function hosts(addresses: readonly string[]): Host[] {
  const urls = addresses.map((address) => new URL(address));
  const places = new Map<string, URL[]>();
  for (const url of urls) places.set(url.host + url.pathname, [...(places.get(url.host + url.pathname) ?? []), url]);
  const found = new Map<string, string[]>();
  for (const of of places.values()) {
    for (const url of of) {
      const others = of.filter((other) => other !== url).map(quoted);
      const own = quoted(url).filter((word) => others.length > 0 && !others.every((words) => words.includes(word)));
      const asks = own.length > 0 ? own : [url.pathname.replace(/^\//, "")];
      found.set(url.host, [...(found.get(url.host) ?? []), ...asks]);
    }
  }
  return [...found].map(([host, asks]) => ({ host, asks }));
}

function quoted(url: URL): string[] {
  const values = [...url.searchParams.values()].flatMap((value) => value.match(/'[^']+'/g) ?? []);
  return values.map((word) => word.slice(1, -1));
}
