//! Which column is which: guessed by headings in three languages, corrected by the person.

use std::fmt;

use super::table::{Cell, Line};

/// Titles and addresses may stand above the headings, not more than so many lines.
pub(super) const MOST_ABOVE: usize = 50;

/// What a column of a price list tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Column {
    /// The article: what the supplier knows a position by.
    Sku,
    /// What it is.
    Name,
    /// In what it is counted.
    Unit,
    /// The price of one.
    Price,
    /// BIN or IIN of who sells.
    Supplier,
    /// The day the price is of.
    Date,
    /// Its ENSTRU code.
    Enstru,
}

impl Column {
    /// Every one, in the order they are looked for: «дата цены» is a date, «цена за единицу» a price.
    pub const ALL: [Self; 7] =
        [Self::Enstru, Self::Supplier, Self::Date, Self::Price, Self::Unit, Self::Sku, Self::Name];

    /// Its name in reports and in what is stored.
    pub fn code(self) -> &'static str {
        match self {
            Self::Sku => "sku",
            Self::Name => "name",
            Self::Unit => "unit",
            Self::Price => "price",
            Self::Supplier => "supplier_bin",
            Self::Date => "date",
            Self::Enstru => "enstru",
        }
    }

    /// Reads a stored name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// Headings that say nothing else, and beginnings of words that say it among others.
    fn headings(self) -> (&'static [&'static str], &'static [&'static str]) {
        match self {
            Self::Enstru => (&["код тру"], &["енс тру", "енстру", "ктру", "enstru", "ens tru"]),
            Self::Supplier => (
                &[
                    "бин",
                    "иин",
                    "бин иин",
                    "иин бин",
                    "bin",
                    "iin",
                    "bin iin",
                    "бсн",
                    "жсн",
                    "бсн жсн",
                ],
                &["бин ", "иин ", "бсн ", "supplier bin", "vendor bin", "seller bin", " bin"],
            ),
            Self::Date => {
                (&["күні", "date"], &["дата", "date", "captured", "күні", "мерзімі", "актуально"])
            }
            Self::Price => (
                &["цена", "price", "баға", "бағасы", "cost"],
                &["цен", "price", "баға", "стоимость", "прайс"],
            ),
            Self::Unit => (
                &["ед", "unit", "uom", "бірлік"],
                &["ед изм", "единиц", "unit", "бірліг", "бірлік", "өлшем"],
            ),
            Self::Sku => (
                &["код", "id", "sku", "code"],
                &["артикул", "sku", "article", "part n", "item n", "код ", "code", "коды", "арт "],
            ),
            Self::Name => (
                &["товар", "тауар", "имя", "атауы", "item"],
                &[
                    "наименован",
                    "назван",
                    "номенклатур",
                    "атау",
                    "name",
                    "product",
                    "товар",
                    "описан",
                    "description",
                    "title",
                ],
            ),
        }
    }

    /// How surely a heading names this.
    fn fits(self, heading: &str) -> u8 {
        let (whole, parts) = self.headings();
        // «Наименование поставщика» is no name of goods.
        let seller = ["поставщик", "supplier", "vendor", "жеткізуші", "производител", "brand"];
        let is_sellers = seller.iter().any(|word| heading.contains(word));
        if is_sellers && matches!(self, Self::Name | Self::Price | Self::Unit) {
            return 0;
        }
        let padded = format!(" {heading} ");
        if whole.contains(&heading) {
            2
        } else if parts.iter().any(|part| match part.strip_prefix(' ') {
            Some(end) => padded.contains(&format!(" {end} ")),
            None => padded.contains(&format!(" {part}")),
        }) {
            1
        } else {
            0
        }
    }
}

/// A heading as it is compared: lower case, words with single gaps.
fn folded(heading: &str) -> String {
    let lower = heading.to_lowercase().replace('ё', "е");
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Which column of a file tells what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Layout {
    /// Each told column with its place, from zero.
    columns: Vec<(usize, Column)>,
}

impl Layout {
    /// Guesses by a row of headings; none where it has no price, or nothing to know a position by.
    pub fn guess(line: &Line<'_>) -> Option<Self> {
        let headings: Vec<String> = line
            .cells
            .iter()
            .map(|cell| if let Cell::Text(text) = cell { folded(text) } else { String::new() })
            .collect();
        let mut layout = Self::default();
        for sure in [2, 1] {
            for column in Column::ALL
                .into_iter()
                .filter(|column| layout.place(*column).is_none())
                .collect::<Vec<_>>()
            {
                let fits = |(at, heading): &(usize, &String)| {
                    !heading.is_empty()
                        && layout.columns.iter().all(|(taken, _)| taken != at)
                        && column.fits(heading) == sure
                        // What another column fits as well goes to the one that is looked for first.
                        && (sure == 2 || Column::ALL.into_iter().find(|it| it.fits(heading) > 0) == Some(column))
                };
                if let Some((at, _)) = headings.iter().enumerate().find(fits) {
                    layout.columns.push((at, column));
                }
            }
        }
        layout.is_enough().then_some(layout)
    }

    /// Where a column stands.
    pub fn place(&self, column: Column) -> Option<usize> {
        self.columns.iter().find(|(_, it)| *it == column).map(|(at, _)| *at)
    }

    /// What a place tells.
    pub fn at(&self, place: usize) -> Option<Column> {
        self.columns.iter().find(|(at, _)| *at == place).map(|(_, column)| *column)
    }

    /// The same with one place told anew; a column stands in one place only.
    #[must_use]
    pub fn with(mut self, place: usize, column: Option<Column>) -> Self {
        self.columns.retain(|(at, it)| *at != place && Some(*it) != column);
        self.columns.extend(column.map(|column| (place, column)));
        self.columns.sort_unstable_by_key(|(at, _)| *at);
        self
    }

    /// True where a position can be known and its price read.
    pub fn is_enough(&self) -> bool {
        let has = |column| self.place(column).is_some();
        has(Column::Price) && (has(Column::Name) || has(Column::Sku))
    }

    /// Reads what [`fmt::Display`] wrote; none where it makes no sense.
    pub fn parse(text: &str) -> Option<Self> {
        let mut layout = Self::default();
        for part in text.split_whitespace() {
            let (place, code) = part.split_once(':')?;
            layout = layout.with(place.parse().ok()?, Some(Column::from_code(code)?));
        }
        (!layout.columns.is_empty()).then_some(layout)
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut columns = self.columns.clone();
        columns.sort_unstable_by_key(|(at, _)| *at);
        for (n, (at, column)) in columns.iter().enumerate() {
            write!(f, "{}{at}:{}", if n > 0 { " " } else { "" }, column.code())?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headings: &[&str]) -> String {
        let cells: Vec<Cell<'_>> = headings.iter().map(|text| Cell::Text(text)).collect();
        let line = Line { number: 1, cells: &cells, ..Line::default() };
        Layout::guess(&line).map(|layout| layout.to_string()).unwrap_or_default()
    }

    #[test]
    fn headings_of_three_languages_are_known() {
        for (headings, expected) in [
            (
                vec!["sku", "name", "unit", "price", "supplier_bin", "date"],
                "0:sku 1:name 2:unit 3:price 4:supplier_bin 5:date",
            ),
            (
                vec![
                    "№ п/п",
                    "Артикул",
                    "Наименование товара",
                    "Ед. изм.",
                    "Цена, тенге с НДС",
                    "БИН поставщика",
                    "Дата цены",
                ],
                "1:sku 2:name 3:unit 4:price 5:supplier_bin 6:date",
            ),
            (
                vec!["Тауар коды", "Тауар атауы", "Өлшем бірлігі", "Бірлік бағасы", "БСН", "Күні"],
                "0:sku 1:name 2:unit 3:price 4:supplier_bin 5:date",
            ),
            (vec!["Код", "Номенклатура", "Цена за единицу", "Остаток"], "0:sku 1:name 2:price"),
            (vec!["Код ЕНС ТРУ", "Товар", "Стоимость"], "0:enstru 1:name 2:price"),
            (vec!["Наименование поставщика", "Товар", "Цена"], "1:name 2:price"),
            (vec!["Product name", "Unit price", "Captured at"], "0:name 1:price 2:date"),
            (vec!["Прайс-лист ТОО «Дом»"], ""),
            (vec!["Наименование", "Количество"], ""),
        ] {
            assert_eq!(guessed(&headings), expected, "{headings:?}");
        }
    }

    #[test]
    fn a_column_stands_in_one_place() {
        let layout = Layout::parse("0:sku 1:name 3:price").unwrap();
        let layout = layout.with(2, Some(Column::Price)).with(0, None);
        assert_eq!(layout.to_string(), "1:name 2:price");
        assert_eq!(Layout::parse(&layout.to_string()), Some(layout));
        for wrong in ["", "a:sku", "0:moon", "0"] {
            assert_eq!(Layout::parse(wrong), None, "{wrong}");
        }
    }
}
