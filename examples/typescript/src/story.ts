// Runs the example against `stifinder demo` and counts what held: npm test -- URL TOKENS_FILE
import { coordinating } from "./coordinating.js";
import { Demo } from "./demo.js";
import { explaining } from "./explaining.js";
import { finding } from "./finding.js";
import { reading } from "./reading.js";
import { withdrawing } from "./withdrawing.js";

const [url, tokensFile] = process.argv.slice(2);
if (!url || !tokensFile) throw new Error("usage: npm test -- URL TOKENS_FILE");
const demo = await Demo.at(url, tokensFile);
try {
  const id = await finding(demo);
  await reading(demo, id);
  await explaining(demo, id);
  await withdrawing(demo, id);
  await coordinating(demo);
} catch (error) {
  demo.expect(`the story runs to its end: ${String(error)}`, false);
}
process.exitCode = demo.finish() ? 0 : 1;
