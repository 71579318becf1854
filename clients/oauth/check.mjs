// Counts what was seen; the last line tells how it went.
let passed = 0;
let failed = 0;

/** Notes whether something is so. */
export async function check(what, holds) {
  if (await holds()) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`not so: ${what}`);
  }
}

/** Notes whether two values are the same. */
export function same(what, found, expected) {
  if (JSON.stringify(found) === JSON.stringify(expected)) {
    passed += 1;
  } else {
    failed += 1;
    console.log(`${what}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)}`);
  }
}

/** Ends the run. */
export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed === 0 && passed > 0 ? 0 : 1);
}
