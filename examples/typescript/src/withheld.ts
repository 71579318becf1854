// The three states of a field: a value; null, nothing recorded; null, withheld from the caller.
// Select `withheld { fields category reason remedy }` beside the fields, and ask here before null
// is shown as "nothing", or is written anywhere.
import type { WithheldFragment } from "./generated.js";

/** An object that says which of its fields are withheld from the caller. */
export interface Guarded {
  readonly withheld: readonly WithheldFragment[];
}

/** A field of an object, by its name in the schema: select it without an alias. */
export type FieldOf<T extends Guarded> = Exclude<keyof T & string, "withheld">;

/** Why a field is withheld; undefined where it is not. */
export function whyWithheld<T extends Guarded>(
  object: T,
  field: FieldOf<T>,
): WithheldFragment | undefined {
  return object.withheld.find((entry) => entry.fields.includes(field));
}

/** Whether a field is withheld: its null says nothing about what is recorded. */
export function isWithheld<T extends Guarded>(object: T, field: FieldOf<T>): boolean {
  return whyWithheld(object, field) !== undefined;
}
