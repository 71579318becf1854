//! What a client may ask in a time: told with every answer, held back beyond, and nobody else's.

use std::num::NonZeroU32;

use serde_json::json;
use stifinder::server::ServerOptions;
use stifinder::token::budget::Allowance;

use super::{register, token_of};
use crate::support::{TestApp, fresh_database};

async fn start(burst: u32) -> TestApp {
    let number = |n| NonZeroU32::new(n).unwrap();
    let allowance = Allowance { burst: number(burst), per_second: number(1), at_once: number(4) };
    let options = ServerOptions { allowance: Some(allowance), ..ServerOptions::default() };
    TestApp::with_options(fresh_database().await, options).await
}

#[tokio::test]
async fn cost_and_what_is_left_stand_in_the_answer_and_in_its_headers() {
    let app = start(10_000).await;
    let client = register(&app, "fagsystem", json!({})).await;
    let token = token_of(&app, &client).await;
    let query = "{ rateLimit { cost limit remaining resetAt } }";
    let answer = app.ask_with(&token, query, json!({}), &[]).await;
    let told = answer.data("/rateLimit");
    let (cost, left) = (told["cost"].as_i64().unwrap(), told["remaining"].as_i64().unwrap());
    assert_eq!((told["limit"].as_i64(), left), (Some(10_000), 10_000 - cost));
    assert_eq!(answer.headers["ratelimit-policy"], "\"cost\";q=10000;w=10000");
    let header = answer.headers["ratelimit"].to_str().unwrap();
    assert!(header.starts_with(&format!("\"cost\";r={left};t=")), "{header}");
    // Dearer is what asks for more, by what it asks and not by what is there.
    let dear = "{ rateLimit { cost } organisations(first: 50) { nodes { name } } }";
    let dear = app.ask_with(&token, dear, json!({}), &[]).await.data("/rateLimit/cost");
    let nothing =
        "{ rateLimit { cost } organisations(first: 50, search: \"§\") { nodes { name } } }";
    let nothing = app.ask_with(&token, nothing, json!({}), &[]).await.data("/rateLimit/cost");
    assert_eq!(dear, nothing);
    assert!(dear.as_i64().unwrap() > cost + 40);
}

#[tokio::test]
async fn a_client_that_spends_its_budget_is_held_back_and_starves_nobody() {
    let app = start(600).await;
    let greedy = register(&app, "graadig", json!({})).await;
    let modest = register(&app, "beskeden", json!({})).await;
    let (greedy, modest) = (token_of(&app, &greedy).await, token_of(&app, &modest).await);
    let query = "{ organisations(first: 50) { nodes { name } } }";
    let mut held_back = 0;
    for _ in 0..40 {
        let answer = app.ask_with(&greedy, query, json!({}), &[]).await;
        if answer.status == 429 {
            held_back += 1;
            let error = &answer.json()["errors"][0]["extensions"]["code"];
            assert_eq!(error, "RATE_LIMITED");
            assert!(answer.headers["retry-after"].to_str().unwrap().parse::<u64>().unwrap() > 0);
        } else {
            assert_eq!(answer.status, 200);
        }
        let small = app.ask_with(&modest, "{ me { clientId } }", json!({}), &[]).await;
        assert_eq!(small.status, 200, "{}", small.text);
    }
    assert!(held_back > 20, "{held_back}");
}

#[tokio::test]
async fn without_a_limit_there_is_nothing_to_tell() {
    let app = TestApp::start().await;
    let answer = app.ask("sofCoordinator", "{ rateLimit { cost } }", json!({})).await;
    assert_eq!(answer.data("/rateLimit"), json!(null));
    assert!(!answer.headers.contains_key("ratelimit"));
}
