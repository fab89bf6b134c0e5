//! The window in a browser, on sample answers instead of the engine: for working on the look. Never shipped.

import { fileURLToPath } from "node:url";
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig, type Plugin } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
const sample = fileURLToPath(new URL("./commands.ts", import.meta.url));

/** Every import of the shell's commands gets the sample ones. */
const withoutShell: Plugin = {
  name: "sample-shell",
  enforce: "pre",
  resolveId(source, importer) {
    return /shell\/commands$/.test(source) && importer !== sample ? sample : null;
  },
};

export default defineConfig({
  root,
  base: "./",
  plugins: [withoutShell, svelte()],
  build: { outDir: `${root}node_modules/.sample`, emptyOutDir: true },
});
