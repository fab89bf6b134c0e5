//! What holds for every file, however it was damaged on the way.

mod common;

use common::fixtures;
use headroom_engine::capacity::measured::LoadPoint;
use headroom_loadtest::{Form, join, read};
use proptest::prelude::*;

/// A way to damage a file. Positions are parts of its length.
#[derive(Clone, Debug)]
enum Damage {
    Cut(f64),
    Drop(f64, usize),
    Repeat(f64, usize),
    Insert(f64, Vec<u8>),
    Flip(f64, u8),
    Replace(String, String),
}

fn damage() -> impl Strategy<Value = Damage> {
    let words = prop::sample::select(vec!["0", "1", ".", ",", "\"", ":", "{", "ms", "\n", "Aggregated", "null", "e"]);
    let others =
        prop::sample::select(vec!["NaN", "-1", "1e999", "", "\"", "[]", "N/A", ";", "99999999999999999999", "é"]);
    prop_oneof![
        (0.0..1.0).prop_map(Damage::Cut),
        (0.0..1.0, 0_usize..200).prop_map(|(at, many)| Damage::Drop(at, many)),
        (0.0..1.0, 0_usize..200).prop_map(|(at, many)| Damage::Repeat(at, many)),
        (0.0..1.0, prop::collection::vec(any::<u8>(), 0..8)).prop_map(|(at, bytes)| Damage::Insert(at, bytes)),
        (0.0..1.0, any::<u8>()).prop_map(|(at, bits)| Damage::Flip(at, bits)),
        (words, others).prop_map(|(from, to)| Damage::Replace(from.to_owned(), to.to_owned())),
    ]
}

fn damaged(mut bytes: Vec<u8>, damage: &Damage) -> Vec<u8> {
    let length = bytes.len();
    let position = |part: f64| ((part * length as f64) as usize).min(length);
    match damage {
        Damage::Cut(at) => bytes.truncate(position(*at)),
        Damage::Drop(at, many) => drop(bytes.drain(position(*at)..(position(*at) + many).min(length))),
        Damage::Repeat(at, many) => {
            let again = bytes[position(*at)..(position(*at) + many).min(length)].to_vec();
            bytes.splice(position(*at)..position(*at), again);
        }
        Damage::Insert(at, new) => drop(bytes.splice(position(*at)..position(*at), new.iter().copied())),
        Damage::Flip(at, bits) => {
            if let Some(byte) = bytes.get_mut(position(*at)) {
                *byte ^= bits;
            }
        }
        Damage::Replace(from, to) => bytes = String::from_utf8_lossy(&bytes).replacen(from, to, 3).into_bytes(),
    }
    bytes
}

/// What a fit takes for granted.
fn is_sound(point: &LoadPoint) -> bool {
    let percentiles: Vec<f64> =
        [point.p50, point.p95, point.p99].into_iter().flatten().map(|time| time.get()).collect();
    percentiles.is_sorted()
        && point.concurrency.is_none_or(|count| count.get() > 0.0)
        && point.failed.is_none_or(|share| (0.0..=1.0).contains(&share.get()))
}

fn check(bytes: &[u8]) -> Result<(), TestCaseError> {
    match read(bytes) {
        Ok(test) => {
            prop_assert!(!test.points.is_empty() && test.form != Form::Several);
            prop_assert!(test.points.iter().all(is_sound));
        }
        Err(error) => {
            prop_assert!(!error.problems.is_empty());
            prop_assert!(error.to_string().len() < 200_000);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn damaged_files_read_or_say_why(which in any::<prop::sample::Index>(), damages in prop::collection::vec(damage(), 1..4)) {
        let all = common::cached();
        let (_, bytes) = which.get(all);
        check(&damages.iter().fold(bytes.clone(), damaged))?;
    }

    #[test]
    fn any_bytes_read_or_say_why(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        check(&bytes)?;
    }

    #[test]
    fn any_table_reads_or_says_why(text in "(N|users|X|rps|p95_ms|[0-9.,;\t\"%-]{0,6}|[a-z]{0,3}|\n|\r\n){0,40}") {
        check(text.as_bytes())?;
    }

    /// Numbers come out of a table as they went in.
    #[test]
    fn tables_keep_every_digit(rows in prop::collection::vec((1e-9..1e9_f64, 0.0..1e9_f64, 0.0..1e6_f64), 1..20), style in 0..3) {
        let (separator, comma) = [(",", false), (";", true), ("\t", true)][style as usize];
        let cell = |number: f64| if comma { number.to_string().replace('.', ",") } else { number.to_string() };
        let lines = rows.iter().map(|(n, x, p)| [cell(*n), cell(*x), cell(*p)].join(separator));
        let text = std::iter::once(["users", "req/s", "p95 [s]"].join(separator)).chain(lines).collect::<Vec<_>>().join("\r\n");
        let test = read(text.as_bytes()).unwrap();
        let read: Vec<_> = test.points.iter().map(|p| (p.concurrency.unwrap().get(), p.throughput.get(), p.p95.unwrap().get())).collect();
        prop_assert_eq!(read, rows);
    }
}

/// Joining loses no point, and its order is that of concurrency.
#[test]
fn joining_keeps_every_point() {
    let tests: Vec<_> = fixtures().iter().map(|(_, bytes)| read(bytes).unwrap()).collect();
    let count: usize = tests.iter().map(|test| test.points.len()).sum();
    let all = join(tests);
    assert_eq!((all.points.len(), all.form), (count, Form::Several));
    assert!(all.points.iter().filter_map(|point| point.concurrency).map(|count| count.get()).is_sorted());
    assert!(join(Vec::new()).points.is_empty());
}
