//! Tables: organisation, unit, professional, membership, directory_state.

use crate::table::{Column::*, Table};

/// Tables of this part, in the order of their creation.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "organisation",
        columns: &[
            ("id", Uuid),
            ("kind", Text),
            ("name", Text),
            ("cvr", TextNull),
            ("sor", TextNull),
            ("phone", TextNull),
            ("email", TextNull),
            ("address", TextNull),
            ("version", Int),
            ("annulled_at", TimeNull),
            ("annul_reason", TextNull),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "unit",
        columns: &[
            ("id", Uuid),
            ("organisation_id", Uuid),
            ("name", Text),
            ("phone", TextNull),
            ("email", TextNull),
            ("address", TextNull),
            ("version", Int),
            ("annulled_at", TimeNull),
            ("annul_reason", TextNull),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[&["organisation_id"]],
    },
    Table {
        name: "professional",
        columns: &[
            ("id", Uuid),
            ("name", Text),
            ("title", TextNull),
            ("phone", TextNull),
            ("email", TextNull),
            ("version", Int),
            ("annulled_at", TimeNull),
            ("annul_reason", TextNull),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "membership",
        columns: &[
            ("id", Uuid),
            ("professional_id", Uuid),
            ("organisation_id", Uuid),
            ("unit_id", UuidNull),
            ("from_date", Date),
            ("to_date", DateNull),
            ("version", Int),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[&["professional_id"]],
    },
    Table {
        name: "directory_state",
        columns: &[("id", Int), ("version", Int)],
        key: &["id"],
        unique: &[],
        indexes: &[],
    },
];
