//! The indicators over files of open contracting data: from the command line, as outsiders use it.

use std::{
    path::Path,
    process::{Command, Output},
};

use chrono::TimeDelta;
use serde_json::{Value, json};
use zakupai::{demo::goszakup::naive, domain::clock::Clock as _};

use super::support::*;

const CUSTOMER: &str = "000540002866";

fn zakupai(arguments: &[&str], database: Option<&str>) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zakupai"));
    command.args(arguments).env_clear().current_dir(std::env::temp_dir());
    if let Some(url) = database {
        command.env("DATABASE_URL", url);
    }
    command.output().unwrap()
}

fn report(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

/// Two releases that say something, and two lines that can't be read.
const FILE: &str = r#"{"ocid":"p1","tender":{"procurementMethod":"open","numberOfTenderers":1,"tenderPeriod":{"startDate":"2025-03-01 09:00:00","endDate":"2025-03-04 09:00:00"}}}
{"ocid":"p2","tender":{"numberOfTenderers":1},"bids":{"details":[{"status":"valid","tenderers":[{"id":"a"}],"value":{"amount":5,"currency":"KZT"}},{"status":"valid","tenderers":[{"id":"b"}],"value":{"amount":5.0,"currency":"KZT"}}]}}
{"ocid":"p3","tender":
{"ocid":4}
"#;

#[test]
fn a_file_of_releases_is_evaluated_and_what_was_amiss_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let (file, settings, issues) = (
        folder.path().join("releases.jsonl"),
        folder.path().join("settings.ini"),
        folder.path().join("issues.txt"),
    );
    std::fs::write(&file, FILE).unwrap();
    std::fs::write(&settings, "[R028]\n[R038]\n").unwrap();

    let output = zakupai(&["risk", "ocds", path(&file), "--issues", path(&issues)], None);
    let found = report(&output);
    assert_eq!(found["OCID"], json!({ "p1": { "R003": 1.0, "R018": 1.0 }, "p2": { "R028": 1.0 } }));
    assert_eq!(found["Tenderer"], json!({ "a": { "R028": 1.0 }, "b": { "R028": 1.0 } }));
    let said = String::from_utf8(output.stderr).unwrap();
    for line in ["left out: line 3: not_json", "left out: line 4: no_ocid", "2 releases read"] {
        assert!(said.contains(line), "{said}");
    }
    let told = std::fs::read_to_string(&issues).unwrap();
    assert!(
        told.contains("line 1: offset_assumed") && told.contains("line 2: no_period_end"),
        "{told}"
    );

    let some = zakupai(&["risk", "ocds", path(&file), "--settings", path(&settings)], None);
    assert_eq!(report(&some)["OCID"], json!({ "p2": { "R028": 1.0 } }));
}

#[test]
fn hostile_files_are_read_as_far_as_they_go() {
    let folder = tempfile::tempdir().unwrap();
    let line = r#"{"ocid":"p","tender":{"procurementMethod":"open","numberOfTenderers":1}}"#;
    let mark = "\u{FEFF}";
    for (name, content, read, told) in [
        ("empty", Vec::new(), 0, "0 releases read"),
        ("half a line", line.as_bytes()[..20].to_vec(), 0, "line 1: not_json"),
        (
            "a mark and CRLF",
            format!("{mark}{line}\r\n{line}\r\n").into_bytes(),
            2,
            "2 releases read",
        ),
        ("a package", format!(r#"{{"releases":[{line}]}}"#).into_bytes(), 0, "unpack a package"),
        ("no text", [b"{\"ocid\":\"\xFF\"}\n", line.as_bytes()].concat(), 1, "line 1: not_utf8"),
        (
            "huge numbers",
            format!("{}\n{line}", line.replace(":1}", ":1e999}")).into_bytes(),
            1,
            "not_json",
        ),
        (
            "deep",
            [b"[".repeat(100_000), b"\n".to_vec(), line.into()].concat(),
            1,
            "line 1: not_json",
        ),
    ] {
        let file = folder.path().join("releases.jsonl");
        std::fs::write(&file, content).unwrap();
        let output = zakupai(&["risk", "ocds", path(&file)], None);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            said.contains(&format!("{read} releases read")) && said.contains(told),
            "{name}: {said}"
        );
        assert_eq!(
            report(&output)["OCID"].as_object().unwrap().len(),
            usize::from(read > 0),
            "{name}"
        );
    }
}

#[test]
fn what_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (file, settings) = (folder.path().join("r.jsonl"), folder.path().join("s.ini"));
    std::fs::write(&file, "").unwrap();
    std::fs::write(&settings, "[R003]\nlimit = 3\n").unwrap();
    for (arguments, why) in [
        (vec!["/nowhere"], "/nowhere can't be read"),
        (vec![path(folder.path())], "can't be read"),
        (vec![path(&file), "--settings", path(&settings)], "settings, line 2: [R003] has no limit"),
        (vec![path(&file), "--settings", "/nowhere"], "/nowhere can't be read"),
    ] {
        let output = zakupai(&[&["risk", "ocds"], arguments.as_slice()].concat(), None);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains(why), "{said}");
    }
}

on_both_engines! {
    async fn what_is_stored_goes_out_as_releases_and_is_read_back(app: TestApp) {
        let out = app.database.folder().join("export.jsonl");
        let output = zakupai(&["risk", "export-ocds", "--out", path(&out)], Some(app.database.url()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

        let lines: Vec<Value> = std::fs::read_to_string(&out)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        let stored = app.database.scalar("SELECT count(*) FROM goszakup_lots WHERE NOT is_deleted").await;
        assert_eq!(i64::try_from(lines.len()).unwrap(), stored);
        assert!(stored > 0);
        for line in &lines {
            assert_types(line);
        }
        assert!(lines.iter().any(|line| line["tender"]["tenderPeriod"]["startDate"].is_string()));
        assert!(lines.iter().any(|line| line["tender"]["procurementMethod"] == "open"));

        let read = zakupai(&["risk", "ocds", path(&out)], None);
        let said = String::from_utf8_lossy(&read.stderr).into_owned();
        assert!(said.contains(&format!("{stored} releases read")), "{said}");
        assert!(!said.contains("left out") && !said.contains("offset_assumed"), "{said}");
        assert_eq!(report(&read)["Buyer"], json!({}), "no bids were read yet");
        assert!(lines.iter().all(|line| line.get("bids").is_none() && line.get("awards").is_none()));
    }
}

on_both_engines! {
    async fn what_is_known_of_bids_awards_and_contracts_goes_out_and_the_indicators_find_it(app: TestApp) {
        let (winner, rival, person) = ("060240002985", "940140000385", "900101300017");
        let lot = app.goszakup.lot(42_700_184).unwrap();
        let (announcement, customer) = (lot["trdBuyId"].as_i64().unwrap(), lot["customerBin"].as_str().unwrap().to_owned());
        // The winner came after the deadline, two prices are one, the third was turned away.
        for (id, biin, amount, date, status) in [
            (1, winner, 700_000, "2026-12-31 10:00:00", "Победитель"),
            (2, rival, 700_000, "2026-11-19 10:00:00", "Допущена"),
            (3, person, 650_000, "2026-11-19 11:00:00", "Отклонена"),
        ] {
            app.goszakup.add_application(json!({ "id": id, "buyId": announcement, "supplierBinIin": biin, "dateApply": date,
                "AppLots": [{ "id": id, "lotId": 42_700_184, "amount": amount, "RefAppStatus": { "nameRu": status } }] }));
        }
        app.goszakup.add_contract(json!({ "id": 77, "rootId": 77, "customerBin": customer, "supplierBiin": winner,
            "refContractStatusId": 190, "finYear": 2026, "contractSum": 700_000, "signDate": "2026-11-20 11:00:00",
            "planExecDate": "2026-12-20 00:00:00", "lastUpdateDate": "2026-11-20 11:59:00", "trdBuyId": announcement,
            "ContractUnits": [
                { "id": 1, "lotId": 42_700_184, "totalSum": 300_000.55, "refEnstruCode": ["172314.500.000002"] },
                { "id": 2, "lotId": 42_700_184, "totalSum": 400_000, "refEnstruCode": ["172314.500.000003"] } ] }));
        app.clock.advance(TimeDelta::minutes(15));
        app.goszakup.change_lot(42_700_184, json!({ "refLotStatusId": 360 }), app.clock.now());
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        app.services().contracts.run().await.unwrap();
        while app.services().bids.read().await.unwrap() > 0 {}
        app.services().risk.count().await.unwrap();

        let out = app.database.folder().join("export.jsonl");
        let output = zakupai(&["risk", "export-ocds", "--out", path(&out)], Some(app.database.url()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let text = std::fs::read_to_string(&out).unwrap();
        assert!(!text.contains(person), "numbers of persons do not go out");
        let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        let release = lines.into_iter().find(|line| line["ocid"] == "ocds-zakupai-42700184").unwrap();
        assert_types(&release);
        assert_eq!(release["tender"]["numberOfTenderers"], 3);
        assert_eq!(release["bids"]["details"].as_array().unwrap().len(), 3);
        assert_eq!(release["awards"], json!([{ "id": "contract-77", "status": "active",
            "value": { "amount": 700_000.55, "currency": "KZT" }, "suppliers": [{ "id": winner }],
            "items": [
                { "id": "1", "classification": { "scheme": "KZ-ENSTRU", "id": "172314.500.000002" } },
                { "id": "2", "classification": { "scheme": "KZ-ENSTRU", "id": "172314.500.000003" } } ] }]));
        assert_eq!(release["contracts"], json!([{ "id": "77", "awardID": "contract-77", "status": "active",
            "value": { "amount": 700_000.55, "currency": "KZT" }, "dateSigned": "2026-11-20T11:00:00+05:00",
            "period": { "endDate": "2026-12-20T00:00:00+05:00" } }]));
        let parties = release["parties"].as_array().unwrap();
        assert!(parties.iter().any(|party| party["id"] == winner && party["roles"] == json!(["supplier", "tenderer"])));
        for tenderer in release["bids"]["details"].as_array().unwrap().iter().flat_map(|bid| bid["tenderers"].as_array().unwrap()) {
            assert!(parties.iter().any(|party| party["id"] == tenderer["id"]), "{tenderer}");
        }

        let read = zakupai(&["risk", "ocds", path(&out)], None);
        let found = report(&read)["OCID"]["ocds-zakupai-42700184"].clone();
        assert_eq!((&found["R028"], &found["R030"]), (&json!(1.0), &json!(1.0)), "{found}");
    }
}

/// A lot whose results are out: how many days bids were taken, the code of what is bought, and the bids
/// with their prices, first the winner's; those turned away have a price below zero.
struct Held {
    days: i64,
    code: &'static str,
    bids: &'static [(&'static str, i64)],
}

const ONE: &str = "060240002985";
const TWO: &str = "940140000385";
const THREE: &str = "970140002674";

const HELD: [Held; 6] = [
    // R003 and R018: three days, one bidder.
    Held { days: 3, code: "172314.500.000002", bids: &[(ONE, 1_000)] },
    // R024: the second within two percent.
    Held { days: 20, code: "172314.500.000002", bids: &[(ONE, 1_000), (TWO, 1_010)] },
    // R058: the second for twice as much.
    Held { days: 20, code: "262011.100.000001", bids: &[(ONE, 1_000), (TWO, 2_000)] },
    // R028: one price.
    Held { days: 20, code: "310011.700.000001", bids: &[(ONE, 1_000), (TWO, 1_000)] },
    // R030: see the story.
    Held { days: 20, code: "310011.700.000001", bids: &[(ONE, 1_000), (THREE, 1_200)] },
    // R035 and R036: all others turned away, the cheapest among them.
    Held {
        days: 20,
        code: "310011.700.000001",
        bids: &[(ONE, 1_000), (TWO, -900), (THREE, -1_100)],
    },
];

/// What quartiles of thousands of processes would give.
const FEW: &str = "[R003]\n[R018]\n[R024]\nthreshold = 0.02\n[R025]\npercentile = 25\nthreshold = 0.2\n[R028]\n[R030]\n\
    [R035]\n[R036]\n[R038]\nthreshold = 0.15\n[R048]\nthreshold = 3\nminimum_contracting_processes = 6\n[R058]\nthreshold = 0.5\n";

on_both_engines! {
    async fn all_eleven_indicators_are_found_in_what_is_stored(app: TestApp) {
        for (n, held) in (1..).zip(&HELD) {
            let (announcement, lot, plan) = (61_000_000 + n, 62_000_000 + n, 63_000_000 + n);
            let end = app.clock.now() - TimeDelta::days(2);
            app.goszakup.add_announcement(json!({
                "id": announcement, "numberAnno": format!("{announcement}-1"), "refTradeMethodsId": 2,
                "refSubjectTypeId": 1, "orgBin": CUSTOMER, "refBuyStatusId": 350, "countLots": 1,
                "startDate": naive(end - TimeDelta::days(held.days)), "endDate": naive(end),
                "publishDate": naive(end - TimeDelta::days(25)), "lastUpdateDate": naive(app.clock.now()),
            }));
            app.goszakup.add_plan(json!({ "id": plan, "rootrecordId": plan, "plnPointYear": 2026,
                "refEnstruCode": held.code, "subjectBiin": CUSTOMER, "amount": 5_000, "price": 5_000, "count": 1 }));
            app.goszakup.add_lot(json!({
                "id": lot, "lotNumber": format!("{plan}-ОК1"), "refLotStatusId": 360, "amount": 5_000, "count": 1,
                "trdBuyId": announcement, "trdBuyNumberAnno": format!("{announcement}-1"), "customerBin": CUSTOMER,
                "refTradeMethodsId": 2, "refBuyTradeMethodsId": 2, "pointList": [plan],
                "lastUpdateDate": naive(app.clock.now()),
            }));
            for (k, (bidder, amount)) in (1..).zip(held.bids) {
                let status = if k == 1 { "Победитель" } else if *amount < 0 { "Отклонена" } else { "Допущена" };
                let late = TimeDelta::hours(if n == 5 { 1 } else { -1 });
                app.goszakup.add_application(json!({ "id": n * 10 + k, "buyId": announcement, "supplierBinIin": bidder,
                    "dateApply": naive(end + late), "AppLots": [{ "id": n * 10 + k, "lotId": lot, "amount": amount.abs(),
                    "RefAppStatus": { "nameRu": status } }] }));
            }
        }
        app.clock.advance(TimeDelta::seconds(1));
        app.services().sync.run().await.unwrap();
        while app.services().bids.read().await.unwrap() > 0 {}
        app.services().risk.count().await.unwrap();

        let (out, settings) = (app.database.folder().join("export.jsonl"), app.database.folder().join("few.ini"));
        let output = zakupai(&["risk", "export-ocds", "--out", path(&out)], Some(app.database.url()));
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        std::fs::write(&settings, FEW).unwrap();
        let found = report(&zakupai(&["risk", "ocds", path(&out), "--settings", path(&settings)], None));
        let process = |n: i64| found["OCID"][format!("ocds-zakupai-{}", 62_000_000 + n)].clone();
        assert_eq!(process(1), json!({ "R003": 1.0, "R018": 1.0 }));
        assert_eq!(process(2), json!({ "R024": 0.01 }));
        assert_eq!(process(3), json!({ "R058": 1.0 }));
        assert_eq!(process(4), json!({ "R024": 0.0, "R028": 1.0 }));
        assert_eq!(process(5), json!({ "R030": 1.0 }));
        assert_eq!(process(6), json!({ "R035": 2.0, "R036": 1.0 }));
        // Two of the twelve bids handed in to the customer were turned away.
        let turned_away = found["Buyer"][CUSTOMER]["R038"].as_f64().unwrap();
        assert!((turned_away - 2.0 / 12.0).abs() < 1e-9, "{turned_away}");
        // One of its four bids was turned away, and none of its three admitted ones won.
        assert_eq!(found["Tenderer"][TWO], json!({ "R024": 0.0, "R025": 0.0, "R028": 1.0, "R038": 0.25 }));
        assert_eq!(found["Tenderer"][ONE]["R048"], json!(3.0), "paper, computers, furniture");
    }
}

/// The types that OCDS 1.1 has for the fields that are written.
fn assert_types(release: &Value) {
    let time = |value: &Value| {
        value.is_null() || chrono::DateTime::parse_from_rfc3339(value.as_str().unwrap()).is_ok()
    };
    let text = |value: &Value| value.is_null() || value.is_string();
    let one_of =
        |value: &Value, codes: &[&str]| value.is_null() || codes.contains(&value.as_str().unwrap());
    let tender = &release["tender"];
    assert!(release["ocid"].as_str().unwrap().starts_with("ocds-"));
    assert!(release["id"].is_string() && release["date"].is_string() && time(&release["date"]));
    assert_eq!(release["tag"], json!(["compiled"]));
    assert_eq!(release["initiationType"], "tender");
    assert!(text(&release["buyer"]["id"]) && text(&tender["procuringEntity"]["id"]));
    assert!(tender["id"].is_string() && text(&tender["title"]) && text(&tender["description"]));
    assert!(time(&tender["tenderPeriod"]["startDate"]) && time(&tender["tenderPeriod"]["endDate"]));
    assert!(one_of(&tender["procurementMethod"], &["open", "selective", "limited", "direct"]));
    let statuses =
        ["planning", "planned", "active", "cancelled", "unsuccessful", "complete", "withdrawn"];
    assert!(one_of(&tender["status"], &statuses), "{tender}");
    let value = &tender["value"];
    assert!(value.is_null() || (value["amount"].is_number() && value["currency"] == "KZT"));
}
