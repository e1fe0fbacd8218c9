//! The published schema of OWS v3, as tables: what may be asked, and with which arguments.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use graphql_parser::schema::{Definition, Type, TypeDefinition, parse_schema};

/// The schema text: six roots and every type they reach.
const SDL: &str = include_str!("../../../assets/demo/schema.graphql");

/// A type as the schema uses it: a name, in a list or not. OWS has no non-null types, and no
/// lists of lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ty {
    /// Name of the innermost type.
    pub(super) name: String,
    /// Whether it is a list of that type.
    pub(super) list: bool,
}

impl Ty {
    /// Reads a type out of the parsed text, forgetting its `!` marks: a stricter variable fits a
    /// nullable position, so they never decide anything here.
    pub(super) fn of(parsed: &Type<'_, String>) -> Self {
        match parsed {
            Type::NamedType(name) => Self { name: name.clone(), list: false },
            Type::ListType(inner) => Self { list: true, ..Self::of(inner) },
            Type::NonNullType(inner) => Self::of(inner),
        }
    }

    /// The type of one element.
    pub(super) fn item(&self) -> Self {
        Self { name: self.name.clone(), list: false }
    }

    /// Whether the type holds no fields of its own.
    pub(super) fn is_scalar(&self) -> bool {
        matches!(self.name.as_str(), "Int" | "Float" | "String" | "Boolean" | "ID")
    }
}

impl fmt::Display for Ty {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.list { write!(f, "[{}]", self.name) } else { f.write_str(&self.name) }
    }
}

/// A field of an object type.
#[derive(Debug)]
pub(super) struct FieldDef {
    /// What it answers with.
    pub(super) ty: Ty,
    /// What it may be asked with; only the roots take arguments.
    pub(super) args: BTreeMap<String, Ty>,
}

/// All object and input types.
#[derive(Debug, Default)]
pub(super) struct Schema {
    objects: HashMap<String, HashMap<String, FieldDef>>,
    inputs: HashMap<String, BTreeMap<String, Ty>>,
}

impl Schema {
    /// Parses the embedded schema.
    pub(super) fn load() -> Result<Self, String> {
        let document = parse_schema::<String>(SDL).map_err(|error| error.to_string())?;
        let mut schema = Self::default();
        for definition in document.definitions {
            match definition {
                Definition::TypeDefinition(TypeDefinition::Object(object)) => {
                    let fields = object.fields.into_iter().map(|field| {
                        let args = field.arguments.iter();
                        let args = args.map(|arg| (arg.name.clone(), Ty::of(&arg.value_type)));
                        let def = FieldDef { ty: Ty::of(&field.field_type), args: args.collect() };
                        (field.name, def)
                    });
                    schema.objects.insert(object.name, fields.collect());
                }
                Definition::TypeDefinition(TypeDefinition::InputObject(input)) => {
                    let fields = input.fields.iter();
                    let fields =
                        fields.map(|field| (field.name.clone(), Ty::of(&field.value_type)));
                    schema.inputs.insert(input.name.clone(), fields.collect());
                }
                _ => {}
            }
        }
        Ok(schema)
    }

    /// The field `name` of the object type `ty`.
    pub(super) fn field(&self, ty: &str, name: &str) -> Option<&FieldDef> {
        self.objects.get(ty)?.get(name)
    }

    /// Whether an object type of that name exists.
    pub(super) fn has_object(&self, ty: &str) -> bool {
        self.objects.contains_key(ty)
    }

    /// The fields of the input type `ty`.
    pub(super) fn input(&self, ty: &str) -> Option<&BTreeMap<String, Ty>> {
        self.inputs.get(ty)
    }
}
