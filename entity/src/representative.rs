//! Someone who acts for the citizen (værge, partsrepræsentant, forælder).

use sea_orm::entity::prelude::*;

use crate::column::{Categories, Code};

crate::table! {
    /// Someone who acts for the citizen (værge, partsrepræsentant, forælder).
    pub struct Model("representative") {
        /// Whose.
        #[sea_orm(primary_key, auto_increment = false)]
        pub citizen_id: Uuid,
        /// Internal id; the token's `user` of a REPRESENTATIVE.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Authority that registered them, in whose cases they act for the citizen.
        #[sea_orm(primary_key, auto_increment = false)]
        pub registered_by: Uuid,
        /// Kind.
        pub kind: Code<law::forms::RepresentativeKind>,
        /// Name.
        pub name: String,
        /// Phone.
        pub phone: Option<String>,
        /// E-mail.
        pub email: Option<String>,
        /// Ground of the representation.
        pub ground: String,
        /// Categories it covers.
        pub scope: Categories,
        /// First day.
        pub from_date: Date,
        /// First day on which it no longer holds.
        pub to_date: Option<Date>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
