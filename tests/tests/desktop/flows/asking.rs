//! What a person asks beside the pages: a question of load, a load test, a provider's prices, a calendar of orders.

use super::{Step, files, holds, open, settle, show};
use crate::window::Window;
use serde_json::json;

/// Throughput that rises, bends and falls, as a server does.
const LOAD_TEST: &str =
    "concurrency,throughput,p95_ms\n1,98,11\n5,440,13\n10,760,17\n20,1180,24\n40,1490,41\n80,1420,90\n";

pub async fn a_question_of_load_is_answered(window: &Window) -> Step {
    open(window, "securewave-vpn").await?;
    show(window, "capacity").await?;
    window.click("[data-testid=ask-amount-0]").await?;
    window.write("40000").await?;
    window.click("[data-testid=ask-now]").await?;
    let no = window.text("[data-testid=answer]").await?;
    holds(no.starts_with("No."), format!("forty thousand are too many: {no}"))?;
    holds(no.contains("In ") && no.contains(", with "), format!("the month and the tiers are named: {no}"))?;
    window.picture("ask-no").await?;
    window.script("document.querySelector('[data-testid=ask-amount-0]').select()", vec![]).await?;
    window.write("1").await?;
    window.click("[data-testid=ask-now]").await?;
    let script = "const text = document.querySelector('[data-testid=answer]').innerText.trim(); return text !== arguments[0] && text";
    let yes = window.until("another answer", script, vec![json!(no)]).await?;
    holds(yes.as_str().is_some_and(|text| text.contains("Yes")), format!("one is not: {yes}"))?;
    window.script("document.querySelector('[data-testid=ask-amount-0]').select()", vec![]).await?;
    window.write("many").await?;
    window.click("[data-testid=ask-now]").await?;
    let problem = window.text("[data-testid=ask-problem]").await?;
    holds(problem.contains("many"), format!("what is no number is told: {problem}"))
}

pub async fn a_load_test_is_dropped_and_rules_a_limit(window: &Window) -> Step {
    open(window, "securewave-vpn").await?;
    show(window, "capacity").await?;
    let drop = "const files = new DataTransfer();
        files.items.add(new File([arguments[1]], arguments[0], { type: 'text/csv' }));
        document.querySelector('[data-testid=load-tests]')
            .dispatchEvent(new DragEvent('drop', { dataTransfer: files, bubbles: true, cancelable: true }))";
    window.script(drop, vec![json!("nonsense.csv"), json!("colour,taste\nblue,sweet\n")]).await?;
    let problem = window.text("[data-testid=load-tests-problem]").await?;
    holds(problem.contains("nonsense.csv"), format!("the file that is no load test is named: {problem}"))?;
    window.script(drop, vec![json!("steps.csv"), json!(LOAD_TEST)]).await?;
    window.find("[data-testid=study] [data-testid=graphic-scalability] svg").await?;
    window.picture("load-test").await?;
    let before = window.text("[data-testid=table-capacities]").await?;
    holds(
        window.count("[data-testid=study-apply][disabled]").await? == 1,
        "which limit was tested is for a person to say",
    )?;
    let choose = "const e = document.querySelector('[data-testid=study-target]');
        e.value = [...e.options].find(option => option.value.endsWith('.memory')).value;
        e.dispatchEvent(new Event('change', { bubbles: true }))";
    window.script(choose, vec![]).await?;
    let note = window.text("[data-testid=study-note]").await?;
    holds(note.contains("concurrent users"), format!("what would be written is told: {note}"))?;
    window.click("[data-testid=study-apply]").await?;
    let script = "const text = document.querySelector('[data-testid=table-capacities]')?.innerText.trim();
        return text && text !== arguments[0]";
    window.until("a measured capacity", script, vec![json!(before)]).await?;
    settle(window).await?;
    window.picture("load-test-applied").await?;
    window.click("[data-testid=undo]").await?;
    let script = "return document.querySelector('[data-testid=table-capacities]')?.innerText.trim() === arguments[0]";
    window.until("undo takes it back", script, vec![json!(before)]).await?;
    Ok(())
}

/// What has no limit to ask about still takes a load test.
pub async fn a_metered_deployment_takes_a_load_test(window: &Window) -> Step {
    open(window, "leadsite").await?;
    show(window, "capacity").await?;
    window.find("[data-testid=load-tests]").await?;
    holds(window.count("[data-testid=ask]").await? == 0, "nothing is held against a limit, so nothing can be asked")
}

/// Four cohorts, the youngest seen for a month.
const COHORTS: &str =
    "cohort\tcustomers\t1\t2\t3\n2026-01\t120\t96\t88\t84\n2026-02\t140\t115\t104\n2026-03\t90\t76\n2026-04\t110\t90\n";

pub async fn a_cohort_table_becomes_a_retention_curve(window: &Window) -> Step {
    open(window, "reference").await?;
    show(window, "revenue").await?;
    window.click("[data-testid=cohorts-open]").await?;
    window.write("these are no cohorts").await?;
    let problem = window.text("[data-testid=cohorts-problem]").await?;
    holds(problem.contains("line 1"), format!("what is no table is told: {problem}"))?;
    let paste = "const table = document.querySelector('[data-testid=cohorts-table]');
        table.value = arguments[0];
        table.dispatchEvent(new Event('input', { bubbles: true }))";
    window.script(paste, vec![json!(COHORTS)]).await?;
    window.find("[data-testid=curve] [data-testid=graphic-retention] svg").await?;
    let table = window.text("[data-testid=table-retention-curve]").await?;
    holds(table.contains("82 %"), format!("377 of 460 stay the first month: {table}"))?;
    window.picture("cohorts").await?;

    window.click("[data-testid=curve-apply]").await?;
    let refused = window.text("[data-testid=remark]").await?;
    holds(refused.contains("Nobody leaves"), format!("a scenario with its own churn is in the way: {refused}"))?;
    window.click("[data-testid=scenario-no_churn]").await?;
    window.click("[data-testid=scenario-remove]").await?;
    window.find("[data-testid=scenarios][data-scenario='']").await?;
    settle(window).await?;
    let churn = "[data-field='subscription.plans.standard.churn']";
    holds(window.count(churn).await? == 1, "the plan has a churn")?;
    window.click("[data-testid=curve-apply]").await?;
    let gone = format!("return !document.querySelector(\"{churn}\")");
    window.until("the curve takes its place", &gone, vec![]).await?;
    settle(window).await?;
    window.picture("cohorts-applied").await?;
    window.click("[data-testid=undo]").await?;
    window.find(churn).await?;
    Ok(())
}

pub async fn a_price_list_is_fetched_when_asked_and_not_before(window: &Window) -> Step {
    open(window, "securewave-vpn").await?;
    show(window, "prices").await?;
    let drift = window.text("[data-testid=table-price-drift]").await?;
    holds(drift.contains("B2"), format!("stated prices stand beside list prices: {drift}"))?;
    window.picture("prices").await?;
    window.click("[data-testid=prices-refresh]").await?;
    let sources = window.text("[data-testid=prices-sources]").await?;
    holds(sources.contains("api.vultr.com: v2/plans"), format!("who is asked is shown: {sources}"))?;
    window.click("[data-testid=prices-addresses-vultr] summary").await?;
    let address = window.text("[data-testid=prices-addresses-vultr]").await?;
    holds(address.contains("https://api.vultr.com/"), format!("and where, in full: {address}"))?;
    holds(window.prices().asked() == 0, "nothing is fetched before a person says so")?;
    window.picture("price-sources").await?;
    window.click("[data-testid=prices-fetch-vultr]").await?;
    window.find("[data-testid=prices-merged]").await?;
    holds(window.prices().asked() > 0, "then it is")?;
    window.picture("prices-merged").await?;
    window.click("[data-testid=prices-keep]").await?;
    window.find("[data-testid=prices-kept]").await?;
    Ok(())
}

pub async fn the_upgrades_are_a_calendar(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    files::export(window, "calendar").await?;
    let calendar = String::from_utf8(files::written(&window.chosen(), "ics").await?)?;
    holds(
        calendar.starts_with("BEGIN:VCALENDAR\r\n") && calendar.contains("BEGIN:VEVENT"),
        format!("a day for each order: {calendar}"),
    )
}

pub async fn compare_shows_the_cheapest_path(window: &Window) -> Step {
    open(window, "whatsflow").await?;
    show(window, "compare").await?;
    let page = window.text("[data-testid=page]").await?;
    holds(page.contains("The cheapest path from today's deployment"), "the cheapest path is told")?;
    holds(window.count("[data-testid=table-lacks] tbody tr").await? > 0, "what each lacks is listed")
}
