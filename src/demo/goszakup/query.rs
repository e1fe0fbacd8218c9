//! Reads a GraphQL query, holds it against the schema, and leaves a plan that is safe to run.

use std::collections::{BTreeSet, HashMap};

use graphql_parser::query::{
    Definition, Directive, Document, Field, FragmentDefinition, OperationDefinition, Selection,
    SelectionSet, TypeCondition, Value as Literal, VariableDefinition, parse_query,
};
use serde_json::{Map, Value};

use super::coerce::{check_json, check_literal};
use super::schema::{Schema, Ty};

/// A query that passed: roots to call and the fields wanted from each.
#[derive(Debug)]
pub(super) struct Plan {
    /// Root fields, in the order of the query.
    pub(super) roots: Vec<Pick>,
}

/// One field to answer with.
#[derive(Debug, Clone)]
pub(super) struct Pick {
    /// Key in the answer: the alias, or the name.
    pub(super) key: String,
    /// Field name in the schema.
    pub(super) name: String,
    /// Type of the field.
    pub(super) ty: Ty,
    /// Checked arguments; only the roots have any.
    pub(super) args: Map<String, Value>,
    /// Wanted fields of an object; empty for a scalar.
    pub(super) picks: Vec<Pick>,
}

/// Variables with their declared types, already checked against them.
#[derive(Debug, Default)]
pub(super) struct Variables {
    declared: HashMap<String, (Ty, Option<Value>)>,
    used: std::cell::RefCell<BTreeSet<String>>,
}

impl Variables {
    /// The value of `$name` for a position of type `wanted`.
    pub(super) fn get(&self, name: &str, wanted: &Ty) -> Result<Option<Value>, String> {
        let Some((ty, value)) = self.declared.get(name) else {
            return Err(format!("Variable \"${name}\" is not defined."));
        };
        self.used.borrow_mut().insert(name.to_owned());
        if ty != wanted {
            return Err(format!(
                "Variable \"${name}\" of type \"{ty}\" used in position expecting type \"{wanted}\"."
            ));
        }
        Ok(value.clone())
    }

    fn read(
        schema: &Schema,
        definitions: &[VariableDefinition<'_, String>],
        sent: &Value,
        errors: &mut Vec<String>,
    ) -> Self {
        let mut variables = Self::default();
        for definition in definitions {
            let (name, ty) = (&definition.name, Ty::of(&definition.var_type));
            if !ty.is_scalar() && schema.input(&ty.name).is_none() {
                errors.push(format!("Unknown type \"{}\".", ty.name));
                continue;
            }
            let checked = match (sent.get(name), &definition.default_value) {
                (Some(value), _) => {
                    check_json(schema, &ty, value, "value").map(Some).map_err(|why| {
                        format!("Variable \"${name}\" got invalid value {value}; {why}")
                    })
                }
                (None, Some(default)) => check_literal(schema, &ty, default, &Self::default()),
                (None, None) => Ok(None),
            };
            let value = checked.unwrap_or_else(|why| {
                errors.push(why);
                None
            });
            variables.declared.insert(name.clone(), (ty, value));
        }
        variables
    }
}

/// Checks `query` and prepares it; the errors are worded as the server words them.
pub(super) fn compile(
    schema: &Schema,
    query: &str,
    sent: &Value,
    operation: Option<&str>,
) -> Result<Plan, Vec<String>> {
    let document = parse_query::<String>(query)
        .map_err(|error| vec![format!("Syntax Error GraphQL: {error}")])?;
    let (definitions, selection) = pick_operation(&document, operation).map_err(|e| vec![e])?;
    let mut errors = Vec::new();
    let variables = Variables::read(schema, definitions, sent, &mut errors);
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::Fragment(fragment) => Some((fragment.name.as_str(), fragment)),
        Definition::Operation(_) => None,
    });
    let mut walk = Walk { schema, variables, fragments: fragments.collect(), errors };
    let roots = walk.selection("Query", selection, &mut Vec::new());
    for name in walk.variables.declared.keys() {
        if !walk.variables.used.borrow().contains(name) {
            walk.errors.push(format!("Variable \"${name}\" is never used."));
        }
    }
    if walk.errors.is_empty() { Ok(Plan { roots }) } else { Err(walk.errors) }
}

type Operation<'d, 'a> = (&'d [VariableDefinition<'a, String>], &'d SelectionSet<'a, String>);

fn pick_operation<'d, 'a>(
    document: &'d Document<'a, String>,
    wanted: Option<&str>,
) -> Result<Operation<'d, 'a>, String> {
    let mut found = None;
    for definition in &document.definitions {
        let Definition::Operation(operation) = definition else { continue };
        let (name, variables, selection): (_, &[_], _) = match operation {
            OperationDefinition::SelectionSet(selection) => (None, &[], selection),
            OperationDefinition::Query(query) => {
                (query.name.as_deref(), &query.variable_definitions, &query.selection_set)
            }
            OperationDefinition::Mutation(_) => {
                return Err("Schema is not configured for mutations.".to_owned());
            }
            OperationDefinition::Subscription(_) => {
                return Err("Schema is not configured for subscriptions.".to_owned());
            }
        };
        if wanted.is_some() && name != wanted {
            continue;
        }
        if found.replace((variables, selection)).is_some() {
            let why = "Must provide operation name if query contains multiple operations.";
            return Err(why.to_owned());
        }
    }
    found.ok_or_else(|| match wanted {
        Some(name) => format!("Unknown operation named \"{name}\"."),
        None => "Must provide an operation.".to_owned(),
    })
}

struct Walk<'d, 'a> {
    schema: &'d Schema,
    variables: Variables,
    fragments: HashMap<&'d str, &'d FragmentDefinition<'a, String>>,
    errors: Vec<String>,
}

impl<'d, 'a> Walk<'d, 'a> {
    fn selection(
        &mut self,
        ty: &str,
        set: &'d SelectionSet<'a, String>,
        inside: &mut Vec<&'d str>,
    ) -> Vec<Pick> {
        let mut picks = Vec::new();
        for item in &set.items {
            match item {
                Selection::Field(field) => {
                    if self.wanted(&field.directives) {
                        picks.extend(self.field(ty, field, inside));
                    }
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.type_condition.as_ref();
                    if self.wanted(&fragment.directives) && self.spreads_on(ty, condition) {
                        picks.extend(self.selection(ty, &fragment.selection_set, inside));
                    }
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name.as_str();
                    let Some(fragment) = self.fragments.get(name).copied() else {
                        self.errors.push(format!("Unknown fragment \"{name}\"."));
                        continue;
                    };
                    if inside.contains(&name) {
                        let why = format!("Cannot spread fragment \"{name}\" within itself.");
                        self.errors.push(why);
                    } else if self.wanted(&spread.directives)
                        && self.spreads_on(ty, Some(&fragment.type_condition))
                    {
                        inside.push(name);
                        picks.extend(self.selection(ty, &fragment.selection_set, inside));
                        inside.pop();
                    }
                }
            }
        }
        self.merge(picks)
    }

    fn spreads_on(&mut self, ty: &str, condition: Option<&TypeCondition<'a, String>>) -> bool {
        let Some(TypeCondition::On(on)) = condition else { return true };
        if !self.schema.has_object(on) {
            self.errors.push(format!("Unknown type \"{on}\"."));
        } else if on != ty {
            self.errors.push(format!(
                "Fragment cannot be spread here as objects of type \"{ty}\" can never be of type \"{on}\"."
            ));
        }
        on == ty
    }

    /// Whether `@include` and `@skip` keep the selection.
    fn wanted(&mut self, directives: &[Directive<'a, String>]) -> bool {
        let boolean = Ty { name: "Boolean".to_owned(), list: false };
        let mut keep = true;
        for directive in directives {
            let condition = directive.arguments.iter().find(|(name, _)| name == "if");
            let (wanted, Some((_, literal))) = (directive.name == "include", condition) else {
                self.errors.push(format!("Directive \"{}\" needs \"if\".", directive.name));
                continue;
            };
            match check_literal(self.schema, &boolean, literal, &self.variables) {
                Ok(value) => keep &= value == Some(Value::Bool(wanted)),
                Err(why) => self.errors.push(why),
            }
        }
        keep
    }

    fn field(
        &mut self,
        on: &str,
        field: &'d Field<'a, String>,
        inside: &mut Vec<&'d str>,
    ) -> Option<Pick> {
        let name = field.name.clone();
        let key = field.alias.clone().unwrap_or_else(|| name.clone());
        if name == "__typename" {
            let ty = Ty { name: "String".to_owned(), list: false };
            return Some(Pick { key, name, ty, args: Map::new(), picks: Vec::new() });
        }
        let Some(def) = self.schema.field(on, &name) else {
            self.errors.push(format!("Cannot query field \"{name}\" on type \"{on}\"."));
            return None;
        };
        let mut args = Map::new();
        for (arg, literal) in &field.arguments {
            let Some(ty) = def.args.get(arg) else {
                let why =
                    format!("Unknown argument \"{arg}\" on field \"{name}\" of type \"{on}\".");
                self.errors.push(why);
                continue;
            };
            self.argument(arg, ty, literal, &mut args);
        }
        let (ty, bare) = (def.ty.clone(), field.selection_set.items.is_empty());
        if ty.is_scalar() && !bare {
            let why = format!("Field \"{name}\" of type \"{ty}\" must not have a sub selection.");
            self.errors.push(why);
        } else if !ty.is_scalar() && bare {
            let why = format!("Field \"{name}\" of type \"{ty}\" must have a sub selection.");
            self.errors.push(why);
        }
        let picks = if ty.is_scalar() {
            Vec::new()
        } else {
            self.selection(&ty.name, &field.selection_set, inside)
        };
        Some(Pick { key, name, ty, args, picks })
    }

    fn argument(
        &mut self,
        arg: &str,
        ty: &Ty,
        literal: &Literal<'a, String>,
        args: &mut Map<String, Value>,
    ) {
        match check_literal(self.schema, ty, literal, &self.variables) {
            Ok(Some(value)) => {
                args.insert(arg.to_owned(), value);
            }
            Ok(None) => {}
            Err(why) if why.starts_with("Variable") => self.errors.push(why),
            Err(why) => self.errors.push(format!("Argument \"{arg}\" has invalid value: {why}")),
        }
    }

    /// Joins repeated keys, so that `Lots{id} Lots{amount}` answers once with both.
    fn merge(&mut self, picks: Vec<Pick>) -> Vec<Pick> {
        let mut merged: Vec<Pick> = Vec::with_capacity(picks.len());
        for pick in picks {
            match merged.iter_mut().find(|known| known.key == pick.key) {
                Some(known) if known.name == pick.name && known.args == pick.args => {
                    known.picks.extend(pick.picks);
                    known.picks = self.merge(std::mem::take(&mut known.picks));
                }
                Some(known) => self.errors.push(format!(
                    "Fields \"{}\" conflict because {} and {} are different fields or have differing \
                     arguments.",
                    pick.key, known.name, pick.name
                )),
                None => merged.push(pick),
            }
        }
        merged
    }
}
