import { createContext } from "svelte";
import type { Session } from "./session.svelte";

/** The open session, for blocks deep in a page that save or switch something. A function, so that it stays current. */
export const [session, provideSession] = createContext<() => Session>();
