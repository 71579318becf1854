//! What the pathfinder network makes public: contact points, interfaces, effect goals.
//!
//! These are not synthetic: they are the contact points that the decision on a pathfinder (2009)
//! names, with what each advises on; the interfaces of the note of 2015; the effect goals of the
//! joint strategy of 2010. The documents print no phone number, address or website, so there is
//! none; how far the goals were met they do not say either.

use chrono::NaiveDate;
use entity::column::{Code, Codes};
use law::OrganisationKind::{
    self, ChildrenAndYouthAdministration as Buf, EmploymentAdministration as Bif,
    HealthAndCareAdministration as Suf, SocialAdministration as Sof,
};
use law::pathfinder::{Competence, EffectGoalStatus, InterfaceTopic};
use uuid::Uuid;

use super::directory::{Town, namespace};

use Competence as C;
use InterfaceTopic as T;

/// A day: year, month, day.
type Day = (i32, u32, u32);

struct Point {
    of: OrganisationKind,
    name: &'static str,
    does: &'static str,
    target: Option<&'static str>,
    competences: &'static [(Competence, Option<&'static str>)],
    from: Day,
}

/// The day of the decision that names them.
const DECIDED: Day = (2009, 9, 24);
/// The day on which the social administration's three opened.
const OPENED: Day = (2010, 1, 1);
/// The day for which the note of 2015 was asked.
const NOTED: Day = (2015, 8, 12);

const SICK: Option<&str> = Some("Borgere, der er ramt af sygdom");

const POINTS: &[Point] = &[
    Point {
        of: Suf,
        name: "Lokalområdekontorerne",
        does: "Hjemmepleje og sygepleje, og forebyggelse for patienter og borgere i sundhedshusene.",
        target: SICK,
        competences: &[
            (C::HomeCare, None),
            (C::Nursing, None),
            (C::Prevention, Some("Gennem sundhedshusene")),
        ],
        from: DECIDED,
    },
    Point {
        of: Suf,
        name: "Pension København",
        does: "Vejleder om folkepension.",
        target: SICK,
        competences: &[(C::StatePension, None)],
        from: DECIDED,
    },
    Point {
        of: Suf,
        name: "Genoptræning København",
        does: "Rådgiver og vejleder om træning og genoptræning.",
        target: SICK,
        competences: &[(C::Training, None)],
        from: DECIDED,
    },
    Point {
        of: Sof,
        name: "Socialcenter København",
        does: "Administrerer og udbetaler førtidspension og indstiller til skånejob.",
        target: SICK,
        competences: &[
            (C::DisabilityPension, Some("Administration og udbetaling")),
            (C::ProtectedJob, Some("Indstilling")),
        ],
        from: OPENED,
    },
    Point {
        of: Sof,
        name: "Handicapcenter København",
        does: "Behandler ansøgninger om hjælpemidler, nødvendige merudgifter m.v.",
        target: Some("Borgere med varig funktionsnedsættelse"),
        competences: &[(C::AssistiveDevices, None), (C::ExtraCosts, None)],
        from: OPENED,
    },
    Point {
        of: Sof,
        name: "Rådgivningscenter København",
        does: "Rådgiver om misbrugsbehandling.",
        target: SICK,
        competences: &[(C::SubstanceTreatment, None)],
        from: OPENED,
    },
    Point {
        of: Bif,
        name: "Jobcenter København, Sygedagpenge",
        does: "Støtter sygemeldte i at vende tilbage til arbejde sammen med arbejdsgiveren, efter en individuel opfølgningsplan og med en tidlig indsats.",
        target: Some("Sygemeldte borgere"),
        competences: &[
            (C::SicknessBenefit, None),
            (C::JobRetention, None),
            (C::DisabilityPension, Some("Indstilling")),
            (C::FlexJob, Some("Indstilling")),
            (C::VocationalRehabilitation, Some("Indstilling")),
        ],
        from: DECIDED,
    },
    Point {
        of: Sof,
        name: "Hjerneskadekoordinatorerne",
        does: "Fire koordinatorer og et sekretariat, fælles for SOF og SUF: én indgang til kommunen.",
        target: Some("Borgere med erhvervet hjerneskade"),
        competences: &[(C::BrainInjury, None)],
        from: (2016, 1, 1),
    },
    Point {
        of: Suf,
        name: "Hjælpemiddelcentret",
        does: "Køber, reparerer og leverer hjælpemidler for hele kommunen og rådgiver om dem og om boligindretning.",
        target: None,
        competences: &[(C::AssistiveDevices, Some("Levering og rådgivning"))],
        from: NOTED,
    },
];

struct Interface {
    title: &'static str,
    administrations: &'static [OrganisationKind],
    topic: InterfaceTopic,
    does: &'static str,
    agreement: Option<&'static str>,
    days: (Option<Day>, Option<Day>),
}

macro_rules! interfaces {
    ($($title:literal [$($of:ident)+] $topic:ident $does:literal, $agreement:expr, $days:expr;)+) => {
        &[$(Interface {
            title: $title,
            administrations: &[$($of),+],
            topic: T::$topic,
            does: $does,
            agreement: $agreement,
            days: $days,
        }),+]
    };
}

const INTERFACES: &[Interface] = interfaces! {
    "Ens serviceniveau før og efter 65 år" [Suf Sof] Other "SOF har ansvaret til og med 64 år, SUF derefter; overgangen skal være smidig.", None, (None, None);
    "Frit valg: tøjvask, indkøb og hjemmepleje" [Suf Sof] FreeChoice "Fælles udbud og opfølgning på kontrakter med private leverandører.", None, (None, None);
    "Hjemmepleje" [Suf Sof] HomeCare "Samme tilbud ved samme behov uanset alder; daglig kontakt mellem visitationerne.", Some("Visitationsaftale"), (None, None);
    "Plejebolig efter 65 år" [Suf Sof] NursingHome "Størst behov for pleje: plejebolig i SUF; størst behov for pædagogisk støtte: SOF.", None, (None, None);
    "Genoptræning efter serviceloven §§ 83 og 86" [Suf Sof] Training "SOF's visitation køber træning på SUF's træningscentre.", Some("Samarbejdsaftale mellem SOF og SUF"), (None, None);
    "Genoptræning på botilbud efter sundhedsloven § 140" [Suf Sof] Training "SUF træner borgere på SOF's botilbud, der udskrives med en genoptræningsplan.", Some("Samarbejdsaftaler med botilbud"), (None, None);
    "Udskrivning af færdigbehandlede" [Suf Sof] Discharge "Behov og tilbud afklares i fællesskab, når både pleje og pædagogisk støtte er i spil.", None, (None, None);
    "Rehabiliteringspladser" [Suf Sof] RehabilitationPlaces "SUF driver alle pladser; SOF er myndighed for borgere under 65 år.", None, (None, None);
    "Hjerneskadesamrådet" [Sof Suf Bif Buf] BrainInjury "Internt møde hver tredje uge om sager, der går på tværs af to eller flere forvaltninger.", None, (None, None);
    "Hjerneskadekoordinatorerne" [Sof Suf] BrainInjury "Koordinerer sammen med samrådet også specialiserede rehabiliteringsforløb.", None, (Some((2016, 1, 1)), None);
    "Rehabiliteringsteams" [Bif Buf Sof Suf] RehabilitationTeams "Indstiller sammen med regionen til jobafklaring, ressourceforløb, fleksjob eller førtidspension.", None, (None, None);
    "BørneVægtsCentret" [Suf Sof Buf] Prevention "Samarbejde om familier, der også har brug for social støtte.", None, (None, None);
    "Familieorienteret alkoholbehandling" [Sof Suf Buf Bif] Prevention "Frontmedarbejdere undervises i at opspore alkoholproblemer.", None, (Some((2015, 1, 1)), Some((2017, 1, 1)));
    "Hjælperedskab til frontpersonale" [Suf Sof Buf] Prevention "Redskab til at få øje på børn i familier med rusmiddelproblemer.", None, (Some((2015, 1, 1)), None);
    "Unge på ungdoms- og erhvervsuddannelser" [Suf Sof] Prevention "Tidlig hjælp sammen med U-Turn om trivsel, psykisk sundhed og rusmidler.", None, (None, None);
    "Samtale om alkohol" [Suf Sof] Prevention "Forebyggelsescentrene rådgiver; ved misbrug inddrages SOF's behandlingstilbud.", None, (None, None);
    "Fælles Medicinkort" [Suf Sof] HealthInitiatives "Tages i brug i begge forvaltninger.", None, (Some((2015, 9, 1)), None);
    "Tværsektoriel udredningsenhed (TUE)" [Suf Sof] HealthInitiatives "Omfatter medicinske patienter fra 18 år.", None, (Some((2014, 5, 1)), None);
    "Utilsigtede hændelser" [Suf Sof] HealthInitiatives "Risikomanagere deler viden og arbejder i samme system.", None, (None, None);
    "Velfærdsteknologi" [Suf Sof] Technology "Fælles afprøvning, vurdering og indkøb.", None, (None, None);
    "Hjælpemidler" [Suf Sof] AssistiveDevices "Under 65 år søges hos SOF, derefter hos SUF; Hjælpemiddelcentret leverer.", Some("Samarbejdsforum på hjælpemiddelområdet"), (None, None);
    "Anvisning af ældreboliger" [Suf Sof] Housing "SUF overdrager anvisningsretten til SOF, hvor der er ledige boliger.", None, (None, None);
};

/// The joint strategy.
const STRATEGY: &str = "Fælles strategi for udsatte og syge borgere i BIF, SUF og SOF";

/// Number, goal, year it is measured from, what is measured, what is to be reached; by 2012.
type Goal = (i32, &'static str, Option<i32>, &'static str, &'static str);

const GOALS: &[Goal] = &[
    (
        1,
        "Færre kontanthjælpsmodtagere med længere sygdom",
        Some(2010),
        "Andel af kontanthjælpsmodtagere med sygdom over 14 dage",
        "20 pct. lavere",
    ),
    (
        2,
        "Bedre helbred blandt unge kontanthjælpsmodtagere",
        Some(2010),
        "Andel, der oplever, at helbredet er forbedret",
        "mindst 20 pct.",
    ),
    (
        3,
        "Flere unge med en social sag i arbejde",
        Some(2010),
        "Andel af unge kontanthjælpsmodtagere med en social sag, der opnår støttet eller ustøttet arbejde",
        "5 pct. højere",
    ),
    (
        4,
        "Kortere forløb på sygedagpenge",
        None,
        "Andel af nye modtagere, der ophører inden 26. uge; og heraf tilbage i beskæftigelse",
        "65 pct. i 2011 og 68 pct. i 2012; heraf 75 pct. i beskæftigelse",
    ),
];

fn day((year, month, day): Day) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

impl Town {
    /// Puts the catalogue into the town.
    pub(super) fn publish(&mut self, seed: u64) {
        let named = |what: String| Uuid::new_v5(&namespace(seed), what.as_bytes());
        for point in POINTS {
            let id = named(format!("contact-point/{}", point.name));
            let own = self.organisations.iter().find(|o| o.kind.0 == point.of);
            self.contact_points.push(entity::contact_point::Model {
                id,
                administration: Code(point.of),
                organisation_id: own.map(|organisation| organisation.id),
                unit_id: None,
                name: point.name.to_owned(),
                description: Some(point.does.to_owned()),
                target_group: point.target.map(str::to_owned),
                phone: None,
                email: None,
                address: None,
                website: None,
                valid_from: day(point.from),
                valid_to: None,
                version: 1,
                annulled_at: None,
                annul_reason: None,
            });
            for (competence, note) in point.competences {
                self.competences.push(entity::contact_point_competence::Model {
                    id: named(format!("competence/{}/{competence}", point.name)),
                    contact_point_id: id,
                    competence: Code(*competence),
                    note: note.map(str::to_owned),
                });
            }
        }
        for interface in INTERFACES {
            self.interfaces.push(entity::interface_agreement::Model {
                id: named(format!("interface/{}", interface.title)),
                title: interface.title.to_owned(),
                administrations: Codes::of(interface.administrations),
                topic: Code(interface.topic),
                description: Some(interface.does.to_owned()),
                agreement: interface.agreement.map(str::to_owned),
                valid_from: interface.days.0.map(day),
                valid_to: interface.days.1.map(day),
                version: 1,
                annulled_at: None,
                annul_reason: None,
            });
        }
        for (number, text, baseline_year, metric, target) in GOALS {
            self.effect_goals.push(entity::effect_goal::Model {
                id: named(format!("effect-goal/{number}")),
                strategy: STRATEGY.to_owned(),
                number: *number,
                text: (*text).to_owned(),
                baseline_year: *baseline_year,
                target_year: 2012,
                metric: (*metric).to_owned(),
                target: (*target).to_owned(),
                status: Code(EffectGoalStatus::NotMeasured),
                version: 1,
                annulled_at: None,
                annul_reason: None,
            });
        }
    }
}
