//! The form of a trusted issuer, with how its claims are read.

use async_graphql::ID;
use law::{Role, RoleSet, Word};
use maud::{Markup, html};

use super::fields::Fields;
use super::form::{Choice, Form, options};
use super::say::Say;
use super::visit::Visit;
use crate::app::listing::Listing;
use crate::app::trusted_issuer::{
    ClaimMappingInput, IssuerView, MappedCitizenInput, MappedOrganisationInput, MappedRoleInput,
    MappedUnitInput, MappedUserInput,
};
use crate::domain::of::Of;
use crate::domain::{EntityKind, GlobalId};
use crate::token::mapping::{CitizenMatch, UserMatch};

/// Empty rows of a table of values: more appear once these are filled in and saved.
const SPARE: usize = 3;

/// Rows of a table of values: those of which the value or the choice is filled in.
fn rows(fields: &Fields, table: &str) -> Vec<(Option<String>, String)> {
    let (value, chosen) = (format!("{table}Value"), format!("{table}Id"));
    let both = fields.all(&value).zip(fields.all(&chosen));
    let filled = both.map(|(value, chosen)| (value.trim(), chosen.trim()));
    let filled = filled.filter(|(value, chosen)| !(value.is_empty() && chosen.is_empty()));
    let value = |text: &str| Some(text).filter(|text| !text.is_empty()).map(str::to_owned);
    filled.map(|(text, chosen)| (value(text), chosen.to_owned())).collect()
}

/// Of what was sent, how claims are read.
pub(super) fn mapping(fields: &Fields) -> ClaimMappingInput {
    let organisations = rows(fields, "organisation").into_iter();
    let units = rows(fields, "unit").into_iter();
    let roles = rows(fields, "role").into_iter();
    let role = |(value, code): (Option<String>, String)| {
        let role = Of(Role::parse(&code)?);
        Some(MappedRoleInput { value: value.unwrap_or_default(), role })
    };
    let user = fields.filled("userClaim").zip(UserMatch::parse(fields.get("userBy")));
    let citizen = fields.filled("citizenClaim").zip(CitizenMatch::parse(fields.get("citizenBy")));
    ClaimMappingInput {
        organisation_claim: fields.filled("organisationClaim"),
        organisations: Some(
            organisations
                .map(|(value, id)| MappedOrganisationInput { value, organisation_id: ID(id) })
                .collect(),
        ),
        unit_claim: fields.filled("unitClaim"),
        units: Some(
            units
                .map(|(value, id)| MappedUnitInput {
                    value: value.unwrap_or_default(),
                    unit_id: ID(id),
                })
                .collect(),
        ),
        user: user.map(|(claim, by)| MappedUserInput {
            claim,
            by: Of(by),
            system: fields.filled("userSystem"),
        }),
        role_claim: fields.filled("roleClaim"),
        roles: Some(roles.filter_map(role).collect()),
        citizen: citizen.map(|(claim, by)| MappedCitizenInput { claim, by: Of(by) }),
    }
}

/// An issuer as a form shows it.
pub(super) fn held(view: &IssuerView) -> Fields {
    let trust = &view.issuer.trust;
    let mapping = &trust.mapping;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut fields = vec![
        ("name", trust.name.clone()),
        ("audiences", trust.audiences.join("\n")),
        ("bearerClient", text(&trust.bearer_client)),
        ("organisationClaim", text(&mapping.organisation_claim)),
        ("unitClaim", text(&mapping.unit_claim)),
        ("roleClaim", text(&mapping.role_claim)),
        ("version", view.issuer.version.to_string()),
    ];
    if let Some(user) = &mapping.user {
        fields.push(("userClaim", user.claim.clone()));
        fields.push(("userBy", user.by.clone()));
        fields.push(("userSystem", text(&user.system)));
    }
    if let Some(citizen) = &mapping.citizen {
        fields.push(("citizenClaim", citizen.claim.clone()));
        fields.push(("citizenBy", citizen.by.clone()));
    }
    let id = |kind, id| GlobalId::outside(kind, id).to_string();
    for (value, organisation) in &mapping.organisations {
        fields.push(("organisationValue", value.clone()));
        fields.push(("organisationId", id(EntityKind::Organisation, *organisation)));
    }
    for (value, unit) in &mapping.units {
        fields.push(("unitValue", value.clone()));
        fields.push(("unitId", id(EntityKind::Unit, *unit)));
    }
    for (value, role) in &mapping.roles {
        fields.push(("roleValue", value.clone()));
        fields.push(("roleId", role.clone()));
    }
    Fields::of(fields)
}

/// The form. With `fresh` its address is asked, too: that never changes.
pub(super) fn shown(
    visit: &Visit,
    form: &Form<'_>,
    action: &str,
    listing: &Listing,
    fresh: bool,
) -> Markup {
    let (say, fields) = (form.say, form.fields);
    let claim = |name: &str, path: &str, label: &str| form.line(name, path, "text", label, "");
    let body = html! {
        form.card method="post" action=(action) {
            (super::page::hidden(visit))
            input type="hidden" name="version" value=(fields.get("version"));
            (form.line("name", "name", "text", say.say("Name", "Navn"), ""))
            @if fresh {
                (form.line("issuer", "issuer", "url", say.say("Issuer", "Udsteder"), say.say(
                    "Its “iss”: an address below which its discovery document stands. It never changes.",
                    "Dens “iss”: en adresse med dens discovery-dokument. Den ændres aldrig.",
                )))
            }
            (form.lines("audiences", "audiences", say.say("Audiences", "Modtagere"), say.say(
                "“aud” that its tokens must name one of, one a line.",
                "“aud”, som dens tokens skal nævne en af, én pr. linje.",
            )))
            (form.line("bearerClient", "bearerClientId", "text",
                say.say("Client of its bearer tokens", "Klient for dens tokens"), say.say(
                "Client id. Its access tokens are then taken as they are; otherwise they are exchanged only.",
                "Klient-id. Dens adgangstokens tages da, som de er; ellers kan de kun veksles.",
            )))
            fieldset {
                legend { (say.say("It signs in professionals", "Den logger fagpersoner ind")) }
                p.hint {
                    (say.say(
                        "A claim is named by itself or, in an object, by a path with dots.",
                        "En påstand nævnes ved sit navn eller, i et objekt, ved en sti med punktummer.",
                    ))
                }
                (claim("organisationClaim", "mapping.organisationClaim",
                    say.say("Claim of the organisation", "Påstand om organisationen")))
                (values(form, "organisation", "mapping.organisations",
                    say.say("Organisations", "Organisationer"), &organisations(listing)))
                (claim("unitClaim", "mapping.unitClaim",
                    say.say("Claim of the unit", "Påstand om enheden")))
                (values(form, "unit", "mapping.units", say.say("Units", "Enheder"), &units(listing)))
                (claim("userClaim", "mapping.user.claim",
                    say.say("Claim of the user", "Påstand om brugeren")))
                (matched(form, "userBy", UserMatch::ALL, say.say("The user is found by", "Brugeren findes ved")))
                (claim("userSystem", "mapping.user.system",
                    say.say("System of the reference", "Referencens system")))
                (claim("roleClaim", "mapping.roleClaim", say.say("Claim of the roles", "Påstand om roller")))
                (values(form, "role", "mapping.roles", say.say("Roles", "Roller"), &roles(say)))
            }
            fieldset {
                legend { (say.say("Or it signs in citizens", "Eller den logger borgere ind")) }
                (claim("citizenClaim", "mapping.citizen.claim",
                    say.say("Claim of the citizen", "Påstand om borgeren")))
                (matched(form, "citizenBy", CitizenMatch::ALL,
                    say.say("The citizen is found by", "Borgeren findes ved")))
            }
            div.actions {
                button { @if fresh { (say.say("Trust", "Tilføj")) } @else { (say.say("Save", "Gem")) } }
                a href="/admin/issuers" { (say.say("Cancel", "Fortryd")) }
            }
        }
    };
    form.page(&body)
}

fn matched<W: Word>(form: &Form<'_>, name: &str, words: &[W], label: &str) -> Markup {
    let choices = words.iter().map(|word| Choice {
        value: word.code().to_owned(),
        text: form.say.word(*word).to_owned(),
        chosen: form.fields.get(name) == word.code(),
    });
    form.select(name, &[], label, "", &options(choices))
}

/// What a table of values chooses from: values and texts.
type Known = Vec<(String, String)>;

fn organisations(listing: &Listing) -> Known {
    let known = listing.organisations().map(|organisation| {
        let id = GlobalId::outside(EntityKind::Organisation, organisation.0.id);
        (id.to_string(), organisation.0.name.clone())
    });
    sorted(known.collect())
}

fn units(listing: &Listing) -> Known {
    let known = listing.units().map(|unit| {
        let of = listing.organisation(unit.0.organisation_id);
        let of = of.map(|organisation| organisation.0.name.clone()).unwrap_or_default();
        let id = GlobalId::outside(EntityKind::Unit, unit.0.id);
        (id.to_string(), format!("{of}, {}", unit.0.name))
    });
    sorted(known.collect())
}

fn sorted(mut known: Known) -> Known {
    known.sort_by(|a, b| a.1.cmp(&b.1));
    known
}

fn roles(say: Say) -> Known {
    let own = RoleSet::of(&[Role::Citizen, Role::Representative]);
    let roles = Role::ALL.iter().filter(|role| !own.has(**role));
    roles.map(|role| (role.code().to_owned(), say.word(*role).to_owned())).collect()
}

/// Values of a claim, each with what it stands for.
fn values(form: &Form<'_>, table: &str, path: &str, legend: &str, known: &Known) -> Markup {
    let say = form.say;
    let mut held = rows(form.fields, table);
    held.extend(std::iter::repeat_n((None, String::new()), SPARE));
    let label = |place: usize, what: &str| format!("{legend} {}: {what}", place + 1);
    html! {
        fieldset {
            legend { (legend) }
            (form.at(path, &format!("{table}-0"), legend))
            @for (place, (value, chosen)) in held.iter().enumerate() {
                div.pair {
                    input id=(format!("{table}-{place}")) name=(format!("{table}Value")) value=(value.as_deref().unwrap_or_default())
                        aria-label=(label(place, say.say("value of the claim", "påstandens værdi")));
                    select name=(format!("{table}Id"))
                        aria-label=(label(place, say.say("stands for", "står for"))) {
                        option value="" { "–" }
                        (options(known.iter().map(|(id, text)| Choice {
                            value: id.clone(),
                            text: text.clone(),
                            chosen: id == chosen,
                        })))
                    }
                }
            }
        }
    }
}
