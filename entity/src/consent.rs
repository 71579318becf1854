//! A version of a consent (samtykkeerklæring).

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// A version of a consent (samtykkeerklæring).
    pub struct Model("consent") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// This version of the row.
        #[sea_orm(primary_key, auto_increment = false)]
        pub row_id: Uuid,
        /// Internal id, the same in every version.
        pub id: Uuid,
        /// Of which case.
        pub case_id: Uuid,
        /// Optimistic version, from 1.
        pub version: i32,
        /// From when this version stood.
        pub recorded_at: DateTimeUtc,
        /// Until when; none: it stands.
        pub superseded_at: Option<DateTimeUtc>,
        /// Signed, or said, when.
        pub signed_at: DateTimeUtc,
        /// In writing or orally.
        pub form: Code<law::forms::ConsentForm>,
        /// Why writing was waived.
        pub oral_reason: Option<String>,
        /// Who signed.
        pub signer: Code<law::forms::Signer>,
        /// Ground of a guardian or parent.
        pub signer_ground: Option<String>,
        /// Categories the signer may sign for.
        pub signer_scope: Option<Categories>,
        /// The representative who signed.
        pub representative_id: Option<Uuid>,
        /// Caseworker who co-signed.
        pub co_signed_by: Option<Uuid>,
        /// Acknowledged: joint meetings SOF–BIF.
        pub joint_meetings: bool,
        /// Acknowledged: notice when information is collected outside the municipality.
        pub outside_notice: bool,
        /// Acknowledged: right to withdraw.
        pub right_to_withdraw: bool,
        /// Where the scan or signature is kept.
        pub evidence_reference: Option<String>,
        /// Its SHA-256, lower-case hex.
        pub evidence_sha256: Option<String>,
        /// Withdrawn when (R07).
        pub withdrawn_at: Option<DateTimeUtc>,
        /// By whom: CITIZEN, REPRESENTATIVE or the recording authority.
        pub withdrawn_by: Option<String>,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
        /// Why this version corrects the one before it.
        pub correction_reason: Option<String>,
    }
}
