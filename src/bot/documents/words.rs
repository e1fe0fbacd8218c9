//! What papers are called, what is asked for them, and why one is not made.

use super::super::ctx::Ctx;
use crate::{
    domain::documents::{
        DocumentError, Field, Kind, Refusal,
        complaint::{Verdict, Why},
    },
    i18n::Words,
};

/// What a kind is called.
pub(super) fn kind(words: &Words, kind: Kind) -> String {
    match kind {
        Kind::Clarification => words.kind_clarification(),
        Kind::Remark => words.kind_remark(),
        Kind::Complaint => words.kind_complaint(),
        Kind::PriceOffer => words.kind_price_offer(),
        Kind::CommercialOffer => words.kind_commercial_offer(),
        Kind::CoverLetter => words.kind_cover_letter(),
        Kind::GuaranteeLetter => words.kind_guarantee_letter(),
        Kind::PaymentClaim => words.kind_payment_claim(),
        Kind::ContractChange => words.kind_contract_change(),
        Kind::Disagreements => words.kind_disagreements(),
        Kind::Readiness => words.kind_readiness(),
        Kind::Conciliation => words.kind_conciliation(),
        Kind::PowerOfAttorney => words.kind_power_of_attorney(),
        Kind::BankGuarantee => words.kind_bank_guarantee(),
        Kind::CounterpartyReport => words.kind_counterparty_report(),
    }
}

/// What is asked for a field.
pub(super) fn ask(words: &Words, field: Field) -> String {
    match field {
        Field::Addressee => words.ask_addressee(),
        Field::Procurement => words.ask_procurement(),
        Field::AddresseePlace => words.ask_addressee_place(),
        Field::Clause => words.ask_clause(),
        Field::Questions => words.ask_questions(),
        Field::Violation => words.ask_violation(),
        Field::Proposal => words.ask_proposal(),
        Field::UnitPrice => words.ask_unit_price(),
        Field::Total => words.ask_total(),
        Field::Origin => words.ask_origin(),
        Field::Delivery => words.ask_delivery(),
        Field::Validity => words.ask_validity(),
        Field::Warranty => words.ask_warranty(),
        Field::Attachments => words.ask_attachments(),
        Field::Promise => words.ask_promise(),
        Field::Contract => words.ask_contract(),
        Field::ContractSum => words.ask_contract_sum(),
        Field::Act => words.ask_act(),
        Field::Debt => words.ask_debt(),
        Field::DueDate => words.ask_due_date(),
        Field::Ground => words.ask_ground(),
        Field::Change => words.ask_change(),
        Field::Evidence => words.ask_evidence(),
        Field::Deal => words.ask_deal(),
        Field::Theirs => words.ask_theirs(),
        Field::Ours => words.ask_ours(),
        Field::Ready => words.ask_ready(),
        Field::Notice => words.ask_notice(),
        Field::KnownSince => words.ask_known_since(),
        Field::Reasons => words.ask_reasons(),
        Field::Representative => words.ask_representative(),
        Field::RepresentativeIin => words.ask_representative_iin(),
        Field::Powers => words.ask_powers(),
        Field::Until => words.ask_until(),
        Field::Bank => words.ask_bank(),
        Field::Guaranteed => words.ask_guaranteed(),
        Field::GuaranteeSum => words.ask_guarantee_sum(),
        Field::ProtocolDate => words.ask_protocol_date(),
        Field::Protocol => words.ask_protocol(),
        Field::DecidedBy => words.ask_decided_by(),
        Field::Route => words.ask_route(),
        Field::Decision => words.ask_decision(),
        Field::Facts => words.ask_facts(),
        Field::Demands => words.ask_demands(),
        Field::Grounds => words.ask_grounds(),
        Field::Counterparty => words.ask_counterparty(),
    }
}

/// What a field is called on a button.
pub(super) fn field(words: &Words, field: Field) -> String {
    match field {
        Field::Addressee => words.field_addressee(),
        Field::Procurement => words.field_procurement(),
        Field::AddresseePlace => words.field_addressee_place(),
        Field::Clause => words.field_clause(),
        Field::Questions => words.field_questions(),
        Field::Violation => words.field_violation(),
        Field::Proposal => words.field_proposal(),
        Field::UnitPrice => words.field_unit_price(),
        Field::Total => words.field_total(),
        Field::Origin => words.field_origin(),
        Field::Delivery => words.field_delivery(),
        Field::Validity => words.field_validity(),
        Field::Warranty => words.field_warranty(),
        Field::Attachments => words.field_attachments(),
        Field::Promise => words.field_promise(),
        Field::Contract => words.field_contract(),
        Field::ContractSum => words.field_contract_sum(),
        Field::Act => words.field_act(),
        Field::Debt => words.field_debt(),
        Field::DueDate => words.field_due_date(),
        Field::Ground => words.field_ground(),
        Field::Change => words.field_change(),
        Field::Evidence => words.field_evidence(),
        Field::Deal => words.field_deal(),
        Field::Theirs => words.field_theirs(),
        Field::Ours => words.field_ours(),
        Field::Ready => words.field_ready(),
        Field::Notice => words.field_notice(),
        Field::KnownSince => words.field_known_since(),
        Field::Reasons => words.field_reasons(),
        Field::Representative => words.field_representative(),
        Field::RepresentativeIin => words.field_representative_iin(),
        Field::Powers => words.field_powers(),
        Field::Until => words.field_until(),
        Field::Bank => words.field_bank(),
        Field::Guaranteed => words.field_guaranteed(),
        Field::GuaranteeSum => words.field_guarantee_sum(),
        Field::ProtocolDate => words.field_protocol_date(),
        Field::Protocol => words.field_protocol(),
        Field::DecidedBy => words.field_decided_by(),
        Field::Route => words.field_route(),
        Field::Decision => words.field_decision(),
        Field::Facts => words.field_facts(),
        Field::Demands => words.field_demands(),
        Field::Grounds => words.field_grounds(),
        Field::Counterparty => words.field_counterparty(),
    }
}

/// Why a paper is not made, and what to do instead.
pub(super) fn refusal(words: &Words, refusal: &Refusal) -> String {
    let shown = |day: chrono::NaiveDate| day.format("%d.%m.%Y").to_string();
    match refusal {
        Refusal::Complaint(verdict) => match verdict {
            Verdict::Late(last) => words.refused_complaint_late(shown(last.day)),
            Verdict::File(_) | Verdict::TooEarly => words.refused_complaint_early(),
            Verdict::NotAppealable(Why::ByPortal) => words.refused_complaint_by_portal(),
            Verdict::NotAppealable(Why::NotByTender) => words.refused_complaint_not_tender(),
            Verdict::NotAppealable(Why::SpecialOrder) => words.refused_complaint_special(),
            Verdict::NotAppealable(Why::QuasiState) => words.refused_complaint_quasi(),
            Verdict::NotAppealable(Why::Cameral) => words.refused_complaint_cameral(),
        },
        Refusal::NoDiscussion => words.refused_no_discussion(),
        Refusal::DiscussionLate(last) => words.refused_discussion_late(shown(last.day)),
        Refusal::NoGround => words.refused_no_ground(),
        Refusal::ModelContract => words.refused_model_contract(),
        Refusal::NotLate(due) => words.refused_not_late(shown(*due)),
        Refusal::ConciliationLate(last) => words.refused_conciliation_late(shown(last.day)),
        Refusal::DebtOverContract => words.refused_debt_over_contract(),
    }
}

/// Why an answer is not taken, and how to give it.
pub(in crate::bot) fn bad_answer(ctx: &Ctx, error: DocumentError) -> String {
    let words = ctx.words();
    match error {
        DocumentError::Empty => words.error_document_empty(),
        DocumentError::TooLong { most } => words.error_document_long(most.to_string()),
        DocumentError::TooManyLines => words.error_document_lines(),
        DocumentError::Unprintable(sign) => words.error_document_sign(sign.to_string()),
        DocumentError::NotASum => words.error_document_sum(),
        DocumentError::NotADate => words.error_document_date(),
        DocumentError::NotAnIin => words.error_document_iin(),
        DocumentError::NotABin => words.error_document_bin(),
        DocumentError::NotABiin => words.error_document_biin(),
        DocumentError::NotAnAccount => words.error_document_account(),
        DocumentError::NotAChoice => words.error_document_choice(),
    }
}
