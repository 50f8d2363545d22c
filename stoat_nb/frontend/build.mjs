/** Build the widgets' module and the decoder that is fetched when a player first needs it. */

import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "..", "static");
await mkdir(outdir, { recursive: true });

await build({
  absWorkingDir: here,
  entryPoints: { stoat: "src/index.ts", decoder: "src/player/decoder.ts" },
  outdir,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  charset: "ascii",
  legalComments: "inline",
  loader: { ".css": "text" },
  // AMD loaders of older pages must not swallow the module
  define: { "define.amd": "false" },
  logLevel: "warning",
});
