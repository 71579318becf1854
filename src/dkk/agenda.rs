//! The order of the agenda form (udrettedagsorden): two fixed items, the flexible ones, three fixed
//! items; the citizen's own status may stand first. Any item may be removed or moved.

use law::forms::ItemKind::{
    self, AnyOtherBusiness, CitizenStatus, Flexible, MinuteTaker, NetworkMapUpdate, SummingUp,
    Welcome,
};

/// Where a kind stands on the form.
fn rank(kind: ItemKind) -> u8 {
    match kind {
        CitizenStatus => 0,
        Welcome => 1,
        MinuteTaker => 2,
        Flexible => 3,
        NetworkMapUpdate => 4,
        AnyOtherBusiness => 5,
        SummingUp => 6,
    }
}

/// The items of a new agenda, with this many flexible ones.
#[must_use]
pub fn form(flexible: usize, citizen_status_first: bool) -> Vec<ItemKind> {
    let status = citizen_status_first.then_some(CitizenStatus);
    status
        .into_iter()
        .chain([Welcome, MinuteTaker])
        .chain(std::iter::repeat_n(Flexible, flexible))
        .chain([NetworkMapUpdate, AnyOtherBusiness, SummingUp])
        .collect()
}

/// Where an item of a kind is put in an agenda unless said otherwise: after all that stand no
/// later than it on the form.
#[must_use]
pub fn place(agenda: &[ItemKind], new: ItemKind) -> usize {
    agenda.iter().rposition(|kind| rank(*kind) <= rank(new)).map_or(0, |last| last + 1)
}

/// Whether an agenda takes one more item of a kind: what stands on the form stands once.
#[must_use]
pub fn takes(agenda: &[ItemKind], new: ItemKind) -> bool {
    new == Flexible || !agenda.contains(&new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_has_its_nine_items_in_order() {
        assert_eq!(
            form(4, false),
            [
                Welcome,
                MinuteTaker,
                Flexible,
                Flexible,
                Flexible,
                Flexible,
                NetworkMapUpdate,
                AnyOtherBusiness,
                SummingUp
            ]
        );
        assert_eq!(form(0, true)[0], CitizenStatus);
        assert_eq!(form(0, true).len(), 6);
    }

    #[test]
    fn an_item_is_put_where_the_form_has_it() {
        let agenda = form(1, false);
        assert_eq!(place(&agenda, Flexible), 3);
        assert_eq!(place(&agenda, CitizenStatus), 0);
        assert_eq!(place(&[Welcome, AnyOtherBusiness], NetworkMapUpdate), 1);
        assert_eq!(place(&[], SummingUp), 0);
        // Whatever was removed, putting it back gives the form again.
        for (index, kind) in agenda.iter().enumerate() {
            let mut left = agenda.clone();
            left.remove(index);
            assert!(takes(&left, *kind));
            left.insert(place(&left, *kind), *kind);
            assert_eq!(left, agenda);
        }
    }

    #[test]
    fn what_stands_on_the_form_stands_once() {
        let agenda = form(1, true);
        assert!(takes(&agenda, Flexible));
        assert!(!takes(&agenda, Welcome) && !takes(&agenda, CitizenStatus));
    }
}
