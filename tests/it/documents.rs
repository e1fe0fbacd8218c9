//! Papers: what is known is not asked, what makes no sense is refused with what to write, a draft is
//! left and resumed, and files come whole.

use zakupai::demo::telegram::BotMessage;

use super::support::*;

/// A lot of the demo's.
const LOT: &str = "83685322-ОИ4";

impl Talker<'_> {
    /// Tells everything of a company.
    async fn tells_of_company(&self) -> BotMessage {
        for told in [
            "ТОО «Ақ көл»",
            "940140000385",
            "010000, г. Астана, ул. Қабанбай батыр, 11",
            "Директор",
            "Әбілқасымов Ғ. Ұ.",
            "KZ86 125K ZT50 0410 0100, АО «Банк», БИК KKMFKZ2A",
        ] {
            self.says(told).await;
        }
        self.says("+7 701 000 00 00").await
    }

    /// The files that came last, by name.
    pub fn files(&self) -> Vec<(String, Vec<u8>)> {
        let files = self.heard().into_iter().filter_map(|message| message.document);
        files.map(|file| (file.file_name, file.content)).collect()
    }
}

on_both_engines! {
    async fn a_company_is_told_once_checked_sealed_and_forgotten(mut app: TestApp) {
        let talker = app.person(1, "ru");
        assert_reads("company_ask", &talker.says("/company").await);
        talker.says("ТОО «Ақ көл»").await;
        assert!(talker.says("940140000384").await.text.contains("контрольная"));
        talker.says("940140000385").await;
        assert!(talker.says("адрес 🙂").await.text.contains("🙂"), "a sign that can't be set is named");
        assert!(talker.says(&"щ".repeat(4_000)).await.text.contains("300"));
        for told in ["Астана", "Директор", "Әбілқасымов Ғ. Ұ."] {
            talker.says(told).await;
        }
        assert!(talker.says("KZ85125KZT5004100100").await.text.contains("номера счёта"));
        talker.says("KZ86125KZT5004100100, АО «Банк»").await;
        assert_reads("company_ru", &talker.says("+7 701 000 00 00").await);
        let plain = "SELECT count(*) FROM companies WHERE sealed LIKE '%940140000385%' OR sealed LIKE '%KZ86%'";
        assert_eq!(app.database.scalar(plain).await, 0);

        // A restart forgets nothing; one field is changed alone.
        app.stop().await;
        app.start().await;
        let talker = app.person(1, "ru");
        talker.says("/company").await;
        talker.presses("Адрес").await;
        assert!(talker.says("Алматы, пр. Абая, 1").await.text.contains("Алматы"));
        talker.presses("Удалить всё").await;
        talker.presses("Да, удалить").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM companies").await, 0);
        for code in ["kk", "en"] {
            let talker = app.person(if code == "kk" { 2 } else { 3 }, code);
            talker.says("/company").await;
            assert_reads(&format!("company_{code}"), &talker.tells_of_company().await);
        }
    }
}

on_both_engines! {
    async fn a_price_is_written_from_the_card_left_and_resumed(mut app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/lot {LOT}")).await;
        assert_reads("documents_choose", &talker.presses("Документы").await);
        assert_reads("documents_ask", &talker.presses("Ценовое предложение").await);
        // Something else in between, and a restart.
        talker.says("/cancel").await;
        talker.says("/search бумага").await;
        app.stop().await;
        app.start().await;
        let talker = app.person(1, "ru");
        assert_reads("documents_home", &talker.says("/documents").await);
        assert!(talker.presses("Ценовое предложение").await.text.contains("Цена за единицу"));
        talker.says("12 650,50").await;
        talker.presses("Пропустить").await;
        // The company is asked for once, then the paper goes on.
        let next = talker.says("за 15 дней, <b>{{lot}}</b>").await;
        assert!(next.text.contains("Как называется компания"), "{}", next.text);
        assert_reads("documents_preview", &talker.tells_of_company().await);
        assert!(talker.presses("На казахском").await.text.contains("Баға ұсынысы"));
        talker.presses("PDF и Word").await;
        let files = talker.files();
        let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["tsenovoe-predlozhenie.pdf", "tsenovoe-predlozhenie.docx"]);
        assert!(files[0].1.starts_with(b"%PDF") && files[1].1.starts_with(b"PK"));
        assert_eq!(app.database.scalar("SELECT count(*) FROM documents WHERE is_ready").await, 1);
        let plain = "SELECT count(*) FROM documents WHERE sealed LIKE '%lot%'";
        assert_eq!(app.database.scalar(plain).await, 0);

        talker.says("/documents").await;
        talker.presses("Ценовое").await;
        talker.presses("Удалить").await;
        talker.presses("Удалить").await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM documents").await, 0);
    }
}

on_both_engines! {
    async fn a_claim_counts_its_penalty_and_waits_for_the_term(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says("/company").await;
        talker.tells_of_company().await;
        talker.says("/documents").await;
        talker.presses("Новый документ").await;
        talker.presses("Претензия об оплате").await;
        for told in ["КГУ «Школа № 5»", "№ 12 от 01.02.2026", "много"] {
            talker.says(told).await;
        }
        assert!(talker.newest().text.contains("Не понял сумму"));
        for told in ["10 млн", "акт № 3 от 01.09.2026", "2,5 млн"] {
            talker.says(told).await;
        }
        assert!(talker.says("вчера").await.text.contains("Не понял дату"));
        assert_reads("documents_not_late", &talker.says("25.11.2026").await);
        talker.presses("Изменить").await;
        talker.presses("Срок оплаты").await;
        assert_reads("documents_claim", &talker.says("01.10.2026").await);
    }
}

on_both_engines! {
    async fn a_remark_where_there_is_no_discussion_is_not_written(app: TestApp) {
        let talker = app.person(1, "ru");
        talker.says(&format!("/lot {LOT}")).await;
        talker.presses("Документы").await;
        assert_reads("documents_no_discussion", &talker.presses("Замечание").await);
    }
}

on_both_engines! {
    async fn a_complaint_that_would_be_returned_is_not_written(app: TestApp) {
        let talker = app.person(1, "ru");
        for (id, answers, told) in [
            (2, &["Портал автоматически"][..], "портал автоматически"),
            (3, &["Комиссия", "госаудит"][..], "камеральный контроль"),
        ] {
            let talker = app.person(id, "ru");
            talker.says("/documents").await;
            talker.presses("Новый документ").await;
            talker.presses("Жалоба").await;
            for answer in answers {
                talker.presses(answer).await;
            }
            assert!(talker.newest().text.contains(told), "{}", talker.newest().text);
            assert!(talker.files().is_empty());
        }
        talker.says("/documents").await;
        talker.presses("Новый документ").await;
        talker.presses("Жалоба").await;
        talker.presses("Комиссия").await;
        talker.presses("Решение заказчика").await;
        assert_reads("documents_complaint_late", &talker.says("16.11.2026").await);
        talker.presses("Изменить").await;
        talker.presses("Дата протокола").await;
        assert!(talker.says("18.11.2026").await.text.contains("Кому"));
    }
}

on_both_engines! {
    async fn without_a_key_papers_are_off_and_say_so(mut app: TestApp) {
        app.stop().await;
        app.set("DATA_KEY", "");
        app.start().await;
        let talker = app.person(1, "ru");
        for text in ["/documents", "/company"] {
            assert_reads("documents_off", &talker.says(text).await);
        }
        let card = talker.says(&format!("/lot {LOT}")).await;
        assert!(!shown(&card).contains("Документы"));
        talker.presses_data(card.message_id, "doc:kinds").await;
        assert!(toast(&app).is_some_and(|toast| toast.contains("DOC-1")));
    }
}

on_both_engines! {
    async fn somebody_elses_paper_and_forged_buttons_open_nothing(app: TestApp) {
        let owner = app.person(1, "ru");
        owner.says("/documents").await;
        owner.presses("Новый документ").await;
        let asked = owner.presses("Сопроводительное").await;
        let button = asked.rows.iter().flatten().find_map(|button| button.data.clone());
        assert_eq!(button, None, "nothing to leave out");
        owner.says("КГУ «Школа № 5»").await;
        owner.says("/documents").await;
        let open = owner.newest().rows[0][0].data.clone().unwrap();
        let thief = app.person(2, "ru");
        let said = thief.says("/documents").await;
        for sign in ["o", "f", "t", "e", "d"] {
            let data = open.replacen("doc:o", &format!("doc:{sign}"), 1);
            thief.presses_data(said.message_id, &data).await;
            assert!(toast(&app).is_some_and(|toast| toast.contains("больше нет")), "{data}");
        }
        let delete = open.replacen("doc:o", "doc:x", 1);
        thief.presses_data(said.message_id, &delete).await;
        assert_eq!(app.database.scalar("SELECT count(*) FROM documents").await, 1);
        for step in ["s", "a", "c"] {
            let data = format!("{}:0:0", open.replacen("doc:o", &format!("doc:{step}"), 1));
            owner.presses_data(owner.newest().message_id, &data).await;
        }
        assert_eq!(app.database.scalar("SELECT count(*) FROM documents").await, 1);
    }
}
