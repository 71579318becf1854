//! Documents made to hurt: refused before anything executes, and quickly.

use std::{
    fmt::Write,
    time::{Duration, Instant},
};

use async_graphql::{Variables, parser::parse_query};
use axum::http::StatusCode;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::{Toy, app, ask_document, code};
use crate::http::{
    ErrorCode, Executor, Limits, Refusal,
    documents::Documents,
    lexer::scan,
    limits::{choose, measure},
    shape::Shape,
};

/// The cost of a document, by the steps the handler takes.
fn priced(query: &str, variables: Value) -> Result<u64, Refusal> {
    let limits = Limits::default();
    let shape = Shape::from_sdl(&Toy::new().sdl()).unwrap();
    let document = Documents::default().parse(query, &limits)?;
    let (_, operation) = choose(&document.tree, None)?;
    let variables: Variables = serde_json::from_value(variables).unwrap();
    measure(&document.tree, operation, &variables, &shape, &limits)
}

fn refused(query: &str) -> ErrorCode {
    priced(query, json!({})).unwrap_err().code
}

/// Fragments that spread the next one several times, `levels` deep.
fn fragment_bomb(levels: usize, times: usize) -> String {
    let mut text = "{nest{...F0}}".to_owned();
    for level in 0..levels {
        let next = format!("...F{} ", level + 1).repeat(times);
        write!(text, "fragment F{level} on Nest{{{next}}}").unwrap();
    }
    write!(text, "fragment F{levels} on Nest{{id}}").unwrap();
    text
}

#[tokio::test]
async fn a_fragment_bomb_is_refused_within_a_millisecond() {
    let bomb = fragment_bomb(13, 3);
    assert!(bomb.len() < 620, "{}", bomb.len());
    let shape = Shape::from_sdl(&Toy::new().sdl()).unwrap();
    let limits = Limits::default();
    let document = parse_query(&bomb).unwrap();
    let (_, operation) = choose(&document, None).unwrap();
    let fastest = (0..20)
        .map(|_| {
            let started = Instant::now();
            let refusal = measure(&document, operation, &Variables::default(), &shape, &limits);
            assert_eq!(refusal.unwrap_err().code, ErrorCode::TooCostly);
            started.elapsed()
        })
        .min();
    assert!(fastest.unwrap() < Duration::from_millis(1), "{fastest:?}");
    let (status, body) = ask_document(&app(), &bomb, Value::Null).await;
    assert_eq!((status, code(&body)), (StatusCode::BAD_REQUEST, "TOO_COSTLY"));
}

#[test]
fn numbers_too_large_to_count_are_refused_and_not_wrapped() {
    assert_eq!(refused(&fragment_bomb(14, 60)), ErrorCode::TooCostly);
    let pages = |count| "page(first: 2000000000) { nodes { ".repeat(count);
    let query = format!("{{ nest {{ {} id {} }} }}", pages(9), "} }".repeat(9));
    assert_eq!(refused(&query), ErrorCode::TooCostly);
}

#[tokio::test]
async fn nesting_is_refused_before_the_recursive_parser_sees_it() {
    for open in ["{a", "[", "{", "(a:[", "{a(b:{c:"] {
        let (status, body) = ask_document(&app(), &open.repeat(15_000), Value::Null).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        let code = code(&body);
        assert!(matches!(code, "TOO_DEEP" | "DOCUMENT_TOO_LARGE"), "{open}: {code}");
    }
    let nested_type = format!("query($a: {}Int{}) {{ hello }}", "[".repeat(900), "]".repeat(900));
    assert_eq!(refused(&nested_type), ErrorCode::TooDeep);
}

#[test]
fn fields_and_fragments_below_each_other_are_bounded() {
    let nested = |depth: usize| format!("{{{}id{}}}", "nest{".repeat(depth), "}".repeat(depth));
    assert!(priced(&nested(19), json!({})).is_ok());
    assert_eq!(refused(&nested(20)), ErrorCode::TooDeep);
    let inline = format!("{{{}hello{}}}", "...{".repeat(31), "}".repeat(31));
    assert_eq!(refused(&inline), ErrorCode::TooDeep);
    assert_eq!(refused(&fragment_bomb(40, 1)), ErrorCode::TooDeep);
    let unused = fragment_bomb(150, 1).replacen("{nest{...F0}}", "{hello}", 1);
    assert_eq!(refused(&unused), ErrorCode::TooDeep);
}

#[test]
fn floods_have_each_their_own_code() {
    let many = |text: &dyn Fn(usize) -> String, count: usize| -> String {
        (0..count).map(text).collect::<Vec<_>>().join(" ")
    };
    let aliases = many(&|i| format!("a{i}:id"), 51);
    assert_eq!(refused(&format!("{{nest{{{aliases}}}}}")), ErrorCode::TooManyAliases);
    let spread = format!(
        "{{nest{{...F nest{{...F}}}}}} fragment F on Nest{{{}}}",
        many(&|i| format!("a{i}:id"), 30)
    );
    assert_eq!(refused(&spread), ErrorCode::TooManyAliases);
    let directives = format!("{{hello {}}}", "@skip(if:false)".repeat(51));
    assert_eq!(refused(&directives), ErrorCode::TooManyDirectives);
    let on_spreads = format!("{{{} }} fragment F on Query{{hello}}", "...F@a ".repeat(51));
    assert_eq!(refused(&on_spreads), ErrorCode::TooManyDirectives);
    let on_variables = format!("query($a:Int {}){{hello}}", "@a ".repeat(51));
    assert_eq!(refused(&on_variables), ErrorCode::TooManyDirectives);
    assert_eq!(refused(&format!("{{{}}}", "hello ".repeat(21))), ErrorCode::TooCostly);
    assert_eq!(refused(&format!("{{{}}}", "hello ".repeat(5000))), ErrorCode::TooManyTokens);
    assert_eq!(refused(&format!("{{hello}}#{}", "x".repeat(70_000))), ErrorCode::DocumentTooLarge);
}

#[test]
fn selections_add_up_over_the_operations_of_a_document() {
    let fragment = format!("fragment F on Nest{{{}}}", "id ".repeat(700));
    let operations = |count: usize| -> String {
        (0..count).map(|i| format!("query Q{i}{{nest{{...F}}}}")).collect()
    };
    let limits = Limits::default();
    let shape = Shape::from_sdl(&Toy::new().sdl()).unwrap();
    for (count, fits) in [(10, true), (20, false)] {
        let document = parse_query(operations(count) + &fragment).unwrap();
        let (_, operation) = choose(&document, Some("Q3")).unwrap();
        let measured = measure(&document, operation, &Variables::default(), &shape, &limits);
        assert_eq!(measured.is_ok(), fits);
    }
}

#[test]
fn introspection_is_allowed_once_over_and_not_in_circles() {
    let clients_query = "{__schema{queryType{name}types{kind name fields(includeDeprecated:true){\
        name args{name type{...T}}type{...T}}inputFields{name type{...T}}interfaces{...T}\
        enumValues{name}possibleTypes{...T}}}}\
        fragment T on __Type{kind name ofType{kind name ofType{kind name ofType{kind name ofType{\
        kind name ofType{kind name ofType{kind name ofType{kind name ofType{kind name}}}}}}}}}";
    assert!(priced(clients_query, json!({})).is_ok());
    let circle = "{__schema{types{fields{type{fields{type{fields{name}}}}}}}}";
    assert_eq!(refused(circle), ErrorCode::TooDeep);
    let hidden = "{__schema{types{...T}}} fragment T on __Type{fields{type{...U}}} \
        fragment U on __Type{possibleTypes{interfaces{name}}}";
    assert_eq!(refused(hidden), ErrorCode::TooDeep);
}

#[test]
fn the_cost_is_rows_times_fields_and_depends_on_the_query_only() {
    for (query, variables, expected) in [
        ("{ hello }", json!({}), 1),
        ("{ nest { id } }", json!({}), 2),
        ("{ nest { list { id } } }", json!({}), 1 + 10 * 2),
        ("{ nest { page { nodes { id } } } }", json!({}), 1 + 20 * 3),
        ("{ nest { page(first: 3) { nodes { id } } } }", json!({}), 1 + 3 * 3),
        ("query($n: Int) { nest { page(first: $n) { nodes { id } } } }", json!({"n": 7}), 22),
        ("query($n: Int = 5) { nest { page(first: $n) { nodes { id } } } }", json!({}), 16),
        ("query($n: Int) { nest { page(first: $n) { nodes { id } } } }", json!({"n": -7}), 61),
        (r#"{ nodes(ids: ["a", "b", "c"]) { id } }"#, json!({}), 6),
        ("query($i: [ID!]!) { nodes(ids: $i) { id } }", json!({"i": ["a", "b"]}), 4),
        ("{ ...F ...F } fragment F on Query { nest { list { id } } }", json!({}), 42),
        ("{ nest { list { id } } @skip(if: true) }", json!({}), 0),
    ] {
        match priced(query, variables) {
            Ok(cost) => assert_eq!(cost, expected, "{query}"),
            Err(refusal) => assert_eq!((refusal.code, expected), (ErrorCode::ParseFailed, 0)),
        }
    }
}

#[tokio::test]
async fn the_cost_reaches_the_executor_with_the_document() {
    let app = app();
    for _ in 0..2 {
        let (status, body) = ask_document(&app, "{ nest { list { id } } }", Value::Null).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(body["extensions"]["cost"], 21);
    }
}

#[test]
fn documents_are_kept_in_bounds_and_only_without_literals() {
    let (documents, limits) = (Documents::default(), Limits::default());
    for _ in 0..3 {
        documents.parse("{ hello }", &limits).unwrap();
        documents.parse(r#"{ search(text: "Ada") { id } }"#, &limits).unwrap();
        assert!(documents.parse("{", &limits).is_err());
    }
    assert_eq!(documents.len(), 1);
    for number in 0..200 {
        let query = format!("{{ a{number}: hello {} }}", "hello ".repeat(1990));
        documents.parse(&query, &limits).unwrap();
        documents.parse("{ hello }", &limits).unwrap();
    }
    assert!(documents.len() <= 51, "{}", documents.len());
}

proptest! {
    /// Whatever text comes, the pre-pass ends without a fault and says no more tokens than bytes.
    #[test]
    fn the_pre_pass_survives_any_text(text in "[ -~\\n\"\\\\#{}()\\[\\]æ]{0,400}") {
        if let Ok(found) = scan(&text, &Limits::default()) {
            prop_assert!(found.tokens <= text.len());
        }
    }

    /// The memoised count agrees with writing every spread out.
    #[test]
    fn counting_once_is_counting_every_spread(
        fragments in proptest::collection::vec((0_u64..4, 0_u64..3, 0_u64..3), 1..6)
    ) {
        // Fragment n has some leaves, spreads n+1 some times, and some lists around it.
        let mut text = "{ nest { ...F0 } }".to_owned();
        let last = fragments.len() - 1;
        let mut expected = 0;
        for (number, (leaves, plain, listed)) in fragments.iter().enumerate() {
            let below = if number == last { "id".to_owned() } else { format!("...F{}", number + 1) };
            let items = "id ".repeat(usize::try_from(*leaves).unwrap())
                + &format!("{below} ").repeat(usize::try_from(*plain).unwrap())
                + &format!("list {{ {below} }} ").repeat(usize::try_from(*listed).unwrap());
            write!(text, " fragment F{number} on Nest {{ id {items} }}").unwrap();
        }
        for (leaves, plain, listed) in fragments.iter().rev() {
            let below: u64 = if expected == 0 { 1 } else { expected };
            expected = 1 + leaves + plain * below + listed * 10 * (1 + below);
        }
        match priced(&text, json!({})) {
            Ok(cost) => prop_assert_eq!(cost, expected + 1),
            Err(refusal) => {
                prop_assert_eq!(refusal.code, ErrorCode::TooCostly);
                prop_assert!(expected + 1 > 10_000, "{}", expected);
            }
        }
    }
}
