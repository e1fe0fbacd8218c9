//! Reading JSON that may be anything: a field of another type than expected is one that is not
//! there, and of a field told twice the last one counts.

use std::{borrow::Cow, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::value::RawValue;

/// A string, borrowed where it has no escapes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Text<'a>(pub(super) Option<Cow<'a, str>>);

impl Text<'_> {
    /// What it says, where it was a string.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref()
    }

    /// Whether it says just this.
    pub(super) fn is(&self, other: &str) -> bool {
        self.get() == Some(other)
    }
}

/// A number, the double nearest to its digits. It tells sums apart to the tiyn up to ten trillion tenge,
/// since every decimal of up to 15 digits survives it; nothing is ever added up in it.
#[derive(Debug, Default, Clone, Copy, PartialEq)]
pub(super) struct Number(pub(super) Option<f64>);

/// A whole number not below zero; `1.0` is none.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count(pub(super) Option<u64>);

/// An array; what is no array holds nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct List<T>(pub(super) Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

/// What a visitor answers to the kinds of JSON it has no use for.
macro_rules! nothing_for {
    ($($kind:ident),+) => { $(nothing_for!(@ $kind);)+ };
    (@ bool) => { fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ i64) => { fn visit_i64<E>(self, _: i64) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ u64) => { fn visit_u64<E>(self, _: u64) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ f64) => { fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ str) => { fn visit_str<E>(self, _: &str) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ unit) => { fn visit_unit<E>(self) -> Result<Self::Value, E> { Ok(Self::Value::default()) } };
    (@ seq) => {
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
            while seq.next_element::<serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
    (@ map) => {
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            while map.next_entry::<serde::de::IgnoredAny, serde::de::IgnoredAny>()?.is_some() {}
            Ok(Self::Value::default())
        }
    };
}
pub(super) use nothing_for;

/// An object of which only these fields matter.
macro_rules! object {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $field:ident: $kind:ty = $key:literal,)+ }) => {
        $(#[$about])*
        #[derive(Debug, Default, Clone, PartialEq)]
        pub(super) struct $name<'a> { $($(#[$what])* pub(super) $field: $kind,)+ }

        impl<'de: 'a, 'a> serde::Deserialize<'de> for $name<'a> {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                struct Fields<'a>(std::marker::PhantomData<$name<'a>>);

                impl<'de: 'a, 'a> serde::de::Visitor<'de> for Fields<'a> {
                    type Value = $name<'a>;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("any JSON")
                    }

                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut found = $name::default();
                        while let Some(key) = map.next_key::<Text<'de>>()? {
                            match key.get() {
                                $(Some($key) => found.$field = map.next_value()?,)+
                                _ => { map.next_value::<serde::de::IgnoredAny>()?; }
                            }
                        }
                        Ok(found)
                    }

                    nothing_for!(bool, i64, u64, f64, str, unit, seq);
                }

                from.deserialize_any(Fields(std::marker::PhantomData))
            }
        }
    };
}
pub(super) use object;

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Words;

        impl<'de> Visitor<'de> for Words {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Borrowed(text))))
            }

            fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Text(Some(Cow::Owned(text.to_owned()))))
            }

            nothing_for!(bool, i64, u64, f64, unit, seq, map);
        }

        from.deserialize_any(Words)
    }
}

impl<'de> Deserialize<'de> for Number {
    /// From its digits as they stand: two sums that differ in the last of seventeen are not one, which
    /// quicker ways of reading miss. What is too large for a double is none.
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(from)?.get();
        let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
        let number = text.parse().ok().filter(|number: &f64| is_number && number.is_finite());
        // Minus zero is zero.
        Ok(Number(number.map(|number| number + 0.0)))
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Digits;

        impl<'de> Visitor<'de> for Digits {
            type Value = Count;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_u64<E>(self, number: u64) -> Result<Self::Value, E> {
                Ok(Count(Some(number)))
            }

            nothing_for!(bool, i64, f64, str, unit, seq, map);
        }

        from.deserialize_any(Digits)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Elements<T>(std::marker::PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Elements<T> {
            type Value = List<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut all = Vec::new();
                while let Some(one) = seq.next_element()? {
                    all.push(one);
                }
                Ok(List(all))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(List::default())
            }

            nothing_for!(bool, i64, u64, f64, str, unit);
        }

        from.deserialize_any(Elements(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    object! {
        /// Two fields.
        Pair { text: Text<'a> = "text", list: List<Count> = "list", }
    }

    #[rstest]
    #[case(r#"{"text":"a","list":[1,2]}"#, Some("a"), 2)]
    #[case(r#"{"text":"a","text":"b"}"#, Some("b"), 0)]
    #[case(r#"{"text":"a","text":5}"#, None, 0)]
    #[case(r#"{"text":"\u0431","list":{"a":[1]}}"#, Some("б"), 0)]
    #[case(r#"{"te\u0078t":"a","other":{"deep":[{}]}}"#, Some("a"), 0)]
    #[case(r#"{"text":null,"list":[1,"x",null,{}]}"#, None, 4)]
    #[case(r#"[{"text":"a"}]"#, None, 0)]
    #[case("5", None, 0)]
    #[case("-1.5e3", None, 0)]
    #[case("null", None, 0)]
    fn a_wrong_type_is_an_absent_field(
        #[case] json: &str,
        #[case] text: Option<&str>,
        #[case] length: usize,
    ) {
        let pair: Pair<'_> = serde_json::from_str(json).unwrap();
        assert_eq!((pair.text.get(), pair.list.0.len()), (text, length));
    }

    #[rstest]
    #[case("1038219238.3199999", None, Some(1_038_219_238.319_999_9))]
    #[case("-0", None, Some(0.0))]
    #[case("{\"a\":1}", None, None)]
    #[case("null", None, None)]
    #[case("1", Some(1), Some(1.0))]
    #[case("1.0", None, Some(1.0))]
    #[case("-1", None, Some(-1.0))]
    #[case("\"1\"", None, None)]
    #[case("[1]", None, None)]
    fn a_count_is_whole_and_a_number_is_no_string(
        #[case] json: &str,
        #[case] count: Option<u64>,
        #[case] number: Option<f64>,
    ) {
        assert_eq!(serde_json::from_str::<Count>(json).unwrap().0, count);
        assert_eq!(serde_json::from_str::<Number>(json).unwrap().0, number);
    }

    #[test]
    fn a_number_past_a_double_is_none() {
        assert_eq!(serde_json::from_str::<Number>("1e400").unwrap().0, None);
    }
}
