//! Groups: commands with `@name`, silence else, and a group that becomes a supergroup.

use zakupai::demo::telegram::Group;

use super::support::*;

on_both_engines! {
    async fn in_a_group_only_commands_for_us_are_answered(app: TestApp) {
        let talker = app.person(1, "ru");
        let group = Group::new(-4_001, "Отдел закупок");
        let name = name_of(&app).await;
        assert_eq!(talker.says_in(&group, &format!("/lot@{name} 83685322-ОИ4")).await.len(), 1);
        assert_eq!(talker.says_in(&group, "/help").await.len(), 1);
        assert_eq!(talker.says_in(&group, &format!("/HELP@{}", name.to_uppercase())).await.len(), 1);
        for not_ours in ["/help@another_bot", "/nonsense", "83685322-ОИ4", "добрый день", "000540002866"] {
            assert_eq!(talker.says_in(&group, not_ours).await.len(), 0, "{not_ours}");
        }
    }
}

on_both_engines! {
    async fn a_group_that_moves_takes_its_replies_along(app: TestApp) {
        let talker = app.person(1, "ru");
        let (old, new) = (Group::new(-4_002, "Закупки"), Group::new(-1_002_000_000_002, "Закупки"));
        talker.says_in(&old, "/help").await;
        app.telegram.migrate(old.id, new.id);
        app.settled().await;
        // A reply to the old chat that was on its way finds the new one.
        app.telegram.says_in(&old, &talker.person, "/cancel");
        app.settled().await;
        let moved = app.telegram.messages(new.id);
        assert_eq!(moved.len(), 1, "{moved:?}");
        assert!(moved[0].text.starts_with("Хорошо"));
    }
}

async fn name_of(app: &TestApp) -> String {
    let client = reqwest::Client::builder().build().unwrap();
    let url = format!("{}/bot{}/getMe", app.telegram.url(), app.telegram.token());
    let me: serde_json::Value = client.get(url).send().await.unwrap().json().await.unwrap();
    me["result"]["username"].as_str().unwrap().to_owned()
}
