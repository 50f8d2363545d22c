/** The unit tests run in Node with a small DOM; browsers are tested by tests/browser. */

import { readFileSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [
    {
      name: "css-as-text",
      enforce: "pre",
      load(id) {
        return id.endsWith(".css") ? `export default ${JSON.stringify(readFileSync(id, "utf8"))};` : null;
      },
    },
  ],
  test: { environment: "happy-dom", include: ["test/**/*.test.ts"] },
});
