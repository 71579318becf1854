//! A small town in a database: the lead with caseworker and coordinator, the job centre, a
//! hospital, one citizen with a case on the way.

use std::path::PathBuf;
use std::sync::Arc;

use async_graphql::ID;
use chrono::{DateTime, TimeDelta, Utc};
use entity::column::Code;
use law::facts::Organisation;
use law::forms::{CaseStatus, ConsentForm, OpenedBy, Signer};
use law::words::{CitizenId, OrganisationId, UnitId, UserId};
use law::{Category, Direction, OrganisationKind, Purpose, Role, RoleSet, Viewer};
use migration::MigratorTrait;
use sea_orm::prelude::Uuid;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel};

use super::super::consent::{
    ConsentClauseInput, ConsentContentInput, CounterpartInput, GiveConsentInput,
};
use super::super::{App, Session, read};
use crate::domain::clock::SetClock;
use crate::domain::of::Of;
use crate::domain::{Caller, CaseRef, EntityKind, GlobalId, RandomIds, ScopeSet, SystemClock};
use crate::store::view::CaseView;
use crate::store::{Db, Parts, connect};

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(super) const CITIZEN: Uuid = id(1);
pub(super) const CASE: Uuid = id(2);
/// Organisations; each has the unit `+ 100` and the professional `+ 200`.
pub(super) const SOF: u128 = 11;
pub(super) const BIF: u128 = 12;
pub(super) const HOSPITAL: u128 = 13;
/// A second professional of SOF.
pub(super) const COORDINATOR: Uuid = id(311);

/// Who calls.
#[derive(Clone, Copy)]
pub(super) enum Who {
    Caseworker,
    Coordinator,
    Of(u128),
    Citizen,
}

pub(super) struct Town {
    pub(super) app: Arc<App>,
    pub(super) clock: Arc<SetClock>,
    /// The file of a database on SQLite.
    path: Option<PathBuf>,
}

impl Drop for Town {
    fn drop(&mut self) {
        let Some(path) = &self.path else { return };
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", path.display()));
        }
    }
}

/// An empty database of its own, as the suite over HTTP has it: on SQLite or, with
/// `STIFINDER_TEST_DATABASE=postgres`, on the server that `STIFINDER_TEST_POSTGRES` names.
async fn database() -> (Db, Option<PathBuf>) {
    if std::env::var("STIFINDER_TEST_DATABASE").is_ok_and(|name| name == "postgres") {
        let server = std::env::var("STIFINDER_TEST_POSTGRES").expect("a server's URL");
        let name = format!("town_{}", Uuid::now_v7().simple());
        let admin = connect(&server, 1).await.unwrap();
        admin.connection.execute_unprepared(&format!("CREATE DATABASE {name}")).await.unwrap();
        admin.connection.close().await.unwrap();
        let (base, _) = server.rsplit_once('/').unwrap();
        return (connect(&format!("{base}/{name}"), 4).await.unwrap(), None);
    }
    let path = std::env::temp_dir().join(format!("stifinder-{}.db", Uuid::now_v7()));
    (connect(&format!("sqlite:{}", path.display()), 2).await.unwrap(), Some(path))
}

macro_rules! insert {
    ($db:expr, $table:ident { $($field:ident: $value:expr),+ $(,)? }) => {
        let row = entity::$table::Model { $($field: $value),+ };
        entity::$table::Entity::insert(row.into_active_model().reset_all())
            .exec_without_returning($db)
            .await
            .unwrap();
    };
}

pub(super) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// When the town begins.
pub(super) fn start() -> DateTime<Utc> {
    at("2026-03-02T08:00:00Z")
}

impl Town {
    pub(super) async fn new() -> Self {
        let (db, path) = database().await;
        migration::Migrator::up(&db.connection, None).await.unwrap();
        let own = &db.connection;
        for (n, kind) in [
            (SOF, OrganisationKind::SocialAdministration),
            (BIF, OrganisationKind::EmploymentAdministration),
            (HOSPITAL, OrganisationKind::Hospital),
        ] {
            insert!(
                own,
                organisation {
                    id: id(n),
                    kind: Code(kind),
                    name: format!("Organisation {n}"),
                    cvr: None,
                    sor: None,
                    phone: None,
                    email: None,
                    address: None,
                    version: 1,
                    annulled_at: None,
                    annul_reason: None,
                }
            );
            insert!(
                own,
                unit {
                    id: id(n + 100),
                    organisation_id: id(n),
                    name: format!("Enhed {n}"),
                    phone: None,
                    email: None,
                    address: None,
                    version: 1,
                    annulled_at: None,
                    annul_reason: None,
                }
            );
        }
        for (person, of) in
            [(id(211), SOF), (COORDINATOR, SOF), (id(212), BIF), (id(213), HOSPITAL)]
        {
            insert!(
                own,
                professional {
                    id: person,
                    name: "Fagperson".to_owned(),
                    title: None,
                    phone: None,
                    email: None,
                    version: 1,
                    annulled_at: None,
                    annul_reason: None,
                }
            );
            insert!(
                own,
                membership {
                    id: Uuid::now_v7(),
                    professional_id: person,
                    organisation_id: id(of),
                    unit_id: Some(id(of + 100)),
                    from_date: "2020-01-01".parse().unwrap(),
                    to_date: None,
                    version: 1,
                }
            );
        }
        insert!(
            own,
            citizen {
                id: CITIZEN,
                cpr: "6107801234".to_owned(),
                name: "Borger".to_owned(),
                birth_date: "1980-07-01".parse().unwrap(),
                address: Some("Vej 1".to_owned()),
                phone: None,
                email: None,
                address_protected: false,
                interpreter_language: None,
                registered_by: id(SOF),
                version: 1,
                created_at: start(),
                updated_at: start(),
                annulled_at: None,
                annul_reason: None,
            }
        );
        insert!(own, citizen_number { number: "6107801234".to_owned(), citizen_id: CITIZEN });
        insert!(
            own,
            coordination_case {
                citizen_id: CITIZEN,
                id: CASE,
                purpose: Code(Purpose::Dkk),
                lead_organisation_id: id(SOF),
                unit_id: id(SOF + 100),
                opened_by: Code(OpenedBy::Application),
                status: Code(CaseStatus::OnTheWay),
                opened_at: start(),
                closed_at: None,
                close_reason: None,
                annulled_at: None,
                annul_reason: None,
                version: 1,
                revision: 0,
            }
        );
        let clock = Arc::new(SetClock::at(start()));
        let key = Arc::new(crate::domain::SigningKey::generate().unwrap());
        let (log, backend) = (db.connection.clone(), db.connection.get_database_backend());
        let journal = crate::audit::Journal::start(Uuid::now_v7(), key, log, backend);
        let wrapping = Arc::new(crate::domain::WrappingKey::known().unwrap());
        let ids = Arc::new(RandomIds);
        let app = App { db, journal, log: None, clock: clock.clone(), wrapping, ids };
        Self { app: Arc::new(app), clock, path }
    }

    /// Another node, whose clock is the machine's.
    pub(super) fn node(&self) -> Arc<App> {
        let own = &self.app;
        let key = Arc::new(crate::domain::SigningKey::generate().unwrap());
        let (log, backend) = (own.db.connection.clone(), own.db.connection.get_database_backend());
        let journal = crate::audit::Journal::start(Uuid::now_v7(), key, log, backend);
        let (wrapping, ids) = (Arc::clone(&own.wrapping), Arc::clone(&own.ids));
        let clock = Arc::new(SystemClock::default());
        Arc::new(App { db: own.db.clone(), journal, log: None, clock, wrapping, ids })
    }

    pub(super) fn session(&self, who: Who) -> Session {
        self.session_at(&self.app, who)
    }

    pub(super) fn session_at(&self, app: &Arc<App>, who: Who) -> Session {
        let official = |of: u128, user: Uuid, role: Role| Viewer {
            organisation: Some(Organisation { id: OrganisationId(id(of)), kind: kind(of) }),
            unit: Some(UnitId(id(of + 100))),
            user: Some(UserId(user)),
            roles: RoleSet::of(&[role]),
            citizen: None,
        };
        let viewer = match who {
            Who::Caseworker => official(SOF, id(211), Role::Caseworker),
            Who::Coordinator => official(SOF, COORDINATOR, Role::Partner),
            Who::Of(of) => official(of, id(of + 200), Role::Partner),
            Who::Citizen => Viewer {
                organisation: None,
                unit: None,
                user: None,
                roles: RoleSet::of(&[Role::Citizen]),
                citizen: Some(CitizenId(CITIZEN)),
            },
        };
        let caller = Caller {
            viewer,
            client_id: "test".to_owned(),
            scopes: ScopeSet::ALL,
            expires_at: start() + TimeDelta::days(9000),
            token_id: String::new(),
        };
        Session::new(Arc::clone(app), caller, Uuid::nil(), law::forms::Locale::En)
    }

    /// The case as someone reads it now.
    pub(super) async fn read(&self, session: &Session) -> Option<CaseView> {
        read::case(session, CaseRef { purpose: Purpose::Dkk, id: CASE }, Parts::ALL, None)
            .await
            .unwrap()
    }

    /// Lets time pass, so that one change comes after another.
    pub(super) fn later(&self) {
        self.clock.advance(TimeDelta::minutes(1));
    }
}

fn kind(of: u128) -> OrganisationKind {
    match of {
        SOF => OrganisationKind::SocialAdministration,
        BIF => OrganisationKind::EmploymentAdministration,
        _ => OrganisationKind::Hospital,
    }
}

pub(super) fn case_id() -> ID {
    GlobalId::outside(EntityKind::DkkCase, CASE).to_string().into()
}

pub(super) fn organisation(n: u128) -> ID {
    GlobalId::outside(EntityKind::Organisation, id(n)).to_string().into()
}

pub(super) fn unit(n: u128) -> ID {
    GlobalId::outside(EntityKind::Unit, id(n + 100)).to_string().into()
}

pub(super) fn professional(id: Uuid) -> ID {
    GlobalId::outside(EntityKind::Professional, id).to_string().into()
}

pub(super) fn in_case(kind: EntityKind, id: Uuid) -> ID {
    GlobalId::of_case(kind, CaseRef { purpose: Purpose::Dkk, id: CASE }, id).to_string().into()
}

/// A grant to the lead, for the case's purpose.
pub(super) fn clause(
    direction: Direction,
    with: u128,
    categories: &[Category],
) -> ConsentClauseInput {
    ConsentClauseInput {
        clause_id: None,
        direction: Some(Of(direction)),
        granted_to_id: None,
        counterparts: vec![CounterpartInput::OrganisationId(organisation(with))],
        categories: categories.iter().map(|c| Of(*c)).collect(),
        purpose: Some(Of(Purpose::Dkk)),
        legal_basis: None,
        from: None,
        to: None,
        external_reference: None,
    }
}

/// What a consent signed by the citizen an hour before the start states.
pub(super) fn content(clauses: Vec<ConsentClauseInput>) -> ConsentContentInput {
    ConsentContentInput {
        signed_at: start() - TimeDelta::hours(1),
        form: Of(ConsentForm::Written),
        oral_reason: None,
        signer: Of(Signer::Citizen),
        signer_ground: None,
        signer_scope: None,
        representative_id: None,
        co_signed_by_id: None,
        joint_meetings: true,
        outside_notice: true,
        right_to_withdraw: true,
        evidence_reference: None,
        evidence_sha256: None,
        clauses,
    }
}

pub(super) fn give(clauses: Vec<ConsentClauseInput>) -> GiveConsentInput {
    GiveConsentInput {
        case_id: case_id(),
        content: content(clauses),
        external_reference: None,
        correction_reason: None,
        idempotency_key: None,
    }
}
