//! Dated things as a calendar file (RFC 5545), for whichever calendar a person keeps. No clock: the same entries give
//! the same bytes, and an entry keeps its identity between files, so that importing a later plan moves it.

use headroom_engine::decide::promises::{Broken, broken};
use headroom_engine::decide::upgrades::{self, Gap, Rung, Upgrade};
use headroom_engine::money::Money;
use headroom_engine::month::Month;
use headroom_views::{Scene, format, upgrades as views};

/// The upgrade plan of a deployment, on the first day of each month: what to order, what would keep the promises of
/// request paths, and from when on what is in place is not enough.
///
/// A calendar must have something in it (RFC 5545, 3.6): where there is nothing to order it has a journal entry that says
/// so, which takes no time on any day.
pub fn upgrades(scene: &Scene) -> Calendar {
    let plan = upgrades::plan(scene.model, &scene.deployed);
    let mut entries: Vec<Entry> = plan.upgrades.iter().map(|upgrade| entry(scene, upgrade)).collect();
    entries.extend(broken(&scene.deployed).iter().map(|missed| promise(scene, missed)));
    entries.extend(plan.gaps.iter().map(|found| gap(scene, found)));
    entries.sort_by(|a, b| a.day.cmp(&b.day));
    let name = format!("{}: upgrades of {}", scene.model.file.name, scene.deployed.rule.label);
    let nothing = Entry {
        summary: format!("{}: nothing to order until {}", scene.deployed.rule.label, scene.month(scene.months())),
        ..Entry::of(scene, scene.model.program.month(1), &format!("{}/nothing", scene.deployed.id), "", &[])
    };
    let text = ics(&name, &entries, &nothing, &scene.date.to_string());
    Calendar { text, entries: entries.len() }
}

/// A calendar file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    pub text: String,
    /// How many things are on some day; 0 where there is nothing to do.
    pub entries: usize,
}

fn entry(scene: &Scene, upgrade: &Upgrade) -> Entry {
    let (from, to) = (&upgrade.from, &upgrade.to);
    let needed =
        format!("{}: {} → {}, needed by {}", upgrade.label, rung(from), rung(to), format::month(upgrade.needed_by));
    let mut lines = vec![needed, format!("forced by {}", views::cause(&upgrade.cause)), prices(scene, from, to)];
    lines.extend(once(scene, upgrade.once + upgrade.work, upgrade.days));
    lines.push(format!("if it is not done: {}", views::if_not_done(scene, upgrade).text));
    lines.extend(upgrade.actions.iter().map(|action| format!("- {action}")));
    let summary = format!("Order {} for {}", rung(to), upgrade.label);
    Entry::of(scene, upgrade.order_by, &upgrade.uid, &summary, &lines)
}

/// A promise that is missed, on the day by which what keeps it must be ordered; without such a change when it begins.
fn promise(scene: &Scene, missed: &Broken) -> Entry {
    let label = &missed.label;
    let from = format::month(missed.first);
    let late = format!("{label}: {}, from {from} until {}", views::slowness(missed), format::month(missed.last));
    let uid = format!("{}/paths/{}/{}", scene.deployed.id, missed.path, missed.first);
    let Some(remedy) = &missed.remedy else {
        let summary = format!("{label}: promise missed, and no change of one component is enough");
        return Entry::of(scene, missed.first, &uid, &summary, &[late]);
    };
    let change = format!("{}: {} → {}", remedy.label, rung(&remedy.from), rung(&remedy.to));
    let mut lines = vec![late, change, prices(scene, &remedy.from, &remedy.to)];
    lines.extend(once(scene, remedy.once + remedy.work, remedy.days));
    lines.push(format!("kept until {}", format::month(remedy.keeps_until)));
    let summary = format!("Order {} for {} to keep the promise of {label}", rung(&remedy.to), remedy.label);
    Entry::of(scene, remedy.order_by, &uid, &summary, &lines)
}

/// Months in which what is in place is not enough, when they begin.
fn gap(scene: &Scene, gap: &Gap) -> Entry {
    let mut lines = vec![
        format!("until {}, with {} in place", format::month(gap.last), rung(&gap.rung)),
        format!("short of {}", views::cause(&gap.cause)),
    ];
    lines.push(gap.holds.as_ref().map_or("nothing is enough".into(), |holds| format!("{} would hold", rung(holds))));
    let uid = format!("{}/{}/gap/{}", scene.deployed.id, gap.component, gap.first);
    Entry::of(scene, gap.first, &uid, &format!("{}: too small", gap.label), &lines)
}

fn prices(scene: &Scene, from: &Rung, to: &Rung) -> String {
    format!("{} a month instead of {}", scene.money(to.monthly), scene.money(from.monthly))
}

/// What a change takes beside its monthly price.
fn once(scene: &Scene, cost: Money, days: f64) -> impl Iterator<Item = String> {
    let cost = (cost != Money::ZERO).then(|| format!("{} once", scene.money(cost)));
    let work = (days > 0.0).then(|| format!("days of work: {}", format::count(days)));
    cost.into_iter().chain(work)
}

/// "B1", "3 × P3V3".
fn rung(rung: &Rung) -> String {
    let label = if rung.label.is_empty() { "metered use" } else { &rung.label };
    if rung.choice.instances > 1 { format!("{} × {label}", rung.choice.instances) } else { label.to_owned() }
}

/// Something to be done on a day, all day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Stable between plans: `whatsflow/azure/web/2026-07`.
    pub uid: String,
    /// `2026-07-01`.
    pub day: String,
    /// The day after.
    pub until: String,
    pub summary: String,
    /// May have several lines.
    pub description: String,
}

impl Entry {
    /// An entry of a model, on the first day of a month.
    fn of(scene: &Scene, month: Month, uid: &str, summary: &str, lines: &[String]) -> Self {
        let model = &scene.model.file.name;
        Self {
            uid: format!("{model}/{uid}"),
            day: format!("{month}-01"),
            until: format!("{month}-02"),
            summary: format!("{summary} ({model})"),
            description: lines.join("\n"),
        }
    }
}

/// A calendar with a name. `stamp` is the day it was made, `2026-10-08`; `nothing` stands in it where there are no
/// entries.
fn ics(name: &str, entries: &[Entry], nothing: &Entry, stamp: &str) -> String {
    let mut file = Lines::default();
    file.put("BEGIN", "VCALENDAR");
    file.put("VERSION", "2.0");
    file.put("PRODID", concat!("-//Headroom//headroom ", env!("CARGO_PKG_VERSION"), "//EN"));
    file.put("CALSCALE", "GREGORIAN");
    file.put("METHOD", "PUBLISH");
    file.put("X-WR-CALNAME", &text(name));
    for entry in entries {
        file.put("BEGIN", "VEVENT");
        file.put("UID", &text(&format!("{}@headroom", entry.uid)));
        file.put("DTSTAMP", &format!("{}T000000Z", date(stamp)));
        file.put("DTSTART;VALUE=DATE", &date(&entry.day));
        file.put("DTEND;VALUE=DATE", &date(&entry.until));
        file.put("SUMMARY", &text(&entry.summary));
        file.put("DESCRIPTION", &text(&entry.description));
        // A reminder to order does not make anyone busy.
        file.put("TRANSP", "TRANSPARENT");
        file.put("END", "VEVENT");
    }
    if entries.is_empty() {
        file.put("BEGIN", "VJOURNAL");
        file.put("UID", &text(&format!("{}@headroom", nothing.uid)));
        file.put("DTSTAMP", &format!("{}T000000Z", date(stamp)));
        file.put("SUMMARY", &text(&nothing.summary));
        file.put("END", "VJOURNAL");
    }
    file.put("END", "VCALENDAR");
    file.0
}

#[derive(Default)]
struct Lines(String);

impl Lines {
    /// A line of at most 75 bytes, goes on in the next after a space (RFC 5545, 3.1); characters stay whole.
    fn put(&mut self, name: &str, value: &str) {
        const MOST: usize = 75;
        let mut length = 0;
        for c in name.chars().chain([':']).chain(value.chars()) {
            if length + c.len_utf8() > MOST {
                self.0.push_str("\r\n ");
                length = 1;
            }
            self.0.push(c);
            length += c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

/// A text value: what would end it is escaped, other control characters are left out (RFC 5545, 3.3.11).
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c if c.is_control() => {}
            c => escaped.push(c),
        }
    }
    escaped
}

fn date(day: &str) -> String {
    day.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(summary: &str) -> Entry {
        Entry {
            uid: "azure/web/2026-07".into(),
            day: "2026-07-01".into(),
            until: "2026-07-02".into(),
            summary: summary.into(),
            description: "B1 → B2\nforced by: users, 53 of 53; at once".into(),
        }
    }

    #[test]
    fn an_entry_is_an_event_of_a_day() {
        let file = ics("WhatsFlow", &[entry("Order B2")], "2026-10-08");
        let lines: Vec<&str> = file.split("\r\n").collect();
        for line in [
            "BEGIN:VCALENDAR",
            "X-WR-CALNAME:WhatsFlow",
            "UID:azure/web/2026-07@headroom",
            "DTSTAMP:20261008T000000Z",
            "DTSTART;VALUE=DATE:20260701",
            "DTEND;VALUE=DATE:20260702",
            "SUMMARY:Order B2",
            "DESCRIPTION:B1 → B2\\nforced by: users\\, 53 of 53\\; at once",
            "END:VCALENDAR",
        ] {
            assert!(lines.contains(&line), "{line} is in {file}");
        }
        assert!(file.ends_with("END:VCALENDAR\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']));
    }

    /// RFC 5545, 3.6: "an iCalendar object MUST include [...] at least one calendar component".
    #[test]
    fn a_calendar_without_entries_has_something_in_it() {
        let file = super::ics("WhatsFlow", &[], &entry("Nothing to order"), "2026-10-08");
        assert!(file.contains("BEGIN:VJOURNAL\r\nUID:azure/web/2026-07@headroom\r\n"), "{file}");
        assert!(file.contains("SUMMARY:Nothing to order\r\nEND:VJOURNAL\r\n") && !file.contains("VEVENT"), "{file}");
    }

    fn ics(name: &str, entries: &[Entry], stamp: &str) -> String {
        super::ics(name, entries, &entry("Nothing to order"), stamp)
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        let long = "Überlänge → ".repeat(30);
        let file = ics("", &[entry(&long)], "2026-10-08");
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert!(file.replace("\r\n ", "").contains(&format!("SUMMARY:{long}\r\n")), "{file}");
    }

    #[test]
    fn no_text_of_a_model_makes_a_line_of_its_own() {
        let file = ics("a\r\nBEGIN:VEVENT", &[entry("x\nEND:VCALENDAR\u{7}")], "2026-10-08");
        assert_eq!(file.matches("\r\nBEGIN:VEVENT\r\n").count(), 1, "{file}");
        assert!(file.contains("SUMMARY:x\\nEND:VCALENDAR\r\n"), "{file}");
    }
}
