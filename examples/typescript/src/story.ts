// Runs the example against `stifinder demo` and counts what held:
//   npm test -- URL TOKENS_FILE CASE_ID
import { Demo } from "./demo.js";
import { reading } from "./reading.js";

const [url, tokensFile, id] = process.argv.slice(2);
if (!url || !tokensFile || !id) throw new Error("usage: npm test -- URL TOKENS_FILE CASE_ID");
const demo = await Demo.at(url, tokensFile);
await reading(demo, id);
process.exitCode = demo.finish() ? 0 : 1;
