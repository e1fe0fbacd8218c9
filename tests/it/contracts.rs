//! Contracts: read as they change, and the earlier ones of who buys now.

use chrono::TimeDelta;
use serde_json::{Value, json};
use zakupai::{
    demo::goszakup::{Fault, naive},
    domain::{clock::Clock as _, dossiers::Side, sync::Source, types::Bin},
};

use super::support::*;

const CUSTOMER: &str = "000540002866";

impl TestApp {
    fn contract(&self, id: i64, customer: &str, sum: Value) -> Value {
        json!({ "id": id, "rootId": id, "customerBin": customer, "supplierBiin": "060240002985",
            "refContractStatusId": 190, "finYear": 2026, "contractSum": sum, "signDate": "2026-11-01 10:00:00",
            "lastUpdateDate": naive(self.clock.now()), "trdBuyId": 17379709,
            "ContractUnits": [{ "id": id * 10, "lotId": 42_700_184, "itemPrice": 2150, "quantity": 100, "totalSum": sum }] })
    }
}

on_both_engines! {
    async fn what_changed_is_stored_once_and_the_fresher_copy_stays(app: TestApp) {
        app.goszakup.add_contract(app.contract(1, CUSTOMER, json!(215_000)));
        app.goszakup.add_contract(app.contract(2, CUSTOMER, json!("много")));
        app.clock.advance(TimeDelta::seconds(1));
        let report = app.services().contracts.run().await.unwrap();
        assert_eq!((report.received, report.rejected, report.complete), (2, 1, true));
        assert_eq!(app.services().store.count_contracts().await.unwrap(), 1);
        assert_eq!(app.database.scalar("SELECT sum_tiyn FROM contract_units").await, 21_500_000);
        let reasons = app.database.texts("SELECT reason FROM sync_errors WHERE source = 'contracts'").await;
        assert_eq!(reasons, [Some("amount_unreadable: contractSum".to_owned())]);
        app.clock.advance(TimeDelta::minutes(15));
        let mut changed = app.contract(1, CUSTOMER, json!(300_000));
        changed["ContractUnits"][0]["id"] = json!(11);
        app.goszakup.add_contract(changed);
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        assert_eq!(app.database.scalar("SELECT sum_tiyn FROM contracts").await, 30_000_000);
        assert_eq!(app.database.scalar("SELECT count(*) FROM contract_units WHERE id = 11").await, 1);
        assert_eq!(app.database.scalar("SELECT count(*) FROM contract_units").await, 1);
    }
}

on_both_engines! {
    async fn a_pass_that_breaks_off_is_made_good_by_the_next(app: TestApp) {
        app.goszakup.fail_next(20, Fault::Status(503));
        assert!(app.services().contracts.run().await.is_err());
        let state = app.services().store.find_sync_state(Source::Contracts).await.unwrap();
        assert!(state.watermark.is_none() && state.failure.is_some(), "{state:?}");
    }
}

on_both_engines! {
    async fn earlier_contracts_of_who_buys_now_are_read_by_turns(app: TestApp) {
        let app_clock = app.clock.now();
        let mut old = app.contract(5, CUSTOMER, json!(1_000));
        old["lastUpdateDate"] = json!("2026-02-01 10:00:00");
        app.goszakup.add_contract(old);
        app.goszakup.add_contract({
            let mut long_ago = app.contract(6, CUSTOMER, json!(1_000));
            long_ago["finYear"] = json!(2020);
            long_ago["lastUpdateDate"] = json!("2020-02-01 10:00:00");
            long_ago
        });
        // A customer whose lot somebody opened comes first.
        app.person(1, "ru").says("/lot 83685322-ОИ4").await;
        let since = app_clock - TimeDelta::days(30);
        let first = app.services().store.list_unread_customers(since, 1).await.unwrap();
        assert_eq!(first[0].as_str(), CUSTOMER);
        let mut read = 0;
        loop {
            match app.services().contracts.read_earlier().await.unwrap() {
                0 => break,
                customers => read += customers,
            }
        }
        assert!(read > 5, "{read}");
        assert_eq!(app.services().store.count_contracts().await.unwrap(), 1, "two years are enough");
        assert_eq!(app.services().contracts.read_earlier().await.unwrap(), 0, "not again so soon");
    }
}

on_both_engines! {
    async fn bids_are_read_once_their_results_are_out(app: TestApp) {
        let lot = app.goszakup.lot(42_700_184).unwrap();
        let announcement = lot["trdBuyId"].as_i64().unwrap();
        let application = |id: i64, biin: &str, amount: i64, status: &str| {
            json!({ "id": id, "buyId": announcement, "supplierBinIin": biin, "dateApply": "2026-11-18 15:30:24.884000",
                "AppLots": [
                    { "id": id * 10, "lotId": 42_700_184, "amount": amount, "RefAppStatus": { "nameRu": status } },
                    { "id": id * 10 + 1, "amount": 5 } ] })
        };
        app.goszakup.add_application(application(1, "060240002985", 700_000, "Победитель"));
        app.goszakup.add_application(application(2, "940140000385", 750_000, "Отклонена"));
        let mut elsewhere = application(3, "940140000385", 1, "Подано");
        elsewhere["buyId"] = json!(1);
        app.goszakup.add_application(elsewhere);
        while app.services().bids.read().await.unwrap() > 0 {}
        assert_eq!(app.database.scalar("SELECT count(*) FROM bids").await, 0, "it still takes bids");
        app.clock.advance(TimeDelta::minutes(15));
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 360 }), app.clock.now());
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        assert_eq!(app.services().bids.read().await.unwrap(), 1);
        let outcomes = app.database.texts("SELECT outcome FROM bids ORDER BY amount_tiyn").await;
        assert_eq!(outcomes, [Some("winner".to_owned()), Some("rejected".to_owned())]);
        assert_eq!(app.services().bids.read().await.unwrap(), 0, "once");
    }
}

on_both_engines! {
    async fn what_was_read_becomes_the_history_of_who_buys(app: TestApp) {
        // Ten contracts, eight of them with one supplier, three terminated, four changed later.
        for n in 1..=10_i64 {
            let mut contract = app.contract(n, CUSTOMER, json!(1_000));
            contract["supplierBiin"] = json!(if n <= 8 { "060240002985" } else { "940140000385" });
            contract["refContractStatusId"] = json!(if n <= 3 { 340 } else { 390 });
            app.goszakup.add_contract(contract);
        }
        for n in 1..=4_i64 {
            let mut agreement = app.contract(100 + n, CUSTOMER, json!(1_000));
            agreement["rootId"] = json!(n);
            agreement["refContractTypeId"] = json!(2);
            app.goszakup.add_contract(agreement);
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let told = app.database.texts(
            "SELECT contracts || '/' || changed || '/' || terminated || '/' || top_supplier_bp FROM risk_histories WHERE kind = 'customer'",
        ).await;
        assert_eq!(told, [Some("10/4/3/8000".to_owned())]);
        let talker = app.person(1, "ru");
        talker.says("/lot 83685322-ОИ4").await;
        talker.presses("Риск").await;
        let why = talker.presses("Почему").await;
        let mut all = why.text.clone();
        while let Some(next) = talker.newest().rows.iter().flatten().find(|it| it.text.contains('›')) {
            let label = next.text.clone();
            all.push_str(&talker.presses(&label).await.text);
        }
        assert!(all.contains("80 %"), "the share of the largest supplier: {all}");
        // Bids are not read: nothing is said of who comes.
        assert!(all.contains("мало"), "{all}");
    }
}

on_both_engines! {
    async fn whether_to_bid_is_judged_by_what_contracts_of_the_code_went_for(app: TestApp) {
        app.services().risk.count().await.unwrap();
        let talker = app.person(1, "ru");
        let bare = talker.says("/calc 83685322-ОИ4 500 тыс").await.text;
        assert!(bare.contains("Данных мало: лотов этого кода с договорами 0"), "{bare}");
        let code = app.database.texts("SELECT enstru_code FROM risk_lots WHERE lot_id = 42700184").await;
        let code = code[0].clone();
        let code = match code {
            Some(code) => code,
            None => panic!("the lot has no code"),
        };
        let allocated = app.goszakup.lot(42_700_184).unwrap()["amount"].clone();
        for n in 1..=12_i64 {
            let mut contract = app.contract(n, CUSTOMER, json!(1_000));
            // A lot each, of two subjects: together they are its price.
            let lot = if n == 1 { 42_700_184 } else { 61_000_000 + n };
            if n > 1 {
                app.goszakup.add_lot(json!({ "id": lot, "lotNumber": format!("9{n:07}-ЗЦП1"), "refLotStatusId": 360,
                    "amount": allocated, "lastUpdateDate": naive(app.clock.now()) }));
            }
            contract["ContractUnits"] = [0, 1].map(|k| json!({ "id": n * 10 + k, "lotId": lot, "totalSum": 327_147.5,
                "refEnstruCode": [code] })).into();
            app.goszakup.add_contract(contract);
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let told = app.database.texts("SELECT awards || '/' || discount_bp FROM risk_histories WHERE kind = 'code' AND awards > 0").await;
        let whole = allocated.as_f64().unwrap();
        let discount = ((whole - 654_295.0) / whole * 10_000.0).floor();
        assert_eq!(told, [Some(format!("12/{discount}"))]);
        let judged = talker.says("/calc 83685322-ОИ4 500 тыс").await;
        assert_reads("bid_or_not_ru", &judged);
        talker.presses("График").await;
        let chart = talker.heard().into_iter().find_map(|message| message.document).unwrap();
        assert_eq!((chart.file_name.as_str(), &chart.content[1..4]), ("margin.png", "PNG".as_bytes()));
        for (id, code) in [(2, "kk"), (3, "en")] {
            let judged = app.person(id, code).says("/calc 83685322-ОИ4 700 тыс").await;
            assert_reads(&format!("bid_or_not_{code}"), &judged);
        }
    }
}

on_both_engines! {
    async fn acts_and_payments_show_who_pays_late(app: TestApp) {
        // Twelve acts: nine paid in time, three forty days later; a thirteenth whose money is not seen.
        for n in 1..=13_i64 {
            let mut contract = app.contract(n, CUSTOMER, json!(1_000));
            contract["Acts"] = json!([{ "id": n, "approveDate": "2026-08-03 10:00:00", "isDeleted": 0,
                "Place": [{ "id": n, "amount": 1_000, "payNoAvansSum": 1_000 }] }]);
            let day = if n <= 3 { "2026-09-12 00:00:00" } else { "2026-08-20 00:00:00" };
            if n <= 12 {
                contract["TreasuryPay"] = json!([{ "id": n, "contractId": n, "payDate": day, "payAmount": 1_000 }]);
            }
            app.goszakup.add_contract(contract);
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let told = app.database.texts("SELECT acts || '/' || paid_late FROM risk_histories WHERE kind = 'customer'").await;
        assert_eq!(told, [Some("12/3".to_owned())]);
        let talker = app.person(1, "ru");
        assert!(all_reasons(&talker).await.contains("Заказчик платит с опозданием"));
        // Read again, it is not counted twice.
        app.clock.advance(TimeDelta::minutes(15));
        app.services().contracts.run().await.unwrap();
        assert_eq!(app.database.scalar("SELECT count(*) FROM contract_acts").await, 13);
        assert_eq!(app.database.scalar("SELECT count(*) FROM contract_payments").await, 12);
        assert!(app.goszakup.violations().is_empty(), "{:?}", app.goszakup.violations());
    }
}

on_both_engines! {
    async fn without_payments_nobody_is_said_to_pay_in_time(app: TestApp) {
        for n in 1..=12_i64 {
            app.goszakup.add_contract(app.contract(n, CUSTOMER, json!(1_000)));
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let talker = app.person(1, "ru");
        let all = all_reasons(&talker).await;
        let unknown = all.find("Не удалось проверить").unwrap();
        let late = all.find("не видно ни одного акта заказчика вместе с оплатой").unwrap();
        assert!(late > unknown, "{all}");
    }
}

/// A seller: registered then, there, headed by somebody.
fn seller(pid: i64, bin: &str, since: &str, house: i64, head: &str) -> Value {
    json!({ "pid": pid, "bin": bin, "iin": "", "regdate": since, "supplier": 1,
        "Address": [{ "id": pid, "addressType": 1, "address": format!("г. Алматы, ул. Абая, д. {house}, оф. 5"), "katoCode": "750000000" }],
        "Employees": [{ "id": "1", "iin": head, "role": 1, "endDate": "2099-12-31 00:00:00" }] })
}

on_both_engines! {
    async fn the_register_tells_of_new_suppliers_and_of_bidders_who_share_a_head(app: TestApp) {
        let (young, old, third) = ("060240002985", "940140000385", "970140002674");
        app.goszakup.add_subject(seller(900_001, young, "2026-08-01 00:00:00", 10, "900101300017"));
        app.goszakup.add_subject(seller(900_002, old, "2010-01-01 00:00:00", 20, "900101300017"));
        app.goszakup.add_subject(seller(900_003, third, "2012-01-01 00:00:00", 30, "850101300015"));
        app.goszakup.add_contract(app.contract(1, CUSTOMER, json!(90_000_000)));
        let mut other = app.contract(2, CUSTOMER, json!(1_000));
        other["supplierBiin"] = json!(old);
        app.goszakup.add_contract(other);
        let announcement = app.goszakup.lot(42_700_184).unwrap()["trdBuyId"].as_i64().unwrap();
        for (id, biin) in [(1, young), (2, old), (3, third)] {
            app.goszakup.add_application(json!({ "id": id, "buyId": announcement, "supplierBinIin": biin,
                "dateApply": "2026-11-18 15:30:24", "AppLots": [{ "id": id, "lotId": 42_700_184, "amount": 700_000 + id }] }));
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        assert_eq!(app.services().participants.read().await.unwrap(), 0, "whose customer does not buy now comes later");
        while app.services().contracts.read_earlier().await.unwrap() > 0 {}
        app.clock.advance(TimeDelta::minutes(15));
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 360 }), app.clock.now());
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        while app.services().bids.read().await.unwrap() > 0 {}
        while app.services().participants.read().await.unwrap() > 0 {}
        assert_eq!(app.database.scalar("SELECT count(*) FROM participants").await, 3);
        app.services().risk.count().await.unwrap();
        let told = app.database.texts(
            "SELECT shared_contacts || '/' || newest_age_days || '/' || newest_sum_tiyn || '/' || newest_year \
             FROM risk_histories WHERE kind = 'customer' AND shared_contacts IS NOT NULL",
        ).await;
        assert_eq!(told, [Some("1/92/9000000000/2026".to_owned())]);
        let talker = app.person(1, "ru");
        let all = all_reasons(&talker).await;
        assert!(all.contains("Общий адрес или руководитель у участников") && all.contains("Большой договор у нового поставщика"), "{all}");
        assert!(!all.contains("900101") && !all.contains("Абая"), "{all}");
        let kept = app.database.texts("SELECT head_key || address_key FROM participants").await;
        assert!(kept.iter().flatten().all(|it| !it.contains("900101") && !it.to_lowercase().contains("абая")));
    }
}

on_both_engines! {
    async fn what_a_supplier_is_known_for_follows_its_contracts_wherever_they_go(app: TestApp) {
        let (main, other) = ("060240002985", "940140000385");
        // Ten contracts with this customer; with others three more, two of which were terminated.
        for n in 1..=13_i64 {
            let mut contract = app.contract(n, if n <= 10 { CUSTOMER } else { "970140002674" }, json!(1_000));
            contract["refContractStatusId"] = json!(if n >= 12 { 350 } else { 390 });
            contract["ContractUnits"][0]["refEnstruCode"] = json!([if n == 1 { "999999.000.000001" } else { "172314.500.000002" }]);
            app.goszakup.add_contract(contract);
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let told = "SELECT key || '/' || contracts || '/' || terminated FROM risk_histories WHERE kind = 'supplier' ORDER BY key";
        assert_eq!(app.database.texts(told).await, [Some(format!("{main}/13/2"))]);
        let talker = app.person(1, "ru");
        let name = "С основным поставщиком заказчика часто расторгают договоры";
        let all = all_reasons(&talker).await;
        assert!(all.contains(name) && all.contains("15,3 % из 13"), "{all}");
        // All went to another supplier and the rare code to the usual one: nobody keeps what is not theirs.
        app.clock.advance(TimeDelta::minutes(15));
        for n in 1..=13_i64 {
            let mut contract = app.contract(n, CUSTOMER, json!(1_000));
            contract["supplierBiin"] = json!(other);
            contract["ContractUnits"][0]["refEnstruCode"] = json!(["172314.500.000002"]);
            app.goszakup.add_contract(contract);
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        assert_eq!(app.database.texts(told).await, [Some(format!("{other}/13/0"))]);
        let codes = "SELECT count(*) FROM risk_histories WHERE kind = 'code' AND key = '999999.000.000001'";
        assert_eq!(app.database.scalar(codes).await, 0);
        let customers = "SELECT count(*) FROM risk_histories WHERE kind = 'customer' AND key = '970140002674' AND contracts > 0";
        assert_eq!(app.database.scalar(customers).await, 0);
        assert_eq!(app.database.scalar("SELECT count(*) FROM risk_touched").await, 0, "all of it is counted");
        let again = all_reasons(&talker).await;
        let found = again.split("Не удалось проверить").next().unwrap();
        assert!(!found.contains(name), "{again}");
    }
}

on_both_engines! {
    async fn a_discount_of_a_sum_that_times_ten_thousand_is_past_64_bits_is_counted(app: TestApp) {
        let mut contract = app.contract(1, CUSTOMER, json!(1_000));
        contract["ContractUnits"] = json!([
            { "id": 1, "lotId": 61_000_001, "totalSum": 4_000_000_000_000_i64, "refEnstruCode": ["172314.500.000002"] },
            { "id": 2, "lotId": 61_000_001, "totalSum": 5_000_000_000_000_i64, "refEnstruCode": ["172314.500.000002"] } ]);
        app.goszakup.add_contract(contract);
        app.goszakup.add_lot(json!({ "id": 61_000_001, "lotNumber": "90000030-ОК1", "refLotStatusId": 360,
            "amount": 10_000_000_000_000_i64, "lastUpdateDate": naive(app.clock.now()) }));
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        app.services().contracts.run().await.unwrap();
        app.services().risk.count().await.unwrap();
        let told = app.database.texts("SELECT awards || '/' || discount_bp FROM risk_histories WHERE kind = 'code' AND awards > 0").await;
        assert_eq!(told, [Some("1/1000".to_owned())]);
        let customer = Bin::from_source(CUSTOMER).unwrap();
        let trade = app.services().store.count_trade(Side::Customer, &customer).await.unwrap();
        assert_eq!((trade.awards, trade.discount_bp), (1, 1_000));
        let supplier = Bin::from_source("060240002985").unwrap();
        let trade = app.services().store.count_trade(Side::Supplier, &supplier).await.unwrap();
        assert_eq!((trade.awards, trade.discount_bp), (1, 1_000));
    }
}

on_both_engines! {
    async fn a_row_that_makes_no_sense_is_set_aside_and_the_others_are_read(app: TestApp) {
        for (n, supplier) in [(1, "060240002985"), (2, "940140000385"), (3, "970140002674")] {
            let mut contract = app.contract(n, CUSTOMER, json!(1_000));
            contract["supplierBiin"] = json!(supplier);
            app.goszakup.add_contract(contract);
        }
        app.clock.advance(TimeDelta::seconds(1));
        while app.services().contracts.read_earlier().await.unwrap() > 0 {}
        app.goszakup.fail_next(1, Fault::GraphqlError("Internal error".to_owned()));
        assert_eq!(app.services().participants.read().await.unwrap(), 3);
        assert_eq!(app.services().participants.read().await.unwrap(), 0, "not again today");
        let aside = "SELECT row_id FROM sync_errors WHERE source = 'participants' AND resolved_at IS NULL";
        assert_eq!(app.database.texts(aside).await, [Some("060240002985".to_owned())]);
        app.clock.advance(TimeDelta::hours(25));
        while app.services().participants.read().await.unwrap() > 0 {}
        assert_eq!(app.database.texts(aside).await, [None::<String>; 0]);

        let announcement = app.goszakup.lot(42_700_184).unwrap()["trdBuyId"].as_i64().unwrap();
        app.goszakup.add_application(json!({ "id": 1, "buyId": announcement, "supplierBinIin": "060240002985",
            "AppLots": [{ "id": 10, "lotId": 42_700_184, "amount": 700_000 }] }));
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 360 }), app.clock.now());
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        app.goszakup.fail_next(1, Fault::GraphqlError("Internal error".to_owned()));
        while app.services().bids.read().await.unwrap() > 0 {}
        assert_eq!(app.database.scalar("SELECT count(*) FROM sync_errors WHERE source = 'bids'").await, 1);
        app.clock.advance(TimeDelta::hours(25));
        while app.services().bids.read().await.unwrap() > 0 {}
        assert_eq!(app.database.scalar("SELECT count(*) FROM bids").await, 1);
        assert_eq!(app.database.scalar("SELECT count(*) FROM sync_errors WHERE source = 'bids' AND resolved_at IS NULL").await, 0);
    }
}

/// All pages of «Почему».
async fn all_reasons(talker: &Talker<'_>) -> String {
    talker.says("/lot 83685322-ОИ4").await;
    talker.presses("Риск").await;
    let mut all = talker.presses("Почему").await.text;
    while let Some(next) = talker.newest().rows.iter().flatten().find(|it| it.text.contains('›'))
    {
        let label = next.text.clone();
        all.push_str(&talker.presses(&label).await.text);
    }
    all
}
