//! Capacity mathematics against published numbers and closed forms. `queue_simulation` holds it against a simulation.

use headroom_engine::capacity::path::{Path, PathState, Stop};
use headroom_engine::capacity::queue::{Queue, ResponseTarget, SteadyState, erlang_b, erlang_c};
use headroom_engine::capacity::station::Station;
use headroom_engine::capacity::usl::{Coherency, Contention, Fit, FitError, Measurement, Usl};
use headroom_engine::quantity::{Count, Erlangs, PerSecond, Percentile, Seconds, Servers};
use proptest::prelude::*;
use serde_json::Value;

fn references(section: &str) -> Vec<Value> {
    let text = include_str!("../../../tests/acceptance/references.json");
    let all: Value = serde_json::from_str(text).unwrap();
    all[section].as_array().unwrap().clone()
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(number).collect()
}

fn count(value: f64) -> Count {
    Count::new(value).unwrap()
}

fn per_second(value: f64) -> PerSecond {
    PerSecond::new(value).unwrap()
}

fn seconds(value: f64) -> Seconds {
    Seconds::new(value).unwrap()
}

fn erlangs(value: f64) -> Erlangs {
    Erlangs::new(value).unwrap()
}

fn percentile(value: f64) -> Percentile {
    Percentile::new(value).unwrap()
}

fn queue(arrivals: f64, service_time: f64, servers: u32) -> Queue {
    Queue { arrivals: per_second(arrivals), service_time: seconds(service_time), servers: Servers::new(servers) }
}

fn law(sigma: f64, kappa: f64, lambda: f64) -> Usl {
    Usl::new(Contention::new(sigma).unwrap(), Coherency::new(kappa).unwrap(), per_second(lambda)).unwrap()
}

#[track_caller]
fn assert_within(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not within {tolerance} of {expected}");
}

#[track_caller]
fn assert_relative(found: f64, expected: f64, tolerance: f64) {
    assert_within(found, expected, tolerance * expected.abs());
}

mod erlang {
    use super::*;

    #[test]
    fn c_is_as_published() {
        for reference in references("erlang_c") {
            let offered = number(&reference["offered_erlangs"]);
            let servers = number(&reference["servers"]) as u32;
            let service_time = reference["service_time_s"].as_f64().unwrap_or(1.0);
            let steady = queue(offered / service_time, service_time, servers).steady_state().unwrap();
            let printed = if reference["p_wait"].to_string().len() > 10 { 1e-9 } else { 5e-8 };
            assert_within(steady.wait_probability().get(), number(&reference["p_wait"]), printed);
            if let Some(level) = reference["service_level_20s"].as_f64() {
                assert_within(steady.service_level(seconds(20.0)).get(), level, 1e-9);
                assert_within(steady.mean_wait().get(), number(&reference["average_wait_s"]), 5e-7);
                assert_within(steady.utilisation().get(), number(&reference["occupancy"]), 5e-8);
            }
        }
    }

    /// a^c / c! over the sum of a^k / k!, as the textbook has it.
    fn direct_b(offered: f64, servers: u32) -> f64 {
        let mut term = 1.0;
        let mut sum = 1.0;
        for k in 1..=servers {
            term *= offered / f64::from(k);
            sum += term;
        }
        term / sum
    }

    proptest! {
        #[test]
        fn b_and_c_are_the_direct_sums(servers in 1_u32..60, utilisation in 0.01..0.999_f64) {
            let offered = utilisation * f64::from(servers);
            let b = direct_b(offered, servers);
            assert_relative(erlang_b(erlangs(offered), Servers::new(servers)).get(), b, 1e-12);
            let c = b / (1.0 - utilisation * (1.0 - b));
            assert_relative(erlang_c(erlangs(offered), Servers::new(servers)).unwrap().get(), c, 1e-12);
        }

        #[test]
        fn b_keeps_its_recursion(servers in 1_u32..12_000, utilisation in 0.9..1.2_f64) {
            let offered = utilisation * f64::from(servers);
            let b = |servers| erlang_b(erlangs(offered), Servers::new(servers)).get();
            let before = offered * b(servers - 1);
            prop_assume!(b(servers) > 1e-290);
            assert_relative(b(servers), before / (f64::from(servers) + before), 1e-11);
        }
    }
}

mod response_time {
    use super::*;

    /// Erlang C, the mean wait and p95 in service times, by mpmath to fifty digits from the same binary loads.
    const TO_SATURATION: [(f64, u32, f64, f64, f64); 20] = [
        (0.5, 1, 0.5, 1.0, 5.99146454710798),
        (0.9, 1, 0.9, 9.0, 29.9573227355399),
        (0.99, 1, 0.99, 98.9999999999999, 299.573227355399),
        (0.99999, 1, 0.99999, 99999.0000004551, 299573.227356762),
        (0.5, 10, 0.0361053591583202, 0.00722107183166404, 3.00471806549463),
        (0.9, 10, 0.668731524107697, 0.668731524107697, 4.36086656778033),
        (0.99, 10, 0.963738420387621, 9.63738420387625, 30.6415741987298),
        (0.99999, 10, 0.999963398182919, 9999.63398185249, 29957.9567607436),
        (0.5, 100, 3.26063870427571e-10, 6.52127740855142e-12, 2.99573227356064),
        (0.9, 100, 0.216940480906366, 0.0216940480906366, 3.01955084367411),
        (0.99, 100, 0.882768462610084, 0.882768462610084, 4.62087948148734),
        (0.99999, 100, 0.999877905301974, 999.877905311409, 2996.61067176365),
        (0.5, 1000, 3.30483025550268e-86, 6.60966051100537e-89, 2.99573227355399),
        (0.9, 1000, 0.000592669966378781, 5.92669966378781e-6, 2.99573826010139),
        (0.99, 1000, 0.659080421880854, 0.0659080421880854, 3.06640614548858),
        (0.99999, 1000, 0.999607022342735, 99.9607022343644, 300.5389554517),
        (0.9, 10_000, 2.09161979441923e-25, 2.09161979441923e-28, 2.99573227355399),
        (0.99, 10_000, 0.222776928864148, 0.00222776928864148, 2.99798001749252),
        (0.999, 10_000, 0.88054171137399, 0.088054171137399, 3.08907503556085),
        (0.99999, 10_000, 0.998750571176256, 9.98750571176222, 30.9984257919017),
    ];

    #[test]
    fn is_exact_to_ten_thousand_servers_near_saturation() {
        for (utilisation, servers, wait, mean_wait, p95) in TO_SATURATION {
            for service_time in [1e-12, 1.0, 1e9] {
                let steady = queue(utilisation * f64::from(servers) / service_time, service_time, servers);
                let steady = steady.steady_state().unwrap();
                assert_relative(steady.wait_probability().get(), wait, 1e-9);
                assert_relative(steady.mean_wait().get(), mean_wait * service_time, 1e-9);
                assert_relative(steady.response_percentile(Percentile::P95).get(), p95 * service_time, 1e-9);
            }
        }
    }

    #[test]
    fn of_one_server_is_exponential() {
        let steady = queue(8.0, 0.1, 1).steady_state().unwrap();
        let rate = 10.0 - 8.0;
        assert_relative(steady.mean_response().get(), 1.0 / rate, 1e-14);
        for t in [0.0, 0.01, 0.5, 3.0] {
            assert_relative(steady.response_tail(seconds(t)).get(), libm::exp(-rate * t), 1e-13);
            assert_relative(steady.wait_tail(seconds(t)).get(), 0.8 * libm::exp(-rate * t), 1e-13);
        }
        let p95 = -libm::log(Percentile::P95.beyond().get()) / rate;
        assert_relative(steady.response_percentile(Percentile::P95).get(), p95, 1e-14);
    }

    #[test]
    fn waits_have_the_published_percentiles() {
        let steady = queue(8.0, 0.1, 1).steady_state().unwrap();
        assert_eq!(steady.wait_percentile(percentile(0.15)).get(), 0.0);
        assert_relative(steady.wait_percentile(percentile(0.9)).get(), libm::log(8.0) / 2.0, 1e-13);
    }

    /// The mean is the integral of the tail, here by Simpson's rule.
    #[test]
    fn has_the_mean_of_its_distribution() {
        for (arrivals, servers) in [(2.0, 4), (3.0, 4), (3.7, 4), (0.9, 1)] {
            let steady = queue(arrivals, 1.0, servers).steady_state().unwrap();
            let steps = 40_000;
            let width = 400.0 / f64::from(steps);
            let area: f64 = (0..=steps)
                .map(|i| {
                    let inner = if i % 2 == 1 { 4.0 } else { 2.0 };
                    let weight = if i == 0 || i == steps { 1.0 } else { inner };
                    weight * steady.response_tail(seconds(f64::from(i) * width)).get()
                })
                .sum();
            assert_relative(area * width / 3.0, steady.mean_response().get(), 1e-9);
        }
    }

    fn steady_states() -> impl Strategy<Value = SteadyState> {
        (1_u32..10_000, 1e-6..0.999_999_f64, 1e-3..1e3_f64).prop_map(|(servers, utilisation, service_time)| {
            queue(utilisation * f64::from(servers) / service_time, service_time, servers).steady_state().unwrap()
        })
    }

    proptest! {
        #[test]
        fn percentile_inverts_the_distribution(steady in steady_states(), p in 1e-6..0.999_999_f64) {
            let tail = steady.response_tail(steady.response_percentile(percentile(p)));
            assert_relative(tail.get(), 1.0 - p, 1e-9);
        }

        #[test]
        fn wait_percentile_is_the_first_time_that_keeps_its_promise(steady in steady_states(), p in 0.001..0.999_f64) {
            let wait = steady.wait_percentile(percentile(p));
            prop_assert!(steady.wait_tail(wait).get() <= (1.0 - p) * (1.0 + 1e-9));
            prop_assert!(wait.get() == 0.0 || steady.wait_tail(seconds(wait.get() * 0.999)).get() > 1.0 - p);
        }

        #[test]
        fn more_servers_never_answer_slower(servers in 1_u32..2000, utilisation in 0.01..0.99_f64, t in 0.0..20.0_f64) {
            let offered = utilisation * f64::from(servers);
            let tail = |servers| queue(offered, 1.0, servers).steady_state().unwrap().response_tail(seconds(t)).get();
            prop_assert!(tail(servers + 1) <= tail(servers) * (1.0 + 1e-12));
        }

        #[test]
        fn rates_and_servers_of_a_target_agree(servers in 1_u32..500, slack in 1.01..20.0_f64, p in 0.5..0.999_f64) {
            let within = seconds(-libm::log(1.0 - p) * 0.1 * slack);
            let target = ResponseTarget { percentile: percentile(p), within };
            let most = target.most_arrivals(seconds(0.1), Servers::new(servers)).unwrap();
            prop_assert_eq!(target.fewest_servers(seconds(0.1), most), Some(Servers::new(servers)));
        }

        #[test]
        fn every_input_has_a_defined_answer(
            arrivals in 0.0..=f64::MAX, service_time in 0.0..=f64::MAX, servers: u32, t in 0.0..=f64::MAX,
            small in 0..700_i32, p in 1e-300..0.999_999_999_f64,
        ) {
            let scaled = |value: f64| libm::scalbn(value, -2 * small);
            let queue = queue(scaled(arrivals), scaled(service_time), servers);
            if let Ok(steady) = queue.steady_state() {
                let tail = steady.response_tail(seconds(scaled(t))).get();
                prop_assert!((0.0..=1.0).contains(&tail));
                steady.response_percentile(percentile(p));
                steady.wait_percentile(percentile(p));
            }
        }
    }
}

/// Response times over several stations, against closed forms.
mod path {
    use super::*;

    fn once(station: Station) -> Stop {
        Stop { station, visits: count(1.0) }
    }

    fn settled(stops: impl IntoIterator<Item = Stop>) -> PathState {
        Path { stops: stops.into_iter().collect(), delay: seconds(0.0) }.steady_state().unwrap()
    }

    /// p50, p95 and p99.9 of M/M/1 with processor sharing, from the transform of Coffman, Muntz and Trotter with its
    /// series of service times as a hypergeometric function, inverted on a hyperbola.
    #[test]
    fn shared_server_has_the_published_distribution() {
        for (utilisation, percentiles, tolerances) in [
            (0.1, [0.74447745716, 3.41475956534, 8.59302894269], [1e-9, 1e-9, 1e-8]),
            (0.5, [1.1320024099, 6.8636791397, 22.2018234061], [1e-9, 1e-9, 1e-8]),
            (0.9, [4.33610564444, 38.6881260626, 155.171407277], [1e-9, 1e-9, 1e-8]),
            // extrapolated, as the module says
            (0.99, [39.8907503295, 398.378243332, 1678.58689175], [1e-4, 2e-8, 1e-5]),
            (0.99999, [39511.1183865, 399703.185677, 1693522.09246], [2e-4, 2e-8, 2e-5]),
        ] {
            let state = settled([once(Station::Sharing(queue(utilisation * 1000.0, 0.001, 1)))]);
            for ((p, expected), tolerance) in [0.5, 0.95, 0.999].into_iter().zip(percentiles).zip(tolerances) {
                assert_relative(state.response_percentile(percentile(p)).get(), expected * 0.001, tolerance);
            }
        }
    }

    proptest! {
        #[test]
        fn of_one_station_is_its_exact_response(
            servers in 1_u32..10_000, utilisation in 1e-6..0.999_99_f64, service_time in 1e-6..1e6_f64, p in 0.01..0.999_f64,
        ) {
            let queue = queue(utilisation * f64::from(servers) / service_time, service_time, servers);
            let (exact, path) = (queue.steady_state().unwrap(), settled([once(Station::FirstCome(queue))]));
            let found = path.response_percentile(percentile(p));
            assert_relative(found.get(), exact.response_percentile(percentile(p)).get(), 1e-8);
            assert_within(path.response_tail(found).get(), 1.0 - p, 1e-9);
            assert_relative(path.mean_response().get(), exact.mean_response().get(), 1e-14);
        }

        /// The responses of M/M/1 queues in a row are exponential and independent: their sum is hypoexponential.
        #[test]
        fn of_a_tandem_is_hypoexponential(rates in prop::collection::vec(0.1..50.0_f64, 2..5), scale in 0.1..4.0_f64) {
            let apart = |a: f64, b: f64| (a / b - 1.0).abs() > 0.05; // or the closed form loses its digits
            let all_apart = rates.iter().enumerate().all(|(i, a)| rates[..i].iter().all(|b| apart(*a, *b)));
            prop_assume!(all_apart);
            let state = settled(rates.iter().map(|rate| once(Station::FirstCome(queue(7.0, 1.0 / (rate + 7.0), 1)))));
            let t = scale * state.mean_response().get();
            let term = |i: usize| -> f64 {
                let others = rates.iter().enumerate().filter(|(j, _)| *j != i);
                libm::exp(-rates[i] * t) * others.map(|(_, rate)| rate / (rate - rates[i])).product::<f64>()
            };
            let tail = (0..rates.len()).map(term).sum::<f64>();
            assert_within(state.response_tail(seconds(t)).get(), tail, 1e-9);
        }

        #[test]
        fn grows_with_every_load(utilisation in 0.01..0.9_f64, servers in 1_u32..20, more in 1.001..1.1_f64) {
            for station in [Station::FirstCome, Station::Sharing] {
                let p95 = |load: f64| {
                    let station = station(queue(load * f64::from(servers), 1.0, servers));
                    settled([once(station)]).response_percentile(Percentile::P95).get()
                };
                prop_assert!(p95(utilisation * more) >= p95(utilisation) * (1.0 - 1e-9));
            }
        }

        #[test]
        fn has_a_defined_answer_for_every_input(
            arrivals in 0.0..=f64::MAX, time in 0.0..=f64::MAX, servers in 0_u32..2000, visits in 0.0..=f64::MAX,
            other in 0.0..=f64::MAX, shifts in [0..1000_i32, 0..1000_i32, 0..1000_i32, 0..1000_i32],
            p in 1e-300..0.999_999_999_f64,
        ) {
            let scaled = |value: f64, shift: usize| libm::scalbn(value, -2 * shifts[shift]);
            let queue = queue(scaled(arrivals, 0), scaled(time, 1), servers);
            let stop = |station| Stop { station, visits: count(scaled(visits, 2)) };
            let other = seconds(scaled(other, 3));
            for station in [Station::FirstCome(queue), Station::Sharing(queue), Station::Unlimited(queue.service_time)] {
                let path = Path { stops: vec![stop(station), once(Station::Unlimited(other))], delay: other };
                if let Ok(state) = path.steady_state() {
                    for t in [other.get() * 1.5, scaled(f64::MAX, 1)] {
                        let tail = state.response_tail(Seconds::saturating(t)).get();
                        prop_assert!((0.0..=1.0).contains(&tail), "{}", tail);
                    }
                    prop_assert!(state.response_percentile(percentile(p)) >= other);
                    prop_assert!(state.mean_response() >= other);
                }
            }
        }
    }
}

mod usl {
    use super::*;

    fn measurements(n: &[f64], x: &[f64]) -> Vec<Measurement> {
        n.iter().zip(x).map(|(&n, &x)| Measurement { concurrency: count(n), throughput: per_second(x) }).collect()
    }

    fn fit(n: &[f64], x: &[f64]) -> Result<Fit, FitError> {
        Fit::new(&measurements(n, x))
    }

    #[test]
    fn fits_are_as_published() {
        for reference in references("usl") {
            let n = numbers(&reference["n"]);
            let law = fit(&n, &numbers(&reference["x"])).unwrap().law;
            assert_relative(law.contention().get(), number(&reference["sigma"]), 1e-3);
            assert_relative(law.coherency().get(), number(&reference["kappa"]), 1e-3);
            assert_relative(law.rate().get(), number(&reference["lambda"]), 1e-3);
            let peak = law.peak().unwrap();
            let printed = if reference["name"] == "synthetic" { 7e-3 } else { 0.1 };
            assert_within(peak.concurrency.get(), number(&reference["peak_n"]), printed);
            if let Some(expected) = reference["peak_x"].as_f64() {
                assert_within(peak.throughput.get(), expected, 1.0);
                for (n, expected) in n.into_iter().zip(numbers(&reference["fitted_x"])) {
                    assert_within(law.throughput(count(n)).get(), expected, 1.0);
                }
            }
        }
    }

    /// The quality of the SPEC SDM91 fit, by Gauss-Newton in mpmath to forty digits.
    #[test]
    fn quality_of_a_fit_is_exact() {
        let reference = &references("usl")[0];
        let fit = fit(&numbers(&reference["n"]), &numbers(&reference["x"])).unwrap();
        assert_relative(fit.law.contention().get(), 0.0277284756186, 1e-8);
        assert_relative(fit.law.coherency().get(), 0.000104365483844, 1e-8);
        assert_relative(fit.law.rate().get(), 89.9952331043, 1e-8);
        assert_relative(fit.r_squared.unwrap().get(), 0.989561478053, 1e-9);
        assert_relative(fit.residual_sd.unwrap().get(), 82.8458200274, 1e-9);
        assert_relative(fit.standard_errors.contention.unwrap().get(), 0.00912173180822, 1e-6);
        assert_relative(fit.standard_errors.coherency.unwrap().get(), 1.98752709073e-5, 1e-6);
        assert_relative(fit.standard_errors.rate.unwrap().get(), 14.2134894226, 1e-6);
    }

    /// The load test of seed 004: 282.33 ms alone, and 722.6 ms for five at once.
    #[test]
    fn two_points_are_the_seeds() {
        let alone = seconds(2541.0 / 9.0 / 1000.0);
        let law = Usl::from_two_points(alone, count(5.0), seconds(0.7226)).unwrap();
        assert_within(law.contention().get(), 0.3898, 5e-5);
        assert_within(law.ceiling().unwrap().get(), 9.1, 0.05);
        assert_within(law.throughput(count(1.0)).get(), 3.54, 0.005);
        assert_within(law.throughput(count(5.0)).get(), 6.92, 0.005);
        assert_relative(law.response_time(count(5.0)).get(), 0.7226, 1e-14);
    }

    #[test]
    fn coefficients_pushed_to_zero_stay_there() {
        let linear = fit(&[1.0, 2.0, 4.0, 8.0], &[10.0, 20.5, 41.0, 83.0]).unwrap();
        assert_eq!((linear.law.contention().get(), linear.law.coherency().get()), (0.0, 0.0));
        assert_eq!((linear.standard_errors.contention, linear.standard_errors.coherency), (None, None));
        assert!(linear.standard_errors.rate.is_some());
        let amdahl = fit(&[1.0, 2.0, 4.0, 8.0], &[10.0, 18.0, 30.0, 45.0]).unwrap();
        assert!(amdahl.law.contention().get() > 0.0);
    }

    /// A law that falls from the first request on: σ above 1, from the tests of the R package usl.
    #[test]
    fn throughput_that_only_falls_is_fitted() {
        let law = law(1.2, 0.05, 10.0);
        let n = [1.0, 2.0, 4.0, 12.0, 24.0, 48.0];
        let found = fit(&n, &n.map(|n| law.throughput(count(n)).get())).unwrap().law;
        assert_relative(found.contention().get(), 1.2, 1e-7);
        assert_relative(found.coherency().get(), 0.05, 1e-7);
        let r_package = [1.0, 1.090909, 1.0, 0.5217391, 0.2944785, 0.1566068];
        assert!(fit(&[1.0, 3.0, 4.0, 12.0, 24.0, 48.0], &r_package).unwrap().r_squared.unwrap().get() > 0.98);
    }

    #[test]
    fn three_points_leave_no_residual_and_no_error() {
        let law = law(0.1, 0.01, 5.0);
        let n = [1.0, 4.0, 16.0];
        let fit = fit(&n, &n.map(|n| law.throughput(count(n)).get())).unwrap();
        assert_relative(fit.law.contention().get(), 0.1, 1e-9);
        assert_eq!((fit.residual_sd, fit.standard_errors.rate), (None, None));
    }

    #[test]
    fn data_that_determine_nothing_are_refused() {
        assert_eq!(fit(&[], &[]), Err(FitError::TooFewLevels { found: 0 }));
        assert_eq!(fit(&[1.0, 1.0, 2.0], &[1.0; 3]), Err(FitError::TooFewLevels { found: 2 }));
        assert_eq!(fit(&[0.5, 1.0, 2.0], &[1.0; 3]), Err(FitError::TooLittleLoad(count(0.5))));
        assert_eq!(fit(&[1.0, 2.0, 3.0], &[1.0, 0.0, 1.0]), Err(FitError::NoThroughput(count(2.0))));
        let falling = fit(&[10.0, 20.0, 40.0, 80.0], &[9.0, 4.0, 1.0, 0.2]);
        assert_eq!(falling, Err(FitError::Undetermined));
    }

    fn laws() -> impl Strategy<Value = Usl> {
        let kappa = prop_oneof![Just(0.0), 1e-9..0.1_f64];
        (0.0..0.9_f64, kappa, 1e-3..1e6_f64).prop_map(|(sigma, kappa, lambda)| law(sigma, kappa, lambda))
    }

    proptest! {
        #[test]
        fn concurrency_inverts_throughput(law in laws(), share in 0.01..0.999_f64) {
            let n = law.peak().map_or(1000.0, |peak| peak.concurrency.get()) * share;
            let found = law.concurrency(law.throughput(count(n))).unwrap();
            assert_relative(found.get(), n, 1e-6);
            assert_relative(law.throughput(found).get(), law.throughput(count(n)).get(), 1e-12);
        }

        #[test]
        fn nothing_exceeds_the_ceiling(law in laws(), n in 0.0..1e6_f64) {
            if let Some(ceiling) = law.ceiling() {
                prop_assert!(law.throughput(count(n)).get() <= ceiling.get() * (1.0 + 1e-12));
                prop_assert_eq!(law.concurrency(per_second(ceiling.get() * 1.001)), None);
            }
        }

        #[test]
        fn littles_law_gives_the_response_time(law in laws(), n in 1.0..1e4_f64) {
            let n = count(n);
            assert_relative(law.response_time(n).get(), n.get() / law.throughput(n).get(), 1e-12);
        }

        #[test]
        fn exact_data_are_fitted_exactly(sigma in 0.001..0.5_f64, kappa in 1e-5..0.01_f64, lambda in 0.01..1e5_f64) {
            let law = law(sigma, kappa, lambda);
            let n = [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0];
            let found = fit(&n, &n.map(|n| law.throughput(count(n)).get())).unwrap().law;
            assert_relative(found.contention().get(), sigma, 1e-6);
            assert_relative(found.coherency().get(), kappa, 1e-6);
            assert_relative(found.rate().get(), lambda, 1e-6);
        }

        #[test]
        fn any_data_are_fitted_or_refused(points in prop::collection::vec((1.0..1e200_f64, 0.0..=f64::MAX), 0..9)) {
            let (n, x): (Vec<f64>, Vec<f64>) = points.into_iter().unzip();
            if let Ok(fit) = fit(&n, &x) {
                prop_assert!(fit.r_squared.is_none_or(|r| r.get() <= 1.0));
            }
        }

        #[test]
        fn noisy_data_are_fitted_no_worse_than_by_any_neighbour(
            noise in prop::collection::vec(0.7..1.3_f64, 8), sigma in 0.0..0.5_f64, kappa in 0.0..0.01_f64,
        ) {
            let truth = law(sigma, kappa, 100.0);
            let n = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];
            let x: Vec<f64> = n.iter().zip(&noise).map(|(&n, e)| truth.throughput(count(n)).get() * e).collect();
            let found = fit(&n, &x).unwrap().law;
            let cost = |law: Usl| -> f64 {
                n.iter().zip(&x).map(|(&n, x)| { let r = x - law.throughput(count(n)).get(); r * r }).sum()
            };
            let best = cost(found) * (1.0 - 1e-9) - 1e-12;
            let (s, k, l) = (found.contention().get(), found.coherency().get(), found.rate().get());
            for step in [0.9, 0.99, 1.01, 1.1] {
                prop_assert!(best <= cost(law(s * step, k, l)));
                prop_assert!(best <= cost(law(s, k * step, l)));
                prop_assert!(best <= cost(law(s, k, l * step)));
            }
            prop_assert!(best <= cost(law(s + 1e-4, k, l)) && best <= cost(law(s, k + 1e-6, l)));
            prop_assert!(best <= cost(truth));
        }
    }
}
