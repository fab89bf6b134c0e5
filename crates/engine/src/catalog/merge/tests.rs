use super::*;

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("../../../tests/prices/", $name, ".json"))
    };
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn import(pages: &[&str], as_of: &str) -> Import {
    Import::read(pages, as_of.parse().unwrap(), None).unwrap_or_else(|error| panic!("{error}"))
}

fn merged(pages: &[&str]) -> Merge {
    Catalog::shipped().merged(&import(pages, "2026-11-20"), &MergePolicy::default())
}

/// `id field: from → to (share)`.
fn shown(changes: &[Change]) -> Vec<String> {
    let share = |change: &Change| change.share.map_or("?".to_owned(), |share| format!("{:+.3}", share));
    changes.iter().map(|c| format!("{} {}: {} → {} ({})", c.id, c.field, c.from, c.to, share(c))).collect()
}

#[test]
fn azure_prices_move_and_sizes_stay() {
    let merge = merged(&[page!("azure-1"), page!("azure-2")]);
    assert_eq!(
        shown(&merge.changed)[..4],
        [
            "azure-appservice-b2-linux-eastus price_monthly: 24.82 → 25.55 (+0.029)",
            "azure-appservice-b2-linux-eastus price_hourly: 0.034 → 0.035 (+0.029)",
            "azure-appservice-p1v3-linux-eastus reservation_1y_monthly:  → 75.00 (?)",
            "azure-appservice-p1v3-linux-eastus reservation_3y_monthly:  → 55.5556 (?)",
        ]
    );
    assert_eq!(
        shown(&merge.held),
        [
            "azure-appservice-b3-linux-eastus price_monthly: 48.91 → 146.00 (+1.985)",
            "azure-appservice-b3-linux-eastus price_hourly: 0.067 → 0.2 (+1.985)",
        ]
    );
    let before = Catalog::shipped().plan("azure-appservice-b2-linux-eastus").unwrap();
    let after = merge.catalog.plan(&before.id).unwrap();
    assert_eq!(
        (after.shape.clone(), &after.limits, after.sla_percent),
        (before.shape.clone(), &before.limits, before.sla_percent)
    );
    assert_eq!(after.source, "https://prices.azure.com/api/retail/prices");
    assert_eq!(after.as_of.to_string(), "2026-11-20");
    // Where the sizes were read does not change with the price.
    assert_eq!(after.spec_source, before.spec_source.clone().or_else(|| Some(before.source.clone())));
    // B1 in a region the catalogue did not have is the same machine.
    assert_eq!(merge.new, ["azure-appservice-b1-linux-northeurope"]);
    let new = merge.catalog.plan("azure-appservice-b1-linux-northeurope").unwrap();
    assert_eq!((new.shape.ram_gib, new.instances_max), (Some(decimal("1.75")), Some(3)));
    // A list asked for by region and service is never the whole.
    assert_eq!(merge.gone, Vec::<String>::new());
}

#[test]
fn what_moved_too_far_waits_until_it_is_confirmed() {
    let mut merge = merged(&[page!("azure-1")]);
    let price = |merge: &Merge, id: &str| merge.catalog.plan(id).unwrap().price_monthly.unwrap().to_string();
    let id = "azure-appservice-b3-linux-eastus";
    assert_eq!(merge.catalog.plan(id), Catalog::shipped().plan(id));
    assert_eq!(merge.confirm(["azure-appservice-b1-linux-eastus", "?"]), ["azure-appservice-b1-linux-eastus", "?"]);
    assert_eq!(price(&merge, id), "48.91");
    let position = merge.catalog.plans.get_index_of(id);
    assert_eq!(merge.confirm([id]), Vec::<String>::new());
    assert_eq!(price(&merge, id), "146.00");
    assert_eq!(merge.catalog.plans.get_index_of(id), position);
    assert!(merge.held.is_empty() && merge.changed.iter().any(|change| change.id == id));
    assert_eq!(merge.confirm([id]), [id], "once");
}

#[test]
fn half_as_much_and_half_as_much_again_are_taken_just_so() {
    for (cost, held) in [("2.5", false), ("2.49", true), ("7.5", false), ("7.51", true), ("0", true)] {
        let page = page!("vultr").replace("\"monthly_cost\": 5,", &format!("\"monthly_cost\": {cost},"));
        let merge = merged(&[&page]);
        let is_held = merge.held.iter().any(|change| change.id == "vultr-vc2-1c-1gb");
        assert_eq!(is_held, held, "{cost}");
        let strict = MergePolicy { largest_change: Decimal::ZERO };
        let merge = Catalog::shipped().merged(&import(&[&page], "2026-11-20"), &strict);
        assert!(merge.held.iter().any(|change| change.field == "price_monthly"), "{cost}");
    }
    let free = merged(&[&page!("vultr").replace("\"monthly_cost\": 5,", "\"monthly_cost\": 0,")]).held;
    assert!(free.iter().all(|change| change.share.is_none() || change.field != "price_monthly"));
}

#[test]
fn another_currency_is_held() {
    let list = Import::read(&[page!("hetzner-types")], "2026-11".parse().unwrap(), Some(Currency::USD)).unwrap();
    let merge = Catalog::shipped().merged(&list, &MergePolicy::default());
    assert_eq!(shown(&merge.held)[0], "hetzner-cx23-fsn1 currency: EUR → USD (?)");
    assert_eq!(merge.catalog.plan("hetzner-cx23-fsn1"), Catalog::shipped().plan("hetzner-cx23-fsn1"));
}

#[test]
fn a_whole_list_marks_what_it_no_longer_has() {
    let merge = merged(&[page!("linode-types")]);
    assert_eq!(merge.gone.len(), 6, "{:?}", merge.gone);
    for id in &merge.gone {
        let (before, after) = (Catalog::shipped().plan(id).unwrap(), merge.catalog.plan(id).unwrap());
        assert_eq!(after.gone.unwrap().to_string(), "2026-11-20");
        assert_eq!(&CatalogPlan { gone: None, ..after.clone() }, before);
        assert!(id.starts_with("linode-g6-"), "databases are another list: {id}");
    }
    assert_eq!(merge.catalog.plans.len(), Catalog::shipped().plans.len() + merge.new.len());
    // Once marked it is not marked again; a list that has it takes the mark away.
    let list = import(&[page!("linode-types")], "2026-12-01");
    assert_eq!(merge.catalog.merged(&list, &MergePolicy::default()).gone, Vec::<String>::new());
    let mut marked = Catalog::clone(Catalog::shipped());
    marked.plans["linode-g6-nanode-1"].gone = Some("2026-10".parse().unwrap());
    let back = marked.merged(&list, &MergePolicy::default());
    assert_eq!(back.catalog.plan("linode-g6-nanode-1").unwrap().gone, None);
    // Of a location only what that location no longer has; of a list that is not whole nothing.
    let hetzner = merged(&[page!("hetzner-types"), page!("hetzner-pricing")]);
    assert!(!hetzner.gone.is_empty() && hetzner.gone.iter().all(|id| id.ends_with("-fsn1") || id.ends_with("-sin")));
    assert!(hetzner.gone.contains(&"hetzner-cpx12-fsn1".to_owned()), "no longer sold there");
    assert_eq!(merged(&[page!("digitalocean")]).gone, Vec::<String>::new());
}

#[test]
fn an_older_list_changes_nothing() {
    let list = import(&[page!("vultr")], "2026-08-01");
    let merge = Catalog::shipped().merged(&list, &MergePolicy::default());
    assert_eq!(merge.older, ["vultr-vc2-1c-1gb", "vultr-vc2-2c-4gb"]);
    assert_eq!(merge.catalog.plan("vultr-vc2-2c-4gb"), Catalog::shipped().plan("vultr-vc2-2c-4gb"));
    assert_eq!(merge.new, ["vultr-voc-g-4c-16gb-160s-amd"]);
}

#[test]
fn a_list_merged_twice_changes_nothing_more() {
    for pages in [vec![page!("azure-1"), page!("azure-2")], vec![page!("vultr")], vec![page!("digitalocean")]] {
        let list = import(&pages, "2026-11-20");
        let mut once = Catalog::shipped().merged(&list, &MergePolicy::default());
        let held: Vec<String> = once.held.iter().map(|change| change.id.clone()).collect();
        held.iter().for_each(|id| drop(once.confirm([id.as_str()])));
        let twice = once.catalog.merged(&list, &MergePolicy::default());
        assert_eq!((twice.changed, twice.held, twice.new), (vec![], vec![], vec![]));
        assert_eq!(twice.catalog, once.catalog);
    }
}

#[test]
fn rates_are_merged_by_the_unit() {
    let merge = merged(&[page!("linode-transfer")]);
    assert_eq!(
        (merge.unchanged, merge.new),
        (vec!["linode-egress".to_owned()], vec!["linode-egress-id-cgk".to_owned()])
    );
    let merge = merged(&[page!("azure-2")]);
    assert!(shown(&merge.changed).contains(&"azure-pgflex-storage-eastus price: 0.115 → 0.12 (+0.043)".to_owned()));
    let notes = &Catalog::shipped().rate("azure-log-analytics-eastus").unwrap().notes;
    assert_eq!(&merge.catalog.rate("azure-log-analytics-eastus").unwrap().notes, notes);
}

#[test]
fn several_lists_are_one_merge() {
    let policy = MergePolicy::default();
    let azure = import(&[page!("azure-1"), page!("azure-2")], "2026-11-20");
    let linode = import(&[page!("linode-types")], "2026-11-20");
    let mut both = Merge::of(Catalog::clone(Catalog::shipped())).and(&azure, &policy).and(&linode, &policy);
    let alone = [&azure, &linode].map(|list| Catalog::shipped().merged(list, &policy));
    assert_eq!(both.changed.len(), alone.iter().map(|merge| merge.changed.len()).sum::<usize>());
    assert_eq!(both.held.len(), alone.iter().map(|merge| merge.held.len()).sum::<usize>());
    let b3 = "azure-appservice-b3-linux-eastus";
    assert_eq!(both.confirm([b3]), Vec::<String>::new());
    assert_eq!(both.catalog.plan(b3).unwrap().price_monthly, Some(decimal("146.00")));
}
