//! The decision once more, straight from the text: no windows, no sets, one category at a time,
//! every fact looked up anew. Slow on purpose, and written apart from the crate's way of doing it.

use chrono::{Datelike, NaiveDate, TimeZone};
use chrono_tz::Europe::Copenhagen;
use law::facts::*;
use law::words::*;
use law::{Ask, Basis, Direction, Facts, OrganisationKind as Kind, Reason, Relation};

/// How one category comes out: every basis that would carry it, or why it is refused.
pub(crate) type Outcome = Result<Vec<Basis>, Reason>;

pub(crate) struct Answer {
    pub(crate) relation: Relation,
    pub(crate) author: bool,
    pub(crate) lead: bool,
    pub(crate) categories: Vec<(Category, Outcome)>,
}

fn local_day(t: Instant) -> NaiveDate {
    t.with_timezone(&Copenhagen).date_naive()
}

fn midnight(day: NaiveDate) -> Instant {
    Copenhagen
        .with_ymd_and_hms(day.year(), day.month(), day.day(), 0, 0, 0)
        .single()
        .unwrap()
        .to_utc()
}

fn years_later(day: NaiveDate, years: i32) -> NaiveDate {
    NaiveDate::from_ymd_opt(day.year() + years, day.month(), day.day())
        .unwrap_or_else(|| NaiveDate::from_ymd_opt(day.year() + years, 2, 28).unwrap())
}

fn health(kind: Kind) -> bool {
    [Kind::RegionalPsychiatry, Kind::Hospital, Kind::GeneralPractice, Kind::SpecialistPractice]
        .contains(&kind)
}

#[derive(PartialEq)]
enum Now {
    Effective,
    NotYet,
    Withdrawn,
    Expired,
}

/// "Effective": max(signed, from) ≤ t < the earliest of the limits.
fn now(f: &Facts, k: &Consent, c: &Clause, giver: Kind, t: Instant) -> Now {
    let signed_day = local_day(k.signed_at);
    let dkk_2012 = signed_day < NaiveDate::from_ymd_opt(2018, 5, 25).unwrap();
    let mut limits = vec![midnight(years_later(signed_day, 3))];
    limits.extend(c.to.map(midnight));
    limits.extend(f.closed_at);
    if dkk_2012 && c.direction == Direction::Disclose {
        limits.push(midnight(years_later(signed_day, 1)));
    }
    if health(giver) && c.purpose != Purpose::Treatment {
        limits.push(midnight(years_later(signed_day, 1)));
    }
    for a in &f.assignments {
        let Some(end) = a.to else { continue };
        let somebody_goes_on =
            f.assignments.iter().any(|b| b.from <= end && b.to.is_none_or(|to| end < to));
        if a.from < end && k.signed_at < end && !somebody_goes_on {
            limits.push(end);
        }
    }
    let withdrawals: Vec<Instant> = k.withdrawn_at.into_iter().chain(c.withdrawn_at).collect();
    let lapse = limits.iter().min().copied().unwrap();
    match withdrawals.iter().min() {
        Some(w) if *w <= t && *w <= lapse => Now::Withdrawn,
        _ if lapse <= t => Now::Expired,
        _ if t < k.signed_at || c.from.is_some_and(|day| local_day(t) < day) => Now::NotYet,
        _ => Now::Effective,
    }
}

fn takes_part(f: &Facts, o: OrganisationId, t: Instant) -> Vec<&Participation> {
    f.participations
        .iter()
        .filter(|p| p.organisation.id == o && p.from <= t && p.to.is_none_or(|to| t < to))
        .collect()
}

fn counterpart(f: &Facts, c: &Clause, o: OrganisationId, t: Instant) -> bool {
    c.counterparts.contains(&Counterpart::Organisation(o))
        || takes_part(f, o, t)
            .iter()
            .any(|p| c.counterparts.contains(&Counterpart::Kind(p.organisation.kind)))
}

fn purpose_fits(f: &Facts, c: &Clause, a: Kind, b: Kind) -> bool {
    if c.purpose == Purpose::Treatment { health(a) && health(b) } else { c.purpose == f.purpose }
}

/// What a basis covers of one category at t.
fn covers(b: &StatutoryBasis, category: Category, t: Instant) -> bool {
    let in_time = b.from <= t && b.to.is_none_or(|to| t < to);
    let allowed = match b.provision {
        Provision::LegalSecurity11a2 => {
            category == Category::Economy
                && [
                    Kind::SocialAdministration,
                    Kind::HealthAndCareAdministration,
                    Kind::EmploymentAdministration,
                    Kind::ChildrenAndYouthAdministration,
                    Kind::PrisonAndProbation,
                    Kind::OtherAuthority,
                    Kind::UnemploymentFund,
                ]
                .contains(&b.holder.kind)
        }
        Provision::LegalSecurity11a3 => {
            !b.objected && b.objection_deadline.is_some_and(|last| local_day(t) > last)
        }
        _ => true,
    };
    in_time && allowed && b.categories.has(category)
}

/// Does an effective clause or basis name the organisation?
fn named(f: &Facts, v: Organisation, t: Instant) -> bool {
    let by_clause = f.consents.iter().any(|k| {
        k.clauses.iter().any(|c| {
            let other = c.granted_to;
            // As counterpart: it gives, or is given.
            let giver = if c.direction == Direction::Disclose { other.kind } else { v.kind };
            let as_counterpart = counterpart(f, c, v.id, t)
                && purpose_fits(f, c, v.kind, other.kind)
                && now(f, k, c, giver, t) == Now::Effective;
            // As the authority it is given to: for some giver it must still hold.
            let kind_of = |id: OrganisationId| {
                let known = f.participations.iter().map(|p| p.organisation);
                let known = known.chain(f.holdings.iter().map(|h| h.organisation));
                known.filter(|o| o.id == id).map(|o| o.kind).next()
            };
            let givers: Vec<Kind> = if c.direction == Direction::Disclose {
                vec![other.kind]
            } else {
                c.counterparts
                    .iter()
                    .map(|p| match p {
                        Counterpart::Kind(kind) => *kind,
                        Counterpart::Organisation(id) => kind_of(*id).unwrap_or(Kind::Bank),
                    })
                    .collect()
            };
            let still = givers.iter().any(|g| now(f, k, c, *g, t) == Now::Effective)
                || givers.is_empty() && now(f, k, c, Kind::Bank, t) == Now::Effective;
            let as_grantee = other.id == v.id && purpose_fits(f, c, v.kind, v.kind) && still;
            as_counterpart || as_grantee
        })
    });
    let by_basis = f.bases.iter().any(|b| {
        (b.requester.id == v.id || b.holder.id == v.id)
            && Category::ALL.iter().any(|category| covers(b, *category, t))
    });
    by_clause || by_basis
}

fn is_theirs(v: &Viewer, unit: Option<UnitId>, user: Option<UserId>) -> bool {
    let by_name = user.is_some() && user == v.user;
    let in_unit = unit.is_some() && unit == v.unit;
    let works = v.roles.has(Role::Caseworker) || v.roles.has(Role::Partner);
    by_name || (in_unit && (v.user.is_none() || works))
}

pub(crate) fn answer(f: &Facts, a: &Ask<'_>) -> Answer {
    let (v, t) = (a.viewer, a.at);
    let everything = |relation, author, lead, outcome: &dyn Fn(Category) -> Outcome| Answer {
        relation,
        author,
        lead,
        categories: Category::ALL.iter().map(|c| (*c, outcome(*c))).collect(),
    };

    // Rule 1.
    let about = v.citizen == Some(f.citizen);
    if about && v.roles.has(Role::Representative) {
        let scopes: Vec<_> = f
            .representations
            .iter()
            .filter(|r| Some(r.representative) == v.user)
            .filter(|r| r.from <= local_day(t) && r.to.is_none_or(|to| local_day(t) < to))
            .map(|r| r.scope)
            .collect();
        if scopes.iter().any(|s| !s.is_empty()) {
            return everything(Relation::Representative, false, true, &|c| {
                if scopes.iter().any(|s| s.has(c)) {
                    Ok(vec![Basis::Representative])
                } else {
                    Err(Reason::OutOfScope)
                }
            });
        }
    } else if about && v.roles.has(Role::Citizen) {
        return everything(Relation::Citizen, false, true, &|_| Ok(vec![Basis::Citizen]));
    }

    // Rule 2.
    let unknown = || everything(Relation::None, false, false, &|_| Err(Reason::NoConsent));
    let Some(o) = v.organisation else { return unknown() };
    let coordinates = f
        .assignments
        .iter()
        .any(|x| Some(x.coordinator) == v.user && x.from <= t && x.to.is_none_or(|to| t < to));
    let parts = takes_part(f, o.id, t);
    let user_takes_part = parts.iter().any(|p| is_theirs(v, p.unit, p.user));
    let leads = o.id == f.lead.id;
    let in_case_unit =
        v.unit == Some(f.unit) && (v.user.is_none() || v.roles.has(Role::Caseworker));
    let reached = user_takes_part || (coordinates && !parts.is_empty());

    let mut holdings = f.holdings.iter().filter(|h| h.organisation.id == o.id).peekable();
    let holds = !leads
        && holdings.peek().is_some()
        && (coordinates || reached || holdings.any(|h| is_theirs(v, h.unit, h.user)));
    let relation = if leads && (in_case_unit || coordinates) {
        Relation::Lead
    } else if (leads && user_takes_part) || (!leads && reached && named(f, o, t)) {
        Relation::Participant
    } else if holds {
        Relation::Holder
    } else {
        return unknown();
    };

    // Rules 3 and 4.
    let author = a.holders.iter().any(|h| h.id == o.id);
    if author {
        return everything(relation, true, leads, &|_| Ok(vec![Basis::OwnAuthority]));
    }

    let of_lead = a.holders.iter().any(|h| h.id == f.lead.id);
    everything(relation, false, leads, &|category| {
        if holds && of_lead && !a.journal && category == Category::Process {
            return Ok(vec![Basis::HoldsRecords]);
        }
        if relation == Relation::Holder {
            return Err(Reason::NoConsent);
        }
        rules_5_to_7(f, a, o, category)
    })
}

fn rules_5_to_7(f: &Facts, a: &Ask<'_>, v: Organisation, category: Category) -> Outcome {
    let t = a.at;
    let (mut granted, mut told, mut something_opens) = (vec![], vec![], false);
    for k in &f.consents {
        for c in &k.clauses {
            let owner = v.id == f.lead.id || v.id == c.granted_to.id;
            for h in a.holders.iter().filter(|h| purpose_fits(f, c, v.kind, h.kind)) {
                let disclosed = c.granted_to.id == h.id && counterpart(f, c, v.id, t);
                let collected = c.granted_to.id == v.id && counterpart(f, c, h.id, t);
                let right = match c.direction {
                    Direction::Disclose => disclosed && !a.journal,
                    Direction::Collect => collected && !a.journal,
                    Direction::JournalRead => collected && a.journal,
                };
                // What it opens: what it names, and PROCESS of the case for its counterpart.
                let knows = !a.journal
                    && counterpart(f, c, v.id, t)
                    && (c.granted_to.id == h.id || h.id == f.lead.id);
                let giver = if c.direction == Direction::Disclose { c.granted_to } else { v };
                let opening = [
                    (right, h.kind, c.categories.has(category)),
                    (knows, giver.kind, category == Category::Process),
                ];
                for (applies, giver, covers) in opening {
                    if !applies {
                        continue;
                    }
                    match now(f, k, c, giver, t) {
                        Now::Effective => {
                            something_opens = true;
                            if covers {
                                granted.push(Basis::Clause(c.id, c.direction));
                            }
                        }
                        Now::Withdrawn if covers && owner => told.push(Reason::Withdrawn),
                        Now::Expired if covers && owner => told.push(Reason::Expired),
                        _ => {}
                    }
                }
                if !right
                    && (disclosed || collected)
                    && owner
                    && c.categories.has(category)
                    && now(f, k, c, h.kind, t) == Now::Effective
                {
                    told.push(Reason::WrongDirection);
                }
            }
        }
    }
    if !granted.is_empty() {
        return Ok(granted);
    }
    for b in &f.bases {
        if b.requester.id == v.id && a.holders.iter().any(|h| h.id == b.holder.id) {
            something_opens |= Category::ALL.iter().any(|other| covers(b, *other, t));
            if covers(b, category, t) {
                granted.push(Basis::Statutory(b.id, b.provision));
            }
        }
    }
    if !granted.is_empty() {
        return Ok(granted);
    }
    Err([Reason::Withdrawn, Reason::Expired, Reason::WrongDirection]
        .into_iter()
        .find(|reason| told.contains(reason))
        .unwrap_or(if something_opens { Reason::OutOfScope } else { Reason::NoConsent }))
}
