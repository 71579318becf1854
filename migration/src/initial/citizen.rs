//! Tables: citizen, citizen_number, former_identifier, representative.

use crate::table::{Column::*, Table};

/// Tables of this part, in the order of their creation.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "citizen",
        columns: &[
            ("id", Uuid),
            ("cpr", Text),
            ("name", Text),
            ("birth_date", Date),
            ("address", TextNull),
            ("phone", TextNull),
            ("email", TextNull),
            ("address_protected", Bool),
            ("interpreter_language", TextNull),
            ("registered_by", Uuid),
            ("version", Int),
            ("created_at", Time),
            ("updated_at", Time),
            ("annulled_at", TimeNull),
            ("annul_reason", TextNull),
        ],
        key: &["id", "registered_by"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "citizen_number",
        columns: &[("number", Text), ("citizen_id", Uuid)],
        key: &["number"],
        unique: &[],
        indexes: &[&["citizen_id"]],
    },
    Table {
        name: "former_identifier",
        columns: &[
            ("citizen_id", Uuid),
            ("id", Uuid),
            ("registered_by", Uuid),
            ("number", Text),
            ("replaced_at", Time),
            ("reason", Text),
        ],
        key: &["citizen_id", "id"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "representative",
        columns: &[
            ("citizen_id", Uuid),
            ("id", Uuid),
            ("registered_by", Uuid),
            ("kind", Text),
            ("name", Text),
            ("phone", TextNull),
            ("email", TextNull),
            ("ground", Text),
            ("scope", Text),
            ("from_date", Date),
            ("to_date", DateNull),
            ("version", Int),
            ("annulled_at", TimeNull),
            ("annul_reason", TextNull),
        ],
        key: &["citizen_id", "id", "registered_by"],
        unique: &[],
        indexes: &[],
    },
];
