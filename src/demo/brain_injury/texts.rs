//! Texts of the brain-injury forms.

pub(super) const HOMES: &[&str] = &[
    "Bor i egen lejlighed på tredje sal uden elevator.",
    "Bor i rækkehus; badeværelset skal indrettes.",
    "Bor i ungdomsbolig og kan blive boende.",
    "Bor til leje; huslejen er i restance.",
];
pub(super) const RELATIVES: &[&str] = &[
    "Bor med ægtefælle, som arbejder på fuld tid.",
    "Voksen datter kommer dagligt.",
    "Bor alene; to nære venner hjælper.",
    "Samlever og to børn i skolealderen.",
];
pub(super) const WISHES: &[&str] = &[
    "Jeg vil tilbage til mit arbejde, også hvis det bliver færre timer.",
    "Jeg vil kunne klare mig selv derhjemme.",
    "Jeg vil læse færdig.",
    "Jeg vil kunne følge med i en samtale uden at blive udmattet.",
];
pub(super) const REASONS: &[&str] = &[
    "Afasi og udtrætning; flere forvaltninger skal i gang samtidig.",
    "Hukommelse og overblik er påvirket, og planen for arbejdet er uklar.",
    "Lammelse i højre side; træning, bolig og arbejde skal hænge sammen.",
    "Ændret adfærd belaster familien; støtte og behandling skal koordineres.",
];
pub(super) const DECISIONS: &[&str] = &[
    "Skaden er ikke erhvervet efter fødslen; sagen hører ikke til koordineringen.",
    "Behovet kan dækkes af almen genoptræning alene.",
];
pub(super) const FUNCTION: &[&str] = &[
    "Går med rollator indendørs; finder ikke altid ord.",
    "Klarer personlig pleje med vejledning; trættes efter en time.",
    "Går frit; glemmer aftaler og mister overblikket.",
];
pub(super) const TRAINING: &[&str] = &[
    "Gangtræning og tale to gange om ugen.",
    "Træning af hukommelse og energiforvaltning.",
    "Træning af arm og hånd, og daglige gøremål.",
];
pub(super) const NEED_HEALTH: &[&str] =
    &["Fysioterapi, ergoterapi og logopæd.", "Neuropsykolog og tværfaglig træning."];
pub(super) const NEED_SOCIAL: &[&str] =
    &["Støtte i hjemmet de første måneder.", "Bostøtte og aflastning af familien."];
pub(super) const NEED_EMPLOYMENT: &[&str] =
    &["Fastholdelse af ansættelsen med nedsat tid.", "Afklaring af arbejdsevnen efter træningen."];
pub(super) const NEED_EDUCATION: &[&str] =
    &["Undervisning i kompenserende strategier.", "Støtte til at genoptage studiet."];
/// One code of each component.
pub(super) const ICF: &[&str] = &["b144", "s110", "d850", "e310"];
pub(super) const WORK: &[&str] = &[
    "Kan arbejde få timer om dagen med pauser og faste opgaver.",
    "Arbejdsevnen kan endnu ikke vurderes.",
    "Kan vende tilbage til dele af det hidtidige arbejde.",
];
pub(super) const LEARNING: &[&str] = &[
    "Lærer ved gentagelse; skriftlige anvisninger virker bedst.",
    "Har brug for hjælpemidler til at læse.",
];
pub(super) const ECONOMY: &[&str] = &[
    "Sygedagpengene udløber om fire måneder.",
    "Indtægten er faldet, men de faste udgifter kan betales.",
];
pub(super) const RESOURCES: &[&str] =
    &["God indsigt og stærkt netværk.", "Motiveret og vant til at arbejde struktureret."];
pub(super) const RISKS: &[&str] =
    &["Overbelastning, hvis flere forløb begynder samtidig.", "Isolation, når træningen slutter."];

/// Of each track: its goals.
pub(super) fn goals(track: law::brain_injury::TrackKind) -> &'static [&'static str] {
    use law::brain_injury::TrackKind::{Education, Employment, Health, Social};
    match track {
        Health => &["Gå 500 meter uden støtte", "Klare en formiddag uden at måtte hvile"],
        Social => &["Styre egen hverdag med en fast ugeplan", "Familien har aflastning hver uge"],
        Education => &["Bruge kompenserende strategier ved læsning", "Genoptage ét fag"],
        Employment => {
            &["Arbejde fem timer om ugen på den gamle arbejdsplads", "Afklaret arbejdsevne"]
        }
    }
}

/// What was told at a follow-up: social changes, relatives, work, education.
pub(super) const FOLLOW_UPS: &[[&str; 4]] = &[
    [
        "Ugeplanen virker, og støtten er sat ned.",
        "Ægtefællen er begyndt at arbejde igen.",
        "To timers arbejde om dagen går godt.",
        "Undervisningen er begyndt.",
    ],
    [
        "Færre aftaler om ugen; trætheden styrer stadig.",
        "Familien har fået aflastning.",
        "Praktikken er på pause.",
        "Venter på hjælpemidler.",
    ],
    [
        "Klarer indkøb og post selv.",
        "Børnene har talt med en rådgiver.",
        "Ansat i få timer på særlige vilkår.",
        "Har bestået det første fag.",
    ],
];

pub(super) const QUESTIONS: &[&str] = &[
    "Hvilken indsats skal komme først, så borgeren ikke overbelastes?",
    "Hvem har ansvaret for overgangen fra træning til arbejde?",
    "Kan støtten i hjemmet fortsætte, når uddannelsen begynder?",
];
pub(super) const DELIBERATION: &str =
    "Forvaltningerne er enige om rækkefølgen, men ikke om hvem der betaler for overgangen.";
pub(super) const COUNCIL_DECISIONS: &[&str] = &[
    "Træningen fortsætter alene i seks uger; derefter begynder praktikken.",
    "Neuropsykologisk undersøgelse, før arbejdsevnen vurderes.",
    "Planen følges; hver forvaltning melder tilbage til koordinatoren.",
];
pub(super) const COUNCIL_TASKS: &[&str] = &[
    "Aftale startdato med arbejdspladsen",
    "Bestille neuropsykologisk undersøgelse",
    "Sende den rettede plan til borgeren",
];
