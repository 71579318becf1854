//! An effect goal (effektmål) of a joint strategy; public.

use sea_orm::entity::prelude::*;

use crate::column::Code;

crate::table! {
    /// An effect goal (effektmål) of a joint strategy; public.
    pub struct Model("effect_goal") {
        /// Internal id.
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Strategy it belongs to.
        pub strategy: String,
        /// Number in the strategy.
        pub number: i32,
        /// Goal.
        pub text: String,
        /// Year it is measured from.
        pub baseline_year: Option<i32>,
        /// Year it is to be reached.
        pub target_year: i32,
        /// What is measured.
        pub metric: String,
        /// What is to be reached.
        pub target: String,
        /// Where it stands.
        pub status: Code<law::pathfinder::EffectGoalStatus>,
        /// Optimistic version.
        pub version: i32,
        /// Annulled when.
        pub annulled_at: Option<DateTimeUtc>,
        /// Why annulled.
        pub annul_reason: Option<String>,
    }
}
