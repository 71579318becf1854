// From hospital to job centre: one brain-injury case in which four administrations hold parts, read
// by each of them, by the hospital that sent the citizen, and by an employer.
import { isDeepStrictEqual } from "node:util";
import type { Demo } from "./demo.js";
import {
  CoordinationByNumberDocument,
  CoordinationDocument,
  type CoordinationQuery,
} from "./generated.js";
import { isWithheld } from "./withheld.js";

type Case = NonNullable<CoordinationQuery["brainInjuryCase"]>;

/** The number under which the hospital's own system keeps the case. */
const NUMBER = { system: "EPJ", number: "EPJ-B00001" };

const tracks = (of: Case | null) => of?.coordinationPlan?.tracks.map((track) => track.kind) ?? [];

export async function coordinating(demo: Demo): Promise<void> {
  const sent = await demo.as("hospitalSystem").request(CoordinationByNumberDocument, NUMBER);
  const id = sent.brainInjuryCaseByExternalReference?.id ?? "";
  demo.expect("the hospital's system finds the case by its own number", id !== "");
  const read = async (viewer: string) =>
    (await demo.as(viewer).request(CoordinationDocument, { id })).brainInjuryCase;

  const coordinator = await read("brainInjuryCoordinator");
  demo.expect(
    "the coordinator reads all four tracks",
    isDeepStrictEqual(tracks(coordinator), ["HEALTH", "SOCIAL", "EDUCATION", "EMPLOYMENT"]),
  );

  const hospital = await read("hospitalSystem");
  const need = hospital?.rehabilitationPlans[0]?.totalNeed;
  demo.expect(
    "the hospital reads what it sent in whole",
    Boolean(need?.health && need.employment) && need?.withheld.length === 0,
  );
  demo.expect("the hospital reads no track: it was given none", tracks(hospital).length === 0);

  const jobCentre = await read("bifCaseworker");
  const presented = jobCentre?.councilCases[0];
  demo.expect(
    "the job centre reads its own track, and its own part of what was presented",
    isDeepStrictEqual(tracks(jobCentre), ["EMPLOYMENT"]) &&
      Boolean(presented?.presentationEmployment) &&
      presented != null &&
      isWithheld(presented, "presentationHealth"),
  );
  demo.expect(
    "the job centre sat on the council, and reads what was said there",
    Boolean(presented?.deliberation),
  );
  demo.expect(
    "of what the hospital sent the job centre sees nothing, not even that it is there",
    jobCentre?.rehabilitationPlans.length === 0,
  );

  const employer = await read("employerPartner");
  const told = employer?.councilCases[0];
  demo.expect(
    "the employer reads its category of the case, and not what was said of it",
    Boolean(told?.presentationEmployment) && told?.deliberation === null,
  );
  demo.expect("the employer reads no track", tracks(employer).length === 0);
  demo.expect("to another unit of the hospital the case is unknown", (await read("hospitalPartner")) === null);
}
