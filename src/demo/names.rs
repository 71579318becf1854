//! Names, streets, phones and e-mails of people who do not exist.

use super::rng::Rng;

const WOMEN: &[&str] = &[
    "Anna", "Astrid", "Birgit", "Camilla", "Dorte", "Ellen", "Fatima", "Freja", "Gitte", "Hanne",
    "Ida", "Inge", "Jette", "Karen", "Kirsten", "Laila", "Lene", "Maja", "Mette", "Nadia", "Pia",
    "Rikke", "Signe", "Sofie", "Tove", "Ulla", "Yasmin", "Vibeke", "Zeynep", "Åse",
];
const MEN: &[&str] = &[
    "Ahmed",
    "Anders",
    "Bo",
    "Carl",
    "Christian",
    "Erik",
    "Finn",
    "Frederik",
    "Gert",
    "Hans",
    "Ibrahim",
    "Jens",
    "Jonas",
    "Kasper",
    "Kurt",
    "Lars",
    "Mads",
    "Martin",
    "Mikkel",
    "Niels",
    "Ole",
    "Omar",
    "Per",
    "Rasmus",
    "Søren",
    "Thomas",
    "Torben",
    "Ulrik",
    "Viggo",
    "Øjvind",
];
const MIDDLE: &[&str] = &["Bech", "Dahl", "Falk", "Holst", "Krogh", "Lund", "Ravn", "Vang"];
const LAST: &[&str] = &[
    "Abdi",
    "Andersen",
    "Bang",
    "Bertelsen",
    "Brandt",
    "Christensen",
    "Demir",
    "Eriksen",
    "Friis",
    "Hansen",
    "Haugaard",
    "Iversen",
    "Jensen",
    "Juhl",
    "Kjær",
    "Kristensen",
    "Larsen",
    "Lauridsen",
    "Madsen",
    "Mikkelsen",
    "Nielsen",
    "Nygaard",
    "Olsen",
    "Overgaard",
    "Pedersen",
    "Poulsen",
    "Rahimi",
    "Rasmussen",
    "Skov",
    "Sørensen",
    "Thomsen",
    "Toft",
    "Vestergaard",
    "Winther",
    "Yilmaz",
    "Østergaard",
];
const STREETS: &[&str] = &[
    "Eksempelgade",
    "Prøvevænget",
    "Mønsterstræde",
    "Skitsevej",
    "Udkastgade",
    "Kladdevej",
    "Forlægget",
    "Modelgården",
    "Skabelonvej",
    "Tænkt Allé",
    "Opdigtet Plads",
    "Påfundsvej",
];
const QUARTERS: &[&str] = &[
    "2200 København N",
    "2300 København S",
    "1650 København V",
    "2400 København NV",
    "2100 København Ø",
    "2450 København SV",
    "2500 Valby",
    "2700 Brønshøj",
];
/// Languages for which an interpreter comes.
pub(super) const LANGUAGES: &[&str] =
    &["arabisk", "somali", "tyrkisk", "farsi", "polsk", "ukrainsk", "dansk tegnsprog"];

/// A full name.
pub(super) fn person(rng: &mut Rng) -> String {
    let first = if rng.chance(50) { rng.pick(WOMEN) } else { rng.pick(MEN) };
    let last = rng.pick(LAST);
    if rng.chance(30) {
        let middle = rng.pick(MIDDLE);
        format!("{first} {middle} {last}")
    } else {
        format!("{first} {last}")
    }
}

/// An address on a street that does not exist.
pub(super) fn address(rng: &mut Rng) -> String {
    let (street, quarter) = (rng.pick(STREETS), rng.pick(QUARTERS));
    let number = rng.between(1, 148);
    let side = rng.pick(&["tv.", "th.", "mf."]);
    match rng.between(0, 5) {
        0 => format!("{street} {number}, st. {side}, {quarter}"),
        floor => format!("{street} {number}, {floor}. {side}, {quarter}"),
    }
}

/// A phone number; no subscriber's number begins with 0.
pub(super) fn phone(rng: &mut Rng) -> String {
    let (a, b, c) = (rng.below(100), rng.below(100), rng.below(100));
    format!("+45 00 {a:02} {b:02} {c:02}")
}

/// An e-mail address under a domain that cannot exist (RFC 2606).
pub(super) fn email(name: &str, host: &str) -> String {
    let mut local = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'æ' => local.push_str("ae"),
            'ø' => local.push_str("oe"),
            'å' => local.push_str("aa"),
            ' ' => local.push('.'),
            letter if letter.is_ascii_alphanumeric() => local.push(letter),
            _ => {}
        }
    }
    format!("{local}@{host}.example")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_plain_ascii_and_cannot_be_delivered() {
        assert_eq!(email("Åse Bech Østergaard", "sof"), "aase.bech.oestergaard@sof.example");
    }
}
