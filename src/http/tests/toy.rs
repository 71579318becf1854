//! A toy schema behind the real edge: a greeting, an object that nests, a list and a connection,
//! a mutation, fields that fail and panic, a clock that is slow.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use async_graphql::{
    Context, EmptySubscription, Error, ErrorExtensions, ID, InputObject, Object, Scalar,
    ScalarType, Schema, SimpleObject, Value, parser::types::Selection,
};

use crate::http::{
    Arrival, AuthFailure, Edge, EdgeOptions, Executor, Operation, Refusal, RequestMeta,
};

pub(crate) struct Query;
pub(crate) struct Mutation;

struct Cpr;

#[Scalar]
impl ScalarType for Cpr {
    fn parse(_value: Value) -> async_graphql::InputValueResult<Self> {
        Ok(Self)
    }
    fn to_value(&self) -> Value {
        Value::Null
    }
}

#[derive(InputObject)]
struct GreetInput {
    name: String,
}

struct Nest;

#[derive(SimpleObject)]
struct Page {
    nodes: Vec<Nest>,
}

#[derive(SimpleObject)]
struct Me {
    client: String,
}

#[Object]
impl Nest {
    async fn id(&self) -> ID {
        "nest".into()
    }
    async fn nest(&self) -> Nest {
        Nest
    }
    async fn list(&self) -> Vec<Nest> {
        vec![Nest]
    }
    async fn page(&self, first: Option<i32>) -> Page {
        Page { nodes: (0..first.unwrap_or(1)).map(|_| Nest).collect() }
    }
}

#[Object]
#[expect(unused_variables, reason = "the toy does not look at what it is given")]
impl Query {
    async fn hello(&self) -> &'static str {
        "hello"
    }
    async fn me(&self, context: &Context<'_>) -> Me {
        Me { client: context.data_unchecked::<String>().clone() }
    }
    async fn nest(&self) -> Nest {
        Nest
    }
    async fn case(&self, id: ID) -> Nest {
        Nest
    }
    async fn nodes(&self, ids: Vec<ID>) -> Vec<Nest> {
        vec![Nest]
    }
    async fn by_cpr(&self, cpr: Cpr) -> Option<Nest> {
        None
    }
    async fn search(&self, text: String) -> Option<Nest> {
        None
    }
    async fn match_input(&self, input: GreetInput) -> Option<Nest> {
        None
    }
    async fn long(&self) -> String {
        "long ".repeat(20_000)
    }
    async fn panics(&self, secret: Option<String>) -> bool {
        assert!(secret.is_some(), "0101011234 stands in this panic");
        true
    }
    async fn leaks(&self) -> async_graphql::Result<Option<&'static str>> {
        Err(std::io::Error::other("0101011234 stands in this error"))?
    }
    async fn coded(&self) -> async_graphql::Result<Option<&'static str>> {
        Err(Error::new("meant").extend_with(|_, values| values.set("code", "MEANT")))
    }
    async fn slow(&self) -> bool {
        tokio::time::sleep(Duration::from_secs(3600)).await;
        true
    }
}

#[Object]
impl Mutation {
    async fn greet(&self, context: &Context<'_>, input: GreetInput) -> String {
        context.data_unchecked::<Arc<AtomicU32>>().fetch_add(1, Ordering::SeqCst);
        format!("hello {}", input.name)
    }
}

pub(crate) struct Toy {
    schema: Schema<Query, Mutation, EmptySubscription>,
    sdl: Arc<str>,
    pub(crate) greeted: Arc<AtomicU32>,
}

impl Toy {
    pub(crate) fn new() -> Self {
        let greeted = Arc::new(AtomicU32::new(0));
        let schema = Schema::build(Query, Mutation, EmptySubscription)
            .disable_suggestions()
            .data(greeted.clone())
            .finish();
        let sdl = schema.sdl().into();
        Self { schema, sdl, greeted }
    }

    pub(crate) fn edge(options: EdgeOptions) -> Arc<Edge<Self>> {
        Edge::new(Self::new(), options).unwrap()
    }
}

impl Executor for Toy {
    type Caller = String;

    async fn authenticate(
        &self,
        bearer: Option<&str>,
        _arrival: &Arrival,
    ) -> Result<String, AuthFailure> {
        match bearer {
            None => Err(AuthFailure::Missing),
            Some("down") => Err(AuthFailure::Unavailable),
            Some("expired") => Err(AuthFailure::Invalid {
                english: "the token has expired: fetch a new one",
                danish: "tokenet er udløbet: hent et nyt",
            }),
            Some(client) => Ok(client.to_owned()),
        }
    }

    fn client_id<'a>(&self, caller: &'a String) -> &'a str {
        caller
    }

    /// The client `narrow` lacks the scope for `search`.
    fn check(&self, caller: &String, operation: Operation<'_>) -> Result<(), Refusal> {
        let fields = &operation.definition.selection_set.node.items;
        let searches = fields.iter().any(|item| {
            matches!(&item.node, Selection::Field(field) if field.node.name.node == "search")
        });
        if searches && caller == "narrow" {
            return Err(Refusal::missing_scope("toy:search"));
        }
        Ok(())
    }

    async fn execute(
        &self,
        caller: String,
        request: async_graphql::Request,
        meta: RequestMeta,
    ) -> Result<async_graphql::Response, Refusal> {
        if caller == "unlogged" {
            return Err(Refusal::unavailable());
        }
        let cost = i64::try_from(meta.cost).unwrap();
        let response = self.schema.execute(request.data(caller)).await;
        Ok(response.extension("cost", Value::from(cost)))
    }

    fn request_id(&self) -> uuid::Uuid {
        uuid::Uuid::now_v7()
    }

    fn sdl(&self) -> Arc<str> {
        self.sdl.clone()
    }

    async fn ready(&self) -> bool {
        self.greeted.load(Ordering::SeqCst) < 1000
    }

    async fn jwks(&self) -> Option<String> {
        Some(r#"{"keys":[]}"#.to_owned())
    }
}
