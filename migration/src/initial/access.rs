//! Tables: client, signing_key, access_log, access_log_head.

use crate::table::{Column::*, Table};

/// Tables of this part, in the order of their creation.
pub(crate) const TABLES: &[Table] = &[
    Table {
        name: "client",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("organisation_id", UuidNull),
            ("unit_id", UuidNull),
            ("scopes", Text),
            ("secret_hash", TextNull),
            ("created_at", Time),
            ("revoked_at", TimeNull),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "signing_key",
        columns: &[
            ("id", Text),
            ("purpose", Text),
            ("algorithm", Text),
            ("private_pem", TextNull),
            ("public_pem", Text),
            ("created_at", Time),
            ("retired_at", TimeNull),
        ],
        key: &["id"],
        unique: &[],
        indexes: &[],
    },
    Table {
        name: "access_log",
        columns: &[
            ("chain", Text),
            ("seq", Long),
            ("at", Time),
            ("request_id", Uuid),
            ("kind", Text),
            ("client_id", Text),
            ("organisation_id", UuidNull),
            ("unit_id", UuidNull),
            ("user_id", UuidNull),
            ("roles", Text),
            ("operation", Text),
            ("citizen_id", UuidNull),
            ("case_id", UuidNull),
            ("purpose", TextNull),
            ("categories", Text),
            ("detail", Text),
            ("previous_hash", Text),
            ("hash", Text),
        ],
        key: &["chain", "seq"],
        unique: &[],
        indexes: &[&["citizen_id", "at"]],
    },
    Table {
        name: "access_log_head",
        columns: &[
            ("chain", Text),
            ("seq", Long),
            ("hash", Text),
            ("at", Time),
            ("key_id", Text),
            ("signature", Text),
        ],
        key: &["chain", "seq"],
        unique: &[],
        indexes: &[],
    },
];
