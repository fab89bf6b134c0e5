import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "safari16", // WebKitGTK and WKWebView; WebView2 is newer
    assetsInlineLimit: 0, // the content security policy admits files, not data: addresses, for styles and fonts
    modulePreload: { polyfill: false },
  },
  // Vitest runs in Node, where Svelte would otherwise load its server half, without reactive state.
  resolve: process.env["VITEST"] ? { conditions: ["browser"] } : {},
  test: { include: ["src/**/*.test.ts"] },
});
