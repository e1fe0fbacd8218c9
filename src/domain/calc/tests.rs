//! What holds for all of the calculator.

use proptest::prelude::*;

use super::*;
use crate::domain::types::Tenge;

proptest! {
    #[test]
    fn no_numbers_make_it_panic(a in any::<i64>(), b in any::<i64>(), c in any::<i64>(), rate in 0_i64..=100_000_000) {
        let (x, y, z) = (Tenge::from_tiyn(a), Tenge::from_tiyn(b), Tenge::from_tiyn(c));
        let rate = Percent::parse(&format!("{}.{:06}", rate / 1_000_000, rate % 1_000_000)).unwrap();
        let _ = vat::on_top(x, rate);
        let _ = vat::included(x, rate);
        let _ = margin::at_price(x, y, z);
        let _ = margin::price_for(x, rate);
        let _ = penalty::penalty(&penalty::Late { base: x, contract: y, daily: rate, days: c, cap: Some(rate) });
        let _ = civil_code::interest(x, rate, b, c);
        let _ = eshop::weigh(&[x, y, z], y);
        let _ = security::of(x, rate);
        let _ = security::of_advance(x);
        let _ = words::sum(x, words::Script::Russian);
        for kind in [dumping::Kind::Construction, dumping::Kind::PriceQuotations] {
            let _ = dumping::limit(kind).unwrap().check(x, y);
        }
    }
}

#[test]
fn what_was_typed_is_not_rounded() {
    assert_eq!(exact_sum("1 500 000,50"), Ok(Tenge::from_tiyn(150_000_050)));
    assert_eq!(exact_sum("1.500"), Ok(Tenge::from_tiyn(150)));
    assert_eq!(exact_sum("0.001"), Err(CalcError::TooFine));
    assert_eq!(exact_sum("99999999999999.999"), Err(CalcError::TooFine));
    assert_eq!(exact_sum("1e15"), Err(CalcError::Sum(MoneyError::TooLarge)));
}
