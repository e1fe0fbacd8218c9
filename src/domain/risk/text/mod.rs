//! What the words of a lot demand beyond need: found in Russian and Kazakh alike, with the place of
//! the words, so that they can be shown.
//!
//! A rule is one file here and one page in `docs/risk`. All of them read the same `Reading` of a
//! text and cost time in proportion to its length, whatever it holds.

mod analog_ban;
mod authorisation_letter;
mod brand_names;
mod brand_without_equivalent;
mod catalogue_number;
mod exemption;
mod experience_demand;
mod geography_demand;
mod goods_with_services;
mod homoglyph;
mod luxury_class;
mod mixed_subjects;
mod over_exact_parameter;
mod phrase;
mod proprietary_term;
mod reading;
mod short_delivery;
mod subjects;

use reading::Reading;

/// A rule over the words of a lot. Its code names its page in `docs/risk`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TextRule {
    /// A trade mark without «или эквивалент», law article 12.
    BrandWithoutEquivalent,
    /// A number by which one maker's goods are ordered.
    CatalogueNumber,
    /// A size that only one product is likely to have.
    OverExactParameter,
    /// Goods of the same use are refused beforehand.
    AnalogBan,
    /// A paper that only the maker can give.
    AuthorisationLetter,
    /// Where the supplier must be.
    GeographyDemand,
    /// Goods of different kinds in one lot, law article 6, point 3.
    MixedSubjects,
    /// Goods together with work on them.
    GoodsWithServices,
    /// A word of two alphabets, which search does not find.
    Homoglyph,
    /// A class above need.
    LuxuryClass,
    /// A technology that one maker owns.
    ProprietaryTerm,
    /// One to three days to deliver; the law gives fifteen, article 17, point 6.
    ShortDelivery,
    /// Experience or people beyond what the law lets ask for, article 11.
    ExperienceDemand,
}

impl TextRule {
    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::BrandWithoutEquivalent,
        Self::CatalogueNumber,
        Self::OverExactParameter,
        Self::AnalogBan,
        Self::AuthorisationLetter,
        Self::GeographyDemand,
        Self::MixedSubjects,
        Self::GoodsWithServices,
        Self::Homoglyph,
        Self::LuxuryClass,
        Self::ProprietaryTerm,
        Self::ShortDelivery,
        Self::ExperienceDemand,
    ];

    /// The name that stays.
    pub const fn code(self) -> &'static str {
        match self {
            Self::BrandWithoutEquivalent => "brand_without_equivalent",
            Self::CatalogueNumber => "catalogue_number",
            Self::OverExactParameter => "over_exact_parameter",
            Self::AnalogBan => "analog_ban",
            Self::AuthorisationLetter => "authorisation_letter",
            Self::GeographyDemand => "geography_demand",
            Self::MixedSubjects => "mixed_subjects",
            Self::GoodsWithServices => "goods_with_services",
            Self::Homoglyph => "homoglyph",
            Self::LuxuryClass => "luxury_class",
            Self::ProprietaryTerm => "proprietary_term",
            Self::ShortDelivery => "short_delivery",
            Self::ExperienceDemand => "experience_demand",
        }
    }

    /// How far apart two findings may be and still be one: a demand goes on after a comma, names and
    /// numbers are each their own.
    const fn joins_over(self) -> usize {
        match self {
            Self::AnalogBan
            | Self::AuthorisationLetter
            | Self::GeographyDemand
            | Self::GoodsWithServices
            | Self::ExperienceDemand => 3,
            _ => 0,
        }
    }

    fn find(self, reading: &Reading) -> Vec<reading::Span> {
        match self {
            Self::BrandWithoutEquivalent => brand_without_equivalent::find(reading),
            Self::CatalogueNumber => catalogue_number::find(reading),
            Self::OverExactParameter => over_exact_parameter::find(reading),
            Self::AnalogBan => analog_ban::find(reading),
            Self::AuthorisationLetter => authorisation_letter::find(reading),
            Self::GeographyDemand => geography_demand::find(reading),
            Self::MixedSubjects => mixed_subjects::find(reading),
            Self::GoodsWithServices => goods_with_services::find(reading),
            Self::Homoglyph => homoglyph::find(reading),
            Self::LuxuryClass => luxury_class::find(reading),
            Self::ProprietaryTerm => proprietary_term::find(reading),
            Self::ShortDelivery => short_delivery::find(reading),
            Self::ExperienceDemand => experience_demand::find(reading),
        }
    }
}

/// Words that a rule speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The rule.
    pub rule: TextRule,
    /// Where the words begin, in code points.
    pub start: usize,
    /// Where they end, in code points; not part of them.
    pub end: usize,
}

/// All that the rules find in a text of either language, or of both, in the order of the text.
/// Findings of one rule do not overlap.
pub fn find(text: &str) -> Vec<Finding> {
    let reading = Reading::of(text);
    let mut found = Vec::new();
    for rule in TextRule::ALL {
        let mut spans = rule.find(&reading);
        spans.sort_by_key(|span| (span.start, span.end));
        let mut last: Option<(usize, usize)> = None;
        for span in spans {
            let (start, end) = reading.points(&span);
            match &mut last {
                Some((_, so_far)) if start < *so_far + rule.joins_over() => {
                    *so_far = end.max(*so_far)
                }
                _ => {
                    found.extend(last.map(|(start, end)| Finding { rule, start, end }));
                    last = (start < end).then_some((start, end));
                }
            }
        }
        found.extend(last.map(|(start, end)| Finding { rule, start, end }));
    }
    found.sort_by_key(|finding| (finding.start, finding.end, finding.rule));
    found
}

/// The words of a finding; none where it is of another text.
pub fn excerpt<'a>(text: &'a str, finding: &Finding) -> &'a str {
    let mut bounds = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let Some(start) = bounds.nth(finding.start) else { return "" };
    let length = finding.end.saturating_sub(finding.start);
    let end = if length == 0 { Some(start) } else { bounds.nth(length - 1) };
    end.and_then(|end| text.get(start..end)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
