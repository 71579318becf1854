//! Pages of cases, of the directory and of the log.

use super::case::{BrainInjuryCase, DkkCase};
use crate::app::read_log;
use crate::connection;
use crate::store::view::{
    ContactPointRef, EffectGoalRef, InterfaceAgreementRef, OrganisationRef, ProfessionalRef,
    UnitRef,
};

connection! {
    /// A page of cases (sager); how many there are in all is not told.
    CaseConnection
    /// A case in a page (sag på en side).
    CaseEdge DkkCase
}
connection! {
    /// A page of brain-injury cases (hjerneskadesager); how many there are in all is not told.
    BrainInjuryCaseConnection
    /// A brain-injury case in a page (hjerneskadesag på en side).
    BrainInjuryCaseEdge BrainInjuryCase
}
connection! {
    /// A page of organisations (organisationer).
    OrganisationConnection
    /// An organisation in a page (organisation på en side).
    OrganisationEdge OrganisationRef
}
connection! {
    /// A page of units (enheder).
    UnitConnection
    /// A unit in a page (enhed på en side).
    UnitEdge UnitRef
}
connection! {
    /// A page of professionals (fagpersoner).
    ProfessionalConnection
    /// A professional in a page (fagperson på en side).
    ProfessionalEdge ProfessionalRef
}
connection! {
    /// A page of contact points (kontaktpunkter).
    ContactPointConnection
    /// A contact point in a page (kontaktpunkt på en side).
    ContactPointEdge ContactPointRef
}
connection! {
    /// A page of interfaces between administrations (snitflader).
    InterfaceAgreementConnection
    /// An interface in a page (snitflade på en side).
    InterfaceAgreementEdge InterfaceAgreementRef
}
connection! {
    /// A page of effect goals (effektmål).
    EffectGoalConnection
    /// An effect goal in a page (effektmål på en side).
    EffectGoalEdge EffectGoalRef
}
connection! {
    /// A page of accesses to a citizen's data, newest first (opslag om borgeren).
    AccessLogConnection
    /// An access in a page (opslag på en side).
    AccessLogEdge read_log::Access
}
connection! {
    /// A page of the access log, newest first (adgangslog).
    AuditLogConnection
    /// A row of the access log in a page (række på en side).
    AuditLogEdge read_log::AuditRow
}
