//! From whom something comes: the organisation, and who of it.

use sea_orm::prelude::Uuid;

use super::super::engine::Object;
use crate::object_table;
use crate::store::view::{OrganisationRef, ProfessionalRef, Record, UnitRef};

/// From whom something comes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    pub(crate) organisation: Option<OrganisationRef>,
    pub(crate) unit: Option<UnitRef>,
    pub(crate) professional: Option<ProfessionalRef>,
    pub(crate) name: Option<String>,
    pub(crate) sor: Option<String>,
}

impl Origin {
    /// By the ids of the directory.
    pub(crate) fn of<M>(
        record: &Record<M>,
        organisation: Option<Uuid>,
        unit: Option<Uuid>,
        professional: Option<Uuid>,
    ) -> Self {
        Self {
            organisation: record.organisation(organisation),
            unit: record.unit(unit),
            professional: record.professional(professional),
            ..Self::default()
        }
    }
}

type Own = Origin;
impl Object for Origin {
    const NAME: &'static str = "Origin";
    const DESCRIPTION: &'static str =
        "From whom something comes (afsender): the organisation, and who of it as far as stated.";
    object_table!(|fields| fields
        .child("organisation", "Organisation (organisation); none: someone private.", |o| &o
            .organisation)
        .child("unit", "Its unit (enhed).", |o| &o.unit)
        .child("professional", "The professional (fagperson); none: a system.", |o| &o.professional)
        .child("name", "Name as stated (navn).", |o| &o.name)
        .child("sor", "SOR code of the department as stated (SOR-kode).", |o| &o.sor));
}
