//! A typed search narrowed by a button: what was chosen is written into its words, so that the search
//! reads, is saved and is followed as if it had been typed.

use super::{
    parse::{CUSTOMER, ENSTRU, looks_like_enstru},
    pieces::pieces,
};
use crate::{
    domain::{types::Bin, words::fold},
    i18n::Lang,
};

/// What a search is narrowed to, instead of what it was narrowed to before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Narrowing {
    /// Codes of ENSTRU that begin with these digits.
    Enstru(String),
    /// Purchases of one customer.
    Customer(Bin),
    /// Any code.
    AnyEnstru,
    /// Any customer.
    AnyCustomer,
}

impl Narrowing {
    /// The text with what is chosen, in words of the person's language.
    pub fn written(&self, text: &str, lang: Lang) -> String {
        let is_code = matches!(self, Self::Enstru(_) | Self::AnyEnstru);
        let (names, more) = if is_code { (ENSTRU, "тру") } else { (CUSTOMER, "") };
        let mut kept: Vec<&str> = Vec::new();
        let mut tokens = text.split_whitespace().peekable();
        while let Some(token) = tokens.next() {
            let (name, value) = match token.split_once([':', '=']) {
                Some((name, value)) => (name, value),
                None => (token, ""),
            };
            let is_name = names.split(' ').any(|known| fold(known) == fold(name));
            if !is_name {
                let is_bare = if is_code { looks_like_enstru(token) } else { is_bin(token) };
                if !is_bare {
                    kept.push(token);
                }
                continue;
            }
            let is_joined = tokens.peek().is_some_and(|it| !more.is_empty() && fold(it) == more);
            if value.is_empty() && is_joined {
                tokens.next();
            }
            let mut digits = value.len();
            let most = if is_code { 1 } else { 12 };
            while digits < most
                && let Some(next) = tokens.next_if(|next| is_digits(next))
            {
                digits += next.len();
            }
            // «заказчик школа» is two words, of which neither is a number.
            if digits == 0 {
                kept.push(token);
            }
        }
        let mut written = kept.join(" ");
        let chosen = match self {
            Self::Enstru(digits) if lang == Lang::En => format!("enstru {digits}"),
            Self::Enstru(digits) => format!("енстру {digits}"),
            Self::Customer(bin) => match lang {
                Lang::Ru => format!("бин {bin}"),
                Lang::Kk => format!("бсн {bin}"),
                Lang::En => format!("bin {bin}"),
            },
            Self::AnyEnstru | Self::AnyCustomer => return written,
        };
        // What stands in quotes that are never closed would swallow it.
        if pieces(&written).last().is_some_and(|last| last.quoted) && !written.ends_with(QUOTES) {
            written.push('"');
        }
        if !written.is_empty() {
            written.push(' ');
        }
        written + &chosen
    }
}

const QUOTES: [char; 4] = ['»', '"', '”', '“'];

fn is_digits(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '*'))
}

fn is_bin(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::saved_search::SearchFilter;

    #[test]
    fn what_is_chosen_takes_the_place_of_what_was_typed() {
        let bin = || Narrowing::Customer(Bin::parse("940140000385").unwrap());
        let code = || Narrowing::Enstru("172312".into());
        for (text, by, written) in [
            ("бумага", code(), "бумага енстру 172312"),
            ("бумага енстру 26 до 5 млн", code(), "бумага до 5 млн енстру 172312"),
            ("бумага ЕНС ТРУ 26.1", code(), "бумага енстру 172312"),
            ("бумага enstru:26", code(), "бумага енстру 172312"),
            ("бумага 262040.000.000003", code(), "бумага енстру 172312"),
            ("бумага", bin(), "бумага бин 940140000385"),
            ("бумага бин 0602 4000 2985 Алматы", bin(), "бумага Алматы бин 940140000385"),
            ("060240002985 бумага", bin(), "бумага бин 940140000385"),
            ("заказчик школа", bin(), "заказчик школа бин 940140000385"),
            ("«бумага для", code(), "«бумага для\" енстру 172312"),
            ("«бумага для»", code(), "«бумага для» енстру 172312"),
            ("бумага бин 060240002985 до 5 млн", Narrowing::AnyCustomer, "бумага до 5 млн"),
            ("енстру 26 бумага", Narrowing::AnyEnstru, "бумага"),
        ] {
            assert_eq!(by.written(text, Lang::Ru), written, "{text}");
        }
    }

    #[test]
    fn what_is_written_is_read_in_every_language() {
        for lang in [Lang::Ru, Lang::Kk, Lang::En] {
            let text = Narrowing::Enstru("172312".into()).written("бумага до 5 млн", lang);
            let bin = Bin::parse("940140000385").unwrap();
            let text = Narrowing::Customer(bin.clone()).written(&text, lang);
            let filter = SearchFilter::parse(&text).unwrap();
            assert_eq!(filter.words, ["бумага"], "{text}");
            assert_eq!(filter.enstru.as_deref(), Some("172312"), "{text}");
            assert_eq!(filter.customer, Some(bin), "{text}");
            assert!(filter.max.is_some(), "{text}");
        }
    }
}
