//! Tracks (spor): each is one administration's, which holds it and takes part by it.

use async_graphql::{ID, InputObject, MaybeUndefined};
use entity::column::Code;
use entity::plan_track::Model;
use law::brain_injury::TrackKind;
use law::facts::{Ask, Organisation};
use law::forms::ParticipationOrigin;
use law::request::may_invite;
use law::{CategorySet, Flaw};
use sea_orm::prelude::Uuid;

use super::open::{TrackFile, open_plan, require_going_on, sees_track, standing_track};
use crate::app::check::Check;
use crate::app::participation::take_part;
use crate::app::reference::{ExternalReferenceInput, Sent, Target};
use crate::app::work::expect_version;
use crate::app::{AppError, CaseFile, Done, Refusal, UserErrorCode, Work};
use crate::domain::EntityKind;
use crate::domain::dates::today;
use crate::domain::of::Of;
use crate::store::Parts;
use crate::store::rows::Version;

/// Opens a track of a coordination plan (åbn spor).
#[derive(InputObject)]
pub(crate) struct OpenTrackInput {
    /// The plan (koordineringsplan).
    pub(crate) plan_id: ID,
    /// Which track (sporets art).
    pub(crate) kind: Of<TrackKind>,
    /// Unit responsible, of the track's administration (ansvarlig enhed); it takes part from then on.
    pub(crate) unit_id: ID,
    /// Professional responsible (ansvarlig fagperson).
    pub(crate) responsible_id: Option<ID>,
    /// The caller's own number of it; the track it names already is changed (ekstern reference).
    pub(crate) external_reference: Option<ExternalReferenceInput>,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Changes who is responsible for a track (ret spor); what is left out stands.
#[derive(InputObject)]
pub(crate) struct UpdateTrackInput {
    /// The track (spor).
    pub(crate) track_id: ID,
    /// Unit responsible (ansvarlig enhed); it takes part from then on.
    pub(crate) unit_id: Option<ID>,
    /// Professional responsible (ansvarlig fagperson); null: nobody in particular.
    pub(crate) responsible_id: MaybeUndefined<ID>,
    /// The version of the track that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Removes a track (fjern spor).
#[derive(InputObject)]
pub(crate) struct RemoveTrackInput {
    /// The track (spor).
    pub(crate) track_id: ID,
    /// Why it is removed (begrundelse).
    pub(crate) reason: String,
    /// The version of the track that was read (version).
    pub(crate) expected_version: i32,
    /// Key under which a repeated request is done once (idempotensnøgle).
    pub(crate) idempotency_key: Option<String>,
}

/// Opens a track: the administration holds it, and its unit takes part by it. The coordinator lets
/// in whom an effective clause or basis names (R17); an administration that takes part opens its own.
pub(crate) async fn open_track(
    work: &mut Work<'_>,
    input: OpenTrackInput,
) -> Result<Done, Refusal> {
    let (file, plan) = open_plan(work, &input.plan_id, Parts::default()).await?;
    let kind = input.kind.0;
    let own = file.organisation().filter(|own| own.kind == kind.administration());
    if !file.is_coordinator() && !own.is_some_and(|own| file.is_caseworker_of(own)) {
        return Err(Refusal::forbidden(
            "the coordinator or a caseworker of the track's administration does this",
            "det gør hjerneskadekoordinatoren eller en sagsbehandler i sporets forvaltning",
        ));
    }
    file.require_not_closed()?;
    require_going_on(&plan)?;
    let sent = Sent::in_case::<Model>(work, input.external_reference.as_ref(), &file).await?;
    // One of another kind, or one that is withheld, is not asked further.
    let apart = |row: &Model| {
        (row.plan_id, row.kind.0) != (plan.id, kind) || !sees_track(&file, row).unwrap_or(false)
    };
    let stands = |row: &Model| apart(row) || standing_track(&file, row.id) == Some(row);
    let held = sent.row(&file.rows.tracks, stands)?;
    if held.is_some_and(apart) {
        return Err(sent.taken().into());
    }
    let mut check = Check::default();
    let found = check.unit("unitId", Some(&input.unit_id), None, &file.directory);
    let unit = found.and_then(|unit| file.directory.units.get(&unit)).cloned();
    let Some(unit) = unit else {
        check.done()?;
        return Err(Refusal::not_found("unitId"));
    };
    let holder = file.directory.organisation(unit.organisation_id)?;
    check.that(
        holder.kind == kind.administration(),
        "unitId",
        "choose a unit of the track's administration",
        "vælg en enhed i sporets forvaltning",
    );
    check.that(
        held.is_none_or(|held| held.organisation_id == holder.id.0),
        "unitId",
        "a track stays with its administration; remove it, and open another",
        "et spor bliver i sin forvaltning; fjern det, og åbn et andet",
    );
    if held.is_none_or(|held| held.unit_id != Some(unit.id)) {
        may_let_in(&mut check, &file, holder, unit.id);
    }
    let responsible = input.responsible_id.as_ref();
    let of = Some((holder, today(work.now)));
    let responsible = check.professional("responsibleId", responsible, of, &file.directory);
    check.done()?;
    // Nobody writes what is withheld from them: judged as if the administration took part already,
    // as it does by the track.
    let (category, holders) = (CategorySet::of(&[kind.category()]), [holder]);
    let ask = Ask { viewer: file.viewer(), holders: &holders, journal: false, at: work.now };
    file.require_open(&file.law_with(holder).decide(&ask), category, "kind")?;
    // One that the caller does not see is of an administration that took part before, and goes on
    // with it: that it stands is told no sooner than it shows.
    let standing = held.is_none().then(|| standing(&file, plan.id, kind, holder)).flatten();
    if let Some(track) = standing.cloned() {
        if sees_track(&file, &track)? {
            return Err(Refusal::user(
                UserErrorCode::Taken,
                "kind",
                "the plan has this track already",
                "planen har allerede sporet",
            ));
        }
        let_in(work, &file, holder, unit.id).await?;
        let next = Model { unit_id: Some(unit.id), responsible_id: responsible, ..track.clone() };
        let open = TrackFile { file, plan, track, holder };
        let done = open.succeed(work, &open.track, next, "TRACK_OPENED").await?;
        let (id, citizen, case) = (open.track.id, open.file.citizen(), open.file.id());
        let target = Target::in_case(EntityKind::Track, id, citizen, case);
        sent.keep(work, target, open.track.version + 1).await?;
        return Ok(done);
    }
    let id = work.id();
    let row = Model {
        citizen_id: file.citizen(),
        row_id: id,
        id,
        case_id: file.id(),
        version: 1,
        recorded_at: work.now,
        superseded_at: None,
        plan_id: plan.id,
        kind: Code(kind),
        organisation_id: holder.id.0,
        unit_id: Some(unit.id),
        responsible_id: responsible,
        author_id: None,
        removed_reason: None,
    };
    if held.is_none_or(|held| held.unit_id != row.unit_id) {
        let_in(work, &file, holder, unit.id).await?;
    }
    let held = held.cloned();
    let track = held.clone().unwrap_or_else(|| row.clone());
    let open = TrackFile { file, plan, track, holder };
    let noted = ("TRACK_OPENED", "TRACK_UPDATED");
    Box::pin(open.send(work, &sent, (held.as_ref(), row), noted)).await
}

/// Changes who is responsible. Another unit takes part from then on; the former stays until its
/// participation is ended.
pub(crate) async fn update_track(
    work: &mut Work<'_>,
    input: UpdateTrackInput,
) -> Result<Done, Refusal> {
    let open = TrackFile::open(work, "trackId", &input.track_id).await?;
    open.require_writer()?;
    let (file, held) = (&open.file, &open.track);
    expect_version("expectedVersion", input.expected_version, held.version)?;
    let mut check = Check::default();
    let mut next = held.clone();
    if let Some(id) = &input.unit_id {
        let unit = check.unit("unitId", Some(id), Some(open.holder), &file.directory);
        if let Some(unit) = unit.filter(|unit| Some(*unit) != held.unit_id) {
            may_let_in(&mut check, file, open.holder, unit);
            next.unit_id = Some(unit);
        }
    }
    match &input.responsible_id {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => next.responsible_id = None,
        MaybeUndefined::Value(id) => {
            let of = Some((open.holder, today(work.now)));
            next.responsible_id =
                check.professional("responsibleId", Some(id), of, &file.directory);
        }
    }
    check.done()?;
    if let Some(unit) = next.unit_id.filter(|_| next.unit_id != held.unit_id) {
        let_in(work, file, open.holder, unit).await?;
    }
    open.succeed(work, held, next, "TRACK_UPDATED").await
}

/// Removes a track, and with it from view all that stands in it: what of that the caller does not
/// see is not asked after.
pub(crate) async fn remove_track(
    work: &mut Work<'_>,
    input: RemoveTrackInput,
) -> Result<Done, Refusal> {
    let open = TrackFile::open(work, "trackId", &input.track_id).await?;
    open.require_writer()?;
    let why = (input.reason.as_str(), input.expected_version);
    open.remove(work, &open.track, why, "TRACK_REMOVED").await
}

/// Whether the unit may be let into the case: by the coordinator, where an effective clause or basis
/// names its organisation (R17); by an administration itself, its caller's own unit.
fn may_let_in(check: &mut Check, file: &CaseFile, holder: Organisation, unit: Uuid) {
    if file.is_coordinator() {
        let flaw = may_invite(file.law.facts(), holder, file.now());
        check.flaws(flaw.map(|flaw| Flaw { path: "unitId".to_owned(), ..flaw }));
        return;
    }
    check.that(
        file.viewer().unit.is_some_and(|own| own.0 == unit),
        "unitId",
        "name your own unit; the coordinator lets in others",
        "angiv egen enhed; koordinatoren inddrager andre",
    );
}

/// The unit takes part by its track, and holds it. An administration that opens its own lets nobody
/// in: it takes part already, and no longer than the coordinator said.
async fn let_in(
    work: &Work<'_>,
    file: &CaseFile,
    holder: Organisation,
    unit: Uuid,
) -> Result<(), AppError> {
    let leads = holder.id == file.lead().id;
    if file.is_coordinator() || leads {
        let who = (holder.id.0, Some(unit), None);
        take_part(work, file, who, ParticipationOrigin::Track).await?;
    }
    // What the lead holds needs no such note while it leads.
    if leads { Ok(()) } else { work.hold(file, holder.id.0, Some(unit), None).await }
}

/// The track of this kind that the administration holds in a plan.
fn standing(file: &CaseFile, plan: Uuid, kind: TrackKind, holder: Organisation) -> Option<&Model> {
    file.rows.tracks.iter().find(|t| {
        t.plan_id == plan
            && t.kind.0 == kind
            && t.organisation_id == holder.id.0
            && t.stands(None)
            && t.removed_reason.is_none()
    })
}
