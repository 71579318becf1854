//! Scalars of the field.

use async_graphql::{Description, InputValueError, InputValueResult, Scalar, ScalarType, Value};
use chrono::NaiveDate;

/// A calendar day in Europe/Copenhagen, `YYYY-MM-DD` (dato).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Description)]
pub struct Date(pub NaiveDate);

#[Scalar(
    name = "Date",
    use_type_description = true,
    specified_by_url = "https://scalars.graphql.org/andimarek/local-date"
)]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        let Value::String(text) = &value else { return Err(InputValueError::expected_type(value)) };
        let day = NaiveDate::parse_from_str(text, "%Y-%m-%d");
        day.map(Self).map_err(|_| InputValueError::custom("write a day as `YYYY-MM-DD`"))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

/// A person identifier (CPR-nummer or erstatningsnummer), OID 1.2.208.176.1.2: ten characters,
/// with or without a dash.
#[derive(Clone, Debug, PartialEq, Eq, Description)]
pub struct Cpr(pub String);

#[Scalar(name = "Cpr", use_type_description = true, specified_by_url = "https://cpr.dk")]
impl ScalarType for Cpr {
    fn parse(value: Value) -> InputValueResult<Self> {
        match value {
            Value::String(text) => Ok(Self(text)),
            // The value stays out of the error text.
            _ => Err(InputValueError::custom("write a person identifier as a string")),
        }
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.clone())
    }
}
