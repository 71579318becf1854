//! The vocabulary of coordination: plan, tracks, council, follow-up.

use crate::{Category, OrganisationKind, Purpose};

words! {
    /// What a coordinator is called (koordinatorens rolle); it follows from the purpose of the case.
    CoordinatorRole {
        CoordinatingContactPerson "COORDINATING_CONTACT_PERSON" da "Koordinerende kontaktperson" en "Coordinating contact person",
        BrainInjuryCoordinator "BRAIN_INJURY_COORDINATOR" da "Hjerneskadekoordinator" en "Brain-injury coordinator",
    }
    /// State of a coordination plan (planens status).
    PlanStatus {
        Draft "DRAFT" da "Udkast" en "Draft",
        Active "ACTIVE" da "Gældende" en "Active",
        Completed "COMPLETED" da "Afsluttet" en "Completed",
        Cancelled "CANCELLED" da "Opgivet" en "Given up",
    }
    /// Track of a coordination plan (spor): each is one administration's, in one category.
    TrackKind {
        Health "HEALTH" da "Sundhed (SUF)" en "Health",
        Social "SOCIAL" da "Socialt (SOF)" en "Social",
        Education "EDUCATION" da "Undervisning (BUF)" en "Education",
        Employment "EMPLOYMENT" da "Beskæftigelse (BIF)" en "Employment",
    }
    /// What a goal is after (målets art).
    GoalKind {
        Develop "DEVELOP" da "Udvikle" en "Develop",
        Maintain "MAINTAIN" da "Vedligeholde" en "Maintain",
        LimitLoss "LIMIT_LOSS" da "Begrænse tab" en "Limit loss",
    }
    /// State of a goal (målets status).
    GoalState {
        Planned "PLANNED" da "Planlagt" en "Planned",
        InProgress "IN_PROGRESS" da "I gang" en "In progress",
        Reached "REACHED" da "Nået" en "Reached",
        PartlyReached "PARTLY_REACHED" da "Delvist nået" en "Partly reached",
        NotReached "NOT_REACHED" da "Ikke nået" en "Not reached",
        Dropped "DROPPED" da "Bortfaldet" en "Dropped",
    }
    /// Kind of intervention (indsatstype).
    InterventionKind {
        Training "TRAINING" da "Genoptræning" en "Training",
        MaintenanceTraining "MAINTENANCE_TRAINING" da "Vedligeholdelsestræning" en "Maintenance training",
        SpeechTherapy "SPEECH_THERAPY" da "Taletræning" en "Speech therapy",
        Neuropsychology "NEUROPSYCHOLOGY" da "Neuropsykologisk indsats" en "Neuropsychological intervention",
        Nursing "NURSING" da "Hjemmesygepleje" en "Home nursing",
        CareAndPracticalHelp "CARE_AND_PRACTICAL_HELP" da "Personlig pleje og praktisk hjælp" en "Care and practical help",
        RehabilitationPlace "REHABILITATION_PLACE" da "Døgnrehabilitering" en "Residential rehabilitation",
        AssistiveDevice "ASSISTIVE_DEVICE" da "Hjælpemiddel eller boligindretning" en "Assistive device or adaptation of the home",
        SocialPedagogicalSupport "SOCIAL_PEDAGOGICAL_SUPPORT" da "Socialpædagogisk støtte" en "Social pedagogical support",
        ActivityAndCompany "ACTIVITY_AND_COMPANY" da "Aktivitets- og samværstilbud" en "Activity and company",
        HousingOffer "HOUSING_OFFER" da "Botilbud" en "Housing with support",
        RelativesSupport "RELATIVES_SUPPORT" da "Støtte til pårørende" en "Support of relatives",
        SpecialEducation "SPECIAL_EDUCATION" da "Specialundervisning for voksne" en "Special education for adults",
        SchoolSupport "SCHOOL_SUPPORT" da "Støtte i skole" en "Support in school",
        StudentSupport "STUDENT_SUPPORT" da "Specialpædagogisk støtte i uddannelse (SPS)" en "Special educational support for students",
        Mentor "MENTOR" da "Mentor" en "Mentor",
        JobRetention "JOB_RETENTION" da "Fastholdelse i arbejde" en "Retention in work",
        WorkTrial "WORK_TRIAL" da "Virksomhedspraktik eller arbejdsprøvning" en "Work trial",
        Clarification "CLARIFICATION" da "Jobafklarings- eller ressourceforløb" en "Job clarification or resource course",
        Other "OTHER" da "Anden indsats" en "Other intervention",
    }
    /// State of an intervention (indsatsens status).
    InterventionState {
        Planned "PLANNED" da "Planlagt" en "Planned",
        Ongoing "ONGOING" da "I gang" en "Ongoing",
        Paused "PAUSED" da "På pause" en "Paused",
        Completed "COMPLETED" da "Gennemført" en "Completed",
        Stopped "STOPPED" da "Stoppet" en "Stopped",
    }
    /// Why an intervention was stopped before its end (stopårsag).
    StopReason {
        GoalReached "GOAL_REACHED" da "Målet er nået" en "The goal was reached",
        NoEffect "NO_EFFECT" da "Uden virkning" en "Without effect",
        CitizenDeclined "CITIZEN_DECLINED" da "Borgeren ønsker det ikke" en "The citizen declines",
        Illness "ILLNESS" da "Sygdom eller indlæggelse" en "Illness or admission",
        OtherAuthority "OTHER_AUTHORITY" da "Ansvaret overgik til anden myndighed" en "The responsibility passed to another authority",
        Moved "MOVED" da "Fraflyttet" en "Moved away",
        Died "DIED" da "Død" en "Died",
        Other "OTHER" da "Andet" en "Other",
    }
    /// State of a council meeting (samrådsmødets status).
    CouncilMeetingState {
        Planned "PLANNED" da "Planlagt" en "Planned",
        Held "HELD" da "Afholdt" en "Held",
        Cancelled "CANCELLED" da "Aflyst" en "Cancelled",
    }
    /// What the council decided (samrådets beslutning).
    CouncilDecision {
        PlanApproved "PLAN_APPROVED" da "Plan godkendt" en "Plan approved",
        Refer "REFER" da "Henvis" en "Refer",
        Investigate "INVESTIGATE" da "Undersøg nærmere" en "Investigate",
        Return "RETURN" da "Tilbage til samrådet" en "Return to the council",
        Close "CLOSE" da "Afslut" en "Close",
    }
    /// How a follow-up is held (opfølgningens form).
    FollowUpKind {
        Conversation "CONVERSATION" da "Samtale" en "Conversation",
        Phone "PHONE" da "Telefon" en "By phone",
        StatusMeeting "STATUS_MEETING" da "Statusmøde" en "Status meeting",
    }
    /// State of a follow-up (opfølgningens status).
    FollowUpState {
        Planned "PLANNED" da "Planlagt" en "Planned",
        Held "HELD" da "Afholdt" en "Held",
        Cancelled "CANCELLED" da "Aflyst" en "Cancelled",
    }
    /// What came of a follow-up (opfølgningens udfald).
    FollowUpOutcome {
        Continue "CONTINUE" da "Fortsæt" en "Continue",
        Adjust "ADJUST" da "Justér planen" en "Adjust the plan",
        Close "CLOSE" da "Afslut" en "Close",
        Reassess "REASSESS" da "Vurdér på ny" en "Assess anew",
    }
    /// How often the plan is followed up (opfølgningsinterval).
    FollowUpInterval {
        OneMonth "ONE_MONTH" da "Hver måned" en "Every month",
        ThreeMonths "THREE_MONTHS" da "Hver tredje måned" en "Every three months",
        SixMonths "SIX_MONTHS" da "Hvert halve år" en "Every six months",
        TwelveMonths "TWELVE_MONTHS" da "Hvert år" en "Every year",
    }
}

impl CoordinatorRole {
    /// The role of a coordinator in a case of this purpose.
    #[must_use]
    pub fn of(purpose: Purpose) -> Self {
        match purpose {
            Purpose::BrainInjury => Self::BrainInjuryCoordinator,
            Purpose::Dkk | Purpose::Treatment => Self::CoordinatingContactPerson,
        }
    }
}

impl TrackKind {
    /// The category of everything in the track.
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            Self::Health => Category::Health,
            Self::Social => Category::Social,
            Self::Education => Category::Education,
            Self::Employment => Category::Employment,
        }
    }

    /// The administration whose track it is.
    #[must_use]
    pub fn administration(self) -> OrganisationKind {
        match self {
            Self::Health => OrganisationKind::HealthAndCareAdministration,
            Self::Social => OrganisationKind::SocialAdministration,
            Self::Education => OrganisationKind::ChildrenAndYouthAdministration,
            Self::Employment => OrganisationKind::EmploymentAdministration,
        }
    }
}

impl FollowUpInterval {
    /// Its length in calendar months.
    #[must_use]
    pub fn months(self) -> u32 {
        match self {
            Self::OneMonth => 1,
            Self::ThreeMonths => 3,
            Self::SixMonths => 6,
            Self::TwelveMonths => 12,
        }
    }
}
