//! An issuer of tokens outside stifinder that is trusted (tillidsfuld udsteder).

use sea_orm::entity::prelude::*;

crate::table! {
    /// An issuer of tokens outside stifinder that is trusted (tillidsfuld udsteder).
    pub struct Model("trusted_issuer") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Its tokens' key as far as `standing` asks: the id and the version of this row. A change
        /// of the row leaves what was verified before without a key.
        pub key_id: String,
        /// Name, for people.
        pub name: String,
        /// `iss` of its tokens.
        pub issuer: String,
        /// `aud` that its tokens must name one of, as a JSON list.
        pub audiences: String,
        /// How claims become organisation, unit, user, roles: JSON.
        pub mapping: String,
        /// Client that its tokens act through where they come as bearer tokens; none: they are
        /// exchanged only.
        pub bearer_client_id: Option<String>,
        /// Created when.
        pub created_at: DateTimeUtc,
        /// Not trusted any more since when.
        pub removed_at: Option<DateTimeUtc>,
        /// Version.
        pub version: i32,
    }
}
