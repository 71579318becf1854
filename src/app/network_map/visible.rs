//! What one viewer can see of a network map, as stable text, and its hash (R29).
//!
//! It opens the sealed map as the viewer would, so that nothing withheld can reach the text: two
//! maps that differ only in what is withheld have the same hash. When a map was last updated, and
//! its version, are no content of it.

use std::fmt::Write as _;

use law::Word;
use law::fields::{Field, citizen as c, network_map as m};

use crate::domain::digest::sha256_hex;
use crate::sealed::Sealed;
use crate::store::view::{Item, NetworkMapView};

/// The eight groups, in the order of the form (R37).
const GROUPS: [&Field; 8] = [
    &m::treatment,
    &m::prisonAndProbation,
    &m::dailyLifeAtHome,
    &m::housing,
    &m::workActivitySupport,
    &m::socialAdministration,
    &m::interpreters,
    &m::privateNetwork,
];

/// The hash of what the viewer, for whom the map was sealed, can see of it.
pub(super) fn view_hash(map: &NetworkMapView) -> String {
    sha256_hex(text(map).as_bytes())
}

/// What the viewer can see, one line a field; a line that is withheld is not there.
fn text(map: &NetworkMapView) -> String {
    let mut text = Text::default();
    let row = &map.row;
    text.sealed(row, &m::preparedBy, |r| r.map.prepared_by.map(|id| id.to_string()));
    text.sealed(row, &m::whereabouts, |r| Some(r.map.whereabouts.0.code().to_owned()));
    text.sealed(row, &m::fullConsent, |r| Some(r.full_consent.to_string()));
    text.sealed(row, &m::interpreterLanguage, |r| r.interpreter_language.clone());
    if let Some(Some(coordinator)) = row.outline(|r| r.coordinator.clone()) {
        let who = &coordinator.0;
        text.line("coordinator", Some(&who.id.to_string()));
        for part in [Some(&who.name), who.phone.as_ref(), who.email.as_ref()] {
            text.line("coordinator", part.map(String::as_str));
        }
    }
    if let Some(citizen) = &map.citizen {
        let row = &citizen.row;
        text.sealed(row, &c::name, |r| Some(r.name.clone()));
        text.sealed(row, &c::cpr, |r| Some(r.cpr.clone()));
        text.sealed(row, &c::address, |r| r.address.clone());
        text.sealed(row, &c::phone, |r| r.phone.clone());
        text.sealed(row, &c::email, |r| r.email.clone());
    }
    for (group, rows) in GROUPS.into_iter().zip(&map.groups) {
        if row.open(group, |_| ()).is_some() {
            text.rows(group, rows);
        }
    }
    text.rows(&m::ownRows, &map.own);
    text.0
}

/// Lines with the length of each value, so that no value can look like another line.
#[derive(Default)]
struct Text(String);

impl Text {
    fn line(&mut self, name: &str, value: Option<&str>) {
        let _ = match value {
            Some(value) => writeln!(self.0, "{name} {}:{value}", value.len()),
            None => writeln!(self.0, "{name} -"),
        };
    }

    fn sealed<M>(
        &mut self,
        row: &Sealed<M>,
        field: &'static Field,
        project: impl FnOnce(&M) -> Option<String>,
    ) {
        if let Some(value) = row.open(field, project) {
            self.line(field.name, value.as_deref());
        }
    }

    fn rows(&mut self, list: &'static Field, rows: &[Item<entity::network_actor::Model>]) {
        self.line(list.name, None);
        for row in rows.iter().filter(|row| row.0.shows_in(list)) {
            row.0.outline(|actor| {
                self.line("role", Some(actor.role.0.code()));
                self.line("hasContact", Some(if actor.has_contact { "yes" } else { "no" }));
                for part in [&actor.name, &actor.workplace, &actor.email, &actor.phone] {
                    self.line("contact", part.as_deref());
                }
                for id in [actor.organisation_id, actor.professional_id] {
                    self.line("names", id.map(|id| id.to_string()).as_deref());
                }
            });
        }
    }
}
