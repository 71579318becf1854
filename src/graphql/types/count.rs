//! Counts of cases by unit and status (R31).

use law::Word;
use law::forms::CaseStatus;

use super::super::engine::{Object, Of};
use crate::app::count::UnitCounts;
use crate::dkk::counts::STATUSES;
use crate::object_table;
use crate::store::view::UnitRef;

/// A count that may be suppressed.
fn shown(count: Option<u32>) -> Option<i32> {
    count.map(|count| i32::try_from(count).unwrap_or(i32::MAX))
}

/// How many cases are in a status.
#[derive(Clone, Debug)]
pub(crate) struct StatusCount(CaseStatus, Option<u32>);

fn by_status(counts: [Option<u32>; STATUSES]) -> Vec<StatusCount> {
    CaseStatus::ALL.iter().zip(counts).map(|(status, count)| StatusCount(*status, count)).collect()
}

/// A unit's cases.
#[derive(Clone, Debug)]
pub(crate) struct UnitCount(UnitRef, crate::dkk::counts::Shown);

type Own = UnitCounts;
impl Object for UnitCounts {
    const NAME: &'static str = "UnitCounts";
    const DESCRIPTION: &'static str =
        "Cases by unit and status (sager pr. enhed og status); numbers, no content.";
    object_table!(|fields| fields
        .plain("units", "Unit by unit (enheder).", |c| {
            let rows = c.units.iter().cloned().zip(c.counts.units.iter().copied());
            rows.map(|(unit, shown)| UnitCount(unit, shown)).collect::<Vec<_>>()
        })
        .plain("totals", "All units together, by status (i alt pr. status).", |c| {
            by_status(c.counts.totals)
        })
        .plain("total", "All cases (i alt); null: suppressed.", |c| shown(c.counts.total)));
}

mod unit {
    use super::*;
    type Own = UnitCount;
    impl Object for UnitCount {
        const NAME: &'static str = "UnitCount";
        const DESCRIPTION: &'static str = "A unit's cases by status (enhedens sager).";
        object_table!(|fields| fields
            .child("unit", "Unit (enhed).", |c| &c.0)
            .plain("counts", "By status (pr. status).", |c| by_status(c.1.counts))
            .plain("total", "All its cases (i alt); null: suppressed.", |c| shown(c.1.total)));
    }
}

mod status {
    use super::*;
    type Own = StatusCount;
    impl Object for StatusCount {
        const NAME: &'static str = "StatusCount";
        const DESCRIPTION: &'static str = "How many cases are in a status (antal pr. status).";
        object_table!(|fields| fields.plain("status", "Status (status).", |c| Of(c.0)).plain(
            "count",
            "Cases (antal); null: suppressed, under five in a unit.",
            |c| { shown(c.1) }
        ));
    }
}
