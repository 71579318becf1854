// Why a field is closed, with the rule and the paragraph behind it.
import type { Demo } from "./demo.js";
import { BundleDocument, ExplainDocument } from "./generated.js";

export async function explaining(demo: Demo, id: string): Promise<void> {
  const bif = demo.as("bifCaseworker");
  const map = (await bif.request(BundleDocument, { id })).case?.networkMap?.id ?? "";
  const field = { id: map, field: "treatment" };

  const { explain } = await bif.request(ExplainDocument, field);
  for (const step of explain?.steps ?? []) {
    const behind = [step.rule, step.paragraph].filter(Boolean).join(", ");
    console.log(
      `explain ${field.field}: ${step.category ?? "field"}: ${step.sentence} (${behind})`,
    );
  }
  const step = explain?.steps.find((one) => one.category === "HEALTH");
  demo.expect(
    "a withheld field is explained by the category, the rule and the paragraph",
    explain?.granted === false &&
      step?.ground === "OUT_OF_SCOPE" &&
      step.rule !== null &&
      Boolean(step.paragraph),
  );
  const own = await demo.as("sofCoordinator").request(ExplainDocument, field);
  demo.expect(
    "to the coordinator the same field is explained as open",
    own.explain?.granted === true,
  );
  const stranger = await demo.as("unrelated").request(ExplainDocument, field);
  demo.expect("to one without relation there is nothing to explain", stranger.explain === null);
}
