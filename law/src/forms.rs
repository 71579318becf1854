//! The vocabulary of the DKK forms: states, kinds and roles as the paper forms name them.

pub use crate::assessment::{Conclusion, CriteriaSet};
pub use crate::consent::{ConsentForm, Signer};

words! {
    /// How a case was opened (sagens rejsning); an APPLICATION brings forvaltningsloven § 29 with it (R23).
    OpenedBy {
        Enquiry "ENQUIRY" da "Henvendelse" en "Enquiry",
        Application "APPLICATION" da "Ansøgning" en "Application",
        OwnInitiative "OWN_INITIATIVE" da "Egen drift" en "The authority's own initiative",
    }
    /// State of a case (sagsstatus).
    CaseStatus {
        OnTheWay "ON_THE_WAY" da "På vej" en "On the way",
        Ongoing "ONGOING" da "Igangværende" en "Ongoing",
        Closed "CLOSED" da "Afsluttet" en "Closed",
    }
    /// Why a case was closed (afslutningsårsag).
    CloseReason {
        NeedMetAndCoordinated "NEED_MET_AND_COORDINATED" da "Behovet er imødekommet og sagen koordineret" en "Need met and case coordinated",
        Refused "REFUSED" da "Borgeren afslog" en "The citizen refused",
        ConsentEnded "CONSENT_ENDED" da "Samtykket ophørte" en "The consent ended",
        Age "AGE" da "Alder" en "Age",
        Other "OTHER" da "Andet" en "Other",
    }
    /// Channel of an enquiry (henvendelsesform).
    Channel {
        Written "WRITTEN" da "Skriftlig" en "In writing",
        Oral "ORAL" da "Mundtlig" en "Orally",
    }
    /// What came of an enquiry (udfald af henvendelse).
    EnquiryOutcome {
        UnderAssessment "UNDER_ASSESSMENT" da "Til vurdering" en "Under assessment",
        CaseOpened "CASE_OPENED" da "Sag oprettet" en "Case opened",
        Referred "REFERRED" da "Henvist til anden" en "Referred elsewhere",
        Declined "DECLINED" da "Afvist" en "Declined",
    }
    /// Kind of representative (repræsentantens art).
    RepresentativeKind {
        Guardian "GUARDIAN" da "Værge" en "Guardian",
        PartyRepresentative "PARTY_REPRESENTATIVE" da "Partsrepræsentant" en "Party representative",
        Parent "PARENT" da "Forældremyndighedsindehaver" en "Holder of parental authority",
    }
    /// Whereabouts of the citizen (hospitalsindlagt/fængslet).
    Whereabouts {
        None "NONE" da "Ingen af delene" en "Neither",
        Hospital "HOSPITAL" da "Hospitalsindlagt" en "In hospital",
        Prison "PRISON" da "Fængslet" en "In prison",
    }
    /// Group of the network map, in the order of the form (R37).
    ActorGroup {
        Treatment "TREATMENT" da "Behandling" en "Treatment",
        PrisonAndProbation "PRISON_AND_PROBATION" da "Kriminalforsorgen" en "Prison and probation service",
        DailyLifeAtHome "DAILY_LIFE_AT_HOME" da "At klare hverdagen i hjemmet" en "Managing daily life at home",
        Housing "HOUSING" da "Boligen" en "Housing",
        WorkActivitySupport "WORK_ACTIVITY_SUPPORT" da "Arbejde, aktivitet og forsørgelse" en "Work, activity and support",
        SocialAdministration "SOCIAL_ADMINISTRATION" da "Socialforvaltning" en "Social administration",
        Interpreters "INTERPRETERS" da "Tolk(e)" en "Interpreters",
        PrivateNetwork "PRIVATE_NETWORK" da "Familien, pårørende og andet netværk" en "Family, relatives and other network",
    }
    /// Role of an actor in its group of the network map (R37).
    ActorRole {
        GeneralPractitioner "GENERAL_PRACTITIONER" da "Praksislæge" en "General practitioner",
        Specialist "SPECIALIST" da "Speciallæge" en "Specialist",
        DistrictPsychiatry "DISTRICT_PSYCHIATRY" da "DPC" en "District psychiatric centre",
        Opus "OPUS" da "OPUS" en "OPUS (early psychosis team)",
        OpTeam "OP_TEAM" da "OP-team" en "Outreach psychiatric team",
        Psychologist "PSYCHOLOGIST" da "Psykolog" en "Psychologist",
        Hospital "HOSPITAL" da "Hospital" en "Hospital",
        OtherTreatment "OTHER_TREATMENT" da "Andre (behandling)" en "Others (treatment)",
        ProbationContact "PROBATION_CONTACT" da "Kontaktperson i Kriminalforsorgen i frihed" en "Contact person in the probation service",
        PrisonContact "PRISON_CONTACT" da "Kontaktperson i fængsel" en "Contact person in prison",
        CareAssessor "CARE_ASSESSOR" da "Visitator" en "Care assessor",
        HomeHelper "HOME_HELPER" da "Hjemmehjælper" en "Home helper",
        HomeNurse "HOME_NURSE" da "Hjemmesygeplejerske" en "Home nurse",
        HomeSupervisor "HOME_SUPERVISOR" da "Hjemmevejleder" en "Home supervisor",
        SupportAndContactPerson "SUPPORT_AND_CONTACT_PERSON" da "SKP" en "Support and contact person",
        FamilySupervisor "FAMILY_SUPERVISOR" da "Hjemme-hos-er/familievejleder" en "Family supervisor",
        HousingAdviser "HOUSING_ADVISER" da "Boligrådgiver" en "Housing adviser",
        Employer "EMPLOYER" da "Arbejdsgiver" en "Employer",
        JobCentreContact "JOB_CENTRE_CONTACT" da "Kontaktperson BIF" en "Contact person at the job centre",
        OtherEmploymentActor "OTHER_EMPLOYMENT_ACTOR" da "Anden aktør" en "Other employment actor",
        Caseworker "CASEWORKER" da "Sagsbehandler" en "Caseworker",
        OtherSocial "OTHER_SOCIAL" da "Andre (socialforvaltning)" en "Others (social administration)",
        Interpreter "INTERPRETER" da "Tolk" en "Interpreter",
        Spouse "SPOUSE" da "Ægtefælle" en "Spouse",
        Children "CHILDREN" da "Børn" en "Children",
        Family "FAMILY" da "Familie" en "Family",
        NeighboursFriends "NEIGHBOURS_FRIENDS" da "Naboer, venner, bekendte" en "Neighbours, friends, acquaintances",
        DropInCentre "DROP_IN_CENTRE" da "Værested" en "Drop-in centre",
        OtherPrivate "OTHER_PRIVATE" da "Andre (netværk)" en "Others (network)",
    }
    /// Kind of coordinating meeting (mødetype).
    MeetingKind {
        Start "START" da "Opstart" en "Start",
        FollowUp "FOLLOW_UP" da "Opfølgning" en "Follow-up",
        Closing "CLOSING" da "Afslutning" en "Closing",
    }
    /// State of a coordinating meeting (mødets status).
    MeetingState {
        Draft "DRAFT" da "Kladde" en "Draft",
        Sent "SENT" da "Indkaldt" en "Agenda sent",
        Held "HELD" da "Afholdt" en "Held",
        MinutesSent "MINUTES_SENT" da "Referat udsendt" en "Minutes sent",
        Cancelled "CANCELLED" da "Aflyst" en "Cancelled",
    }
    /// In what capacity someone takes part in a meeting (deltagerens rolle).
    ParticipantKind {
        Professional "PROFESSIONAL" da "Fagperson" en "Professional",
        Citizen "CITIZEN" da "Borgeren" en "The citizen",
        Representative "REPRESENTATIVE" da "Repræsentant" en "Representative",
        Relative "RELATIVE" da "Pårørende" en "Relative",
        Interpreter "INTERPRETER" da "Tolk" en "Interpreter",
    }
    /// Whether an invited one came (fremmøde).
    Attendance {
        Invited "INVITED" da "Indkaldt" en "Invited",
        Absent "ABSENT" da "Afbud" en "Sent apologies",
        Present "PRESENT" da "Mødt" en "Present",
    }
    /// Kind of agenda item (dagsordenspunkt): the fixed ones stand on the form.
    ItemKind {
        Welcome "WELCOME" da "Velkommen og præsentation" en "Welcome and presentation",
        MinuteTaker "MINUTE_TAKER" da "Valg af referent" en "Choice of minute-taker",
        Flexible "FLEXIBLE" da "Fleksibelt punkt" en "Flexible item",
        CitizenStatus "CITIZEN_STATUS" da "Borgerens egen status" en "The citizen's own status",
        NetworkMapUpdate "NETWORK_MAP_UPDATE" da "Opdatering af netværkskortet" en "Update of the network map",
        AnyOtherBusiness "ANY_OTHER_BUSINESS" da "Evt." en "Any other business",
        SummingUp "SUMMING_UP" da "Opsummering" en "Summing up",
    }
    /// State of a task (opgavestatus).
    TaskState {
        Open "OPEN" da "Åben" en "Open",
        Done "DONE" da "Udført" en "Done",
        Dropped "DROPPED" da "Bortfaldet" en "Dropped",
    }
    /// State of an information request (anmodningens status).
    RequestState {
        Open "OPEN" da "Åben" en "Open",
        Answered "ANSWERED" da "Besvaret" en "Answered",
        Declined "DECLINED" da "Afslået" en "Declined (forvaltningsloven § 31)",
    }
    /// What was sent (forsendelsens art).
    DispatchKind {
        NetworkMap "NETWORK_MAP" da "Netværkskort" en "Network map",
        Agenda "AGENDA" da "Dagsorden" en "Agenda",
        Minutes "MINUTES" da "Referat" en "Minutes",
    }
    /// Of what the citizen must be told (underretning af borgeren).
    NoticeKind {
        CollectedOutside "COLLECTED_OUTSIDE" da "Oplysninger indhentet uden for kommunen" en "Information collected outside the municipality (R14)",
        OthersInvited "OTHERS_INVITED" da "Andre er indkaldt til møde" en "Others were invited to a meeting",
        StatutoryBasis "STATUTORY_BASIS" da "Oplysninger delt med hjemmel uden samtykke" en "Information shared on a statutory basis",
    }
    /// Leaflet (pjece).
    LeafletKind {
        CitizenLeaflet "CITIZEN" da "Pjece til borgeren" en "Leaflet for the citizen",
        PartnerLeaflet "PARTNER" da "Pjece til samarbejdspartnere" en "Leaflet for partners",
    }
    /// How a participation came to be (deltagelsens oprindelse).
    ParticipationOrigin {
        Invitation "INVITATION" da "Mødeindkaldelse" en "Invitation to a meeting",
        InformationRequest "INFORMATION_REQUEST" da "Anmodning om oplysninger" en "Information request",
        Track "TRACK" da "Spor" en "Track",
        SentIn "SENT_IN" da "Indsendt henvisning eller plan" en "Referral or plan sent in",
        Coordinator "COORDINATOR" da "Tilføjet af koordinator" en "Added by the coordinator",
        Council "COUNCIL" da "Forelagt hjerneskadesamrådet" en "Presented to the brain-injury council",
    }
    /// Locale of labels (sprog).
    Locale {
        Da "DA" da "Dansk" en "Danish",
        En "EN" da "Engelsk" en "English",
    }
}

impl ActorGroup {
    /// The category of every row of the group.
    #[must_use]
    pub fn category(self) -> crate::Category {
        use crate::Category;
        match self {
            Self::Treatment => Category::Health,
            Self::PrisonAndProbation => Category::CriminalJustice,
            Self::DailyLifeAtHome | Self::SocialAdministration | Self::Interpreters => {
                Category::Social
            }
            Self::Housing => Category::Housing,
            Self::WorkActivitySupport => Category::Employment,
            Self::PrivateNetwork => Category::Network,
        }
    }

    /// The roles of the group, in the order of the form (R37).
    #[must_use]
    pub fn roles(self) -> &'static [ActorRole] {
        use ActorRole as R;
        match self {
            Self::Treatment => &[
                R::GeneralPractitioner,
                R::Specialist,
                R::DistrictPsychiatry,
                R::Opus,
                R::OpTeam,
                R::Psychologist,
                R::Hospital,
                R::OtherTreatment,
            ],
            Self::PrisonAndProbation => &[R::ProbationContact, R::PrisonContact],
            Self::DailyLifeAtHome => &[
                R::CareAssessor,
                R::HomeHelper,
                R::HomeNurse,
                R::HomeSupervisor,
                R::SupportAndContactPerson,
                R::FamilySupervisor,
            ],
            Self::Housing => &[R::HousingAdviser],
            Self::WorkActivitySupport => {
                &[R::Employer, R::JobCentreContact, R::OtherEmploymentActor]
            }
            Self::SocialAdministration => &[R::Caseworker, R::OtherSocial],
            Self::Interpreters => &[R::Interpreter],
            Self::PrivateNetwork => &[
                R::Spouse,
                R::Children,
                R::Family,
                R::NeighboursFriends,
                R::DropInCentre,
                R::OtherPrivate,
            ],
        }
    }
}

impl ActorRole {
    /// The categories of a row of this role in its group: the home nurse is HEALTH as well.
    #[must_use]
    pub fn categories(self, group: ActorGroup) -> crate::CategorySet {
        let own = crate::CategorySet::of(&[group.category()]);
        match self {
            Self::HomeNurse => own.union(crate::CategorySet::of(&[crate::Category::Health])),
            _ => own,
        }
    }
}

impl ItemKind {
    /// Whether the item stands on the form: its row is PROCESS, its text HEALTH + SOCIAL.
    #[must_use]
    pub fn is_fixed(self) -> bool {
        !matches!(self, Self::Flexible | Self::CitizenStatus)
    }
}
