//! What is done alike to the rows of a plan: tracks, goals, interventions, edges.

use sea_orm::prelude::Uuid;

use super::open::TrackFile;
use crate::app::check::{Check, TEXT};
use crate::app::reference::{Numbered, Sent};
use crate::app::versions::Versioned;
use crate::app::work::expect_version;
use crate::app::{Done, Refusal, Work};

/// A row of a plan.
pub(super) trait PlanRow: Numbered + Versioned {
    /// Who wrote the version.
    fn signed(self, author_id: Option<Uuid>) -> Self;
    /// Taken from view.
    fn removed(self, reason: String) -> Self;
    /// This content where `held` stands.
    fn at(self, held: &Self) -> Self;
}

macro_rules! plan_rows {
    ($($table:ident { $($kept:ident),* })+) => { $(
        impl PlanRow for entity::$table::Model {
            fn signed(self, author_id: Option<Uuid>) -> Self {
                Self { author_id, ..self }
            }
            fn removed(self, reason: String) -> Self {
                Self { removed_reason: Some(reason), ..self }
            }
            fn at(self, held: &Self) -> Self {
                Self { author_id: held.author_id, $($kept: held.$kept,)* ..self.in_place_of(held) }
            }
        }
    )+ };
}
plan_rows! {
    plan_track {}
    plan_goal { position }
    plan_intervention { position }
    intervention_dependency {}
}

impl TrackFile {
    fn author(&self) -> Option<Uuid> {
        self.file.viewer().user.map(|user| user.0)
    }

    /// Writes what was sent: a new row, or over the one that stands under its number.
    pub(super) async fn send<M: PlanRow>(
        &self,
        work: &Work<'_>,
        sent: &Sent,
        (held, row): (Option<&M>, M),
        (added, updated): (&str, &str),
    ) -> Result<Done, Refusal> {
        let author = self.author();
        match held {
            // On the heap, as the use case itself: its rows are large.
            None => Box::pin(sent.begin(work, &self.file, row.signed(author), added)).await,
            Some(held) => {
                let rows = (held, row.at(held));
                let signed = |row: M| row.signed(author);
                Box::pin(sent.succeed(work, &self.file, rows, signed, updated)).await
            }
        }
    }

    /// Writes the next version of a row.
    pub(super) async fn succeed<M: PlanRow>(
        &self,
        work: &Work<'_>,
        held: &M,
        next: M,
        noted: &str,
    ) -> Result<Done, Refusal> {
        held.succeed(work, next.signed(self.author())).await?;
        work.changed(&self.file, noted, held.id()).await?;
        Ok(Done::in_case(self.file.id(), held.id()))
    }

    /// Removes a row; it stays readable as of the time when it stood.
    pub(super) async fn remove<M: PlanRow>(
        &self,
        work: &Work<'_>,
        held: &M,
        (reason, expected): (&str, i32),
        noted: &str,
    ) -> Result<Done, Refusal> {
        expect_version("expectedVersion", expected, held.version())?;
        let mut check = Check::default();
        let reason = check.required("reason", reason, TEXT);
        check.done()?;
        self.succeed(work, held, held.clone().removed(reason), noted).await
    }
}
