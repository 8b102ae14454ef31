//! Plain names for TOML's values, and for its parser's complaints.

use toml::de::DeValue;

/// A person's word for a value of this type.
pub(crate) fn describe_value_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The thing that the parser missed, as a label.
pub(crate) fn describe_expected(what: &str) -> String {
    match what {
        "nothing" => "not here".to_owned(),
        "literal string" => "expected text in quotation marks".to_owned(),
        other => format!("expected {other}"),
    }
}
