// Runs every audit of `graphql-http` against a server: node run.mjs URL TOKEN
// Prints each audit that is not ok and a last line "N passed, N failed".
import { serverAudits } from "graphql-http";

const [url, token] = process.argv.slice(2);
if (!url) {
  console.error("usage: node run.mjs URL [TOKEN]");
  process.exit(2);
}

const fetchFn = (address, options = {}) =>
  fetch(address, {
    ...options,
    headers: {
      ...options.headers,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
  });

let passed = 0;
let failed = 0;
for (const audit of serverAudits({ url, fetchFn })) {
  const result = await audit.fn();
  if (result.status === "ok") {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${result.status} ${result.id} ${result.name}: ${result.reason ?? ""}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
