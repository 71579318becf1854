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
        RequesterRecords "REQUESTER_RECORDS" da "bestemmelsen anvendes af den myndighed, der indhenter" en "the provision is used by the authority that collects",
        HolderDecides "HOLDER_DECIDES" da "den, der har oplysningerne, afgør om de videregives" en "whoever holds the information decides whether to pass it on",
        AgeOutOfBounds "AGE_OUT_OF_BOUNDS" da "borgerens alder ligger uden for målgruppen den dag" en "the citizen's age lies outside the target group that day",
        ConsentRequired "CONSENT_REQUIRED" da "indhent borgerens samtykke først" en "get the citizen's consent first",
        AlreadyRegistered "ALREADY_REGISTERED" da "er registreret i forvejen; det registrerede står uændret" en "is registered already; what is registered stands unchanged",
        RationaleMissing "RATIONALE_MISSING" da "begrund konklusionen, når den afviger fra kriterierne" en "give the rationale of a conclusion that departs from the criteria",
        ApplicationNeedsConsent "APPLICATION_NEEDS_CONSENT" da "sagen er rejst ved ansøgning; private forhold indhentes med samtykke eller hjemmel" en "the case was opened by application; fetch private matters with consent or a statutory basis",
        NotCovered "NOT_COVERED" da "intet gældende samtykke og ingen hjemmel omfatter oplysningerne" en "no effective consent or statutory basis covers the information",
        NotNamed "NOT_NAMED" da "intet gældende samtykke og ingen hjemmel nævner organisationen" en "no effective consent or statutory basis names the organisation",
        AgendaLate "AGENDA_LATE" da "dagsordenen udsendes under tre uger før mødet" en "the agenda goes out less than three weeks before the meeting",
        InformerMissing "INFORMER_MISSING" da "borgeren var ikke med; angiv hvem der orienterer borgeren" en "the citizen was not there; state who informs the citizen",
        ItemLate "ITEM_LATE" da "punktet skal indsendes senest fire dage før mødet" en "submit an item at latest four days before the meeting",
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
