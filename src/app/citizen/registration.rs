//! What is registered of a citizen: the person identifier (R40), and what goes with it.

use async_graphql::InputObject;
use chrono::NaiveDate;
use entity::{citizen, citizen_number, representative};
use sea_orm::ActiveValue::Set;
use sea_orm::prelude::Uuid;
use sea_orm::sea_query::OnConflict;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect,
};

use crate::app::check::{Check, LINE, under};
use crate::app::{AppError, UserErrorCode, Work};
use crate::domain::scalars::{self, Date};
use crate::domain::{Cpr, CprError, dates};
use crate::store::{CaseRows, StoreError};

/// What is registered of a citizen (borgerens stamdata).
#[derive(InputObject)]
pub(crate) struct CitizenRegistrationInput {
    /// CPR or replacement number (CPR-nummer, erstatningsnummer).
    pub(crate) cpr: scalars::Cpr,
    /// Name (navn).
    pub(crate) name: String,
    /// Birth date (fødselsdato). A CPR number tells it; given with one, it has to agree.
    pub(crate) birth_date: Option<Date>,
    /// Address or residence (adresse/bosted).
    pub(crate) address: Option<String>,
    /// Phone (telefon).
    pub(crate) phone: Option<String>,
    /// E-mail (e-mail).
    pub(crate) email: Option<String>,
    /// Name and address protection (navne- og adressebeskyttelse).
    #[graphql(default)]
    pub(crate) address_protected: bool,
    /// Interpreter language (tolkesprog).
    pub(crate) interpreter_language: Option<String>,
}

/// Days of the longest life: what is further back is a slip of the pen.
const OLDEST: i64 = 130 * 366;

impl CitizenRegistrationInput {
    /// The row to register; `at` is where the input stands.
    pub(in crate::app) fn check(
        &self,
        check: &mut Check,
        at: &str,
        work: &Work<'_>,
        registered_by: Uuid,
    ) -> citizen::Model {
        let path = |name: &str| under(at, name);
        let cpr = identifier(check, &path("cpr"), &self.cpr);
        let (today, birth) = (dates::today(work.now), self.birth_date.map(|date| date.0));
        let birth_date =
            cpr.as_ref().map(|cpr| agreed_birth(check, &path("birthDate"), today, cpr, birth));
        let language = self.interpreter_language.as_deref();
        citizen::Model {
            id: work.id(),
            cpr: cpr.as_ref().map(|cpr| cpr.expose().to_owned()).unwrap_or_default(),
            name: check.required(&path("name"), &self.name, LINE),
            birth_date: birth_date.unwrap_or_default(),
            address: check.optional(&path("address"), self.address.as_deref(), LINE),
            phone: check.optional(&path("phone"), self.phone.as_deref(), LINE),
            email: check.email(&path("email"), self.email.as_deref()),
            address_protected: self.address_protected,
            interpreter_language: check.optional(&path("interpreterLanguage"), language, LINE),
            registered_by,
            version: 1,
            created_at: work.now,
            updated_at: work.now,
            annulled_at: None,
            annul_reason: None,
        }
    }
}

/// Registers a citizen with an authority: anew where what it held was annulled.
pub(in crate::app) async fn register(
    work: &Work<'_>,
    row: citizen::Model,
    annulled: Option<citizen::Model>,
) -> Result<(), AppError> {
    let id = row.id;
    match annulled {
        None => work.insert(row).await?,
        Some(held) => work.update(citizen::Model { version: held.version + 1, ..row }).await?,
    }
    work.note_of(Some(id), None, "CITIZEN_REGISTERED", id).await
}

/// Whose a number is: from now on this one's, where it was nobody's. Of two who register a number
/// at a time the second waits for the first.
pub(in crate::app) async fn identified(
    work: &Work<'_>,
    number: &str,
    otherwise: Uuid,
) -> Result<Uuid, AppError> {
    // Whoever gives the number up at this moment is waited for, and it is taken anew then.
    for _ in 0..TAKEN_AGAIN {
        let row = citizen_number::ActiveModel {
            number: Set(number.to_owned()),
            citizen_id: Set(otherwise),
        };
        let nothing = OnConflict::column(citizen_number::Column::Number).do_nothing().to_owned();
        let insert = citizen_number::Entity::insert(row).on_conflict(nothing).try_insert();
        insert.exec_without_returning(&work.txn).await?;
        // Read back whether it was new or not: the work is the same.
        if let Some(citizen) = by_number(work, number).await? {
            return Ok(citizen);
        }
    }
    Err(StoreError::inconsistent("citizen_number", "neither there nor new").into())
}

/// How often a number is taken that was given up meanwhile.
const TAKEN_AGAIN: usize = 3;

/// Who has a number, or had it before, and has it until this write ends.
async fn by_number(work: &Work<'_>, number: &str) -> Result<Option<Uuid>, AppError> {
    let found = citizen_number::Entity::find_by_id(number).lock_exclusive();
    Ok(found.one(&work.txn).await?.map(|row| row.citizen_id))
}

/// The registration passes with the responsibility (R35): where the new lead has not registered the
/// citizen itself, as the former one did; and whoever acts for the citizen goes on doing so.
pub(in crate::app) async fn pass_on(
    work: &Work<'_>,
    rows: &CaseRows,
    registered_by: Uuid,
) -> Result<(), AppError> {
    let row = rows.citizen_row()?;
    let held = kept(work, row.id, registered_by).await?;
    if held.as_ref().is_none_or(|held| held.annulled_at.is_some()) {
        let (version, created_at, updated_at) = (1, work.now, work.now);
        let row = citizen::Model { registered_by, version, created_at, updated_at, ..row.clone() };
        register(work, row, held).await?;
    }
    let own = rows.representatives.iter().map(|row| {
        let row = representative::Model { registered_by, version: 1, ..row.clone() };
        row.into_active_model().reset_all()
    });
    let nothing = OnConflict::new().do_nothing().to_owned();
    let insert = representative::Entity::insert_many(own).on_conflict(nothing).try_insert();
    insert.exec_without_returning(&work.txn).await?;
    Ok(())
}

/// Locks a citizen: what is to happen to them once waits here, whichever authority does it.
pub(in crate::app) async fn lock(work: &mut Work<'_>, citizen: Uuid) -> Result<(), AppError> {
    citizen_number::Entity::find()
        .filter(citizen_number::Column::CitizenId.eq(citizen))
        .order_by_asc(citizen_number::Column::Number)
        .lock_exclusive()
        .all(&work.txn)
        .await?;
    work.waited()
}

/// An authority's own registration of a citizen.
pub(in crate::app) async fn kept(
    work: &Work<'_>,
    citizen: Uuid,
    by: Uuid,
) -> Result<Option<citizen::Model>, AppError> {
    Ok(citizen::Entity::find_by_id((citizen, by)).one(&work.txn).await?)
}

pub(super) fn identifier(check: &mut Check, path: &str, given: &scalars::Cpr) -> Option<Cpr> {
    let error = match Cpr::try_from(given.0.trim()) {
        Ok(cpr) => return Some(cpr),
        Err(error) => error,
    };
    let danish = match error {
        CprError::Form => "et personnummer har ti tegn, `DDMMÅÅNNNN` eller `DDMMÅÅ-NNNN`",
        CprError::Date => "de første seks tegn i personnummeret er ingen fødselsdato",
    };
    check.error(UserErrorCode::Invalid, path, &error.to_string(), danish);
    None
}

/// R40: a CPR number tells the birth date; a replacement number may state the day on which it was
/// made, so that a birth date given with it stands.
pub(super) fn agreed_birth(
    check: &mut Check,
    path: &str,
    today: NaiveDate,
    cpr: &Cpr,
    given: Option<NaiveDate>,
) -> NaiveDate {
    check.that(
        cpr.is_replacement() || given.is_none_or(|given| given == cpr.birth_date()),
        path,
        "the CPR number states another birth date; mend one of them",
        "CPR-nummeret angiver en anden fødselsdato; ret den ene",
    );
    let birth = given.unwrap_or(cpr.birth_date());
    check.that(
        birth <= today,
        path,
        "the birth date lies in the future; mend it",
        "fødselsdatoen ligger i fremtiden; ret den",
    );
    check.that(
        dates::days_between(birth, today) <= OLDEST,
        path,
        "the birth date lies more than 130 years back; mend it",
        "fødselsdatoen ligger mere end 130 år tilbage; ret den",
    );
    birth
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Refusal;

    #[test]
    fn r40_a_cpr_number_and_a_birth_date_agree() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (number, given, flawed) in [
            ("0101650000", None, false),
            ("0101650000", Some("1965-01-01"), false),
            ("0101650000", Some("1965-01-02"), true),
            // A replacement number may not know the birth date.
            ("6101650001", Some("1965-01-02"), false),
            // Born in 2036.
            ("0101364000", None, true),
            ("6101650001", Some("2027-01-01"), true),
            // Nobody is so old.
            ("6101650001", Some("1865-01-01"), true),
        ] {
            let mut check = Check::default();
            let cpr = Cpr::try_from(number).unwrap();
            agreed_birth(&mut check, "birthDate", today, &cpr, given.map(day));
            assert_eq!(check.done().is_err(), flawed, "{number} {given:?}");
        }
    }

    #[test]
    fn r40_what_is_no_number_is_refused_without_repeating_it() {
        let mut check = Check::default();
        assert!(identifier(&mut check, "cpr", &scalars::Cpr("0113010000".to_owned())).is_none());
        let Err(Refusal::User(errors)) = check.done() else { panic!("not refused") };
        assert!(
            errors.iter().all(|e| !e.message.0.contains("0113") && !e.message.1.contains("0113"))
        );
    }
}
