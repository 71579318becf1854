//! Unknown and forbidden look the same: whatever names something that the caller has no relation
//! to is answered as what names nothing, to the byte, and costs the same statements.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde_json::Value;
use stifinder::domain::{CaseRef, EntityKind, GlobalId};
use uuid::Uuid;

use super::chance::Chance;
use super::family::{exempt, token};
use super::make::{For, Maker};
use super::member::Member;
use super::operation::{Operation, Written};
use super::pool::{Pool, Shown};
use super::sight::{Looker, Sight};

/// What of a root field's arguments is a number that tells whose it is: who may register citizens
/// learns from a number whether it is registered (R40), by declaration.
const TELLS: &[&str] = &["registerCitizen", "correctCitizenIdentifier"];

/// Names in an operation what the looker has no relation to, and in its copy what is not there.
struct Renaming<'a> {
    sight: &'a Sight<'a>,
    known: BTreeSet<Uuid>,
    opens: bool,
    ids: BTreeMap<Uuid, Uuid>,
    chance: Chance,
    renamed: usize,
}

impl<'a> Renaming<'a> {
    fn new(sight: &'a Sight<'a>, now: DateTime<Utc>, chance: Chance) -> Self {
        let shown = sight.shown().filter_map(|(table, row)| sight.state.rows(table).id(row, "id"));
        let (known, ids) = (shown.collect(), BTreeMap::new());
        Self { sight, known, opens: sight.looker.opens_cases(now), ids, chance, renamed: 0 }
    }

    /// Whether an id names what the looker has no relation to.
    fn forbidden(&self, id: GlobalId) -> bool {
        use EntityKind as K;
        match id.kind {
            K::Organisation | K::Unit | K::Professional | K::Membership => false,
            // An admin sees every client and key.
            K::Client | K::ClientSecret | K::SigningKey | K::TrustedIssuer
                if self.sight.looker.viewer.roles.has(law::Role::Admin) =>
            {
                false
            }
            // Who may open cases gets a citizen's id by the number.
            K::Citizen if self.opens => false,
            _ => match id.any_case() {
                Some(case) => !self.sight.related.contains(&case.id),
                None => !self.known.contains(&id.id),
            },
        }
    }

    fn other(&mut self, id: Uuid) -> Uuid {
        let bits = u128::from(self.chance.number()) << 64 | u128::from(self.chance.number());
        *self.ids.entry(id).or_insert(Uuid::from_u128(bits))
    }

    fn rename(&mut self, value: &mut Value, numbers: bool) {
        match value {
            Value::Array(list) => list.iter_mut().for_each(|value| self.rename(value, numbers)),
            Value::Object(object) => {
                object.values_mut().for_each(|value| self.rename(value, numbers));
            }
            Value::String(text) => {
                let id = GlobalId::parse(text).filter(|id| id.to_string() == *text);
                if let Some(id) = id.filter(|id| self.forbidden(*id)) {
                    let case = id.case.map(|case| CaseRef { id: self.other(case.id), ..case });
                    *text = GlobalId { case, id: self.other(id.id), ..id }.to_string();
                    self.renamed += 1;
                } else if numbers && self.is_number(text) {
                    *text = self.other_number(text);
                    self.renamed += 1;
                }
            }
            _ => {}
        }
    }

    /// A number that nobody has, of somebody born on the same day.
    fn other_number(&self, held: &str) -> String {
        let other = (0..1000).map(|end| format!("{}{end:03}", &held[..7]));
        let state = self.sight.state;
        let is_had = |number: &String| {
            state.citizen.iter().any(|c| c.cpr == *number)
                || state.former_identifier.iter().any(|f| f.number == *number)
        };
        other.into_iter().find(|number| !is_had(number)).expect("a number that nobody has")
    }

    /// Whether a text is the number of a citizen that the looker has no relation to.
    fn is_number(&self, text: &str) -> bool {
        let state = self.sight.state;
        let held = state.citizen.iter().find(|c| c.cpr == text).map(|c| c.id);
        let former = || state.former_identifier.iter().find(|f| f.number == text);
        let citizen = held.or_else(|| former().map(|f| f.citizen_id));
        citizen.is_some_and(|id| !self.known.contains(&id))
    }
}

/// Root fields that were asked with something forbidden.
pub(super) type Asked = BTreeMap<String, usize>;

/// Asks a looker's operations by what is forbidden and by what is not there; what differs, once
/// for each root field.
pub(super) async fn compare(
    member: &mut Member,
    maker: &Maker,
    chance: &mut Chance,
    (looker, now): (&Looker, DateTime<Utc>),
    rounds: usize,
    asked: &mut Asked,
    found: &mut BTreeMap<String, String>,
) {
    let state = member.state().clone();
    let sight = Sight::of(&state, looker, now);
    let mut pool = Pool::default();
    pool.add(&state);
    // Near is what the looker has nothing to do with.
    let unrelated = state.coordination_case.iter().map(|case| case.id);
    pool.near = unrelated.filter(|id| !sight.related.contains(id)).collect();
    pool.sort();
    let token = token(member, looker, now).await.unwrap();
    let shown = Shown::default();
    let of = For { pool: &pool, shown: &shown, now, exempt: exempt(looker) };
    // The first request of a client reads it; the next ones know it.
    let hello = Written { query: "{ __typename }".to_owned(), variables: Value::Null };
    member.ask(&token, &hello, false, 1, now).await;
    let roots: Vec<(bool, String)> = [(false, "Query"), (true, "Mutation")]
        .into_iter()
        .flat_map(|(mutation, root)| {
            maker.schema.fields(root).iter().map(move |f| (mutation, f.name.clone()))
        })
        .collect();
    for (mutation, root) in roots {
        if of.exempt.contains(&root.as_str()) || found.contains_key(&root) {
            continue;
        }
        for _ in 0..rounds {
            let operation = match mutation {
                true => maker.mutation(chance, &of, &root),
                false => maker.query_of(chance, &of, &root),
            };
            let mut copy = operation.clone();
            let mut renaming = Renaming::new(&sight, now, Chance::of(chance.number(), 3));
            let numbers = !TELLS.contains(&root.as_str());
            copy.each_argument(&mut |_, _, value| renaming.rename(value, numbers));
            if renaming.renamed == 0 {
                continue;
            }
            *asked.entry(root.clone()).or_default() += 1;
            let told = differ(member, maker, &token, now, (&operation, &copy)).await;
            if let Some(told) = told {
                found.insert(root, format!("{} ({:?}): {told}", looker.name, looker.viewer));
                break;
            }
        }
    }
}

async fn differ(
    member: &mut Member,
    maker: &Maker,
    token: &str,
    now: DateTime<Utc>,
    (operation, copy): (&Operation, &Operation),
) -> Option<String> {
    let mut answers = Vec::new();
    for operation in [operation, copy] {
        let written = operation.write(&maker.schema);
        member.hear();
        let answer = member.ask(token, &written, operation.danish, 1, now).await;
        let statements: Vec<_> = member.hear().iter().map(|sql| folded(sql)).collect();
        answers.push((written, answer, statements));
    }
    let [(written, one, work), (other_written, other, other_work)] = answers.as_slice() else {
        return None;
    };
    let asked = || {
        let (a, b) = (&written.query, &written.variables);
        format!("{a} {b}\n  and {} {}", other_written.query, other_written.variables)
    };
    if one.status != other.status || one.text != other.text || one.headers != other.headers {
        return Some(format!("{}\n  {}\n  {}", asked(), one.text, other.text));
    }
    if work != other_work {
        let at = work.iter().zip(other_work).position(|(a, b)| a != b);
        let at = at.unwrap_or(work.len().min(other_work.len()));
        let told = |work: &[String]| work.get(at).cloned().unwrap_or_default();
        return Some(format!(
            "{}\n  {} and {} statements, the {at}th differs:\n  {}\n  {}",
            asked(),
            work.len(),
            other_work.len(),
            told(work),
            told(other_work)
        ));
    }
    None
}

/// A statement; the rows that it puts into the log are not counted: a look-up leaves one for each
/// case that it named (R38), by declaration.
fn folded(sql: &str) -> String {
    match sql.split_once(" VALUES ") {
        Some((head, _)) if head.starts_with("INSERT INTO access_log (") => head.to_owned(),
        _ => sql.to_owned(),
    }
}
