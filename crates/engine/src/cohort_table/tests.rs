use proptest::prelude::*;

use super::*;

fn curve(text: &str) -> Vec<String> {
    read(text).unwrap().curve.iter().map(ToString::to_string).collect()
}

#[test]
fn a_triangle_is_pooled_by_customers() {
    // 240 of 300 stay the first month, of the two older cohorts 150 of 200 the second, of the oldest 60 of 75 the third.
    let text = "month,0,1,2,3\n2026-01,100,90,75,60\n2026-02,100,70,\n2026-03,100,80,75\n";
    let pooled = read(text).unwrap();
    assert_eq!(curve(text), ["0.8", "0.705882", "0.564706"]);
    assert_eq!((pooled.seen, pooled.cohorts), (vec![300.0, 170.0, 75.0], 3));
    assert_eq!(pooled.warnings, ["from month 2 on the curve rests on fewer than 3 cohorts"]);
}

#[test]
fn counts_percents_and_sizes() {
    let counts = "Jan\t200\t100\nFeb\t100\t80\n";
    let sized = "cohort;Size;M0;M1\nJan;200;100%;50%\nFeb;100;100 %;80 %\n";
    assert_eq!((curve(counts), curve(sized)), (vec!["0.6".to_owned()], vec!["0.6".to_owned()]));
    let equal = read("Jan,100%,50%\nFeb,100%,80%\n").unwrap();
    assert_eq!(equal.curve[0].to_string(), "0.65");
    assert_eq!(equal.warnings.len(), 1);
    assert_eq!(curve("\u{feff}\"Jan, 2026\",\"1 000\",500"), ["0.5"]);
}

#[test]
fn thousands_may_be_parted() {
    let text = "cohort;customers;1;2\n2026-01;1.200;1.100;950\n";
    let pooled = read(text).unwrap();
    assert_eq!((curve(text), pooled.seen), (vec!["0.916667".into(), "0.791667".into()], vec![1200.0, 1100.0]));
    assert!(pooled.warnings[0].contains("`1.200` is read as 1200"), "{:?}", pooled.warnings);
    assert_eq!(curve("Jan\t1,234,000\t617,000"), ["0.5"]);
    // Parts of customers stay parts.
    assert_eq!(curve("Jan,1.500,0.75"), ["0.5"]);
    assert_eq!(curve("Jan,85.125%,42.5625%"), ["0.5"]);
}

#[test]
fn months_may_begin_after_that_of_the_size() {
    let counts = "cohort\tcustomers\t1\t2\n2026-01\t100\t80\t60\n2026-02\t200\t160\n";
    let percents = "cohort;size;Month 1;Month 2\nJan;100;80%;60%\nFeb;200;80%\n";
    assert_eq!((curve(counts), curve(percents)), (vec!["0.8".into(), "0.6".into()], vec!["0.8".into(), "0.6".into()]));
    let wrong = read("cohort,size,1,2\nJan,100,80,x").unwrap_err();
    assert_eq!((wrong[0].line, wrong[0].column), (2, 4));
}

#[test]
fn who_comes_back_does_not_raise_the_curve() {
    let pooled = read("a,10,8,9\nb,10,8,9\nc,10,8,9").unwrap();
    assert_eq!(curve("a,10,8,9\nb,10,8,9\nc,10,8,9"), ["0.8", "0.8"]);
    assert!(pooled.warnings[0].contains("reactivation"));
}

#[test]
fn every_problem_has_its_place() {
    let places = |text: &str| read(text).unwrap_err().iter().map(|p| (p.line, p.column)).collect::<Vec<_>>();
    assert_eq!(places("month,0,1\na,10,x\nb,,8\nc,-1,8\nd"), [(2, 3), (3, 2), (4, 2), (5, 2)]);
    assert_eq!(places("a,100%,8\nb,100%,120%"), [(1, 3), (2, 3)]);
    assert_eq!(places(""), [(1, 1)]);
    assert_eq!(places("a,10\nb,12"), [(1, 3)]);
    assert_eq!(places(&format!("a{}", ",1".repeat(300))), [(1, 243)]);
}

proptest! {
    #[test]
    fn nothing_panics_and_curves_fall(text in "[0-9a-c,;%\t\n. \"-]{0,200}") {
        if let Ok(pooled) = read(&text) {
            prop_assert!(pooled.curve.windows(2).all(|w| w[1] <= w[0]));
            prop_assert!(pooled.curve.iter().all(|share| (Decimal::ZERO..=Decimal::ONE).contains(share)));
        }
    }

    /// Cohorts that all follow one curve give it back, however ragged the table is.
    #[test]
    fn one_curve_comes_back(kept in prop::collection::vec(0.5..1.0_f64, 1..9), sizes in prop::collection::vec(1_000..9_000_u32, 1..9)) {
        let mut text = String::new();
        for (i, size) in sizes.iter().enumerate() {
            let mut there = f64::from(*size);
            text += &format!("c{i},{there:.6}");
            for kept in &kept[..kept.len().saturating_sub(i)] {
                there *= kept;
                text += &format!(",{there:.6}");
            }
            text += "\n";
        }
        let mut there = 1.0;
        for (found, kept) in read(&text).unwrap().curve.iter().zip(&kept) {
            there *= kept;
            prop_assert!((crate::money::number_of(*found) - there).abs() < 2e-6);
        }
    }
}
