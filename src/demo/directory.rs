//! The directory of the municipality: an organisation of every kind, its units, its people.

use std::sync::Arc;

use entity::column::Code;
use law::OrganisationKind::{self, *};
use law::facts::Organisation;
use law::words::OrganisationId;
use uuid::Uuid;

use super::calendar::Calendar;
use super::names;
use super::numbers::{cvr, sor};
use super::rng::Rng;
use crate::store::Directory;

/// Position of an organisation in the directory.
pub(super) type Firm = usize;

/// How an organisation is described.
struct Spec {
    key: &'static str,
    kind: OrganisationKind,
    name: &'static str,
    units: &'static [&'static str],
    title: &'static str,
    /// Whether cases may involve it.
    partner: bool,
}

macro_rules! organisations {
    ($($firm:ident $key:literal $kind:ident $name:literal [$($unit:literal),+] $title:literal $partner:literal;)+) => {
        organisations!(@number 0usize; $($firm)+);
        const SPECS: &[Spec] = &[$(Spec {
            key: $key, kind: $kind, name: $name, units: &[$($unit),+], title: $title, partner: $partner,
        }),+];
    };
    (@number $n:expr; $firm:ident $($rest:ident)*) => {
        #[allow(dead_code, reason = "a place in the list, named by no case yet")]
        pub(super) const $firm: Firm = $n;
        organisations!(@number $n + 1; $($rest)*);
    };
    (@number $n:expr;) => {};
}

organisations! {
    SOF "sof" SocialAdministration "Socialforvaltningen" ["Voksenenheden Amager", "Voksenenheden Vesterbro", "Voksenenheden Nordvest", "Voksenenheden Nørrebro", "Voksenenheden Udenbys", "Hjemløseenheden"] "Sagsbehandler" true;
    SUF "suf" HealthAndCareAdministration "Sundheds- og Omsorgsforvaltningen" ["Lokalområdekontoret", "Hjemmeplejen"] "Visitator" true;
    BIF "bif" EmploymentAdministration "Beskæftigelses- og Integrationsforvaltningen" ["Jobcentret, afklaring", "Jobcentret, sygedagpenge", "Jobcentret, unge"] "Jobkonsulent" true;
    BUF "buf" ChildrenAndYouthAdministration "Børne- og Ungdomsforvaltningen" ["Ungdomsvejledningen"] "Vejleder" true;
    PSYCHIATRY "psykiatri-havnen" RegionalPsychiatry "Psykiatrisk Center Havnen" ["Ambulatoriet", "OPUS-teamet"] "Sygeplejerske" true;
    PSYCHIATRY_2 "psykiatri-engen" RegionalPsychiatry "Psykiatrisk Center Engen" ["Ambulatoriet", "Sengeafsnittet"] "Socialrådgiver" true;
    HOSPITAL "hospital" Hospital "Sundets Hospital" ["Medicinsk ambulatorium", "Neurologisk afdeling"] "Læge" true;
    GP "laegehuset" GeneralPractice "Lægehuset ved Kanalen" ["Klinikken"] "Praktiserende læge" true;
    GP_2 "laegerne-bakken" GeneralPractice "Lægerne på Bakken" ["Klinikken"] "Praktiserende læge" true;
    SPECIALIST "speciallaege" SpecialistPractice "Speciallægerne i Gården" ["Konsultationen"] "Speciallæge" true;
    PSYCHOLOGIST "psykolog" SpecialistPractice "Psykologhuset Lindetræet" ["Konsultationen"] "Psykolog" true;
    PROBATION "kriminalforsorg" PrisonAndProbation "Kriminalforsorgen, afdeling Øst" ["Tilsyn i frihed", "Fængselsafdelingen"] "Socialrådgiver" true;
    PAYMENTS "udbetaling" OtherAuthority "Udbetalingskontoret" ["Pension og boligstøtte"] "Sagsbehandler" true;
    FUND "a-kasse" UnemploymentFund "A-kassen Fællesværket" ["Medlemsservice"] "Rådgiver" true;
    BANK "bank" Bank "Sparebanken Sundet" ["Privatrådgivning"] "Rådgiver" true;
    EMPLOYER "arbejdsgiver" Employer "Grøntengros Havnen" ["Lageret"] "Afdelingsleder" true;
    HOUSING "boligorganisation" HousingOrganisation "Boligselskabet Birkely" ["Beboerrådgivningen"] "Boligrådgiver" true;
    PROVIDER "bostoette" PrivateProvider "Bostøtte Plus" ["Udeteamet"] "Støttekontaktperson" true;
    DROP_IN "vaerested" CivilSociety "Værestedet Lanternen" ["Caféen"] "Leder" true;
    UNRELATED "fyrtaarnet" PrivateProvider "Opholdsstedet Fyrtårnet" ["Huset"] "Pædagog" false;
    REVISION "revision" OtherAuthority "Intern Revision" ["Revisionen"] "Revisor" false;
    IT "it" OtherAuthority "Koncern It" ["Driften"] "Systemforvalter" false;
    SCHOOL "voksenskolen" OtherAuthority "Voksenskolen ved Havnen" ["Specialundervisningen"] "Lærer" false;
}

/// Someone who works in a unit.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) email: String,
    pub(super) phone: String,
}

/// A unit with its people; the first of them leads it.
#[derive(Clone, Debug)]
pub(super) struct Office {
    pub(super) id: Uuid,
    pub(super) name: String,
    pub(super) staff: Vec<Person>,
}

/// The directory as rows, and at hand.
pub(super) struct Town {
    pub(super) organisations: Vec<entity::organisation::Model>,
    pub(super) units: Vec<entity::unit::Model>,
    pub(super) professionals: Vec<entity::professional::Model>,
    pub(super) memberships: Vec<entity::membership::Model>,
    offices: Vec<Vec<Office>>,
    /// Meetings of the brain-injury council, the oldest first.
    pub(super) council_meetings: Vec<entity::council_meeting::Model>,
    pub(super) council_members: Vec<entity::council_member::Model>,
    pub(super) contact_points: Vec<entity::contact_point::Model>,
    pub(super) competences: Vec<entity::contact_point_competence::Model>,
    pub(super) interfaces: Vec<entity::interface_agreement::Model>,
    pub(super) effect_goals: Vec<entity::effect_goal::Model>,
    /// As the store holds it: what the facts of a case are read with.
    pub(super) directory: Directory,
}

impl Town {
    /// The town of a seed.
    pub(super) fn new(seed: u64, calendar: Calendar) -> Self {
        let mut town = Self {
            organisations: Vec::new(),
            units: Vec::new(),
            professionals: Vec::new(),
            memberships: Vec::new(),
            offices: Vec::new(),
            council_meetings: Vec::new(),
            council_members: Vec::new(),
            contact_points: Vec::new(),
            competences: Vec::new(),
            interfaces: Vec::new(),
            effect_goals: Vec::new(),
            directory: Directory::default(),
        };
        let mut rng = Rng::of(seed, u64::MAX);
        for (firm, spec) in SPECS.iter().enumerate() {
            town.add(seed, &mut rng, firm, spec, calendar);
        }
        for organisation in &town.organisations {
            let shared = Arc::new(organisation.clone().into());
            town.directory.organisations.insert(organisation.id, shared);
        }
        town.convene(seed, calendar);
        town.publish(seed);
        town
    }

    fn add(&mut self, seed: u64, rng: &mut Rng, firm: Firm, spec: &Spec, calendar: Calendar) {
        let named = |what: &str| Uuid::new_v5(&namespace(seed), what.as_bytes());
        let id = named(&format!("organisation/{}", spec.key));
        let health = spec.kind.is_health();
        self.organisations.push(entity::organisation::Model {
            id,
            kind: Code(spec.kind),
            name: spec.name.to_owned(),
            cvr: Some(cvr(firm)),
            sor: health.then(|| sor(firm)),
            phone: Some(names::phone(rng)),
            email: Some(format!("post@{}.example", spec.key)),
            address: Some(names::address(rng)),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
        let mut offices = Vec::new();
        for (place, unit) in spec.units.iter().enumerate() {
            let unit_id = named(&format!("unit/{}/{place}", spec.key));
            self.units.push(entity::unit::Model {
                id: unit_id,
                organisation_id: id,
                name: (*unit).to_owned(),
                phone: Some(names::phone(rng)),
                email: Some(format!("enhed{place}@{}.example", spec.key)),
                address: Some(names::address(rng)),
                version: 1,
                annulled_at: None,
                annul_reason: None,
            });
            let people = if spec.kind == SocialAdministration { 8 } else { 3 };
            let mut staff = Vec::new();
            for number in 0..people {
                let title = if number == 0 { "Tovholder" } else { spec.title };
                let person = self.hire(
                    rng,
                    named(&format!("person/{}/{place}/{number}", spec.key)),
                    spec.key,
                    title,
                );
                let since = rng.between(4_000, 6_000);
                self.memberships.push(entity::membership::Model {
                    id: named(&format!("membership/{}/{place}/{number}", spec.key)),
                    professional_id: person.id,
                    organisation_id: id,
                    unit_id: Some(unit_id),
                    from_date: calendar.day(since),
                    to_date: None,
                    version: 1,
                });
                staff.push(person);
            }
            self.leaver(rng, &named, spec, place, (id, unit_id), calendar);
            offices.push(Office { id: unit_id, name: (*unit).to_owned(), staff });
        }
        self.offices.push(offices);
    }

    /// Someone who worked in the unit and has left: a membership that has ended.
    fn leaver(
        &mut self,
        rng: &mut Rng,
        named: &impl Fn(&str) -> Uuid,
        spec: &Spec,
        place: usize,
        (organisation_id, unit_id): (Uuid, Uuid),
        calendar: Calendar,
    ) {
        let person =
            self.hire(rng, named(&format!("leaver/{}/{place}", spec.key)), spec.key, spec.title);
        self.memberships.push(entity::membership::Model {
            id: named(&format!("left/{}/{place}", spec.key)),
            professional_id: person.id,
            organisation_id,
            unit_id: Some(unit_id),
            from_date: calendar.day(rng.between(2_000, 3_000)),
            to_date: Some(calendar.day(rng.between(10, 700))),
            version: 1,
        });
    }

    fn hire(&mut self, rng: &mut Rng, id: Uuid, host: &str, title: &str) -> Person {
        let name = names::person(rng);
        let (email, phone) = (names::email(&name, host), names::phone(rng));
        self.professionals.push(entity::professional::Model {
            id,
            name: name.clone(),
            title: Some(title.to_owned()),
            phone: Some(phone.clone()),
            email: Some(email.clone()),
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
        Person { id, name, email, phone }
    }

    /// An organisation, as the law knows it.
    pub(super) fn organisation(&self, firm: Firm) -> Organisation {
        Organisation { id: OrganisationId(self.organisations[firm].id), kind: SPECS[firm].kind }
    }

    /// Its name.
    pub(super) fn name(&self, firm: Firm) -> &'static str {
        SPECS[firm].name
    }

    /// Its units.
    pub(super) fn offices(&self, firm: Firm) -> &[Office] {
        &self.offices[firm]
    }

    /// Organisations of a kind that cases may involve.
    pub(super) fn partners(kind: OrganisationKind) -> Vec<Firm> {
        let all = SPECS.iter().enumerate();
        all.filter(|(_, spec)| spec.partner && spec.kind == kind).map(|(firm, _)| firm).collect()
    }
}

/// The name space of the ids of a seed's directory.
pub(super) fn namespace(seed: u64) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, format!("urn:stifinder:demo:{seed}").as_bytes())
}
