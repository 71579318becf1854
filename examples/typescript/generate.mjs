// Writes src/generated.ts: the types of the documents in documents/, checked against the schema.
import { readFile, readdir, writeFile } from "node:fs/promises";
import { codegen } from "@graphql-codegen/core";
import * as typedDocuments from "@graphql-codegen/typed-document-node";
import * as operations from "@graphql-codegen/typescript-operations";
import { parse } from "graphql";

const here = (file) => new URL(file, import.meta.url);
const text = (file) => readFile(here(file), "utf8");

const names = (await readdir(here("documents"))).filter((name) => name.endsWith(".graphql")).sort();
const documents = await Promise.all(
  names.map(async (name) => ({ location: name, document: parse(await text(`documents/${name}`)) })),
);
const generated = await codegen({
  filename: "generated.ts",
  schema: parse(await text("../../schema.graphql")),
  documents,
  config: {
    avoidOptionals: { field: true },
    // Documents are sent as text: the client needs no GraphQL library when it runs.
    documentMode: "string",
    enumType: "string-literal",
    immutableTypes: true,
    scalars: { ID: "string", Cpr: "string", Date: "string", DateTime: "string" },
    strictScalars: true,
    useTypeImports: true,
  },
  pluginMap: { operations, typedDocuments },
  plugins: [{ operations: {} }, { typedDocuments: {} }],
});
await writeFile(here("src/generated.ts"), generated);
