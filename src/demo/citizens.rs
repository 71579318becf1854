//! Citizens: who they are, who acts for them, what numbers they had before.

use chrono::NaiveDate;
use entity::column::{Categories, Code};
use law::CategorySet;
use law::forms::RepresentativeKind;
use uuid::Uuid;

use super::draft::Draft;
use super::names;
use super::numbers::lettered;

impl Draft<'_> {
    /// Registers the citizen.
    pub(super) fn register(&mut self, birth: NaiveDate, number: String, registered_ago: i64) {
        let created_at = self.calendar.at(registered_ago, 8, self.rng.between(0, 59));
        let name = names::person(&mut self.rng);
        let language = self.rng.chance(12).then(|| self.rng.pick(names::LANGUAGES).to_owned());
        let address = Some(names::address(&mut self.rng)).filter(|_| !self.rng.chance(4));
        let email = self.rng.chance(70).then(|| names::email(&name, "borger"));
        let phone = self.rng.chance(85).then(|| names::phone(&mut self.rng));
        let address_protected = self.rng.chance(6);
        let registered_by = self.town.organisation(self.lead).id.0;
        if self.rng.chance(4) {
            let id = self.new_id();
            self.rows.former_identifiers.push(entity::former_identifier::Model {
                citizen_id: self.citizen,
                id,
                registered_by,
                number: lettered(birth, &number),
                replaced_at: created_at,
                reason: "Kommunen har tildelt et nyt erstatningsnummer.".to_owned(),
            });
        }
        let former = self.rows.former_identifiers.iter().map(|former| former.number.clone());
        let numbers = former.chain([number.clone()]);
        let of_citizen =
            |number| entity::citizen_number::Model { number, citizen_id: self.citizen };
        self.numbers.extend(numbers.map(of_citizen));
        self.rows.citizens.push(entity::citizen::Model {
            id: self.citizen,
            cpr: number,
            name,
            birth_date: birth,
            address,
            phone,
            email,
            address_protected,
            interpreter_language: language,
            registered_by,
            version: 1,
            created_at,
            updated_at: created_at,
            annulled_at: None,
            annul_reason: None,
        });
    }

    /// Records someone who acts for the citizen, and gives their id.
    pub(super) fn represent(
        &mut self,
        id: Uuid,
        kind: RepresentativeKind,
        ground: &str,
        scope: CategorySet,
        (from_date, to_date): (NaiveDate, Option<NaiveDate>),
    ) -> Uuid {
        let name = names::person(&mut self.rng);
        let email = names::email(&name, "repraesentant");
        let phone = names::phone(&mut self.rng);
        self.rows.representatives.push(entity::representative::Model {
            citizen_id: self.citizen,
            id,
            registered_by: self.town.organisation(self.lead).id.0,
            kind: Code(kind),
            name,
            phone: Some(phone),
            email: Some(email),
            ground: ground.to_owned(),
            scope: Categories(scope),
            from_date,
            to_date,
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
        id
    }

    /// The citizen's name.
    pub(super) fn citizen_name(&self) -> String {
        self.rows.citizens.first().map(|citizen| citizen.name.clone()).unwrap_or_default()
    }
}
