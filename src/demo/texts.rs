//! What is written in the forms: short Danish texts of our own, some of which combine.

use law::{Category, CategorySet};

use Category::{
    CriminalJustice, Economy, Education, Employment, Health, Housing, Network, Process, Social,
};

/// Situations as an enquiry describes them.
pub(super) const SITUATIONS: &[&str] = &[
    "Bor alene og har svært ved at få hverdagen til at hænge sammen efter en længere indlæggelse.",
    "Har mistet overblikket over post og aftaler og kommer sjældent til møderne.",
    "Er i behandling for et misbrug og har samtidig en uafklaret arbejdssituation.",
    "Har flere kontaktpersoner, men ingen ved besked om, hvad de andre har aftalt.",
    "Risikerer opsigelse af sin lejlighed på grund af naboklager og huslejerestance.",
    "Er netop løsladt og har hverken bolig eller forsørgelse på plads.",
    "Har en depression, der blusser op, når kravene fra flere sider falder sammen.",
    "Flytter mellem venner og herberg og kan ikke fastholde kontakten til ambulatoriet.",
];
/// Needs as an enquiry describes them.
pub(super) const NEEDS: &[&str] = &[
    "Ønsker én person, der samler trådene mellem forvaltningerne.",
    "Har brug for et fælles møde, så aftalerne passer sammen.",
    "Har brug for hjælp til at komme videre med bolig og forsørgelse i den rigtige rækkefølge.",
    "Beder om, at behandlingen og jobcentret taler sammen, før der lægges nye planer.",
    "Har brug for støtte til at komme til samtaler og følge op bagefter.",
];
/// Reasons for a conclusion that departs from the criteria.
pub(super) const RATIONALES: &[&str] = &[
    "Kriterierne peger den anden vej, men borgeren har selv bedt om en samlet indsats nu.",
    "Den nuværende kontaktperson stopper om kort tid, og der er ingen afløser.",
    "Netværket kan løfte opgaven de næste måneder; behovet vurderes igen til foråret.",
];
/// Notes of the criteria "complexity and weight".
pub(super) const NOTES: [&[&str]; 4] = [
    &["Fremlejet værelse uden kontrakt.", "Stabil lejlighed siden sidste år.", "Bor på herberg."],
    &["Kontanthjælp, sygemeldt.", "Flexjob på ti timer.", "Afventer afklaring af forsørgelse."],
    &["Følger ambulant forløb.", "Har afbrudt behandlingen to gange.", "Ingen aktuel behandling."],
    &[
        "God kontakt til en søster.",
        "Ser sine børn hver anden weekend.",
        "Ingen kontakt til familien.",
    ],
];
/// Goals of the social action plan.
pub(super) const GOALS: &[&str] = &[
    "At have en bolig, som borgeren kan betale og føler sig tryg i.",
    "At møde til aftaler i ambulatoriet uden at blive hentet.",
    "At få ro om økonomien med et fast budget.",
    "At komme i gang med en aktivitet to dage om ugen.",
    "At genoptage kontakten til familien i eget tempo.",
    "At kende en person, der kan ringes til, når noget går galt.",
];
/// Why a meeting was called off.
pub(super) const CANCELLED: &[&str] =
    &["Borgeren er indlagt; mødet flyttes.", "To deltagere er syge.", "Lokalet er dobbeltbooket."];
/// Why somebody did not come.
pub(super) const ABSENCES: &[&str] = &["Syg", "Akut opgave", "Ferie", "Forhindret af anden aftale"];
/// Questions of information requests.
pub(super) const QUESTIONS: &[&str] = &[
    "Hvilken indsats er i gang hos jer, og hvornår følger I op?",
    "Hvad skal de øvrige tage hensyn til i det næste halve år?",
    "Hvem er borgerens faste kontakt, og hvor ofte ses I?",
];
/// Why a request was declined (forvaltningsloven § 31).
pub(super) const DECLINES: &[&str] = &[
    "Oplysningerne er ikke nødvendige for den opgave, der spørges til.",
    "Vi har ingen oplysninger ud over dem, der allerede er sendt.",
];
/// What a third party told.
pub(super) const THIRD_PARTY: &[&str] = &[
    "En pårørende har fortalt om sin bekymring og vil ikke nævnes ved navn.",
    "En nabo har henvendt sig om uro i opgangen og beder om fortrolighed.",
];
/// Answers as statements, by their matter.
const ANSWERS: &[(Category, &[&str])] = &[
    (
        Health,
        &[
            "Følger ambulant forløb med samtale hver anden uge; medicinen er omlagt og virker efter hensigten.",
            "Udskrevet med genoptræning og kontrol om tre måneder. Træthed begrænser dagene.",
            "Ses i misbrugsambulatoriet; to tilbagefald på et halvt år, motiveret for at fortsætte.",
        ],
    ),
    (
        Employment,
        &[
            "Afklaringsforløb sat på pause indtil behandlingen er stabil; samtale igen om seks uger.",
            "Praktik ti timer om ugen går godt, når opgaverne er forudsigelige.",
            "Indstillet til ressourceforløb; rehabiliteringsteamet ser sagen næste måned.",
        ],
    ),
    (
        Economy,
        &[
            "Modtager ydelse månedsvis forud; der er ingen udestående krav.",
            "Afdragsordning aftalt, den første rate er betalt.",
        ],
    ),
    (
        Housing,
        &[
            "Restancen er delt i rater, og opsigelsen er trukket tilbage.",
            "Står på ventelisten til en mindre lejlighed i samme afdeling.",
        ],
    ),
    (Education, &["Har vejledningssamtaler og overvejer et forberedende forløb efter sommer."]),
    (CriminalJustice, &["Tilsynet løber et halvt år endnu; vilkåret om behandling overholdes."]),
    (Network, &["Kommer i værestedet et par gange om ugen og spiser med."]),
    (
        Social,
        &[
            "Støtten i hjemmet er tre timer om ugen og bruges mest på post og indkøb.",
            "Har god nytte af faste aftaler; aflysninger vælter ugen.",
        ],
    ),
];

/// Answers on a matter.
pub(super) fn answers(on: Category) -> &'static [&'static str] {
    let found = ANSWERS.iter().find(|(category, _)| *category == on);
    found.map_or(&["Intet nyt siden sidst."], |(_, texts)| texts)
}

/// What a flexible agenda item is about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Topic {
    pub(super) subject: &'static str,
    pub(super) goal: &'static str,
    pub(super) decision: &'static str,
    pub(super) task: &'static str,
    /// None: its author did not tag it.
    pub(super) categories: Option<CategorySet>,
}

macro_rules! topics {
    ($($subject:literal, $goal:literal, $decision:literal, $task:literal, $tags:expr;)+) => {
        &[$(Topic { subject: $subject, goal: $goal, decision: $decision, task: $task, categories: $tags }),+]
    };
}

const fn of(categories: &[Category]) -> Option<CategorySet> {
    Some(CategorySet::of(categories))
}

/// Flexible items.
pub(super) const TOPICS: &[Topic] = topics! {
    "Behandlingen de næste tre måneder", "Kende planen og hvem der følger op", "Ambulatoriet indkalder og melder tilbage ved udeblivelse", "Sende indkaldelse til næste samtale", of(&[Health]);
    "Praktik eller pause", "Aftale et tempo, som helbredet kan bære", "Praktikken starter med to dage om ugen", "Aftale startdato med praktikstedet", of(&[Employment]);
    "Støtten i hjemmet", "Fordele timerne, så de rækker til hele ugen", "Støtten flyttes til tirsdag og fredag", "Lægge ny ugeplan med borgeren", of(&[Social]);
    "Huslejerestancen", "Undgå opsigelse", "Restancen afdrages over seks måneder", "Sende afdragsaftale til underskrift", of(&[Housing, Economy]);
    "Budget og faste udgifter", "Få overblik over regningerne", "Budgetkonto oprettes", "Bestille tid til budgetsamtale", of(&[Economy]);
    "Kontakt til børnene", "Finde en fast ramme for samvær", "Samvær hver anden lørdag med støtte", "Ringe til familievejlederen", of(&[Network]);
    "Tilsyn og vilkår", "Undgå at møder falder sammen", "Tilsynet lægges samme dag som ambulatoriet", "Sende mødekalender", of(&[CriminalJustice]);
    "Uddannelsesønske", "Afklare næste skridt", "Besøg på forberedende forløb aftales", "Booke rundvisning", of(&[Education]);
    "Hvem ringer man til", "Én indgang for borgeren", "Koordinator er første kontakt på hverdage", "Dele telefonliste", of(&[Process]);
    "Hvad virker lige nu", "Holde fast i det, der går godt", "De faste morgenaftaler fortsætter", "Følge op ved næste møde", None;
    "Særlige hensyn", "Undgå unødigt pres", "Møder holdes om formiddagen og højst en time", "Give besked til alle mødeindkaldere", None;
    "Varsel ved forværring", "Opdage en krise i tide", "Kriseplanen gennemgås", "Opdatere kriseplanen", of(&[Health, Social]);
};

/// Reasons of statutory bases.
pub(super) const REASON: &str =
    "Oplysningerne er afgørende for sagen, og borgeren kan ikke kontaktes inden for fristen.";
/// Necessity under retssikkerhedsloven § 11 c.
pub(super) const NECESSITY: &str =
    "Sagen kan ikke vurderes uden oplysningen, og den findes ikke andre steder.";
/// The recorded attempt to get consent.
pub(super) const ATTEMPT: &str = "Borgeren er spurgt ved brev og telefonisk uden at svare.";
