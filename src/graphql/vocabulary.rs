//! Every vocabulary of the schema, each once: for `vocabulary`, and for forms that show labels.

use law::Word;

/// A value with its labels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Label {
    pub(crate) code: &'static str,
    pub(crate) danish: &'static str,
    pub(crate) english: &'static str,
}

/// A closed list of values.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Vocabulary {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    labels: fn() -> Vec<Label>,
}

impl Vocabulary {
    const fn of<W: Word>() -> Self {
        Self { name: W::NAME, description: W::DESCRIPTION, labels: labels::<W> }
    }

    /// Its values, in the order of the form or statute.
    pub(crate) fn labels(self) -> Vec<Label> {
        (self.labels)()
    }
}

fn labels<W: Word>() -> Vec<Label> {
    let label = |w: &W| Label { code: w.code(), danish: w.danish(), english: w.english() };
    W::ALL.iter().map(label).collect()
}

macro_rules! vocabularies {
    ($($word:ty,)+) => {
        /// Every vocabulary.
        pub(crate) const ALL: &[Vocabulary] = &[$(Vocabulary::of::<$word>()),+];
    };
}

vocabularies! {
    law::Category,
    law::OrganisationKind,
    law::Purpose,
    law::Direction,
    law::Role,
    law::Tier,
    law::words::Provision,
    law::Relation,
    law::Reason,
    law::Ground,
    law::Rule,
    law::Fault,
    law::lapse::Limit,
    law::status::ClauseState,
    law::forms::OpenedBy,
    law::forms::CaseStatus,
    law::forms::CloseReason,
    law::forms::Channel,
    law::forms::EnquiryOutcome,
    law::forms::RepresentativeKind,
    law::forms::Whereabouts,
    law::forms::ActorGroup,
    law::forms::ActorRole,
    law::forms::MeetingKind,
    law::forms::MeetingState,
    law::forms::ParticipantKind,
    law::forms::Attendance,
    law::forms::ItemKind,
    law::forms::TaskState,
    law::forms::RequestState,
    law::forms::DispatchKind,
    law::forms::NoticeKind,
    law::forms::LeafletKind,
    law::forms::ParticipationOrigin,
    law::forms::Locale,
    law::forms::Conclusion,
    law::forms::CriteriaSet,
    law::forms::ConsentForm,
    law::forms::Signer,
    law::pathfinder::Competence,
    law::pathfinder::InterfaceTopic,
    law::pathfinder::EffectGoalStatus,
    law::brain_injury::DominantNeed,
    law::brain_injury::CoordinatorRole,
    law::brain_injury::PlanStatus,
    law::brain_injury::TrackKind,
    law::brain_injury::GoalKind,
    law::brain_injury::GoalState,
    law::brain_injury::InterventionKind,
    law::brain_injury::InterventionState,
    law::brain_injury::StopReason,
    law::brain_injury::FollowUpKind,
    law::brain_injury::FollowUpState,
    law::brain_injury::FollowUpOutcome,
    law::brain_injury::FollowUpInterval,
    law::brain_injury::ReferrerKind,
    law::brain_injury::DiagnosisGroup,
    law::brain_injury::Phase,
    law::brain_injury::Difficulty,
    law::brain_injury::WorkStatus,
    law::brain_injury::EducationStatus,
    law::brain_injury::IncomeSource,
    law::brain_injury::ReferralDecision,
    law::brain_injury::AttachmentKind,
    law::brain_injury::RehabilitationPlanType,
    law::brain_injury::MunicipalLevel,
    law::brain_injury::FreeChoice,
    law::brain_injury::IcfComponent,
    law::brain_injury::IcfQualifier,
    law::brain_injury::AssessmentTool,
    law::brain_injury::NeedLevel,
    law::rehabilitation_team::TeamParty,
    law::rehabilitation_team::Recommendation,
    law::brain_injury::CouncilMeetingState,
    law::brain_injury::CouncilDecision,
    crate::domain::EntityKind,
    crate::domain::Scope,
    crate::app::UserErrorCode,
    crate::audit::AccessKind,
    crate::audit::detail::TargetKind,
    crate::token::TokenAlgorithm,
    crate::token::clients::ClientState,
    crate::token::ending::EndingKind,
    crate::token::mapping::UserMatch,
    crate::token::mapping::CitizenMatch,
    crate::app::signing_key::KeyState,
    super::query::CaseOrder,
    super::types::access::BasisKind,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_enum_of_the_schema_is_a_vocabulary_and_each_stands_once() {
        let sdl = crate::graphql::sdl(&crate::graphql::build());
        let enums = sdl.lines().filter_map(|line| line.strip_prefix("enum "));
        let missing: Vec<_> = enums
            .filter_map(|rest| rest.split_whitespace().next())
            .filter(|name| !ALL.iter().any(|v| v.name == *name))
            .collect();
        assert!(missing.is_empty(), "enums without a vocabulary: {missing:?}");
        let mut names: Vec<_> = ALL.iter().map(|v| v.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
