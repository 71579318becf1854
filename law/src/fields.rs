//! The classification table: one row for every field that can be withheld.
//!
//! Each row has the field's number (stable, never reused: the access log names fields by it), its
//! categories (all of them must be granted), its tier, and the statute behind it.

use crate::set::CategorySet;
use crate::words::{Category::*, Purpose, Tier, Tier::*};

/// One classified field.
#[derive(Debug)]
pub struct Field {
    /// Stable number, by which the access log names the field.
    pub number: u16,
    /// GraphQL type.
    pub type_name: &'static str,
    /// GraphQL field.
    pub name: &'static str,
    /// Categories that must all be granted. A row may add its own (tags, the kind of the
    /// organisation it names).
    pub categories: CategorySet,
    /// Whether the record adds to the categories, or replaces them.
    pub by: By,
    /// Visibility tier.
    pub tier: Tier,
    /// The statute or rule behind the classification.
    pub statute: &'static str,
}

/// What a record has to say about the categories of its field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nothing: the table stands.
    Table,
    /// Each row of the list carries categories of its own (its tags, the kind of the organisation
    /// it names), and is left out without them.
    Row,
    /// Free text: the categories that its author set stand in place of the table's.
    Tags,
}

impl Field {
    /// Whether the field stands in cases of this purpose: in its own bundle, or in both.
    #[must_use]
    pub fn stands_in(&self, purpose: Purpose) -> bool {
        let dkk_only = matches!(self.type_name, "DkkCase" | "Assessment" | "NetworkMap");
        let brain_injury_only = self.number >= BRAIN_INJURY;
        match purpose {
            Purpose::Dkk => !brain_injury_only,
            Purpose::BrainInjury => !dkk_only,
            Purpose::Treatment => false,
        }
    }

    /// Who holds the records that the field stands in.
    #[must_use]
    pub fn held(&self) -> Held {
        match (self.type_name, self.name) {
            ("Statement", _) => Held::Author,
            ("BrainInjuryReferral" | "ReferralAttachment", _)
            | ("RehabilitationPlan" | "TotalNeed" | "IcfEntry", _) => Held::Sender,
            ("BrainInjuryAssessment" | "AssessmentScore", _) => Held::Assessor,
            ("Track" | "PlanGoal" | "Intervention" | "InterventionDependency", _)
            | ("FollowUp" | "FollowUpGoal" | "RehabilitationTeamCase", _) => Held::Administration,
            ("CouncilCase", "deliberation" | "deliberationVersion") => Held::Council,
            _ => Held::Lead,
        }
    }
}

/// Who holds a record (forfatterens myndighed), as the decision's holders go by form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// The lead authority.
    Lead,
    /// The organisation of its author.
    Author,
    /// The organisation that sent it in, with the lead as co-holder from receipt.
    Sender,
    /// Who assessed: the lead authority, or another that takes part.
    Assessor,
    /// The administration whose part of the plan it is.
    Administration,
    /// The administrations that sat on the council.
    Council,
}

/// The row of a field of a GraphQL type.
#[must_use]
pub fn find(type_name: &str, name: &str) -> Option<&'static Field> {
    TABLE.iter().copied().find(|f| f.type_name == type_name && f.name == name)
}

/// The row of a field that cases of every purpose have, for a case of one: `shared` is the row of
/// `DkkCase`.
#[must_use]
pub fn of_case(purpose: Purpose, shared: &'static Field) -> &'static Field {
    match purpose {
        Purpose::BrainInjury => find("BrainInjuryCase", shared.name).unwrap_or(shared),
        Purpose::Dkk | Purpose::Treatment => shared,
    }
}

/// The row of a field number.
#[must_use]
pub fn numbered(number: u16) -> Option<&'static Field> {
    TABLE.iter().copied().find(|f| f.number == number)
}

macro_rules! fields {
    ($( $type:ident $module:ident { $( $number:literal $field:ident: $tier:ident [$($category:ident)*] $($by:ident)?, $statute:literal; )+ } )+) => {
        $(
            #[doc = concat!("Fields of ", stringify!($type), ".")]
            pub mod $module {
                #![allow(non_upper_case_globals)]
                use super::*;
                $(
                    #[doc = concat!("`", stringify!($type), ".", stringify!($field), "`: ", $statute, ".")]
                    pub static $field: Field = Field {
                        number: $number,
                        type_name: stringify!($type),
                        name: stringify!($field),
                        categories: CategorySet::of(&[$($category),*]),
                        by: fields!(@by $($by)?),
                        tier: $tier,
                        statute: $statute,
                    };
                )+
            }
        )+
        /// How many fields the bundle has.
        pub(super) const COUNT: usize = [$($(stringify!($field)),+),+].len();
        /// The fields of the bundle, in the order of the forms.
        pub(super) static BUNDLE: [&Field; COUNT] = [$($(&$module::$field),+),+];
    };
    (@by by_row) => { By::Row };
    (@by by_tags) => { By::Tags };
    (@by) => { By::Table };
}

// Field names are GraphQL's own (camelCase), so that table, schema and log read the same.
// A list `by_row` names the least that its rows carry; a row adds the category of the kind of the
// organisation it names, or its tags.
mod brain_injury;
mod dkk;

pub use brain_injury::*;
pub use dkk::*;

/// The first number of the brain-injury bundle.
const BRAIN_INJURY: u16 = 1400;

/// Every classified field, in the order of the forms.
pub static TABLE: &[&Field] = &{
    let mut all = [dkk::BUNDLE[0]; dkk::COUNT + brain_injury::COUNT];
    let mut i = 0;
    while i < all.len() {
        all[i] = if i < dkk::COUNT { dkk::BUNDLE[i] } else { brain_injury::BUNDLE[i - dkk::COUNT] };
        i += 1;
    }
    all
};

/// The category that a row carries because it names an organisation of this kind, or someone who
/// works there. Kinds the statutes don't single out are
/// SOCIAL: that they take part tells of support.
#[must_use]
pub fn row_naming(kind: crate::OrganisationKind) -> CategorySet {
    use crate::OrganisationKind as K;
    match kind {
        K::SocialAdministration
        | K::HealthAndCareAdministration
        | K::EmploymentAdministration
        | K::ChildrenAndYouthAdministration => CategorySet::of(&[Process]),
        K::RegionalPsychiatry | K::Hospital | K::GeneralPractice | K::SpecialistPractice => {
            CategorySet::of(&[Health])
        }
        K::PrisonAndProbation => CategorySet::of(&[CriminalJustice]),
        K::Employer | K::UnemploymentFund => CategorySet::of(&[Employment]),
        K::Bank => CategorySet::of(&[Economy]),
        K::HousingOrganisation => CategorySet::of(&[Housing]),
        K::CivilSociety => CategorySet::of(&[Social, Network]),
        K::OtherAuthority | K::PrivateProvider => CategorySet::of(&[Social]),
    }
}

/// What a record tells by who holds it, beside what it is about. That one of the municipality's own
/// administrations holds it is told by whatever opens what it is about: the clause, or the basis, names
/// it as the holder. Did the record ask for PROCESS as well, a clause that collects, or that reads a
/// journal, would open nothing of theirs: PROCESS is implied for its counterpart, not for whom it is
/// given to.
#[must_use]
pub fn row_held_by(kind: crate::OrganisationKind) -> CategorySet {
    row_naming(kind).minus(CategorySet::of(&[Process]))
}

/// Free text that its author did not tag.
pub const UNTAGGED: CategorySet = CategorySet::of(&[Health, Social]);
