// The bundle as a table: a row for a group of fields, a column for a viewer.
import type { BundleQuery } from "./generated.js";
import { whyWithheld, type FieldOf, type Guarded } from "./withheld.js";

type Case = NonNullable<BundleQuery["case"]>;
type Reader = (bundle: Case) => string;

/** What a viewer who has no relation to the case learns, of every field: nothing. */
export const UNKNOWN = "unknown";

/** "full", "nothing recorded", or "withheld (CATEGORY, REASON)", of fields with one category. */
function state<T extends Guarded>(object: T | null | undefined, ...fields: FieldOf<T>[]): string {
  if (!object) return "nothing recorded";
  const reasons = fields.flatMap((field) => whyWithheld(object, field) ?? []);
  const [first] = reasons;
  if (first) {
    const share = reasons.length === fields.length ? "" : "in part ";
    return `${share}withheld (${first.category}, ${first.reason})`;
  }
  return fields.some((field) => object[field] !== null) ? "full" : "nothing recorded";
}

/** Of a list that leaves out what the viewer may not see, only the rows that are there show. */
function rows(list: readonly unknown[]): string {
  return `${list.length} rows`;
}

const GROUPS: readonly (readonly [string, Reader])[] = [
  ["citizen: name, birth date", (c) => state(c.citizen, "name", "birthDate")],
  ["citizen: CPR", (c) => state(c.citizen, "cpr")],
  ["citizen: address, phone, e-mail", (c) => state(c.citizen, "address", "phone", "email")],
  ["citizen: interpreter language", (c) => state(c.citizen, "interpreterLanguage")],
  ["enquiry: situation, need", (c) => state(c.enquiries[0], "situation", "need")],
  ["map: whereabouts", (c) => state(c.networkMap, "whereabouts")],
  ["map: treatment", (c) => state(c.networkMap, "treatment")],
  ["map: prison and probation", (c) => state(c.networkMap, "prisonAndProbation")],
  ["map: daily life at home", (c) => state(c.networkMap, "dailyLifeAtHome")],
  ["map: housing", (c) => state(c.networkMap, "housing")],
  ["map: work, activity, support", (c) => state(c.networkMap, "workActivitySupport")],
  ["map: social administration", (c) => state(c.networkMap, "socialAdministration")],
  ["map: interpreters", (c) => state(c.networkMap, "interpreters")],
  ["map: private network", (c) => state(c.networkMap, "privateNetwork")],
  ["agenda items", (c) => rows(c.meetings.flatMap((meeting) => meeting.items))],
  ["statements", (c) => rows(c.statements)],
  ["goals", (c) => state(c, "goals")],
  ["close reason", (c) => state(c, "closeReason")],
  ["full consent", (c) => state(c, "fullConsent")],
];

/** Each group's state in one viewer's answer. */
export function states(bundle: BundleQuery): Map<string, string> {
  const found = bundle.case;
  return new Map(GROUPS.map(([group, read]) => [group, found ? read(found) : UNKNOWN]));
}

/** The table as text: a column for each viewer's states. */
export function table(
  columns: readonly (readonly [viewer: string, states: ReadonlyMap<string, string>])[],
): string {
  const body = GROUPS.map(([group]) => [group, ...columns.map(([, states]) => states.get(group))]);
  const lines = [["", ...columns.map(([viewer]) => viewer)], ...body];
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, i) => (cell ?? "").padEnd(widths?.[i] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
