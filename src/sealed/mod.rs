//! Values travel sealed: a record leaves the store under the verdict that holds for this caller,
//! this citizen, this case and this instant. There is one way to get at a field, [`Sealed::open`];
//! it asks the verdict, and writes to the request's [`Ledger`] either way.

mod ledger;

use std::sync::Arc;

use law::fields::{By, Field};
use law::{Category, CategorySet, Opening, Reason, Tier, Verdict};
pub use ledger::{Account, Entry, Ledger, Subject};

/// The verdict over records of the same holders, and the account that their openings go to.
#[derive(Debug)]
pub struct Seal {
    verdict: Verdict,
    ledger: Arc<Ledger>,
    account: usize,
    subject: Subject,
}

impl Seal {
    /// A seal for records about `subject`; opens an account in the ledger.
    #[must_use]
    pub fn new(verdict: Verdict, subject: Subject, ledger: &Arc<Ledger>) -> Arc<Self> {
        let account = ledger.account(subject.clone(), &verdict);
        Arc::new(Self { verdict, ledger: Arc::clone(ledger), account, subject })
    }

    /// The verdict itself: policy, never a value.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.verdict
    }
}

/// What the law is asked about one field of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Whose data, held by whom.
    pub subject: Subject,
    /// Categories that must all be granted.
    pub categories: CategorySet,
    /// The tier that must open.
    pub tier: Tier,
}

/// A record under seal. Its fields open one by one; the record itself never leaves.
#[derive(Clone, Debug)]
pub struct Sealed<M> {
    record: M,
    seal: Arc<Seal>,
    row: CategorySet,
    tags: Option<CategorySet>,
    tier: Tier,
    stricter: &'static [(&'static Field, Tier)],
    apart: Option<(&'static [&'static Field], Arc<Seal>)>,
    telling: Option<(&'static [&'static Field], CategorySet)>,
}

impl<M> Sealed<M> {
    /// Seals a record. `row` are the categories that the row itself carries: its existence tells
    /// (the row itself tells). They are asked for with every field.
    #[must_use]
    pub fn new(record: M, seal: &Arc<Seal>, row: CategorySet) -> Self {
        let seal = Arc::clone(seal);
        Self {
            record,
            seal,
            row,
            tags: None,
            tier: Tier::Shared,
            stricter: &[],
            apart: None,
            telling: None,
        }
    }

    /// The categories that the author of the record's free text set; they stand in place of the
    /// table's for every field that is classified by tags.
    #[must_use]
    pub fn tagged(mut self, tags: Option<CategorySet>) -> Self {
        self.tags = tags;
        self
    }

    /// Seals a record whose whole row is of a tier (drafts, third parties' statements).
    #[must_use]
    pub fn with_tier(mut self, tier: Tier) -> Self {
        self.tier = tier;
        self
    }

    /// Holds fields to a stricter tier than the table says, for this record (address protection).
    #[must_use]
    pub fn stricter(mut self, fields: &'static [(&'static Field, Tier)]) -> Self {
        self.stricter = fields;
        self
    }

    /// Fields of the record that others hold than hold the row: they open under a seal of their own.
    #[must_use]
    pub fn apart(mut self, fields: &'static [&'static Field], seal: Arc<Seal>) -> Self {
        self.apart = Some((fields, seal));
        self
    }

    /// Fields whose value tells of more than the row does, as the name of a hospital does, and of
    /// what: asked for besides. To who may not see that they look empty, since what is asked for
    /// follows from the value.
    #[must_use]
    pub fn telling(mut self, fields: &'static [&'static Field], of: CategorySet) -> Self {
        self.telling = Some((fields, of));
        self
    }

    /// The verdict over this record: policy, never a value.
    #[must_use]
    pub fn verdict(&self) -> &Verdict {
        &self.seal.verdict
    }

    /// Opens a field: the projection of the record if every category is granted, else nothing.
    /// Either way the ledger has it.
    pub fn open<T>(&self, field: &'static Field, project: impl FnOnce(&M) -> T) -> Option<T> {
        let seal = self.seal_of(field);
        let asked = self.asked(field).union(self.told_by(field));
        match self.judge(field, asked) {
            Opening::Granted => {
                let told = seal.ledger.disclosed(seal.account, field, asked);
                told.then(|| project(&self.record))
            }
            Opening::Refused(category, reason) => {
                seal.ledger.withheld(seal.account, field, category, reason);
                #[cfg(feature = "planted-leaks")]
                if crate::planted::opens(field) {
                    return Some(project(&self.record));
                }
                None
            }
        }
    }

    /// What a planted leak reads past the seal.
    #[cfg(feature = "planted-leaks")]
    pub(crate) fn past<T>(&self, project: impl FnOnce(&M) -> T) -> T {
        project(&self.record)
    }

    /// Whether this row may stand in a list field, and writes so to the ledger. A row that may not
    /// be seen is not there.
    #[must_use]
    pub fn shows_in(&self, list: &'static Field) -> bool {
        self.open(list, |_| ()).is_some()
    }

    /// What every viewer of the row may see of it: keys, positions, states. Asks for the row's own
    /// categories and tier; nothing of the field table opens this way.
    pub fn outline<T>(&self, project: impl FnOnce(&M) -> T) -> Option<T> {
        match self.seal.verdict.open(self.row, self.tier) {
            Opening::Granted if self.seal.verdict.relation != law::Relation::None => {
                let Seal { ledger, account, .. } = &*self.seal;
                ledger.holds(*account).then(|| project(&self.record))
            }
            _ => None,
        }
    }

    /// Whether a field would open, whatever its value; asks policy only and leaves no trace (the
    /// `withheld` list).
    #[must_use]
    pub fn refusal(&self, field: &'static Field) -> Option<(Category, Reason)> {
        match self.judge(field, self.asked(field)) {
            Opening::Granted => None,
            Opening::Refused(category, reason) => Some((category, reason)),
        }
    }

    /// What is asked of the law before a field of this record opens: policy, for who may see the
    /// row and asks why (`explain`).
    #[must_use]
    pub fn question(&self, field: &'static Field) -> Question {
        let tier = self.tier_of(field);
        Question {
            subject: self.seal_of(field).subject.clone(),
            categories: self.asked(field),
            tier: if tier == Tier::Shared { self.tier } else { tier },
        }
    }

    fn judge(&self, field: &'static Field, asked: CategorySet) -> Opening {
        match self.seal_of(field).verdict.open(asked, self.tier_of(field)) {
            Opening::Granted if self.tier != Tier::Shared => {
                self.seal.verdict.open(self.row, self.tier)
            }
            opening => opening,
        }
    }

    /// The seal that a field opens under.
    fn seal_of(&self, field: &'static Field) -> &Seal {
        let apart = self.apart.as_ref();
        let apart =
            apart.filter(|(fields, _)| fields.iter().any(|held| std::ptr::eq(*held, field)));
        apart.map_or(&self.seal, |(_, seal)| seal)
    }

    /// The tier that is asked for. A stricter one counts only against whom the field would open
    /// to: to everyone else a record that is held stricter (a protected address) looks like any
    /// other, in its reasons too.
    fn tier_of(&self, field: &'static Field) -> Tier {
        let held = self.stricter.iter().find(|(held, _)| std::ptr::eq(*held, field));
        let verdict = &self.seal_of(field).verdict;
        let opens = || verdict.open(self.asked(field), field.tier) == Opening::Granted;
        held.filter(|_| opens()).map_or(field.tier, |(_, tier)| *tier)
    }

    /// What the value of a field tells of besides.
    fn told_by(&self, field: &'static Field) -> CategorySet {
        let telling =
            self.telling.filter(|(fields, _)| fields.iter().any(|f| std::ptr::eq(*f, field)));
        telling.map_or(CategorySet::NONE, |(_, of)| of)
    }

    /// Every category that is asked for with the field: the table's or its author's tags, and the
    /// row's own.
    fn asked(&self, field: &Field) -> CategorySet {
        let categories = match (field.by, self.tags) {
            (By::Tags, Some(tags)) => tags,
            _ => field.categories,
        };
        categories.union(self.row)
    }
}

#[cfg(test)]
mod tests {
    use law::Relation;
    use law::fields::citizen::address;
    use law::words::CitizenId;

    use super::*;

    const PROTECTED: &[(&Field, Tier)] = &[(&address, Tier::LeadOnly)];

    fn seal(granted: &[Category], author: bool, ledger: &Arc<Ledger>) -> Arc<Seal> {
        let granted = CategorySet::of(granted);
        let mut verdict = Verdict::unknown();
        (verdict.relation, verdict.granted, verdict.author) = (Relation::Holder, granted, author);
        let subject = Subject {
            citizen: Some(CitizenId(sea_orm::prelude::Uuid::nil())),
            case: None,
            purpose: None,
            holders: Vec::new(),
            journal: false,
        };
        Seal::new(verdict, subject, ledger)
    }

    fn citizen(granted: &[Category]) -> Sealed<()> {
        Sealed::new((), &seal(granted, false, &Arc::default()), CategorySet::NONE)
    }

    #[test]
    fn what_others_hold_of_a_row_opens_under_their_seal_and_is_accounted_for_there() {
        use law::fields::council_case::{decisionText, deliberation};
        const APART: &[&Field] = &[&deliberation];
        const BOTH: &[Category] = &[Category::Health, Category::Social];
        let ledger = Arc::default();
        let (row, sat) = (seal(&[Category::Social], false, &ledger), seal(BOTH, true, &ledger));
        let sealed = Sealed::new((), &row, CategorySet::NONE).apart(APART, Arc::clone(&sat));
        assert_eq!(sealed.open(&deliberation, |()| 1), Some(1));
        assert_eq!(sealed.open(&decisionText, |()| 2), Some(2));
        let away = Sealed::new((), &sat, CategorySet::NONE).apart(APART, row);
        assert_eq!(away.open(&deliberation, |()| 1), None);
        assert_eq!(away.refusal(&deliberation), Some((Category::Health, Reason::AuthorOnly)));
        let accounts = ledger.close();
        let entries: Vec<_> = accounts.iter().map(|account| account.entries.len()).collect();
        assert_eq!(entries, [2, 1], "each under the seal that it was asked of");
    }

    #[test]
    fn what_a_value_tells_of_besides_looks_empty_to_who_may_not_see_that() {
        use law::fields::citizen::name;
        const NAMES: &[&Field] = &[&address];
        let health = CategorySet::of(&[Category::Health]);
        let open = [Category::Process, Category::Identity];
        let plain = citizen(&open);
        let (ledger, telling) = (Arc::default(), plain.clone().telling(NAMES, health));
        assert_eq!(telling.open(&address, |()| 1), None);
        assert_eq!(telling.refusal(&address), None);
        assert_eq!(telling.question(&address), plain.question(&address));
        assert_eq!(telling.open(&name, |()| 1), Some(1));
        let seal = seal(&[open[0], open[1], Category::Health], false, &ledger);
        let telling = Sealed::new((), &seal, CategorySet::NONE).telling(NAMES, health);
        assert_eq!(telling.open(&address, |()| 1), Some(1));
        let of = CategorySet::of(&[Category::Identity, Category::Health]).bits();
        assert_eq!(ledger.close()[0].entries, [Entry::Disclosed(address.number, of)]);
    }

    #[test]
    fn a_protected_address_looks_like_any_other_to_who_may_see_neither() {
        let open = citizen(&[Category::Process]);
        let held = open.clone().stricter(PROTECTED);
        assert_eq!(open.refusal(&address), Some((Category::Identity, Reason::NoConsent)));
        assert_eq!(held.refusal(&address), open.refusal(&address));
        assert_eq!(held.question(&address), open.question(&address));

        let open = citizen(&[Category::Process, Category::Identity]);
        let held = open.clone().stricter(PROTECTED);
        assert_eq!(open.refusal(&address), None);
        assert_eq!(held.refusal(&address), Some((Category::Identity, Reason::LeadOnly)));
    }

    #[test]
    fn what_is_opened_again_is_written_once_and_nothing_opens_once_the_ledger_is_closed() {
        let ledger = Arc::default();
        let seal = seal(&[Category::Process, Category::Identity], false, &ledger);
        let sealed = Sealed::new((), &seal, CategorySet::NONE);
        for _ in 0..2 {
            assert_eq!(sealed.open(&address, |()| 1), Some(1));
        }
        assert_eq!(ledger.close()[0].entries.len(), 1);
        let later = self::seal(&[Category::Process], false, &ledger);
        assert_eq!(sealed.open(&address, |()| 1), None);
        assert_eq!(sealed.outline(|()| 1), None);
        assert_eq!(Sealed::new((), &later, CategorySet::NONE).outline(|()| 1), Some(1));
        let accounts = ledger.close();
        assert_eq!(accounts.len(), 1, "of what was sealed later");
        assert!(accounts[0].entries.is_empty(), "and nothing of what was sealed before");
    }

    #[test]
    fn a_candidate_is_of_the_request_once_it_is_taken_in_with_what_is_opened_before_and_after() {
        let ledger = Ledger::default();
        let open = [Category::Process, Category::Identity];
        let candidate = || {
            let own = Arc::default();
            let sealed = Sealed::new((), &seal(&open, false, &own), CategorySet::NONE);
            assert!(sealed.shows_in(&address));
            (own, sealed)
        };
        let ((listed, of_listed), (passed_by, of_passed_by)) = (candidate(), candidate());
        ledger.take_in(listed);
        assert_eq!(of_listed.open(&law::fields::citizen::name, |()| 1), Some(1));
        assert_eq!(of_passed_by.open(&law::fields::citizen::name, |()| 1), Some(1));
        drop(passed_by);
        let accounts = ledger.close();
        let entries: Vec<_> = accounts.iter().map(|account| account.entries.len()).collect();
        assert_eq!(entries, [2], "of the one that was taken in alone");
        assert!(ledger.close().is_empty());
    }
}
