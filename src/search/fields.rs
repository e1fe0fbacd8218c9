//! What of a lot is in the index, and under which names.

use tantivy::{
    schema::{Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{TokenizerManager, WhitespaceTokenizer},
};

/// Texts come cut into terms already, with gaps between them.
pub(super) const TERMS: &str = "terms";

/// Columns, by the names that collectors open them by.
pub(super) mod column {
    pub(in crate::search) const ID: &str = "id";
    pub(in crate::search) const AMOUNT: &str = "amount";
    pub(in crate::search) const STATUS: &str = "status";
    pub(in crate::search) const METHOD: &str = "method";
    pub(in crate::search) const REGION: &str = "region";
    pub(in crate::search) const ENSTRU: &str = "enstru";
    pub(in crate::search) const CUSTOMER: &str = "customer";
    pub(in crate::search) const PUBLISHED: &str = "published";
    pub(in crate::search) const DEADLINE: &str = "deadline";
}

/// The fields of a lot.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    pub(super) name_ru: Field,
    pub(super) name_kk: Field,
    pub(super) more_ru: Field,
    pub(super) more_kk: Field,
    /// Numbers it is known by, folded.
    pub(super) number: Field,
    /// Words as written, folded: where typos look.
    pub(super) exact: Field,
    /// The same, then as they are spelled: what completion shows.
    pub(super) spelled: Field,
    pub(super) id: Field,
    pub(super) amount: Field,
    pub(super) status: Field,
    pub(super) method: Field,
    pub(super) region: Field,
    pub(super) enstru: Field,
    pub(super) customer: Field,
    pub(super) published: Field,
    pub(super) deadline: Field,
}

pub(super) fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let text = |record| {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TERMS)
            .set_index_option(record)
            .set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing)
    };
    let placed = text(IndexRecordOption::WithFreqsAndPositions);
    let only = text(IndexRecordOption::Basic);
    let fast = NumericOptions::default().set_fast();
    let fields = Fields {
        name_ru: schema.add_text_field("name_ru", placed.clone()),
        name_kk: schema.add_text_field("name_kk", placed.clone()),
        more_ru: schema.add_text_field("more_ru", placed.clone()),
        more_kk: schema.add_text_field("more_kk", placed),
        number: schema.add_text_field("number", only.clone()),
        exact: schema.add_text_field("exact", only.clone()),
        spelled: schema.add_text_field("spelled", only),
        // Indexed too: a lot is replaced by its id.
        id: schema.add_i64_field(column::ID, fast.clone().set_indexed()),
        amount: schema.add_i64_field(column::AMOUNT, fast.clone()),
        status: schema.add_i64_field(column::STATUS, fast.clone()),
        method: schema.add_i64_field(column::METHOD, fast.clone()),
        region: schema.add_i64_field(column::REGION, fast.clone()),
        enstru: schema.add_i64_field(column::ENSTRU, fast.clone()),
        customer: schema.add_i64_field(column::CUSTOMER, fast.clone()),
        published: schema.add_i64_field(column::PUBLISHED, fast.clone()),
        deadline: schema.add_i64_field(column::DEADLINE, fast),
    };
    (schema.build(), fields)
}

pub(super) fn tokenizers() -> TokenizerManager {
    // With those that come along: numbers ask for one too.
    let manager = TokenizerManager::default();
    manager.register(TERMS, WhitespaceTokenizer::default());
    manager
}

/// Digits of an ENSTRU code has at most; shorter ones are filled up, so that a prefix is a span.
const ENSTRU_DIGITS: u32 = 15;

/// Digits that name a class of ENSTRU, before the first dot: what a thing is, whatever its properties.
pub(super) const ENSTRU_CLASS: usize = 6;

/// The class of a code as it is in the column; none where the source told no code.
pub(super) fn class_of(code: i64) -> Option<i64> {
    let class = u32::try_from(ENSTRU_CLASS).ok()?;
    (code >= 0).then(|| code / 10_i64.pow(ENSTRU_DIGITS - class))
}

/// The codes that begin with these digits, from the first up to but without the last.
pub(super) fn enstru_span(digits: &str) -> Option<(i64, i64)> {
    let number: i64 = digits.parse().ok()?;
    let missing = ENSTRU_DIGITS.checked_sub(u32::try_from(digits.len()).ok()?)?;
    let unit = 10_i64.pow(missing);
    Some((number * unit, (number + 1) * unit))
}
