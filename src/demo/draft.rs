//! A case in the making: its rows, and the law asked of them as they stand.
//!
//! The synthetic case obeys the rules by asking the same law that the program asks: nobody is
//! invited, assigned or asked for information where it would be refused.

use chrono::{DateTime, Utc};
use entity::column::{Categories, Code};
use law::facts::{Ask, Instant};
use law::forms::{CaseStatus, CloseReason, LeafletKind, OpenedBy, ParticipationOrigin};
use law::words::{UnitId, UserId};
use law::{Category, CategorySet, Purpose, Role, RoleSet, Viewer};
use uuid::Uuid;

use super::calendar::Calendar;
use super::directory::{Firm, Office, Person, Town};
use super::rng::Rng;
use crate::store::{CaseRows, StoreError, case_of};

/// A case with everything in it, and what stands beside it.
pub(super) struct Draft<'a> {
    pub(super) town: &'a Town,
    pub(super) calendar: Calendar,
    pub(super) rng: Rng,
    /// Number of the case, from 1.
    pub(super) number: u64,
    /// Whose.
    pub(super) citizen: Uuid,
    /// The case.
    pub(super) id: Uuid,
    /// The lead authority.
    pub(super) lead: Firm,
    /// The lead's unit.
    pub(super) office: &'a Office,
    /// Bundle.
    pub(super) purpose: Purpose,
    /// When the case was opened, by [`Draft::open`].
    pub(super) opened_at: DateTime<Utc>,
    pub(super) rows: CaseRows,
    pub(super) references: Vec<entity::external_reference::Model>,
    /// Person identifiers of the citizen, now and formerly.
    pub(super) numbers: Vec<entity::citizen_number::Model>,
}

/// Who takes part for an organisation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Partner<'a> {
    pub(super) firm: Firm,
    pub(super) office: &'a Office,
    pub(super) person: &'a Person,
    /// The participation names the person, not the unit.
    pub(super) by_name: bool,
}

impl<'a> Draft<'a> {
    /// A fresh id.
    pub(super) fn new_id(&mut self) -> Uuid {
        self.rng.id(self.calendar.millis())
    }

    /// One of the unit's caseworkers; the first of the unit leads it and has no cases.
    pub(super) fn caseworker(&mut self) -> &'a Person {
        let number = 1 + self.rng.below(self.office.staff.len() - 1);
        &self.office.staff[number]
    }

    /// Opens the case; closed where an instant and a reason are given.
    pub(super) fn open(
        &mut self,
        opened_by: OpenedBy,
        status: CaseStatus,
        opened_at: DateTime<Utc>,
        closed: Option<(DateTime<Utc>, CloseReason)>,
    ) {
        self.opened_at = opened_at;
        self.rows.cases.push(entity::coordination_case::Model {
            citizen_id: self.citizen,
            id: self.id,
            purpose: Code(self.purpose),
            lead_organisation_id: self.town.organisation(self.lead).id.0,
            unit_id: self.office.id,
            opened_by: Code(opened_by),
            status: Code(status),
            opened_at,
            closed_at: closed.map(|(at, _)| at),
            close_reason: closed.map(|(_, reason)| Code(reason)),
            annulled_at: None,
            annul_reason: None,
            version: 1 + i32::from(status != CaseStatus::OnTheWay) + i32::from(closed.is_some()),
            revision: 0,
        });
    }

    /// The case as the law sees it now.
    pub(super) fn law(&self) -> Result<law::Case, StoreError> {
        case_of(&self.rows, &self.town.directory)
    }

    /// Whether the law would let the organisation be invited at that instant (R17).
    pub(super) fn may_invite(&self, firm: Firm, at: Instant) -> Result<bool, StoreError> {
        let case = self.law()?;
        Ok(law::request::may_invite(case.facts(), self.town.organisation(firm), at).is_none())
    }

    /// What the partner may read of what the lead holds, at that instant.
    pub(super) fn readable(
        &self,
        partner: &Partner<'_>,
        at: Instant,
    ) -> Result<CategorySet, StoreError> {
        let viewer = Viewer {
            organisation: Some(self.town.organisation(partner.firm)),
            unit: Some(UnitId(partner.office.id)),
            user: Some(UserId(partner.person.id)),
            roles: RoleSet::of(&[Role::Partner]),
            citizen: None,
        };
        let holders = [self.town.organisation(self.lead)];
        let ask = Ask { viewer: &viewer, holders: &holders, journal: false, at };
        Ok(self.law()?.decide(&ask).granted)
    }

    /// Someone who acts for the organisation in this case.
    pub(super) fn partner(&mut self, firm: Firm) -> Partner<'a> {
        let offices = self.town.offices(firm);
        let office = &offices[self.rng.below(offices.len())];
        let person = &office.staff[self.rng.below(office.staff.len())];
        Partner { firm, office, person, by_name: self.rng.chance(40) }
    }

    /// Records that the partner takes part.
    pub(super) fn participate(
        &mut self,
        partner: &Partner<'_>,
        origin: ParticipationOrigin,
        from_at: DateTime<Utc>,
        to_at: Option<DateTime<Utc>>,
    ) {
        let id = self.new_id();
        self.rows.participations.push(entity::participation::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            case_opened_at: self.opened_at,
            organisation_id: self.town.organisation(partner.firm).id.0,
            unit_id: (!partner.by_name).then_some(partner.office.id),
            user_id: partner.by_name.then_some(partner.person.id),
            origin: Code(origin),
            from_at,
            to_at,
            version: 1 + i32::from(to_at.is_some()),
        });
    }

    /// A statement; its author's organisation holds it from then on.
    pub(super) fn statement(&mut self, statement: Statement<'_>) {
        let Statement { partner, request_id, categories, text, journal, third_party, at } =
            statement;
        let id = self.new_id();
        let organisation_id = self.town.organisation(partner.firm).id.0;
        self.hold(partner);
        self.rows.statements.push(entity::statement::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            request_id,
            organisation_id,
            unit_id: Some(partner.office.id),
            author_id: Some(partner.person.id),
            date: law::dates::day_of(at),
            categories: categories.map(Categories),
            text: text.to_owned(),
            journal,
            third_party,
            created_at: at,
            version: 1,
            annulled_at: None,
            annul_reason: None,
        });
    }

    /// The partner's unit and person hold records in the case from now on.
    pub(super) fn hold(&mut self, partner: Partner<'_>) {
        self.hold_as(partner.firm, Some(partner.office.id), Some(partner.person.id));
    }

    /// As [`Draft::hold`], of a unit or a person alone.
    pub(super) fn hold_as(&mut self, firm: Firm, unit_id: Option<Uuid>, user_id: Option<Uuid>) {
        let id = self.new_id();
        let holding = entity::holding::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            case_opened_at: self.opened_at,
            organisation_id: self.town.organisation(firm).id.0,
            unit_id,
            user_id,
        };
        let same = |held: &entity::holding::Model| {
            (held.organisation_id, held.unit_id, held.user_id)
                == (holding.organisation_id, holding.unit_id, holding.user_id)
        };
        if !self.rows.holdings.iter().any(same) {
            self.rows.holdings.push(holding);
        }
    }

    /// A leaflet handed out; to a partner where one is given.
    pub(super) fn leaflet(&mut self, at: DateTime<Utc>, by: Uuid, to: Option<Firm>) {
        let id = self.new_id();
        let kind =
            if to.is_some() { LeafletKind::PartnerLeaflet } else { LeafletKind::CitizenLeaflet };
        let named = self.office.staff.iter().find(|person| person.id == by && to.is_none());
        let units = &self.town.units;
        let unit = named.and_then(|_| units.iter().find(|unit| unit.id == self.office.id));
        let address = unit.and_then(|unit| unit.address.clone());
        self.rows.leaflets.push(entity::leaflet::Model {
            citizen_id: self.citizen,
            id,
            case_id: self.id,
            kind: Code(kind),
            edition: "3. udgave".to_owned(),
            handed_out_at: at,
            handed_out_by: Some(by),
            organisation_id: to.map(|firm| self.town.organisation(firm).id.0),
            to_relatives: false,
            coordinator_name: named.map(|p| p.name.clone()),
            coordinator_phone: named.map(|p| p.phone.clone()),
            coordinator_email: named.map(|p| p.email.clone()),
            coordinator_address: address,
            annulled_at: None,
            annul_reason: None,
            version: 1,
        });
    }

    /// Goals of the social action plan.
    pub(super) fn goals(&mut self, texts: &[&str]) {
        for (place, text) in (1..).zip(texts) {
            let id = self.new_id();
            self.rows.goals.push(entity::goal::Model {
                citizen_id: self.citizen,
                id,
                case_id: self.id,
                text: (*text).to_owned(),
                position: place,
                version: 1,
                removed_at: None,
            });
        }
    }

    /// The number that something has in an organisation's own system.
    pub(super) fn reference(&mut self, firm: Firm, system: &str, kind: &str, entity_id: Uuid) {
        let id = self.new_id();
        let case = format!("{system}-{:06}", self.number);
        // The case has the number itself, what belongs to it a part of it.
        let external_id = if matches!(kind, "DkkCase" | "BrainInjuryCase") {
            case
        } else {
            format!("{case}-{}", self.references.len() + 1)
        };
        self.references.push(entity::external_reference::Model {
            id,
            organisation_id: self.town.organisation(firm).id.0,
            system: system.to_owned(),
            external_id,
            entity_kind: kind.to_owned(),
            entity_id,
            citizen_id: Some(self.citizen),
            // The citizen's own number stands in no case.
            case_id: (kind != "Citizen").then_some(self.id),
            sent_version: None,
        });
    }
}

/// What an organisation tells.
#[derive(Clone, Copy, Debug)]
pub(super) struct Statement<'a> {
    pub(super) partner: Partner<'a>,
    pub(super) request_id: Option<Uuid>,
    /// None: untagged.
    pub(super) categories: Option<CategorySet>,
    pub(super) text: &'a str,
    pub(super) journal: bool,
    pub(super) third_party: bool,
    pub(super) at: DateTime<Utc>,
}

/// The set of one category.
pub(super) const fn only(category: Category) -> CategorySet {
    CategorySet::of(&[category])
}
