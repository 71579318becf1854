// What clients of the last release would meet: a change of the schema that breaks them fails, unless
// `accepted.json` names it with the reason. `released.graphql` is the schema of that release: at a
// release the new schema takes its place, and `accepted.json` is emptied.
import { readFileSync } from "node:fs";
import { CriticalityLevel, diff } from "@graphql-inspector/core";
import { buildSchema } from "graphql";

const schema = (path) => buildSchema(readFileSync(path, "utf8"));
const accepted = JSON.parse(readFileSync("accepted.json", "utf8"));

const changes = await diff(schema("released.graphql"), schema("../../schema.graphql"));
const breaking = changes.filter(({ criticality }) => criticality.level === CriticalityLevel.Breaking);
const unnamed = breaking.filter(({ path, message }) => !accepted.some((one) => one.path === path && one.message === message && one.reason));
const unused = accepted.filter(({ path, message }) => !breaking.some((one) => one.path === path && one.message === message));

console.log(`figure: changes since the last release = ${changes.length}, of which ${breaking.length} break clients`);
for (const { path, message } of unnamed) console.error(`breaks clients: ${path}: ${message}`);
for (const { path, message } of unused) console.error(`accepted and not there: ${path}: ${message}`);
process.exit(unnamed.length + unused.length ? 1 : 0);
