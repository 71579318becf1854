"""What schemathesis needs to know of this API: its own scalars, and what a well-behaved refusal is."""

import schemathesis
from hypothesis import strategies
from schemathesis.graphql import nodes

NUMBERS = ["010190-0000", "0101900000", "6303750002", "310299-9999", "", "æøå", "000000-0000", "١٢٣"]
DATES = ["2026-11-02", "1900-01-01", "9999-12-31", "2026-02-30", "0000-00-00", "", "-1"]
INSTANTS = ["2026-11-02T09:00:00Z", "0001-01-01T00:00:00Z", "+262142-12-31T23:59:59Z", "24:00", ""]

for name, words in [("Cpr", NUMBERS), ("Date", DATES), ("DateTime", INSTANTS)]:
    schemathesis.graphql.scalar(name, strategies.sampled_from(words).map(nodes.String))

# Faults of the server; and an error without a code is one that nobody thought of.
FAULTS = {None, "INTERNAL", "UNAVAILABLE", "TIMEOUT"}


@schemathesis.check
def refused_with_a_reason(ctx, response, case):
    """Never a fault of the server, always an answer in JSON, each error with a code."""
    assert response.status_code < 500, f"status {response.status_code}"
    answer = response.json()
    for error in answer.get("errors", []):
        code = error.get("extensions", {}).get("code")
        assert code not in FAULTS, f"code {code}: {error['message']}"
