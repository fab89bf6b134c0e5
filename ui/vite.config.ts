import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  build: {
    target: "safari16", // WebKitGTK and WKWebView; WebView2 is newer
    assetsInlineLimit: 0, // the content security policy admits files, not data: addresses, for styles and fonts
    modulePreload: { polyfill: false },
  },
  test: { include: ["src/**/*.test.ts"] },
});
