import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page that the test of speed measures beside ours. It goes into no package. */
export default defineConfig({
  root: fileURLToPath(new URL(".", import.meta.url)),
  plugins: [react()],
  build: { outDir: "dist", chunkSizeWarningLimit: 2000, reportCompressedSize: false },
});
