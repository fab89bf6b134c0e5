use proptest::prelude::*;

use super::judge::Placed;
use super::*;
use crate::decide::sample::{SHIPPED, changed, promised, sample, shipped};
use crate::decide::upgrades::plan;
use crate::diagnostic::Code;
use crate::model::program::Program;
use crate::money::{Money, number_of};
use crate::project::cost::monthly_price;
use crate::project::{Choice, Verdict};

fn of(demand: &[(&str, f64)]) -> Ask {
    Ask { demand: demand.iter().map(|(name, d)| ((*name).to_owned(), *d)).collect(), ..Ask::default() }
}

fn asked(deployment: &str, question: &Ask) -> Reply {
    let (model, projection) = sample();
    ask(&model, &projection, deployment, question).unwrap()
}

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

/// A path under the load of a month, asked for by its drivers, is the path of that month.
#[test]
fn paths_answer_for_a_load_as_they_do_for_a_month() {
    let mut walked = 0;
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        for id in model.program.deployments.keys() {
            let deployed = projection.deployment(&model, id).unwrap();
            for t in [1, model.program.months] {
                let drivers = model.program.drivers.keys().zip(&deployed.demand.drivers);
                let demand = drivers.map(|(driver, run)| (driver.clone(), run.volume[t - 1])).collect();
                let question = Ask { demand, month: t, ..Ask::default() };
                for walk in ask(&model, &projection, id, &question).unwrap().paths {
                    let place = model.program.paths.get_index_of(&walk.path).unwrap();
                    assert_eq!(Some(walk.answer), paths::at(&deployed, place, t), "{name} {id} {} {t}", walk.path);
                    walked += 1;
                }
            }
        }
    }
    assert!(walked > 10);
    let (model, projection) = shipped("leadsite");
    let idle = ask(&model, &projection, "vps", &of(&[("storage", 1.0)])).unwrap();
    assert_eq!(idle.paths, [], "nothing that is asked visits a path");
}

/// A small server has 100 seats, of which 70 are within the target; two processors of 100 ms a request.
#[test]
fn yes_degraded_no() {
    let answers = [70.0, 71.0, 100.0, 101.0].map(|n| {
        let mut question = of(&[("users", n), ("tunnels", 1.0)]);
        question.tiers.insert("web".into(), "small".into());
        asked("cloud", &question).answered
    });
    assert_eq!(answers.clone().map(|a| a.answer.as_str()), ["yes", "degraded", "degraded", "no"]);
    let worst = answers[1].worst.clone().unwrap();
    assert_eq!((worst.component.as_str(), worst.limit.as_str(), worst.tier.as_str()), ("Web server", "Seats", "Small"));
    assert_eq!((worst.demand, worst.capacity, worst.utilisation), (71.0, 100.0, 0.71));
    // 7 requests a second for two processors: Erlang C and the M/M/2 response time, as the queue has it.
    assert!(matches!(answers[0].response, Response::Milliseconds(ms) if (300.0..450.0).contains(&ms)));
}

#[test]
fn every_component_is_accounted_for() {
    let answered = asked("cloud", &of(&[("users", 50.0)])).answered;
    let labels: Vec<_> = answered.parts.iter().map(|p| (p.component.as_str(), p.limits.len(), p.answer)).collect();
    assert_eq!(labels, [("web", 2, Answer::Yes), ("tunnel", 1, Answer::No)]);
    assert_eq!(answered.worst.unwrap().component, "Tunnel servers");
    let requests = &answered.parts[0].limits[1];
    assert_eq!((requests.demand, requests.capacity, requests.target), (5.0, Some(20.0), 0.7));
}

/// Of the worst answer, not of the highest utilisation: each component has its own target.
#[test]
fn what_decides_is_what_is_answered_worst() {
    let (model, projection) = changed(&[("deployments.cloud.components.tunnel.target_utilisation", "0.3")]);
    let deployed = projection.deployment(&model, "cloud").unwrap();
    let answered = answer(&deployed, &of(&[("users", 65.0), ("tunnels", 8.0)])).unwrap();
    assert_eq!((answered.answer, answered.worst.unwrap().component.as_str()), (Answer::Degraded, "Tunnel servers"));
}

#[test]
fn a_trigger_that_fires_degrades() {
    let (model, projection) = changed(&[(
        "deployments.cloud.components.web.ladder.small.triggers",
        r#"[{ "metric": "users", "op": ">", "value": 20 }]"#,
    )]);
    let deployed = projection.deployment(&model, "cloud").unwrap();
    let answered = answer(&deployed, &of(&[("users", 30.0), ("tunnels", 1.0)])).unwrap();
    assert_eq!(answered.answer, Answer::Degraded);
    assert_eq!(answered.parts[0].triggers[0].to_string(), "trigger Users online > 20 (at 30)");
}

/// 345 ms are promised, of which the network takes 40. Two processors at 100 ms a request keep that in one request of
/// twenty no longer when six come in a second; four do.
#[test]
fn a_promise_that_is_missed_degrades_though_every_component_holds() {
    let (model, projection) = promised(345.0);
    let mut question = of(&[("users", 60.0), ("tunnels", 1.0)]);
    question.tiers.insert("web".into(), "small".into());
    let reply = ask(&model, &projection, "cloud", &question).unwrap();
    assert!(reply.answered.parts.iter().all(|part| part.answer == Answer::Yes));
    assert_eq!((reply.answered.answer, &reply.answered.missed[..]), (Answer::Degraded, &["Page".to_owned()][..]));
    let change = reply.change.unwrap();
    let to: Vec<_> = change.changes.iter().map(|c| (c.component.as_str(), c.to.tier.as_str())).collect();
    assert_eq!(to, [("web", "medium")]);
    question.tiers.insert("web".into(), "medium".into());
    assert_eq!(ask(&model, &projection, "cloud", &question).unwrap().answered.answer, Answer::Yes);

    question.tiers.insert("web".into(), "small".into());
    let Extent::UpTo(most) = reply.largest.unwrap().yes else { panic!("the promise has an end") };
    assert!(most["users"] > 0.0 && most["users"] < 60.0, "{most:?}");
    question.demand = most;
    assert_eq!(ask(&model, &projection, "cloud", &question).unwrap().answered.answer, Answer::Yes);

    let (model, projection) = promised(330.0);
    let reply = ask(&model, &projection, "cloud", &question).unwrap();
    assert_eq!((reply.answered.answer, reply.change), (Answer::Degraded, None), "even an idle one takes 340 ms");
}

#[test]
fn what_nothing_meets_is_no_and_cannot_be_changed() {
    let reply = asked("cloud", &of(&[("calls", 1.0)]));
    assert_eq!((reply.answered.answer, &reply.answered.unmet[..]), (Answer::No, &["Calls".to_owned()][..]));
    assert_eq!((reply.change, reply.elsewhere), (None, vec![]));
    assert_eq!(reply.largest.unwrap().degraded, Extent::Nothing);
}

/// 100 users of a small server: a medium one holds them, and four tunnel servers hold 50 tunnels at 70 %.
#[test]
fn the_cheapest_change_is_priced() {
    let reply = asked("cloud", &of(&[("users", 100.0)]));
    let change = reply.change.unwrap();
    let to: Vec<_> = change.changes.iter().map(|c| (c.component.as_str(), c.to.tier.as_str())).collect();
    assert_eq!(to, [("web", "medium"), ("tunnel", "node")]);
    assert_eq!(change.changes[0].difference(), money("15"));
    assert_eq!((change.once, change.days, change.work), (money("50"), 2.0, money("800")));
    let difference: Money = change.changes.iter().map(Exchange::difference).sum();
    assert_eq!(change.difference, difference);
    // One box of 40 and support of 30 are dearer; metered use has no tunnels, which are not asked for by name.
    assert!(reply.elsewhere.iter().all(|other| other.monthly < change.monthly));
}

/// Beyond what the cloud's ladder has, others can.
#[test]
fn where_no_change_helps_others_may() {
    let reply = asked("cloud", &of(&[("users", 1000.0), ("tunnels", 20.0)]));
    assert_eq!((reply.answered.answer, reply.change), (Answer::No, None));
    let other = &reply.elsewhere[0];
    assert_eq!((other.deployment.as_str(), other.changes.len()), ("metal", 1));
    // Three boxes for 500 seats each at 70 %, one tunnel server, support; the move is paid once and priced by the day.
    assert_eq!(other.monthly, money("155"));
    assert_eq!((other.once, other.days, other.work), (money("300"), 10.0, money("4000")));
    assert_eq!(reply.elsewhere.len(), 1, "metered use has no tunnels");
}

#[test]
fn metered_use_holds_up_to_the_most_of_a_service() {
    // Hobby: 48 vCPU a service, at 100 ms a request 480 requests a second; 48 GB.
    let (model, projection) = sample();
    let most = |driver: &str, amount: f64| {
        let reply = ask(&model, &projection, "metered", &of(&[(driver, amount)])).unwrap();
        (reply.answered.answer, reply.largest.unwrap().degraded)
    };
    let plan = crate::catalog::Catalog::shipped().plan("railway-hobby").unwrap();
    let vcpu = number_of(plan.limit("max_vcpu_per_service").unwrap());
    let (answer, largest) = most("requests", 10.0);
    assert_eq!(answer, Answer::Yes);
    assert_eq!(largest, Extent::UpTo([("requests".to_owned(), vcpu * 10.0)].into_iter().collect()));
    assert_eq!(most("requests", vcpu * 10.0 + 1.0).0, Answer::No);
}

/// Asked for the users that the plan has, a month's answer is the plan's: what was stored before is stored still.
#[test]
fn what_is_stored_adds_up_over_the_months() {
    let (model, projection) = shipped("whatsflow");
    let deployed = projection.deployment(&model, "railway").unwrap();
    let place = deployed.program.drivers.get_index_of("storage").unwrap();
    for t in [1, 6, 17, 24] {
        let users = deployed.demand.registered[t];
        let load = Load::of(&deployed, &of(&[("registered", users)]).demand, t);
        let (asked, planned) = (load.demand(place), deployed.demand.drivers[place].demand[t - 1]);
        assert!((asked - planned).abs() <= 1e-9 * planned, "month {t}: {asked} of {planned}");
    }
    let gap = plan(&model, &deployed).gaps.into_iter().next().expect("the volume is outgrown");
    let at = |t: usize| {
        let question = Ask { month: t, ..of(&[("registered", deployed.demand.registered[t])]) };
        answer(&deployed, &question).unwrap().answer
    };
    assert_eq!((at(gap.from - 1) < Answer::No, at(gap.from)), (true, Answer::No));
}

#[test]
fn the_month_decides_what_is_in_place() {
    let at = |month: usize| {
        let question = Ask { month, ..of(&[("users", 100.0), ("tunnels", 1.0)]) };
        asked("cloud", &question).answered
    };
    assert_eq!((at(0).answer, at(1).answer, at(8).answer), (Answer::Degraded, Answer::Degraded, Answer::Yes));
    assert_eq!(at(8).parts[0].rung.tier, "medium");
    assert_eq!(at(9999).parts[0].rung.tier, "large");
}

/// One more is no longer answered so.
#[test]
fn the_largest_demand_is_exact_to_the_unit() {
    let (model, projection) = sample();
    for (names, month) in [(&["users"][..], 1), (&["users"], 20), (&["users", "tunnels"], 9), (&["registered"], 3)] {
        let question = Ask { month, ..of(&names.iter().map(|n| (*n, 10.0)).collect::<Vec<_>>()) };
        let largest = ask(&model, &projection, "cloud", &question).unwrap().largest.unwrap();
        for (extent, worst) in [(largest.yes, Answer::Yes), (largest.degraded, Answer::Degraded)] {
            let Extent::UpTo(demand) = extent else { panic!("{extent:?}") };
            let answered = |by: f64| {
                let demand = demand.iter().map(|(name, d)| (name.clone(), d + by)).collect();
                let deployed = projection.deployment(&model, "cloud").unwrap();
                answer(&deployed, &Ask { demand, month, ..Ask::default() }).unwrap().answer
            };
            assert!(demand.values().all(|d| d.fract() == 0.0), "{demand:?}");
            assert!(answered(0.0) <= worst && answered(1.0) > worst, "{names:?} {month} {demand:?}");
        }
    }
}

#[test]
fn without_a_limit_there_is_no_end() {
    let (model, projection) = sample();
    let reply = ask(&model, &projection, "metal", &of(&[("traffic", 5.0)])).unwrap();
    assert_eq!(reply.answered.answer, Answer::No, "nothing is held against it");
    let reply = ask(&model, &projection, "metal", &of(&[("paying", 5.0)])).unwrap();
    assert_eq!((reply.answered.answer, reply.largest.unwrap().yes), (Answer::Yes, Extent::Unlimited));
    assert_eq!(ask(&model, &projection, "metal", &of(&[("paying", 0.0)])).unwrap().largest, None);
}

#[test]
fn every_problem_of_a_question_is_reported() {
    let (model, projection) = sample();
    let rule = projection.deployment(&model, "cloud").unwrap().rule;
    let mut question = of(&[("user", 5.0), ("tunnels", -1.0), ("users", f64::NAN)]);
    question.tiers = [("web", "smal"), ("wep", "small")].map(|(c, t)| (c.to_owned(), t.to_owned())).into();
    question.month = 37;
    let found = question.check(&model.program, rule);
    let paths: Vec<_> = found.iter().map(|d| (d.path.as_str(), d.code)).collect();
    assert_eq!(
        paths,
        [
            ("demand.user", Code::UnknownName),
            ("demand.tunnels", Code::OutOfDomain),
            ("demand.users", Code::OutOfDomain),
            ("tiers.web", Code::UnknownName),
            ("tiers.wep", Code::UnknownName),
            ("month", Code::OutOfDomain),
        ]
    );
    assert!(found.iter().all(|d| !d.hint.is_empty()));
    assert_eq!(Ask::default().check(&model.program, rule)[0].code, Code::Missing);
    assert_eq!(of(&[("users", 5.0)]).check(&model.program, rule), []);
    assert!(ask(&model, &projection, "cloud", &Ask::default()).is_none());
    // What is no number is answered without harm.
    assert!(ask(&model, &projection, "cloud", &question).is_some());
}

/// What the reviews of the shipped models are answered with.
#[test]
fn shipped_questions() {
    let answers = |name: &str| -> Vec<(String, &'static str)> {
        let (model, projection) = shipped(name);
        let questions = &model.file.review.as_ref().unwrap().questions;
        let answered = |question| crate::review::answer(&model, &projection, question).map(|a| a.answer.as_str());
        questions.iter().filter_map(|(id, q)| Some((id.clone(), answered(q)?))).collect()
    };
    let expected = [
        (
            "securewave-vpn",
            &[("web_50", "degraded"), ("web_100", "no"), ("vpn_50", "no"), ("registered_1000", "yes")][..],
        ),
        ("whatsflow", &SCENARIOS),
    ];
    for (name, expected) in expected {
        let found = answers(name);
        assert_eq!(found.iter().map(|(id, a)| (id.as_str(), *a)).collect::<Vec<_>>(), expected, "{name}");
    }
}

const SCENARIOS: [(&str, &str); 3] = [("scenario1", "yes"), ("scenario2", "degraded"), ("scenario3", "no")];

/// Every tier with every number of instances, for what is asked on top of the month's load.
fn brute_force(program: &Program, place: &Placed, load: &Load) -> Option<Money> {
    let target = program.params.number(place.rule.target);
    let choices = place
        .rule
        .tiers
        .values()
        .enumerate()
        .flat_map(|(tier, rule)| (rule.min..=rule.max.min(60)).map(move |instances| Choice { tier, instances }));
    let holding = choices.filter(|c| place.supplier.verdict(*c, &load.drivers, 1, target) == Verdict::Holds);
    holding.map(|c| monthly_price::<Money>(program, &program.params, place.rule, c)).min()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, ..ProptestConfig::default() })]

    #[test]
    fn no_change_is_cheaper(users in 0..1500_u32, tunnels in 0..400_u32, month in 1..=36_usize) {
        let (model, projection) = sample();
        let question = Ask { month, ..of(&[("users", users.into()), ("tunnels", tunnels.into())]) };
        for id in ["cloud", "metal"] {
            let deployed = projection.deployment(&model, id).unwrap();
            let reply = ask(&model, &projection, id, &question).unwrap();
            let placed = placed(&deployed, &question);
            let load = Load::of(&deployed, &question.demand, month).with_month(&deployed.demand.drivers, month);
            let prices = placed.iter().zip(&reply.answered.parts).map(|(place, part)| match part.answer {
                Answer::Yes => Some(part.rung.monthly),
                _ => brute_force(&model.program, place, &load),
            });
            let cheapest: Option<Money> = prices.sum();
            match (reply.answered.answer, reply.change) {
                (Answer::Yes, change) => prop_assert_eq!(change, None),
                (_, None) => prop_assert_eq!(cheapest, None),
                (_, Some(change)) => {
                    let own: Money = deployed.outcome.lines.iter().filter(|l| ["egress", "support"].contains(&l.id.as_str())).map(|l| l.amounts[month - 1]).sum();
                    prop_assert_eq!(cheapest.map(|m| m + own), Some(change.monthly));
                    // With the change made the answer is yes.
                    let changed = placed.into_iter().map(|place| {
                        let to = change.changes.iter().find(|c| c.component == place.id).map(|c| c.to.choice);
                        Placed { choice: to.unwrap_or(place.choice), ..place }
                    });
                    let asked = Load::of(&deployed, &question.demand, month);
                    prop_assert_eq!(judged(&deployed, &changed.collect::<Vec<_>>(), &asked).answer, Answer::Yes);
                }
            }
            for other in &reply.elsewhere {
                prop_assert_ne!(&other.deployment, id);
            }
            prop_assert!(reply.elsewhere.is_sorted_by_key(|other| other.monthly));
        }
    }
}

#[test]
fn every_shipped_question_has_a_finite_reply() {
    for name in SHIPPED {
        let (model, projection) = shipped(name);
        for question in model.file.review.iter().flat_map(|r| r.questions.values()) {
            for id in model.program.deployments.keys() {
                let Some(reply) = ask(&model, &projection, id, &Ask::of(question)) else { continue };
                let rows = reply.answered.parts.iter().flat_map(|p| &p.limits);
                assert!(rows.into_iter().all(|r| r.utilisation.is_finite() && r.demand.is_finite()), "{name} {id}");
                assert!(reply.change.iter().chain(&reply.elsewhere).all(|r| r.monthly.is_finite()));
            }
        }
    }
}

/// Limits listed beside metered use have no tier to hold them.
#[test]
fn metered_use_with_limits_of_its_own() {
    let (model, projection) = changed(&[("deployments.metered.components.web.limits", r#"["cpu", "seats"]"#)]);
    let reply = ask(&model, &projection, "metered", &of(&[("requests", 10.0)])).unwrap();
    assert_eq!((reply.answered.answer, reply.answered.response), (Answer::Yes, Response::Unmodelled));
}
