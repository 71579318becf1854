//! What a consent would open.

use law::fields::By;
use law::{Opening, Tier};

use super::super::engine::{Object, Of};
use super::super::payload::ShownError;
use super::access::{granted, refused};
use crate::app::preview::{Exchange, FieldPreview};
use crate::object_table;

/// What a consent would open, or what is wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct ConsentPreview {
    pub(crate) exchanges: Vec<Exchange>,
    pub(crate) errors: Vec<ShownError>,
}

type Own = ConsentPreview;
impl Object for ConsentPreview {
    const NAME: &'static str = "ConsentPreview";
    const DESCRIPTION: &'static str = "What each organisation would see if the citizen signed a consent; nothing is stored (samtykkets virkning).";
    object_table!(|fields| fields
        .child("exchanges", "Who would see what of whom (udveksling).", |p| &p.exchanges)
        .child("userErrors", "What is wrong with the consent (fejl).", |p| &p.errors));
}

mod exchange {
    use super::*;
    type Own = Exchange;
    impl Object for Exchange {
        const NAME: &'static str = "PreviewExchange";
        const DESCRIPTION: &'static str = "What someone in one organisation who needs it for the case would see of what another holds (udveksling).";
        object_table!(|fields| fields
            .child("viewer", "Who would see (modtager).", |e| &e.viewer)
            .child("holder", "Who holds it (afgiver).", |e| &e.holder)
            .child("journal", "Journal material, or all else (journalmateriale).", |e| &e.journal)
            .plain("grantedNow", "What is open as it is (åbent nu).", |e| granted(&e.now, None))
            .plain("granted", "What would be open (åbent derefter).", |e| granted(&e.then, None))
            .plain("refused", "What would stay closed (lukket derefter).", |e| refused(&e.then))
            .child("fields", "Field by field (felter).", |e| &e.fields));
    }
}

mod field {
    use super::*;
    type Own = FieldPreview;
    impl Object for FieldPreview {
        const NAME: &'static str = "PreviewField";
        const DESCRIPTION: &'static str = "One field: open or closed, now and then (felt). Rows that carry categories of their own ask for those as well.";
        object_table!(|fields| fields
            .plain("type", "Type (type).", |f| f.field.type_name.to_owned())
            .plain("field", "Field (felt).", |f| f.field.name.to_owned())
            .plain("categories", "Categories it carries (oplysningskategorier).", |f| {
                f.field.categories.iter().map(Of).collect::<Vec<_>>()
            })
            .plain("tier", "Tier (synlighed).", |f| Of::<Tier>(f.field.tier))
            .plain(
                "byRow",
                "Whether rows or texts carry categories of their own (egne kategorier).",
                |f| f.field.by != By::Table
            )
            .plain("grantedNow", "Open as it is (åbent nu).", |f| f.now == Opening::Granted)
            .plain("granted", "Open then (åbent derefter).", |f| f.then == Opening::Granted)
            .plain("category", "The category that would be missing (manglende kategori).", |f| {
                match f.then {
                    Opening::Granted => None,
                    Opening::Refused(category, _) => Some(Of(category)),
                }
            })
            .plain("reason", "Why it would stay closed (begrundelse).", |f| match f.then {
                Opening::Granted => None,
                Opening::Refused(_, reason) => Some(Of(reason)),
            }));
    }
}
