//! What each caller sees of the case after a step, as one line each.
//!
//! Letters are categories: P process, H health, S social, E employment, U education, O economy,
//! B housing, N network. A part of the case that a caller sees nothing of is not in the line.

use serde_json::{Value, json};

use super::Story;

/// Everyone who asks after each step. Who is not in a step's table must get the answer of an unknown
/// id, byte for byte.
pub(super) const EVERYONE: &[&str] = &[
    "sofCaseworker",
    "brainInjuryCoordinator",
    "sufCaseworker",
    "councilMember",
    "bifCaseworker",
    "bufCaseworker",
    "hospitalSystem",
    "hospitalPartner",
    "employerPartner",
    "schoolPartner",
    "ellen",
    "citizen",
    "sofOtherUnit",
    "unitLead",
    "unrelated",
];

const SEEN: &str = "query($id: ID!) { brainInjuryCase(id: $id) { status
    referrals { decision phase workStatus educationStatus incomeSource housing relatives citizenWish }
    rehabilitationPlans { startDeadline functionNow totalNeed { health social employment education } }
    councilCases { decisionType question presentationHealth presentationSocial
        presentationEmployment presentationEducation deliberation decisionText tasks { text } }
    coordinationPlan { status overallGoal dependencies { id }
        tracks { kind goals { text } interventions { description } } }
    followUps { date changes relatives work education goalStates { goal { text } } }
    ageTransitions { from dominantNeed } } }";

/// The letters of the fields that are there.
fn letters(of: &Value, fields: &[(&str, char)]) -> String {
    let there = |path: &&(&str, char)| of.pointer(path.0).is_some_and(|value| !value.is_null());
    fields.iter().filter(there).map(|(_, letter)| letter).collect()
}

fn rows<'v>(case: &'v Value, list: &str) -> &'v [Value] {
    case[list].as_array().map_or(&[], Vec::as_slice)
}

fn parts(case: &Value) -> Vec<(&'static str, Vec<String>)> {
    let referral = |row: &Value| {
        letters(
            row,
            &[
                ("/decision", 'P'),
                ("/phase", 'H'),
                ("/citizenWish", 'S'),
                ("/workStatus", 'E'),
                ("/educationStatus", 'U'),
                ("/incomeSource", 'O'),
                ("/housing", 'B'),
                ("/relatives", 'N'),
            ],
        )
    };
    let rehabilitation = |row: &Value| {
        letters(
            row,
            &[
                ("/startDeadline", 'P'),
                ("/functionNow", 'H'),
                ("/totalNeed/social", 'S'),
                ("/totalNeed/employment", 'E'),
                ("/totalNeed/education", 'U'),
            ],
        )
    };
    let council = |row: &Value| {
        let presented = letters(
            row,
            &[
                ("/presentationHealth", 'H'),
                ("/presentationSocial", 'S'),
                ("/presentationEmployment", 'E'),
                ("/presentationEducation", 'U'),
            ],
        );
        let mut words = vec![presented];
        for (field, word) in [
            ("question", "question"),
            ("deliberation", "deliberation"),
            ("decisionType", "decided"),
            ("decisionText", "text"),
        ] {
            words.extend(row[field].is_string().then(|| word.to_owned()));
        }
        words.extend(
            rows(row, "tasks").iter().map(|task| task["text"].as_str().unwrap().to_owned()),
        );
        words.join(" ").trim().to_owned()
    };
    let plan = |plan: &Value| {
        let letter = |track: &Value| match track["kind"].as_str().unwrap() {
            "EDUCATION" => 'U',
            kind => kind.chars().next().unwrap(),
        };
        let tracks: String = rows(plan, "tracks").iter().map(letter).collect();
        let goal = if plan["overallGoal"].is_string() { "goal" } else { "" };
        let edges = match rows(plan, "dependencies").len() {
            0 => String::new(),
            edges => format!("{edges} edges"),
        };
        let words = [tracks.as_str(), goal, edges.as_str()];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    };
    let follow_up = |row: &Value| {
        let told = letters(
            row,
            &[("/changes", 'S'), ("/relatives", 'N'), ("/work", 'E'), ("/education", 'U')],
        );
        let goals = rows(row, "goalStates").len();
        if goals == 0 { told } else { format!("{told} {goals} goals").trim().to_owned() }
    };
    let age = |row: &Value| if row["dominantNeed"].is_string() { "need" } else { "day" }.to_owned();
    let all = |list: &str, line: &dyn Fn(&Value) -> String| {
        rows(case, list).iter().map(line).collect::<Vec<_>>()
    };
    let plans = Some(&case["coordinationPlan"]).filter(|plan| !plan.is_null());
    vec![
        ("referral", all("referrals", &referral)),
        ("GOP", all("rehabilitationPlans", &rehabilitation)),
        ("council", all("councilCases", &council)),
        ("plan", plans.map(plan).into_iter().collect()),
        ("follow-up", all("followUps", &follow_up)),
        ("65", all("ageTransitions", &age)),
    ]
}

/// One line: the status, and of each part what is seen of its rows.
fn line(case: &Value) -> String {
    let mut told = vec![case["status"].as_str().unwrap_or("?").to_owned()];
    for (part, rows) in parts(case) {
        if !rows.is_empty() {
            told.push(format!("{part} {}", rows.join(", ")).trim().to_owned());
        }
    }
    told.join("; ")
}

impl Story {
    /// After a step: who sees what, and that nobody else sees anything.
    pub(super) async fn seen(&self, step: &str, table: &[(&str, &str)]) {
        let mut found = Vec::new();
        for viewer in EVERYONE {
            let token = self.token(viewer);
            let ask =
                async |id: &Value| self.app.ask_with(&token, SEEN, json!({ "id": id }), &[]).await;
            let answer = ask(&json!(self.case)).await;
            let case = answer.data("/brainInjuryCase");
            if case.is_null() {
                assert_eq!(answer.text, ask(&json!(self.nobodys)).await.text, "{step}: {viewer}");
            } else {
                found.push(format!("{viewer}: {}", line(&case)));
            }
        }
        let expected: Vec<_> =
            table.iter().map(|(viewer, line)| format!("{viewer}: {line}")).collect();
        if found != expected {
            let (found, expected) = (found.join("\n"), expected.join("\n"));
            let told = format!("{step}, found:\n{found}\nexpected:\n{expected}");
            self.differs.borrow_mut().push(told);
        }
    }
}
