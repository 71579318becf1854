//! What is wrong with something that is to be recorded: a typed flaw with its rule and its place.

use crate::rule::Rule;

words! {
    /// Flaw in what is to be recorded (fejl).
    Fault {
        NoClauses "NO_CLAUSES" da "samtykket har ingen dele; angiv mindst én" en "the consent has no clauses; state at least one",
        DirectionMissing "DIRECTION_MISSING" da "angiv én retning: indhentning, videregivelse eller journallæsning" en "state one direction: collect, disclose or journal read",
        CategoriesMissing "CATEGORIES_MISSING" da "angiv hvilke oplysninger det omfatter" en "state which information it covers",
        AllCategories "ALL_CATEGORIES" da "vælg kategorierne udtrykkeligt; alle på én gang godtages ikke" en "choose the categories explicitly; all at once is not accepted",
        RecipientMissing "RECIPIENT_MISSING" da "angiv hvem oplysningerne udveksles med" en "state with whom information is exchanged",
        PurposeMissing "PURPOSE_MISSING" da "angiv formålet" en "state the purpose",
        OralReasonMissing "ORAL_REASON_MISSING" da "angiv hvorfor samtykket ikke er skriftligt" en "state why the consent is not in writing",
        TreatmentOutsideHealth "TREATMENT_OUTSIDE_HEALTH" da "formålet behandling gælder mellem sundhedsorganisationer; vælg et andet formål" en "the purpose of treatment is between health organisations; choose another purpose",
        SignerGroundMissing "SIGNER_GROUND_MISSING" da "angiv på hvilket grundlag der underskrives for borgeren" en "state on what ground the signer signs for the citizen",
        SignerScopeMissing "SIGNER_SCOPE_MISSING" da "angiv hvilke oplysninger underskriveren kan råde over" en "state which information the signer may decide on",
        OutsideSignerScope "OUTSIDE_SIGNER_SCOPE" da "fjern kategorier, som underskriveren ikke kan råde over" en "leave out categories that the signer may not decide on",
        DatesNotOrdered "DATES_NOT_ORDERED" da "slutdatoen skal ligge efter begyndelsen" en "let the end come after the beginning",
        InFuture "IN_FUTURE" da "tidspunktet ligger i fremtiden; angiv hvornår det skete" en "the time lies in the future; state when it happened",
        ProvisionMissing "PROVISION_MISSING" da "angiv bestemmelsen med nummer" en "state the provision with its number",
        ReasonMissing "REASON_MISSING" da "begrund hvorfor bestemmelsen finder anvendelse" en "give the reason why the provision applies",
        EconomyOnly "ECONOMY_ONLY" da "bestemmelsen omfatter alene økonomiske oplysninger" en "the provision covers economic information only",
        HolderNotObliged "HOLDER_NOT_OBLIGED" da "bestemmelsen omfatter alene myndigheder og a-kasser" en "the provision covers authorities and unemployment funds only",
        DeadlineMissing "DEADLINE_MISSING" da "angiv sidste dag for indsigelse" en "state the last day for objecting",
        Objected "OBJECTED" da "borgeren har gjort indsigelse; indhent samtykke" en "the citizen objected; ask for consent",
        NecessityMissing "NECESSITY_MISSING" da "begrund hvorfor oplysningerne er nødvendige for sagen" en "give the reason why the information is necessary for the case",
        AttemptMissing "ATTEMPT_MISSING" da "forsøg først at få samtykke, og notér forsøget" en "try to get consent first, and record the attempt",
        RequesterRecords "REQUESTER_RECORDS" da "bestemmelsen anvendes af den myndighed, der indhenter; lad en sagsbehandler dér registrere den" en "the provision is used by the authority that collects; let a caseworker of that authority record it",
        HolderDecides "HOLDER_DECIDES" da "den, der har oplysningerne, afgør om de videregives; lad en sagsbehandler dér registrere bestemmelsen" en "whoever holds the information decides whether to pass it on; let a caseworker there record the provision",
        AgeOutOfBounds "AGE_OUT_OF_BOUNDS" da "borgerens alder ligger uden for målgruppen den dag" en "the citizen's age lies outside the target group that day",
        ConsentRequired "CONSENT_REQUIRED" da "indhent borgerens samtykke først" en "get the citizen's consent first",
        AlreadyRegistered "ALREADY_REGISTERED" da "er registreret i forvejen; det registrerede står uændret" en "is registered already; what is registered stands unchanged",
        RationaleMissing "RATIONALE_MISSING" da "begrund konklusionen, når den afviger fra kriterierne" en "give the rationale of a conclusion that departs from the criteria",
        ApplicationNeedsConsent "APPLICATION_NEEDS_CONSENT" da "sagen er rejst ved ansøgning; private forhold indhentes med samtykke eller hjemmel" en "the case was opened by application; fetch private matters with consent or a statutory basis",
        NotCovered "NOT_COVERED" da "intet gældende samtykke og ingen hjemmel omfatter oplysningerne; indhent et samtykke, der omfatter dem, registrér en hjemmel, eller vælg andet" en "no effective consent or statutory basis covers the information; get a consent that covers it or record a basis, or choose otherwise",
        NotNamed "NOT_NAMED" da "intet gældende samtykke og ingen hjemmel nævner organisationen; indhent et samtykke, der nævner den, registrér en hjemmel, eller vælg en anden" en "no effective consent or statutory basis names the organisation; get a consent that names it or record a basis, or choose another",
        AgendaLate "AGENDA_LATE" da "dagsordenen udsendes under tre uger før mødet" en "the agenda goes out less than three weeks before the meeting",
        InformerMissing "INFORMER_MISSING" da "borgeren var ikke med; angiv hvem der orienterer borgeren" en "the citizen was not there; state who informs the citizen",
        ItemLate "ITEM_LATE" da "punktet skal indsendes senest fire dage før mødet" en "submit an item at latest four days before the meeting",
        TwoAdministrations "TWO_ADMINISTRATIONS" da "angiv mindst to forskellige forvaltninger" en "state at least two different administrations",
        MemberNotNamed "MEMBER_NOT_NAMED" da "indhent samtykke, som nævner alle forvaltninger i samrådet" en "get a consent that names every administration on the council",
        OffRhythm "OFF_RHYTHM" da "datoen ligger uden for rytmen på tre uger" en "the date lies outside the rhythm of three weeks",
        TotalNeedMissing "TOTAL_NEED_MISSING" da "angiv det samlede behov; planens type kræver alle fire dele" en "state the total need; the type of plan asks for all four parts",
        DischargeMissing "DISCHARGE_MISSING" da "angiv udskrivningsdag eller tidligste start" en "state the day of discharge or the earliest start",
        NotOffered "NOT_OFFERED" da "tilbyd frit valg, før borgerens svar noteres" en "offer the free choice before recording the answer",
        AssessmentRequired "ASSESSMENT_REQUIRED" da "vurdér først, hvilket behov der dominerer" en "assess first which need dominates",
        WrongAuthority "WRONG_AUTHORITY" da "angiv den forvaltning, som det dominerende behov peger på" en "state the administration that the dominant need points to",
        TooEarly "TOO_EARLY" da "ansvaret skifter tidligst den dag, borgeren når alderen" en "the responsibility passes no earlier than the day the citizen reaches the age",
        FutilityMissing "FUTILITY_MISSING" da "et ressourceforløb skal være gennemført eller åbenbart formålsløst" en "a resource course must have been tried, or be obviously futile",
        TreatmentNotExhausted "TREATMENT_NOT_EXHAUSTED" da "alle behandlingsmuligheder skal være udtømte" en "every possibility of treatment must be exhausted",
        ConditionsNotMet "CONDITIONS_NOT_MET" da "de øvrige betingelser for førtidspension skal være opfyldt" en "the other conditions of a disability pension must be met",
        GroundsMissing "GROUNDS_MISSING" da "skriv begrundelsen" en "write the grounds",
        TextMissing "TEXT_MISSING" da "skriv teksten" en "write the text",
        DiagnosisCodeMalformed "DIAGNOSIS_CODE_MALFORMED" da "skriv diagnosekoden som i SKS eller ICD-10: `DI639`, `I63.9`" en "write the diagnosis code as in SKS or ICD-10: `DI639`, `I63.9`",
        IcfCodeMalformed "ICF_CODE_MALFORMED" da "skriv ICF-koden som `b`, `s`, `d` eller `e` og cifre: `d450`" en "write the ICF code as `b`, `s`, `d` or `e` and digits: `d450`",
        QualifierOutOfBounds "QUALIFIER_OUT_OF_BOUNDS" da "angiv graden fra 0 til 4" en "state the qualifier from 0 to 4",
        HoursOutOfBounds "HOURS_OUT_OF_BOUNDS" da "angiv timer om ugen fra 0 til 168" en "state the hours a week from 0 to 168",
        NegativeCount "NEGATIVE_COUNT" da "angiv et antal på 0 eller mere" en "state a number of 0 or more",
        StopReasonMissing "STOP_REASON_MISSING" da "angiv hvorfor indsatsen stoppede" en "state why the intervention stopped",
        NotMunicipal "NOT_MUNICIPAL" da "angiv en af kommunens forvaltninger" en "state one of the municipality's administrations",
        DependencyUnknown "DEPENDENCY_UNKNOWN" da "angiv en indsats i planen" en "state an intervention of the plan",
        DependencyCycle "DEPENDENCY_CYCLE" da "indsatserne venter på hinanden i ring; fjern en afhængighed" en "the interventions wait for each other in a circle; remove a dependency",
    }
}

/// One flaw: what, by which rule, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// What is wrong, with its code and its message in both languages.
    pub fault: Fault,
    /// The rule that it breaks.
    pub rule: Rule,
    /// Where, as the input names it: `clauses[0].categories`.
    pub path: String,
}

impl Flaw {
    pub(crate) fn new(rule: Rule, fault: Fault, path: impl Into<String>) -> Self {
        Self { fault, rule, path: path.into() }
    }
}

/// Whether a text says anything.
pub(crate) fn says_nothing(text: Option<&str>) -> bool {
    text.is_none_or(|text| text.trim().is_empty())
}
