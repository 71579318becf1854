//! The vocabulary of the decision.

/// A value of a closed vocabulary, with its code and its labels.
pub trait Word: Copy + Eq + Send + Sync + std::fmt::Display + 'static {
    /// GraphQL name of the vocabulary.
    const NAME: &'static str;
    /// What the vocabulary means, with the Danish term.
    const DESCRIPTION: &'static str;
    /// Every value, in the order of the paper form or statute.
    const ALL: &'static [Self];
    /// Code in GraphQL and in the database, never translated.
    fn code(self) -> &'static str;
    /// Danish label.
    fn danish(self) -> &'static str;
    /// English label.
    fn english(self) -> &'static str;
    /// The value of a code, or none where the code is unknown.
    fn parse(code: &str) -> Option<Self>;
}

words! {
    /// Information category (oplysningskategori): what a consent opens or leaves closed.
    Category {
        Process "PROCESS" da "Sagsforløb" en "Case handling",
        Identity "IDENTITY" da "Identitet og kontaktoplysninger" en "Identity and contact details",
        Network "NETWORK" da "Netværk og pårørende" en "Network and relatives",
        Social "SOCIAL" da "Sociale forhold" en "Social matters",
        Health "HEALTH" da "Helbred" en "Health",
        Employment "EMPLOYMENT" da "Beskæftigelse" en "Employment",
        Education "EDUCATION" da "Uddannelse" en "Education",
        Housing "HOUSING" da "Bolig" en "Housing",
        Economy "ECONOMY" da "Økonomi" en "Economy",
        CriminalJustice "CRIMINAL_JUSTICE" da "Strafferetlige forhold" en "Criminal justice",
    }

    /// Kind of organisation (organisationstype).
    OrganisationKind {
        SocialAdministration "SOCIAL_ADMINISTRATION" da "Socialforvaltningen (SOF)" en "Social administration",
        HealthAndCareAdministration "HEALTH_AND_CARE_ADMINISTRATION" da "Sundheds- og Omsorgsforvaltningen (SUF)" en "Health and care administration",
        EmploymentAdministration "EMPLOYMENT_ADMINISTRATION" da "Beskæftigelses- og Integrationsforvaltningen (BIF)" en "Employment administration",
        ChildrenAndYouthAdministration "CHILDREN_AND_YOUTH_ADMINISTRATION" da "Børne- og Ungdomsforvaltningen (BUF)" en "Children and youth administration",
        RegionalPsychiatry "REGIONAL_PSYCHIATRY" da "Regional psykiatri" en "Regional psychiatry",
        Hospital "HOSPITAL" da "Hospital" en "Hospital",
        GeneralPractice "GENERAL_PRACTICE" da "Praksislæge" en "General practice",
        SpecialistPractice "SPECIALIST_PRACTICE" da "Speciallæge eller psykolog" en "Specialist practice",
        PrisonAndProbation "PRISON_AND_PROBATION" da "Kriminalforsorgen" en "Prison and probation service",
        OtherAuthority "OTHER_AUTHORITY" da "Anden myndighed" en "Other authority",
        UnemploymentFund "UNEMPLOYMENT_FUND" da "A-kasse" en "Unemployment fund",
        Bank "BANK" da "Pengeinstitut" en "Bank",
        Employer "EMPLOYER" da "Arbejdsgiver" en "Employer",
        HousingOrganisation "HOUSING_ORGANISATION" da "Boligorganisation" en "Housing organisation",
        PrivateProvider "PRIVATE_PROVIDER" da "Privat leverandør" en "Private provider",
        CivilSociety "CIVIL_SOCIETY" da "Civilsamfund (værested m.v.)" en "Civil society",
    }

    /// Purpose of a consent and of a case (formål).
    Purpose {
        Dkk "DKK" da "Den Koordinerende Kontaktperson" en "The coordinating contact person",
        BrainInjury "BRAIN_INJURY" da "Hjerneskadekoordination" en "Brain-injury coordination",
        Treatment "TREATMENT" da "Behandling" en "Treatment",
    }

    /// Direction of a grant, seen from the authority that the citizen gives it to (R05).
    Direction {
        Collect "COLLECT" da "Indhentning" en "Collection",
        Disclose "DISCLOSE" da "Videregivelse" en "Disclosure",
        JournalRead "JOURNAL_READ" da "Læsning i elektronisk journal" en "Reading the electronic journal",
    }

    /// Role that a token can carry (rolle). The coordinator is none of them: it follows from the assignment.
    Role {
        Caseworker "CASEWORKER" da "Sagsbehandler" en "Caseworker",
        UnitLead "UNIT_LEAD" da "Tovholder" en "Unit lead",
        Manager "MANAGER" da "Ledelse" en "Manager",
        Partner "PARTNER" da "Samarbejdspartner" en "Partner",
        Citizen "CITIZEN" da "Borger" en "Citizen",
        Representative "REPRESENTATIVE" da "Værge, partsrepræsentant eller forælder" en "Representative",
        Auditor "AUDITOR" da "Revisor" en "Auditor",
        Admin "ADMIN" da "Administrator" en "Administrator",
    }

    /// Visibility tier (synlighed) of a field, besides its categories.
    Tier {
        Shared "SHARED" da "Deles efter samtykke" en "Shared by consent or statutory basis",
        LeadOnly "LEAD_ONLY" da "Kun den ansvarlige myndighed og borgeren" en "Lead authority and citizen only",
        AuthorOnly "AUTHOR_ONLY" da "Kun forfatterens myndighed" en "Author's authority only",
    }

    /// Statutory provision (lovhjemmel) on which information crosses without consent.
    Provision {
        LegalSecurity11a2 "RSL_11A_2" da "Retssikkerhedsloven § 11 a, stk. 2" en "Legal Security Act s. 11 a(2): economy of applicant and spouse (R18)",
        LegalSecurity11a3 "RSL_11A_3" da "Retssikkerhedsloven § 11 a, stk. 3" en "Legal Security Act s. 11 a(3): complaint receipt (R19)",
        LegalSecurity11c1 "RSL_11C_1" da "Retssikkerhedsloven § 11 c, stk. 1, nr. 1" en "Legal Security Act s. 11 c(1) no. 1: special support for children (R21)",
        LegalSecurity11c2 "RSL_11C_2" da "Retssikkerhedsloven § 11 c, stk. 1, nr. 2" en "Legal Security Act s. 11 c(1) no. 2: disability pension (R21)",
        LegalSecurity11c3 "RSL_11C_3" da "Retssikkerhedsloven § 11 c, stk. 1, nr. 3" en "Legal Security Act s. 11 c(1) no. 3: withdrawal of pension (R21)",
        LegalSecurity11c4 "RSL_11C_4" da "Retssikkerhedsloven § 11 c, stk. 1, nr. 4" en "Legal Security Act s. 11 c(1) no. 4: repayment of benefits (R21)",
        Administration28 "FVL_28" da "Forvaltningsloven § 28" en "Public Administration Act s. 28 (R22)",
        Health41s2 "SUL_41_2" da "Sundhedsloven § 41, stk. 2" en "Health Act s. 41(2): for treatment (R22)",
        Health43s2 "SUL_43_2" da "Sundhedsloven § 43, stk. 2" en "Health Act s. 43(2): for other purposes (R22)",
    }
}

ids! {
    /// A citizen (borger): an internal UUID, never the CPR number (R40).
    CitizenId;
    /// A case (sag).
    CaseId;
    /// An organisation.
    OrganisationId;
    /// A unit (enhed) of an organisation.
    UnitId;
    /// A user: a professional, a citizen or a representative, as the token names them.
    UserId;
    /// A consent (samtykke).
    ConsentId;
    /// A clause of a consent.
    ClauseId;
    /// A recorded statutory basis.
    BasisId;
}

impl OrganisationKind {
    /// Health organisations (sundhedslovens behandlingssteder): R11, R12.
    #[must_use]
    pub fn is_health(self) -> bool {
        matches!(
            self,
            Self::RegionalPsychiatry
                | Self::Hospital
                | Self::GeneralPractice
                | Self::SpecialistPractice
        )
    }

    /// The municipality's own administrations; what comes from elsewhere is "collected outside
    /// the municipality" (R14).
    #[must_use]
    pub fn is_municipal(self) -> bool {
        matches!(
            self,
            Self::SocialAdministration
                | Self::HealthAndCareAdministration
                | Self::EmploymentAdministration
                | Self::ChildrenAndYouthAdministration
        )
    }

    /// Public authorities. Health organisations stand apart from them in retssikkerhedsloven
    /// § 11 a, stk. 1, and keep their own secrecy: R18, R23.
    #[must_use]
    pub fn is_authority(self) -> bool {
        self.is_municipal() || matches!(self, Self::PrisonAndProbation | Self::OtherAuthority)
    }
}
