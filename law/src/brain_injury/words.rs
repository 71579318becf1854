//! The vocabulary of the brain-injury forms: referral, rehabilitation plan, assessment.
//!
//! The municipality has published no form of its own; where the values are not given they are the
//! terms of the national guidelines for acquired brain injury and of the rehabilitation plan.

use crate::Category;

words! {
    /// Who refers (henvisers art).
    ReferrerKind {
        Hospital "HOSPITAL" da "Hospital" en "Hospital",
        GeneralPractice "GENERAL_PRACTICE" da "Praksislæge" en "General practice",
        Municipal "MUNICIPAL" da "Kommunal medarbejder" en "Municipal employee",
        Citizen "CITIZEN" da "Borgeren selv" en "The citizen",
        Relative "RELATIVE" da "Pårørende" en "A relative",
        Other "OTHER" da "Anden" en "Someone else",
    }
    /// Group of diagnosis of an acquired brain injury (diagnosegruppe).
    DiagnosisGroup {
        Infarct "INFARCT" da "Hjerneinfarkt" en "Cerebral infarct",
        Haemorrhage "HAEMORRHAGE" da "Hjerneblødning" en "Intracerebral haemorrhage",
        UnspecifiedStroke "UNSPECIFIED_STROKE" da "Apopleksi uden specifikation" en "Stroke, unspecified",
        Subarachnoid "SUBARACHNOID" da "Subaraknoidal blødning" en "Subarachnoid haemorrhage",
        OtherVascular "OTHER_VASCULAR" da "Anden karsygdom i hjernen" en "Other cerebrovascular disease",
        TransientIschaemic "TRANSIENT_ISCHAEMIC" da "Transitorisk cerebral iskæmi (TCI)" en "Transient ischaemic attack",
        Trauma "TRAUMA" da "Hovedtraume" en "Head trauma",
        Encephalopathy "ENCEPHALOPATHY" da "Encefalopati, herunder iltmangel" en "Encephalopathy, anoxia included",
        Infection "INFECTION" da "Infektion i hjernen" en "Infection of the brain",
        Tumour "TUMOUR" da "Hjernesvulst" en "Brain tumour",
        Other "OTHER" da "Anden hjerneskade" en "Other brain injury",
        Sequelae "SEQUELAE" da "Følger efter hjerneskade" en "Sequelae of brain injury",
    }
    /// Phase of rehabilitation after a brain injury (fase 1-4).
    Phase {
        Phase1 "PHASE_1" da "Fase 1: akut behandling" en "Phase 1: acute treatment",
        Phase2 "PHASE_2" da "Fase 2: rehabilitering under indlæggelse" en "Phase 2: rehabilitation in hospital",
        Phase3 "PHASE_3" da "Fase 3: rehabilitering efter udskrivning" en "Phase 3: rehabilitation after discharge",
        Phase4 "PHASE_4" da "Fase 4: stabil fase, vedligeholdelse" en "Phase 4: stable, maintenance",
    }
    /// Difficulty after a brain injury (vanskelighed).
    Difficulty {
        Physical "PHYSICAL" da "Fysiske" en "Physical",
        Cognitive "COGNITIVE" da "Kognitive" en "Cognitive",
        Language "LANGUAGE" da "Sproglige" en "Language",
        EmotionalSocial "EMOTIONAL_SOCIAL" da "Følelsesmæssige og sociale" en "Emotional and social",
        Behaviour "BEHAVIOUR" da "Adfærdsmæssige" en "Behaviour",
        Dysphagia "DYSPHAGIA" da "Synkebesvær (dysfagi)" en "Dysphagia",
        Fatigue "FATIGUE" da "Udtrætning" en "Fatigue",
    }
    /// Attachment to the labour market (arbejdsmæssig status).
    WorkStatus {
        Employed "EMPLOYED" da "I arbejde" en "Employed",
        SelfEmployed "SELF_EMPLOYED" da "Selvstændig" en "Self-employed",
        SickListed "SICK_LISTED" da "Sygemeldt fra arbejde" en "On sick leave from work",
        FlexJob "FLEX_JOB" da "Fleksjob" en "Flex job",
        Unemployed "UNEMPLOYED" da "Ledig" en "Unemployed",
        UnderEducation "UNDER_EDUCATION" da "Under uddannelse" en "In education",
        OutsideLabourMarket "OUTSIDE_LABOUR_MARKET" da "Uden for arbejdsmarkedet" en "Outside the labour market",
        Pensioned "PENSIONED" da "Pensioneret" en "Pensioned",
        Unknown "UNKNOWN" da "Uoplyst" en "Not stated",
    }
    /// Attachment to education (uddannelsesmæssig status).
    EducationStatus {
        None "NONE" da "Ikke under uddannelse" en "Not in education",
        PrimarySchool "PRIMARY_SCHOOL" da "Grundskole" en "Primary and lower secondary school",
        UpperSecondary "UPPER_SECONDARY" da "Gymnasial uddannelse" en "Upper secondary education",
        Vocational "VOCATIONAL" da "Erhvervsuddannelse" en "Vocational education",
        Higher "HIGHER" da "Videregående uddannelse" en "Higher education",
        Interrupted "INTERRUPTED" da "Afbrudt eller på orlov" en "Interrupted or on leave",
        Unknown "UNKNOWN" da "Uoplyst" en "Not stated",
    }
    /// What the citizen lives on (forsørgelsesgrundlag).
    IncomeSource {
        Wage "WAGE" da "Løn" en "Wage",
        OwnBusiness "OWN_BUSINESS" da "Egen virksomhed" en "Own business",
        SicknessBenefit "SICKNESS_BENEFIT" da "Sygedagpenge" en "Sickness benefit",
        UnemploymentBenefit "UNEMPLOYMENT_BENEFIT" da "Arbejdsløshedsdagpenge" en "Unemployment benefit",
        CashBenefit "CASH_BENEFIT" da "Kontanthjælp" en "Cash benefit",
        EducationalAssistance "EDUCATIONAL_ASSISTANCE" da "Uddannelseshjælp" en "Educational assistance",
        ResourceCourseBenefit "RESOURCE_COURSE_BENEFIT" da "Ressourceforløbsydelse" en "Resource-course benefit",
        FlexSubsidy "FLEX_SUBSIDY" da "Fleksløntilskud eller ledighedsydelse" en "Flex-job subsidy or its unemployment benefit",
        DisabilityPension "DISABILITY_PENSION" da "Førtidspension" en "Disability pension",
        StatePension "STATE_PENSION" da "Folkepension" en "State pension",
        StudentGrant "STUDENT_GRANT" da "SU" en "Student grant",
        Provided "PROVIDED" da "Forsørget af andre" en "Provided for by others",
        Other "OTHER" da "Andet" en "Other",
        Unknown "UNKNOWN" da "Uoplyst" en "Not stated",
    }
    /// What came of a referral (afgørelse om henvisning).
    ReferralDecision {
        Accepted "ACCEPTED" da "Modtaget til koordinering" en "Accepted",
        Rejected "REJECTED" da "Afvist" en "Rejected",
        Redirected "REDIRECTED" da "Sendt videre" en "Redirected",
    }
    /// Kind of what is attached to a referral (bilagstype).
    AttachmentKind {
        RehabilitationPlan "REHABILITATION_PLAN" da "Genoptræningsplan" en "Rehabilitation plan",
        DischargeSummary "DISCHARGE_SUMMARY" da "Udskrivningsbrev (epikrise)" en "Discharge summary",
        FunctionAssessment "FUNCTION_ASSESSMENT" da "Funktionsevnevurdering" en "Assessment of functioning",
        Neuropsychology "NEUROPSYCHOLOGY" da "Neuropsykologisk undersøgelse" en "Neuropsychological examination",
        SpeechTherapy "SPEECH_THERAPY" da "Logopædisk undersøgelse" en "Speech therapist's examination",
        Imaging "IMAGING" da "Beskrivelse af skanning" en "Report of imaging",
        CareReport "CARE_REPORT" da "Plejeforløbsplan" en "Report of care at discharge",
        Other "OTHER" da "Andet" en "Other",
    }

    /// Type of rehabilitation plan (genoptræningsplanens type), sundhedsloven § 140.
    RehabilitationPlanType {
        General "GENERAL" da "Almen genoptræning" en "General",
        Specialised "SPECIALISED" da "Genoptræning på specialiseret niveau" en "Specialised",
        RehabilitationAtSpecialisedLevel "REHABILITATION_AT_SPECIALISED_LEVEL" da "Rehabilitering på specialiseret niveau" en "Rehabilitation at specialised level",
    }
    /// Level of the municipality's training (kommunalt niveau).
    MunicipalLevel {
        Basic "BASIC" da "Basalt" en "Basic",
        Advanced "ADVANCED" da "Avanceret" en "Advanced",
    }
    /// Free choice of who trains (frit valg), sundhedsloven § 140 (R34).
    FreeChoice {
        NotRelevant "NOT_RELEVANT" da "Ikke aktuelt" en "Not relevant",
        Offered "OFFERED" da "Tilbudt" en "Offered",
        Taken "TAKEN" da "Benyttet" en "Taken",
        Declined "DECLINED" da "Fravalgt" en "Declined",
    }
    /// Part of the total need of a rehabilitation plan (samlet behov); each has its own category.
    NeedPart {
        Health "HEALTH" da "Sundhedsfagligt behov" en "Health",
        Social "SOCIAL" da "Socialt behov" en "Social",
        Employment "EMPLOYMENT" da "Beskæftigelsesmæssigt behov" en "Employment",
        Education "EDUCATION" da "Undervisningsmæssigt behov" en "Education",
    }
    /// Component of the ICF classification (ICF-komponent): the letter of its codes.
    IcfComponent {
        BodyFunctions "B" da "Kroppens funktioner" en "Body functions",
        BodyStructures "S" da "Kroppens anatomi" en "Body structures",
        ActivitiesAndParticipation "D" da "Aktiviteter og deltagelse" en "Activities and participation",
        EnvironmentalFactors "E" da "Omgivelsesfaktorer" en "Environmental factors",
    }
    /// Degree of a problem by ICF (ICF-kvalifikator), 0 to 4.
    IcfQualifier {
        NoProblem "Q0" da "0: intet problem" en "0: no problem",
        Mild "Q1" da "1: let problem" en "1: mild problem",
        Moderate "Q2" da "2: moderat problem" en "2: moderate problem",
        Severe "Q3" da "3: svært problem" en "3: severe problem",
        Complete "Q4" da "4: fuldstændigt problem" en "4: complete problem",
    }

    /// Assessment tool (vurderingsredskab).
    AssessmentTool {
        Ocs "OCS" da "Oxford Cognitive Screen (OCS)" en "Oxford Cognitive Screen",
        Dysphagia "DYSPHAGIA" da "Dysfagiscreening" en "Dysphagia screening",
        Padl "PADL" da "Daglige færdigheder (P-ADL)" en "Personal activities of daily living",
        Tug "TUG" da "Timed Up and Go (TUG)" en "Timed Up and Go",
        Walk10m "WALK_10M" da "10 meter gangtest" en "Ten-metre walk",
        Copm "COPM" da "Canadian Occupational Performance Measure (COPM)" en "Canadian Occupational Performance Measure",
        Fim "FIM" da "Functional Independence Measure (FIM)" en "Functional Independence Measure",
        Other "OTHER" da "Andet redskab" en "Other tool",
    }
    /// Level of need (behovsniveau).
    NeedLevel {
        None "NONE" da "Intet behov" en "None",
        Light "LIGHT" da "Let behov" en "Light",
        Moderate "MODERATE" da "Moderat behov" en "Moderate",
        High "HIGH" da "Stort behov" en "High",
        Complete "COMPLETE" da "Fuldstændigt behov" en "Complete",
    }
    /// Which need dominates when the citizen turns 65 (dominerende behov), R35.
    DominantNeed {
        Care "CARE" da "Personlig pleje og praktisk hjælp" en "Care and practical help",
        Pedagogical "PEDAGOGICAL" da "Pædagogisk støtte" en "Pedagogical support",
    }
}

impl NeedPart {
    /// The category of the part.
    #[must_use]
    pub fn category(self) -> Category {
        match self {
            Self::Health => Category::Health,
            Self::Social => Category::Social,
            Self::Employment => Category::Employment,
            Self::Education => Category::Education,
        }
    }
}

impl IcfComponent {
    /// The component of an ICF code: `b`, `s`, `d` or `e`, then one digit for a chapter, three to
    /// five for a category; none where it is no such code.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let (component, digits) = code.split_at_checked(1)?;
        let shaped =
            matches!(digits.len(), 1 | 3..=5) && digits.bytes().all(|b| b.is_ascii_digit());
        match component {
            _ if !shaped => None,
            "b" => Some(Self::BodyFunctions),
            "s" => Some(Self::BodyStructures),
            "d" => Some(Self::ActivitiesAndParticipation),
            "e" => Some(Self::EnvironmentalFactors),
            _ => None,
        }
    }
}

impl IcfQualifier {
    /// The qualifier of a number; none outside 0 to 4.
    #[must_use]
    pub fn of(number: i32) -> Option<Self> {
        use crate::Word as _;
        usize::try_from(number).ok().and_then(|n| Self::ALL.get(n).copied())
    }

    /// Its number, 0 to 4.
    #[must_use]
    pub fn number(self) -> i32 {
        self as i32
    }
}
