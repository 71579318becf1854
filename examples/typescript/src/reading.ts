// One query, answered by who asks.
import { isDeepStrictEqual } from "node:util";
import type { Demo } from "./demo.js";
import { refusal } from "./demo.js";
import { BundleDocument } from "./generated.js";
import { states, table, UNKNOWN } from "./table.js";
import { isWithheld } from "./withheld.js";

/** What the citizen's consents leave closed to the job centre's caseworker. */
const CLOSED_TO_BIF: readonly (readonly [string, string, string?])[] = [
  ["citizen: CPR", "IDENTITY", "LEAD_ONLY"],
  ["citizen: address, phone, e-mail", "IDENTITY"],
  ["enquiry: situation, need", "HEALTH"],
  ["map: whereabouts", "HEALTH"],
  ["map: treatment", "HEALTH"],
  ["map: prison and probation", "CRIMINAL_JUSTICE"],
  ["map: housing", "HOUSING"],
  ["map: private network", "NETWORK"],
  ["full consent", "PROCESS", "LEAD_ONLY"],
];

const OPEN_TO_BIF = [
  "citizen: name, birth date",
  "citizen: interpreter language",
  "map: daily life at home",
  "map: work, activity, support",
  "map: social administration",
  "goals",
];

export async function reading(demo: Demo, id: string): Promise<void> {
  const ask = (viewer: string) => demo.as(viewer).request(BundleDocument, { id });
  const coordinator = await ask("sofCoordinator");
  const bif = await ask("bifCaseworker");
  const hospital = await ask("hospitalPartner");
  const stranger = await ask("unrelated");
  const seen = {
    coordinator: states(coordinator),
    bif: states(bif),
    hospital: states(hospital),
    stranger: states(stranger),
  };
  console.log(
    `${table([
      ["coordinator (SOF)", seen.coordinator],
      ["caseworker (BIF)", seen.bif],
      ["hospital", seen.hospital],
      ["no relation", seen.stranger],
    ])}\n`,
  );

  const all = [...seen.coordinator.values()];
  demo.expect(
    "the coordinator reads in full: nothing is withheld",
    all.includes("full") && !all.some((state) => state.includes("withheld")),
  );
  const closed = [...seen.bif].filter(([, state]) => state.includes("withheld"));
  demo.expect(
    "BIF reads in part: what is withheld is told, with its category and reason",
    isDeepStrictEqual(
      closed,
      CLOSED_TO_BIF.map(([group, category, reason = "OUT_OF_SCOPE"]) => [
        group,
        `withheld (${category}, ${reason})`,
      ]),
    ),
  );
  demo.expect(
    "BIF reads what the consents open to it",
    OPEN_TO_BIF.every((group) => seen.bif.get(group) === "full"),
  );
  demo.expect(
    "the hospital reads the treatment that BIF does not, and not the work that BIF does",
    seen.hospital.get("map: treatment") === "full" &&
      isClosed(seen.hospital, "map: work, activity, support"),
  );
  demo.expect(
    "rows that BIF may not see are not there",
    rows(seen.bif, "agenda items") < rows(seen.coordinator, "agenda items"),
  );
  demo.expect(
    "to one without relation the case is unknown",
    stranger.case === null && [...seen.stranger.values()].every((state) => state === UNKNOWN),
  );
  const nowhere = await demo.as("unrelated").request(BundleDocument, { id: "no-such-case" });
  demo.expect("an unknown id is answered no differently", isDeepStrictEqual(nowhere, stranger));

  const [own, theirs] = [coordinator.case, hospital.case];
  demo.expect(
    "null is told apart: nothing recorded for the coordinator, withheld for the hospital",
    own?.closeReason === null &&
      !isWithheld(own, "closeReason") &&
      theirs?.closeReason === null &&
      isWithheld(theirs, "closeReason"),
  );
  demo.expect(
    "a token that is not valid is refused with a code",
    isDeepStrictEqual(await refusal(demo.asNobody().request(BundleDocument, { id })), [
      "UNAUTHENTICATED",
    ]),
  );
}

function isClosed(states: ReadonlyMap<string, string>, group: string): boolean {
  return states.get(group)?.startsWith("withheld") ?? false;
}

function rows(states: ReadonlyMap<string, string>, group: string): number {
  return Number.parseInt(states.get(group) ?? "", 10);
}
