import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const SERVER = "http://localhost:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("src", import.meta.url)) } },
  build: {
    outDir: "../src/ai_node_builder/server/static/app",
    emptyOutDir: true,
    // The first that know light-dark(), in which the theme is written.
    target: ["chrome123", "firefox120", "safari17.5"],
    // The test of the first screen's size reads it.
    manifest: "manifest.json",
    // The page's policy allows no data: scripts or fonts.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    reportCompressedSize: false,
  },
  worker: { format: "es" },
  server: {
    proxy: {
      "/api": SERVER,
      "/servable": SERVER,
      "/previews": SERVER,
      "/templates": SERVER,
      "/healthz": SERVER,
    },
  },
  test: { include: ["src/**/*.test.ts"], environment: "node" },
});
