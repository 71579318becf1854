//! Enquiries.

use async_graphql::{Context, Object, Result};

use crate::app::enquiry::{self, AnnulEnquiryInput, RecordEnquiryInput, UpdateEnquiryOutcomeInput};
use crate::graphql::engine::Answer;
use crate::store::view::Item;
use crate::{payload, write_as};

payload! {
    /// What recording an enquiry answers (registrering af henvendelse).
    RecordEnquiryPayload of DkkCase {
        enquiry "The enquiry (henvendelse).": Item<entity::enquiry::Model>
            = |case, id| Item::find(&case.enquiries, |row| row.id == id);
    }
    /// What recording the outcome of an enquiry answers (udfald af henvendelse).
    UpdateEnquiryOutcomePayload of DkkCase {
        enquiry "The enquiry (henvendelse).": Item<entity::enquiry::Model>
            = |case, id| Item::find(&case.enquiries, |row| row.id == id);
    }
    /// What annulling an enquiry answers (annullering af henvendelse).
    AnnulEnquiryPayload of DkkCase {
        enquiry "The enquiry (henvendelse).": Item<entity::enquiry::Model>
            = |case, id| Item::find(&case.enquiries, |row| row.id == id);
    }
}

#[derive(Default)]
pub(crate) struct EnquiryMutation;

#[Object]
impl EnquiryMutation {
    /// Records an enquiry (registrér henvendelse), in an open case or with a new one that is then on
    /// the way. By a caseworker of the case's unit; a new one as `openCase`.
    async fn record_enquiry(
        &self,
        ctx: &Context<'_>,
        input: RecordEnquiryInput,
    ) -> Result<Answer<RecordEnquiryPayload>> {
        write_as!(ctx, input, RecordEnquiryPayload, enquiry::record_enquiry)
    }

    /// Records what came of an enquiry (udfald af henvendelse). By a caseworker of the case's unit.
    async fn update_enquiry_outcome(
        &self,
        ctx: &Context<'_>,
        input: UpdateEnquiryOutcomeInput,
    ) -> Result<Answer<UpdateEnquiryOutcomePayload>> {
        write_as!(ctx, input, UpdateEnquiryOutcomePayload, enquiry::update_enquiry_outcome)
    }

    /// Annuls an enquiry that was recorded wrongly (annullér henvendelse). By a caseworker of the case's unit.
    async fn annul_enquiry(
        &self,
        ctx: &Context<'_>,
        input: AnnulEnquiryInput,
    ) -> Result<Answer<AnnulEnquiryPayload>> {
        write_as!(ctx, input, AnnulEnquiryPayload, enquiry::annul_enquiry)
    }
}
