//! When somebody is told: quiet hours, the daily digest, and the moments of reminders. Pure rules of
//! what the person chose and of the time.

use chrono::{DateTime, TimeDelta, Timelike as _, Utc};

use super::{
    calendar::working_days_before,
    clock::ASTANA,
    users::{NoticesMode, UserSettings},
};

/// When digests come to who chose no time: 09:00, UTC+5.
pub const DEFAULT_DIGEST_MINUTE: i64 = 9 * 60;
/// What must come before quiet hours comes so long before them, for a look or two to be missed.
const BEFORE_THE_NIGHT: TimeDelta = TimeDelta::minutes(5);
const DAY_MINUTES: i64 = 24 * 60;
/// The earliest step of a reminder, in working days.
const THREE_DAYS: u32 = 3;
/// No reminder is due longer before its deadline than this: three working days over the longest
/// holidays, and a night.
pub const LONGEST_AHEAD: TimeDelta = TimeDelta::days(14);

/// How something is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hearing {
    /// Now.
    Now,
    /// Now, without sound.
    Silently,
    /// Then.
    At(DateTime<Utc>),
}

/// How long before a deadline somebody is reminded of it, the nearest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReminderStep {
    /// Three hours.
    ThreeHours,
    /// 24 hours.
    Day,
    /// Three working days: terms of bids are counted in them (Rules 687, points 164, 348, 411).
    ThreeDays,
}

impl ReminderStep {
    /// Every step, the nearest to the deadline first.
    pub const ALL: [Self; 3] = [Self::ThreeHours, Self::Day, Self::ThreeDays];

    /// Its name in keys and buttons, never used for another.
    pub fn code(self) -> &'static str {
        match self {
            Self::ThreeHours => "3h",
            Self::Day => "1d",
            Self::ThreeDays => "3d",
        }
    }

    /// When it comes, quiet hours aside.
    pub fn moment(self, deadline: DateTime<Utc>) -> DateTime<Utc> {
        match self {
            Self::ThreeHours => deadline - TimeDelta::hours(3),
            Self::Day => deadline - TimeDelta::days(1),
            Self::ThreeDays => {
                let local = deadline.with_timezone(&ASTANA).naive_local();
                let day = working_days_before(local.date(), THREE_DAYS);
                let moment = day
                    .and_then(|day| day.and_time(local.time()).and_local_timezone(ASTANA).single());
                // Of a year whose holidays are not known, days are counted as they are.
                moment.map_or(deadline - TimeDelta::days(3), |moment| moment.to_utc())
            }
        }
    }
}

impl UserSettings {
    /// How a change that was just noticed is told.
    pub fn hearing(&self, is_urgent: bool, now: DateTime<Utc>) -> Hearing {
        if is_urgent || self.notices == NoticesMode::AtOnce {
            return self.hearing_by_night(is_urgent, now);
        }
        let digest = self.next_digest(now);
        Hearing::At(self.quiet_span(digest).map_or(digest, |(_, end)| end))
    }

    /// How something that waits for no digest is told: quiet hours decide alone.
    pub fn hearing_by_night(&self, is_urgent: bool, now: DateTime<Utc>) -> Hearing {
        match self.quiet_span(now) {
            None => Hearing::Now,
            Some(_) if is_urgent && self.urgent_at_night => Hearing::Silently,
            Some((_, end)) => Hearing::At(end),
        }
    }

    /// When a change that is noticed at `now` can be told at the earliest.
    pub fn due_at(&self, is_urgent: bool, now: DateTime<Utc>) -> DateTime<Utc> {
        match self.hearing(is_urgent, now) {
            Hearing::Now | Hearing::Silently => now,
            Hearing::At(then) => then,
        }
    }

    /// Beginning and end of the quiet hours that a moment falls in.
    pub fn quiet_span(&self, at: DateTime<Utc>) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let (from, to) = self.quiet?;
        let length = (to - from).rem_euclid(DAY_MINUTES);
        let gone = (minute_of_day(at) - from).rem_euclid(DAY_MINUTES);
        let begin = whole_minute(at) - TimeDelta::minutes(gone);
        (gone < length).then(|| (begin, begin + TimeDelta::minutes(length)))
    }

    /// When digests come, in minutes after midnight, UTC+5.
    pub fn digest_at(&self) -> i64 {
        self.digest_minute.unwrap_or(DEFAULT_DIGEST_MINUTE)
    }

    fn next_digest(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let ahead = (self.digest_at() - minute_of_day(now) - 1).rem_euclid(DAY_MINUTES) + 1;
        whole_minute(now) + TimeDelta::minutes(ahead)
    }

    /// The reminder of a deadline that is due, for somebody who has followed it since `since`. Of
    /// several that have come, after a stop or a jump of the clock, only the nearest; what would have
    /// come before they began to follow never does.
    pub fn reminder_due(
        &self,
        deadline: DateTime<Utc>,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Option<ReminderStep> {
        let chosen = ReminderStep::ALL.into_iter().filter(|step| self.reminders.has(*step));
        let mut moments = chosen.map(|step| (step, step.moment(deadline)));
        let come = |moment| now >= self.before_the_night(moment, since);
        let (step, moment) = moments.find(|(_, moment)| come(*moment))?;
        (now < deadline && since <= moment).then_some(step)
    }

    /// A moment at night is moved to before the night, for who followed already then.
    fn before_the_night(&self, moment: DateTime<Utc>, since: DateTime<Utc>) -> DateTime<Utc> {
        let begin = self.quiet_span(moment).map(|(begin, _)| begin - BEFORE_THE_NIGHT);
        begin.filter(|begin| since <= *begin).unwrap_or(moment)
    }
}

fn minute_of_day(at: DateTime<Utc>) -> i64 {
    let local = at.with_timezone(&ASTANA);
    i64::from(local.hour() * 60 + local.minute())
}

fn whole_minute(at: DateTime<Utc>) -> DateTime<Utc> {
    let over = at.timestamp().rem_euclid(60);
    at - TimeDelta::seconds(over) - TimeDelta::nanoseconds(i64::from(at.timestamp_subsec_nanos()))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDateTime;
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;
    use crate::domain::users::Reminders;

    /// A moment in Astana.
    fn at(text: &str) -> DateTime<Utc> {
        let local = NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        local.and_local_timezone(ASTANA).unwrap().to_utc()
    }

    fn quiet(from: i64, to: i64) -> UserSettings {
        UserSettings { quiet: Some((from * 60, to * 60)), ..UserSettings::default() }
    }

    #[rstest]
    #[case("2026-11-20 21:59", Hearing::Now)]
    #[case("2026-11-20 22:00", Hearing::At(at("2026-11-21 08:00")))]
    #[case("2026-11-21 03:30", Hearing::At(at("2026-11-21 08:00")))]
    #[case("2026-11-21 07:59", Hearing::At(at("2026-11-21 08:00")))]
    #[case("2026-11-21 08:00", Hearing::Now)]
    fn what_is_noticed_in_quiet_hours_waits_for_their_end(
        #[case] now: &str,
        #[case] hearing: Hearing,
    ) {
        let now = at(now);
        assert_eq!(quiet(22, 8).hearing(false, now), hearing);
        let urgent = if hearing == Hearing::Now { Hearing::Now } else { Hearing::Silently };
        assert_eq!(quiet(22, 8).hearing(true, now), urgent);
        let sleeper = UserSettings { urgent_at_night: false, ..quiet(22, 8) };
        assert_eq!(sleeper.hearing(true, now), hearing);
        assert_eq!(UserSettings::default().hearing(false, now), Hearing::Now);
    }

    #[rstest]
    #[case(Some(540), None, "2026-11-20 08:59", "2026-11-20 09:00")]
    #[case(Some(540), None, "2026-11-20 09:00", "2026-11-21 09:00")]
    #[case(None, None, "2026-11-20 12:00", "2026-11-21 09:00")]
    #[case(Some(420), Some((1320, 480)), "2026-11-20 12:00", "2026-11-21 08:00")]
    fn a_digest_comes_once_a_day_and_not_at_night(
        #[case] digest_minute: Option<i64>,
        #[case] quiet: Option<(i64, i64)>,
        #[case] now: &str,
        #[case] due: &str,
    ) {
        let notices = NoticesMode::Daily;
        let settings = UserSettings { digest_minute, quiet, notices, ..UserSettings::default() };
        assert_eq!(settings.hearing(false, at(now)), Hearing::At(at(due)));
        assert_eq!(settings.hearing(true, at(now)), Hearing::Now);
    }

    const ALL: Reminders = Reminders { three_days: true, day: true, three_hours: true };

    #[rstest]
    // A Friday: three working days before are Tuesday.
    #[case("2026-11-24 17:59", None)]
    #[case("2026-11-24 18:00", Some(ReminderStep::ThreeDays))]
    #[case("2026-11-26 17:59", Some(ReminderStep::ThreeDays))]
    #[case("2026-11-26 18:00", Some(ReminderStep::Day))]
    #[case("2026-11-27 15:00", Some(ReminderStep::ThreeHours))]
    #[case("2026-11-27 18:00", None)]
    fn of_reminders_that_have_come_the_nearest_is_due(
        #[case] now: &str,
        #[case] step: Option<ReminderStep>,
    ) {
        let settings = UserSettings { reminders: ALL, ..UserSettings::default() };
        let (deadline, since) = (at("2026-11-27 18:00"), at("2026-11-20 12:00"));
        assert_eq!(settings.reminder_due(deadline, since, at(now)), step);
    }

    #[test]
    fn three_days_are_working_days() {
        // Over a weekend and the holiday of 16 December.
        let moment = |deadline| ReminderStep::ThreeDays.moment(at(deadline));
        assert_eq!(moment("2026-12-18 10:00"), at("2026-12-14 10:00"));
        assert_eq!(moment("2026-11-23 10:00"), at("2026-11-18 10:00"));
        assert_eq!(moment("2029-11-23 10:00"), at("2029-11-20 10:00"), "holidays not known");
    }

    #[test]
    fn what_was_past_when_they_began_to_follow_never_comes() {
        let settings = UserSettings { reminders: ALL, ..UserSettings::default() };
        let (deadline, since) = (at("2026-11-27 18:00"), at("2026-11-26 12:00"));
        assert_eq!(settings.reminder_due(deadline, since, since), None);
        let due = settings.reminder_due(deadline, since, at("2026-11-26 18:00"));
        assert_eq!(due, Some(ReminderStep::Day));
    }

    #[test]
    fn a_reminder_at_night_comes_before_it() {
        // Three hours before nine in the morning are six: at night.
        let (deadline, since) = (at("2026-11-27 09:00"), at("2026-11-20 12:00"));
        let due = |since, now| quiet(22, 8).reminder_due(deadline, since, at(now));
        assert_eq!(due(since, "2026-11-26 21:54"), Some(ReminderStep::Day));
        assert_eq!(due(since, "2026-11-26 21:55"), Some(ReminderStep::ThreeHours));
        // Who began to follow at night can't be reminded before it.
        let late = at("2026-11-27 01:00");
        assert_eq!(due(late, "2026-11-27 05:59"), None);
        assert_eq!(due(late, "2026-11-27 06:00"), Some(ReminderStep::ThreeHours));
    }

    proptest! {
        #[test]
        fn what_waits_waits_for_an_hour_that_is_not_quiet(
            from in 0_i64..1440, to in 0_i64..1440, minute in 0_i64..1440, seconds in 0_i64..10_000_000, daily: bool,
        ) {
            let now = at("2026-11-20 12:00") + TimeDelta::seconds(seconds);
            let notices = if daily { NoticesMode::Daily } else { NoticesMode::AtOnce };
            let settings = UserSettings { quiet: Some((from, to)), digest_minute: Some(minute), notices, ..UserSettings::default() };
            if let Hearing::At(then) = settings.hearing(false, now) {
                prop_assert!(then > now && then - now < TimeDelta::days(2));
                prop_assert_eq!(settings.quiet_span(then), None);
                prop_assert_eq!(then.timestamp() % 60, 0);
            }
        }
    }
}
