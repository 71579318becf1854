// The citizen takes a grant back; the next read that rested on it is refused. Then the citizen
// gives it again, and the demo stands as before.
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { done, NotDone, type Client } from "./client.js";
import type { Demo } from "./demo.js";
import {
  BundleDocument,
  ConsentsDocument,
  GiveConsentDocument,
  WithdrawConsentClauseDocument,
} from "./generated.js";
import { states } from "./table.js";

const WORK = "map: work, activity, support";

export async function withdrawing(demo: Demo, id: string): Promise<void> {
  const coordinator = demo.as("sofCoordinator");
  const read = async (viewer: string) =>
    states(await demo.as(viewer).request(BundleDocument, { id }));
  const before = { bif: await read("bifCaseworker"), hospital: await read("hospitalPartner") };
  demo.expect("before: BIF reads who is in the citizen's work", before.bif.get(WORK) === "full");

  const grant = await disclosureToBif(coordinator, id);
  const input = { clauseId: grant.id };
  const key = randomUUID();
  const withdraw = async (key: string) =>
    done(
      (await coordinator.request(WithdrawConsentClauseDocument, { input }, key))
        .withdrawConsentClause,
    );

  const first = await withdraw(key);
  demo.expect(
    "the coordinator records that the citizen withdraws the grant",
    first.consent?.clauses.find((clause) => clause.id === grant.id)?.state === "WITHDRAWN",
  );

  const after = { bif: await read("bifCaseworker"), hospital: await read("hospitalPartner") };
  const told = after.bif.get(WORK) ?? "";
  console.log(`BIF, ${WORK}: ${before.bif.get(WORK)} → ${told}`);
  demo.expect("BIF's next read is refused", told !== "full" && told !== "nothing recorded");
  demo.expect(
    "BIF is not told that something was withdrawn",
    ![...after.bif.values()].some((state) => state.includes("WITHDRAWN")),
  );
  demo.expect(
    "the other grants stand: the hospital reads as before",
    isDeepStrictEqual(after.hospital, before.hospital),
  );

  demo.expect(
    "the same request under the same key is done once, and answered the same",
    isDeepStrictEqual(await withdraw(key), first),
  );
  demo.expect(
    "under a new key it is another request: there is nothing left to withdraw",
    isDeepStrictEqual(await mistakes(withdraw(randomUUID())), ["ILLEGAL_STATE"]),
  );

  // The caseworker who records a consent co-signs it.
  const again = await demo.as("sofCaseworker").request(GiveConsentDocument, {
    input: {
      caseId: id,
      signedAt: new Date().toISOString(),
      form: "WRITTEN",
      signer: "CITIZEN",
      jointMeetings: true,
      rightToWithdraw: true,
      clauses: [
        {
          direction: "DISCLOSE",
          counterparts: [{ organisationId: grant.counterpart }],
          categories: grant.categories,
          purpose: grant.purpose,
        },
      ],
    },
  });
  done(again.giveConsent);
  demo.expect(
    "given again, it opens again: BIF reads as before",
    isDeepStrictEqual(await read("bifCaseworker"), before.bif),
  );
}

/** The grant by which the lead authority discloses to BIF. */
async function disclosureToBif(coordinator: Client, id: string) {
  const { case: found } = await coordinator.request(ConsentsDocument, { id });
  for (const clause of (found?.consents ?? []).flatMap((consent) => consent.clauses)) {
    const counterparts = (clause.counterparts ?? []).flatMap((one) => one.organisation ?? []);
    const bif = counterparts.find((one) => one.kind === "EMPLOYMENT_ADMINISTRATION");
    if (bif && clause.direction === "DISCLOSE" && clause.state === "EFFECTIVE") {
      return { ...clause, counterpart: bif.id };
    }
  }
  throw new Error("no effective grant discloses to BIF: start the demo on a new database");
}

/** Codes of the user errors of a mutation; none where it was done. */
async function mistakes(mutation: Promise<unknown>): Promise<readonly string[]> {
  try {
    await mutation;
    return [];
  } catch (error) {
    if (error instanceof NotDone) return error.userErrors.map((one) => one.code);
    throw error;
  }
}
