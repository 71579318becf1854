// Finding a case: by listing those that the caller has a relation to, or by a CPR number that the
// caller's own system knows already.
import type { Demo } from "./demo.js";
import { BundleDocument, CaseByCprDocument, OngoingCasesDocument } from "./generated.js";

/** The id of the demo's main case: the one that its citizen finds. */
export async function finding(demo: Demo): Promise<string> {
  const { cases } = await demo.as("citizen").request(OngoingCasesDocument, {});
  const id = cases.nodes[0]?.id ?? "";
  demo.expect("the citizen finds the case", id !== "");

  const bundle = await demo.as("sofCoordinator").request(BundleDocument, { id });
  const cpr = bundle.case?.citizen?.cpr ?? "";
  const found = await demo.as("bifCaseworker").request(CaseByCprDocument, { cpr });
  demo.expect("BIF, whose system knows the CPR, finds the same case", found.caseByCpr?.id === id);
  const stranger = await demo.as("unrelated").request(CaseByCprDocument, { cpr });
  demo.expect("one without relation finds none by it", stranger.caseByCpr === null);
  return id;
}
