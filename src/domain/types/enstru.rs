//! ENSTRU (ЕНС ТРУ): the code of what is bought, `620220.000.000000`.

use std::fmt;

/// A whole ENSTRU code: six, three and six digits; the first six are the class of the product.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Enstru(String);

impl Enstru {
    /// Parses a whole code; none for anything else.
    pub fn parse(text: &str) -> Option<Self> {
        let lengths = text.split('.').map(str::len);
        let shaped = lengths.eq([6, 3, 6]);
        let digits = text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        (shaped && digits).then(|| Self(text.to_owned()))
    }
}

impl fmt::Display for Enstru {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_whole_codes_are_codes() {
        assert!(Enstru::parse("264033.900.000000").is_some());
        for text in [
            "",
            "620220.000.00000",
            "620220-000-000000",
            "620220.000.0000000",
            "62022O.000.000000",
            "620220.000.000000 ",
            "٦٢٠٢٢٠.000.000000",
        ] {
            assert_eq!(Enstru::parse(text), None, "{text}");
        }
    }
}
