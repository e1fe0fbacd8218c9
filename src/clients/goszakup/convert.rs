//! From a row of OWS to a domain type: what a row must have, which of several fields to believe,
//! and what to fall back on.

use std::{collections::HashSet, hash::Hash};

use chrono::{DateTime, Utc};

use super::{
    dates,
    lenient::{Decimal, Int, Text},
    notes::Notes,
    wire,
};
use crate::{
    domain::{
        announcements::Announcement,
        lots::Lot,
        plans::{DeliveryPlace, PlanPoint},
        procurement::LotRecord,
        reference,
        types::{AnnouncementNumber, Bin, LocalText, LotNumber, MoneyError, Quantity, Tenge},
    },
    i18n::Lang,
};

/// Why a row was set aside: a code, then the field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {field}")]
pub(super) struct Reject {
    pub(super) code: &'static str,
    pub(super) field: &'static str,
}

pub(super) const fn reject(code: &'static str, field: &'static str) -> Reject {
    Reject { code, field }
}

const DATE_UNREADABLE: &str = "date_unreadable";

/// What a conversion needs besides the row.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) notes: &'a Notes,
    pub(super) fetched_at: DateTime<Utc>,
}

impl Context<'_> {
    /// A lot with its announcement and plan points.
    pub(super) fn lot(&self, row: wire::Lot) -> Result<LotRecord, Reject> {
        self.notes.unknown_fields("Lots", &row.unknown);
        let id = row.id.id().ok_or(reject("id_missing", "id"))?;
        let number = row
            .lot_number
            .as_deref()
            .and_then(LotNumber::from_source)
            .ok_or(reject("number_missing", "lotNumber"))?;
        let amount = money(&row.amount, "amount")?;
        let quantity = quantity(&row.count, "count")?;

        let trd_buy = row.trd_buy.0;
        let plan_points: Vec<i64> = row.point_list.0.iter().filter_map(|id| id.id()).collect();
        let plan_ids = row.plans.0.iter().filter_map(|plan| plan.id.id());
        let mut plan_point_ids =
            if plan_points.is_empty() { plan_ids.collect() } else { plan_points };
        dedup(&mut plan_point_ids);

        let of_plans = row.plans.0.iter().flat_map(|plan| &plan.plans_kato.0);
        let kato = first_known([
            kato_codes(&row.pln_point_kato_list.0),
            kato_codes(of_plans.map(|place| &place.ref_kato_code)),
            kato_codes(trd_buy.iter().flat_map(|buy| &buy.kato.0)),
            kato_codes(row.customer.0.iter().flat_map(|customer| &customer.kato_list.0)),
        ]);
        let subject_type = row.plans.0.iter().find_map(|plan| plan.ref_subject_type_id.id());
        // What was announced, not what was planned: a lot planned as a price request may be bought
        // from one source.
        let actual_method_id = row
            .ref_buy_trade_methods_id
            .id()
            .or_else(|| trd_buy.as_ref()?.ref_trade_methods_id.id());
        let announcement_id = row.trd_buy_id.id().or_else(|| trd_buy.as_ref()?.id.id());
        let announcement_number = row
            .trd_buy_number_anno
            .as_deref()
            .or_else(|| trd_buy.as_ref()?.number_anno.as_deref())
            .and_then(AnnouncementNumber::from_source);

        let announcement = match trd_buy.map(|buy| self.nested(buy, announcement_id, subject_type))
        {
            None => None,
            Some(Ok(announcement)) => Some(announcement),
            // The deadline is the lot's own: shown without it the lot would look open for ever.
            Some(Err(why)) if why.code == DATE_UNREADABLE => {
                return Err(reject(DATE_UNREADABLE, "TrdBuy.endDate"));
            }
            Some(Err(why)) => {
                self.notes.left_out("TrdBuy", announcement_id, &why.to_string());
                None
            }
        };
        let lot = Lot {
            id,
            number,
            announcement_id,
            announcement_number,
            name: text(row.name_ru, row.name_kz),
            description: text(row.description_ru, row.description_kz),
            status_id: self.status("Lots", row.ref_lot_status_id.0, reference::lot_status),
            amount,
            quantity,
            customer_bin: bin(&row.customer_bin),
            customer_name: text(row.customer_name_ru, row.customer_name_kz),
            planned_method_id: row.ref_trade_methods_id.id(),
            actual_method_id,
            kato,
            plan_point_ids,
            deadline: announcement.as_ref().and_then(|a| a.end_at),
            is_deleted: row.is_deleted.0.unwrap_or_default(),
            source_updated_at: self.date(&row.last_update_date, "Lots", "lastUpdateDate"),
            fetched_at: self.fetched_at,
        };
        Ok(LotRecord { lot, announcement, plans: self.plans(row.plans.0) })
    }

    fn nested(
        &self,
        mut row: wire::TrdBuy,
        id: Option<i64>,
        subject_type: Option<i64>,
    ) -> Result<Announcement, Reject> {
        row.id = Int(row.id.id().or(id));
        row.ref_subject_type_id = Int(row.ref_subject_type_id.id().or(subject_type));
        self.announcement(row)
    }

    /// A status as it came; one that our table lacks is carried on, and noticed once.
    fn status(
        &self,
        kind: &str,
        id: Option<i64>,
        name: fn(i64, Lang) -> Option<&'static str>,
    ) -> Option<i64> {
        if let Some(id) = id.filter(|id| name(*id, Lang::Ru).is_none()) {
            self.notes.unknown_status(kind, id);
        }
        id
    }

    /// The sum of all lots. Nobody bids on it: one that makes no sense must not hide the deadline.
    fn total(&self, sum: &Decimal, id: Option<i64>) -> Option<Tenge> {
        money(sum, "totalSum").unwrap_or_else(|why| {
            self.notes.left_out("TrdBuy.totalSum", id, &why.to_string());
            None
        })
    }

    /// An announcement.
    pub(super) fn announcement(&self, row: wire::TrdBuy) -> Result<Announcement, Reject> {
        self.notes.unknown_fields("TrdBuy", &row.unknown);
        Ok(Announcement {
            id: row.id.id().ok_or(reject("id_missing", "id"))?,
            number: row.number_anno.as_deref().and_then(AnnouncementNumber::from_source),
            name: text(row.name_ru, row.name_kz),
            status_id: self.status(
                "TrdBuy",
                row.ref_buy_status_id.0,
                reference::announcement_status,
            ),
            method_id: row.ref_trade_methods_id.id(),
            subject_type_id: row.ref_subject_type_id.id(),
            organizer_bin: bin(&row.org_bin),
            organizer_name: text(row.org_name_ru, row.org_name_kz),
            published_at: self.date(&row.publish_date, "TrdBuy", "publishDate"),
            start_at: self.date(&row.start_date, "TrdBuy", "startDate"),
            end_at: dates::from_source(row.end_date.as_deref())
                .map_err(|_unreadable| reject(DATE_UNREADABLE, "endDate"))?,
            total: self.total(&row.total_sum, row.id.id()),
            lot_count: row.count_lots.0.filter(|count| *count >= 0),
            kato: kato_codes(&row.kato.0),
            source_updated_at: self.date(&row.last_update_date, "TrdBuy", "lastUpdateDate"),
            fetched_at: self.fetched_at,
        })
    }

    /// Plan points; those that cannot be read are left out.
    pub(super) fn plans(&self, rows: Vec<wire::PlnPoint>) -> Vec<PlanPoint> {
        let read = |row: wire::PlnPoint| {
            let id = row.id.id();
            self.plan(row).map_err(|why| self.notes.left_out("PlnPoint", id, &why.to_string())).ok()
        };
        rows.into_iter().filter_map(read).collect()
    }

    /// A plan point.
    pub(super) fn plan(&self, row: wire::PlnPoint) -> Result<PlanPoint, Reject> {
        self.notes.unknown_fields("PlnPoint", &row.unknown);
        let enstru = row.ref_enstru.0.unwrap_or_default();
        let units = row.ref_units.0.unwrap_or_default();
        let place = |place: wire::PlnPointsKato| DeliveryPlace {
            kato: kato_codes([&place.ref_kato_code]).pop(),
            name: text(place.full_delivery_place_name_ru, place.full_delivery_place_name_kz),
        };
        Ok(PlanPoint {
            id: row.id.id().ok_or(reject("id_missing", "id"))?,
            root_id: row.rootrecord_id.id(),
            customer_bin: bin(&row.subject_biin),
            name: text(row.name_ru, row.name_kz),
            description: text(row.desc_ru, row.desc_kz),
            extra_description: text(row.extra_desc_ru, row.extra_desc_kz),
            enstru_code: row.ref_enstru_code.0.or(enstru.code.0),
            enstru_name: text(enstru.name_ru, enstru.name_kz),
            unit: text(units.name_ru, units.name_kz),
            count: quantity(&row.count, "count")?,
            price: money(&row.price, "price")?,
            amount: money(&row.amount, "amount")?,
            method_id: row.ref_trade_methods_id.id(),
            subject_type_id: row.ref_subject_type_id.id(),
            supply_term: row.supply_date_ru.0,
            prepayment_bp: basis_points(&row.prepayment),
            year: row.pln_point_year.id(),
            places: row
                .plans_kato
                .0
                .into_iter()
                .map(place)
                .filter(|place| place.kato.is_some() || !place.name.is_empty())
                .collect(),
            fetched_at: self.fetched_at,
        })
    }

    pub(super) fn date(&self, text: &Text, kind: &str, field: &str) -> Option<DateTime<Utc>> {
        dates::from_source(text.as_deref()).unwrap_or_else(|_unreadable| {
            self.notes.unreadable_date(kind, field);
            None
        })
    }
}

pub(super) fn text(ru: Text, kk: Text) -> LocalText {
    LocalText::new(ru.0, kk.0)
}

pub(super) fn bin(text: &Text) -> Option<Bin> {
    text.as_deref().and_then(Bin::from_source)
}

pub(super) fn money(sum: &Decimal, field: &'static str) -> Result<Option<Tenge>, Reject> {
    let Some(text) = &sum.0 else { return Ok(None) };
    match Tenge::parse(text) {
        Ok(sum) if sum.tiyn() < 0 => Err(reject("amount_negative", field)),
        Ok(sum) => Ok(Some(sum)),
        Err(MoneyError::TooLarge) => Err(reject("amount_absurd", field)),
        Err(MoneyError::NotANumber) => Err(reject("amount_unreadable", field)),
    }
}

pub(super) fn quantity(count: &Decimal, field: &'static str) -> Result<Option<Quantity>, Reject> {
    let Some(text) = &count.0 else { return Ok(None) };
    match Quantity::parse(text) {
        Ok(quantity) => Ok(Some(quantity)),
        Err(MoneyError::TooLarge) => Err(reject("quantity_absurd", field)),
        Err(MoneyError::NotANumber) if text.trim_start().starts_with('-') => {
            Err(reject("quantity_negative", field))
        }
        Err(MoneyError::NotANumber) => Err(reject("quantity_unreadable", field)),
    }
}

/// Percent into hundredths of a percent; a share beyond the whole is taken for absent.
fn basis_points(percent: &Decimal) -> Option<i64> {
    // Two decimals, read exactly: what the parser of sums does.
    let bp = Tenge::parse(percent.0.as_deref()?).ok()?.tiyn();
    (0..=10_000).contains(&bp).then_some(bp)
}

/// The codes of nine digits, each once, in their order; `000000000` is the whole world.
pub(super) fn kato_codes<'a>(texts: impl IntoIterator<Item = &'a Text>) -> Vec<String> {
    let is_code = |code: &&str| {
        code.len() == 9 && code.bytes().all(|b| b.is_ascii_digit()) && *code != "000000000"
    };
    let mut codes: Vec<String> = texts
        .into_iter()
        .filter_map(|text| text.as_deref())
        .filter(is_code)
        .map(str::to_owned)
        .collect();
    dedup(&mut codes);
    codes
}

fn first_known<const N: usize>(lists: [Vec<String>; N]) -> Vec<String> {
    lists.into_iter().find(|list| !list.is_empty()).unwrap_or_default()
}

/// Drops repetitions, keeping the order.
fn dedup<T: Clone + Eq + Hash>(list: &mut Vec<T>) {
    let mut seen = HashSet::new();
    list.retain(|item| seen.insert(item.clone()));
}
