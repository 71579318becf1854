// Bundles the page into ../assets/graphiql: one module with its chunks, one style sheet, the
// editor's workers, its font. Names carry the hash of the content.
import { build } from "esbuild";
import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";

const out = path.resolve(import.meta.dirname, "../assets/graphiql");
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const common = {
  absWorkingDir: import.meta.dirname,
  bundle: true,
  define: { "process.env.NODE_ENV": '"production"' },
  entryNames: "[name]-[hash]",
  chunkNames: "chunk-[hash]",
  assetNames: "[name]-[hash]",
  legalComments: "none",
  loader: { ".ttf": "file" },
  logLevel: "warning",
  metafile: true,
  minify: true,
  outdir: out,
  publicPath: "/graphiql",
  target: ["es2022"],
};

const page = await build({
  ...common,
  entryPoints: { main: "src/main.jsx" },
  format: "esm",
  jsx: "automatic",
  splitting: true,
});
const workers = await build({
  ...common,
  entryPoints: {
    editor: "monaco-editor/esm/vs/editor/editor.worker.js",
    graphql: "monaco-graphql/esm/graphql.worker.js",
    json: "monaco-editor/esm/vs/language/json/json.worker.js",
  },
  format: "iife",
});

const entries = (result) =>
  Object.entries(result.metafile.outputs)
    .filter(([, output]) => output.entryPoint)
    .map(([file, output]) => [`/graphiql/${path.basename(file)}`, output]);
// Modules that load later count as entry points, too.
const [script, { cssBundle }] = entries(page).find(
  ([, output]) => output.entryPoint === "src/main.jsx",
);
// Styles of modules that load later are not loaded with them: the page names all of them.
const sheets = Object.keys(page.metafile.outputs)
  .filter((file) => file.endsWith(".css"))
  .map((file) => path.basename(file))
  .sort((a, b) => (b === path.basename(cssBundle)) - (a === path.basename(cssBundle)))
  .map((file) => `    <link rel="stylesheet" href="/graphiql/${file}">`)
  .join("\n");
const metas = entries(workers)
  .map(([file]) => {
    const label = path.basename(file).split("-")[0];
    return `    <meta name="worker-${label}" content="${file}">`;
  })
  .join("\n");

await writeFile(
  path.join(out, "index.html"),
  `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>stifinder · GraphiQL</title>
    <link rel="icon" href="data:,">
${sheets}
${metas}
    <style>html, body, #graphiql { height: 100%; margin: 0; }</style>
  </head>
  <body>
    <div id="graphiql"></div>
    <script type="module" src="${script}"></script>
  </body>
</html>
`,
);
