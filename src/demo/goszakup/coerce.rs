//! Argument values against their declared types, with the server's own wording for what it refuses.

use graphql_parser::query::Value as Literal;
use serde_json::{Map, Number, Value};

use super::query::Variables;
use super::schema::{Schema, Ty};

/// Checks a JSON value (a variable) against `ty`; the error names the offending path.
pub(super) fn check_json(
    schema: &Schema,
    ty: &Ty,
    value: &Value,
    path: &str,
) -> Result<Value, String> {
    if value.is_null() {
        return Ok(Value::Null);
    }
    if ty.list {
        let item = ty.item();
        return match value {
            Value::Array(items) => items
                .iter()
                .enumerate()
                .map(|(i, one)| check_json(schema, &item, one, &format!("{path}[{i}]")))
                .collect(),
            // A single value stands for a list of one.
            one => Ok(Value::Array(vec![check_json(schema, &item, one, path)?])),
        };
    }
    if ty.is_scalar() {
        return check_scalar(&ty.name, value)
            .map_err(|why| format!("Expected type {} at {path}; {why}", ty.name));
    }
    let Some(fields) = schema.input(&ty.name) else {
        return Err(format!("Unknown type \"{}\".", ty.name));
    };
    let Value::Object(given) = value else {
        return Err(format!("Expected type {} to be an object at {path}.", ty.name));
    };
    let mut out = Map::new();
    for (name, value) in given {
        let Some(field) = fields.get(name) else {
            return Err(format!("Field \"{name}\" is not defined by type {}.", ty.name));
        };
        out.insert(name.clone(), check_json(schema, field, value, &format!("{path}.{name}"))?);
    }
    Ok(Value::Object(out))
}

fn check_scalar(name: &str, value: &Value) -> Result<Value, String> {
    let fits = match name {
        "Int" => value.as_f64().is_some_and(|n| n.fract() == 0.0 && n.abs() <= 2_147_483_647.0),
        "Float" => value.is_number(),
        "Boolean" => value.is_boolean(),
        _ => value.is_string(),
    };
    if fits {
        return Ok(value.clone());
    }
    Err(match (name, value) {
        ("String" | "ID", Value::Array(_)) => "String cannot represent an array value".to_owned(),
        ("String" | "ID", Value::Object(_)) => "String cannot represent an object value".to_owned(),
        ("Int", Value::Number(_)) => {
            format!("Int cannot represent non 32-bit signed integer value: {value}")
        }
        _ => format!("{name} cannot represent value: {value}"),
    })
}

/// Checks a literal written in the query, with variables put in their places.
///
/// `None` means the argument is absent: its variable was not sent.
pub(super) fn check_literal(
    schema: &Schema,
    ty: &Ty,
    literal: &Literal<'_, String>,
    variables: &Variables,
) -> Result<Option<Value>, String> {
    Ok(Some(match literal {
        Literal::Variable(name) => return variables.get(name, ty),
        Literal::Null => Value::Null,
        Literal::List(items) if ty.list => {
            let item = ty.item();
            let mut out = Vec::with_capacity(items.len());
            for one in items {
                out.push(check_literal(schema, &item, one, variables)?.unwrap_or(Value::Null));
            }
            Value::Array(out)
        }
        Literal::Object(given) if schema.input(&ty.name).is_some() => {
            let mut out = Map::new();
            for (name, literal) in given {
                let Some(field) = schema.input(&ty.name).and_then(|fields| fields.get(name)) else {
                    return Err(format!("Field \"{name}\" is not defined by type {}.", ty.name));
                };
                if let Some(value) = check_literal(schema, field, literal, variables)? {
                    out.insert(name.clone(), value);
                }
            }
            let object = Value::Object(out);
            if ty.list { Value::Array(vec![object]) } else { object }
        }
        plain => {
            let value = plain_json(plain);
            if !ty.is_scalar() || check_scalar(&ty.name, &value).is_err() {
                return Err(format!("Expected type {ty}, found {plain}."));
            }
            if ty.list { Value::Array(vec![value]) } else { value }
        }
    }))
}

fn plain_json(literal: &Literal<'_, String>) -> Value {
    match literal {
        Literal::Int(number) => number.as_i64().map_or(Value::Null, Value::from),
        Literal::Float(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
        Literal::String(text) => Value::from(text.as_str()),
        Literal::Boolean(yes) => Value::from(*yes),
        // Enums, and lists or objects in a scalar's place: an array never fits a scalar.
        _ => Value::Array(Vec::new()),
    }
}
