use proptest::prelude::*;

use super::*;

macro_rules! page {
    ($name:literal) => {
        include_str!(concat!("../../../tests/prices/", $name, ".json"))
    };
}

fn day(text: &str) -> PartialDate {
    text.parse().unwrap()
}

fn import(pages: &[&str]) -> Import {
    Import::read(pages, day("2026-11-20"), None).unwrap_or_else(|error| panic!("{error}"))
}

fn problems(pages: &[&str]) -> String {
    Import::read(pages, day("2026-11-20"), None).unwrap_err().to_string()
}

/// Region, vCPU, GiB, GB of disk, GB of transfer, price per month and per hour.
fn figures(import: &Import, id: &str) -> String {
    let plan = import.rows.plan(id).unwrap_or_else(|| panic!("{id} is in {:?}", import.rows.plans.keys()));
    let sizes = plan.sizes().map(|(_, size)| size.map_or("-".to_owned(), |size| size.normalize().to_string()));
    let price = |price: Option<Decimal>| price.map_or("-".to_owned(), |price| price.to_string());
    let region = plan.region.as_deref().unwrap_or("-");
    let (month, hour) = (price(plan.price_monthly), price(plan.price_hourly));
    format!("{region}: {} {month} {hour} {}", sizes.join(" "), plan.currency)
}

#[test]
fn azure() {
    let list = import(&[page!("azure-1"), page!("azure-2")]);
    assert_eq!((list.vendor, list.next.as_deref()), (Vendor::Azure, None));
    assert_eq!(figures(&list, "azure-appservice-b1-linux-eastus"), "eastus: - - - - 12.41 0.017 USD");
    assert_eq!(figures(&list, "azure-appservice-b2-linux-eastus"), "eastus: - - - - 25.55 0.035 USD");
    // Not a digit of 0.0179999999999999998 is lost on the way.
    assert_eq!(
        figures(&list, "azure-appservice-b1-linux-northeurope"),
        "northeurope: - - - - 13.14 0.0179999999999999998 USD"
    );
    assert_eq!(figures(&list, "azure-appservice-s1-linux-eastus"), "eastus: - - - - 69.35 0.095 USD");
    assert_eq!(figures(&list, "azure-pgflex-b1ms-eastus"), "eastus: - - - - 14.60 0.02 USD");
    assert_eq!(figures(&list, "azure-pgflex-d2ds-v5-eastus"), "eastus: - - - - 138.70 0.19 USD");
    assert_eq!(figures(&list, "azure-redis-basic-c0-eastus"), "eastus: - - - - 16.06 0.022 USD");
    let reserved = list.rows.plan("azure-appservice-p1v3-linux-eastus").unwrap().reservations;
    assert_eq!(reserved.one_year.unwrap().to_string(), "75.00");
    assert_eq!(reserved.three_years.unwrap().to_string(), "55.5556");
    assert_eq!(list.rows.plans.len(), 9);
    let rates: Vec<String> =
        list.rows.rates.values().map(|rate| format!("{} {:?} {:?}", rate.id, rate.price, rate.tier_from)).collect();
    assert_eq!(
        rates,
        ["azure-pgflex-storage-eastus Some(0.12) None", "azure-log-analytics-eastus Some(2.3) Some(5.0)"]
    );
    let left_out: Vec<_> = list.left_out.iter().map(|(reason, count)| (*reason, *count)).collect();
    assert_eq!(
        left_out,
        [
            ("not in force yet", 1),
            ("not one of the meters that the catalogue has", 3),
            ("another kind of price", 1),
            ("a second meter of the same", 1)
        ]
    );
}

#[test]
fn azure_page_by_page() {
    let list = import(&[page!("azure-1")]);
    let next = list.next.unwrap();
    assert!(next.starts_with("https://prices.azure.com:443/") && next.ends_with("$skip=1000"), "{next}");
    // As of a year the dates within it are in force.
    let list = Import::read(&[page!("azure-1")], day("2030"), None).unwrap();
    assert_eq!(figures(&list, "azure-appservice-b2-linux-eastus"), "eastus: - - - - 365.00 0.5 USD");
}

#[test]
fn hetzner() {
    let list = import(&[page!("hetzner-types"), page!("hetzner-pricing")]);
    assert_eq!((list.vendor, list.next.as_deref()), (Vendor::Hetzner, None));
    assert_eq!(figures(&list, "hetzner-cx23-fsn1"), "fsn1: 2 4 40 20000 5.49 0.009 EUR");
    assert_eq!(figures(&list, "hetzner-cx23-nbg1"), "nbg1: 2 4 40 20000 5.79 0.009 EUR");
    assert_eq!(figures(&list, "hetzner-cpx12-sin"), "sin: 1 2 40 1000 14.00 0.009 EUR");
    assert_eq!(list.left_out.get("no longer sold there"), Some(&1));
    let arm = list.rows.plan("hetzner-cax11-fsn1").unwrap();
    assert_eq!(arm.limits["architecture"], "arm64");
    assert_eq!(arm.egress_overage_per_gb.unwrap().to_string(), "0.001");
    let rate = |id: &str| list.rows.rate(id).map(|rate| rate.price.or(rate.percent).unwrap().to_string());
    assert_eq!(rate("hetzner-volume").as_deref(), Some("0.06"));
    assert_eq!(rate("hetzner-backup").as_deref(), Some("20"));
    // The list of types alone does not say its currency; whoever saved it can.
    assert_eq!(
        problems(&[page!("hetzner-types")]),
        "page 1 E014-bad-currency: the list of server types does not name its currency; \
         add a saved page of /v1/pricing, or say it: EUR"
    );
    let said = Import::read(&[page!("hetzner-types")], day("2026-11"), Some(Currency::USD)).unwrap();
    assert_eq!(figures(&said, "hetzner-cx23-fsn1"), "fsn1: 2 4 40 20000 5.49 0.009 USD");
    // The prices page alone has prices, and no sizes.
    assert_eq!(figures(&import(&[page!("hetzner-pricing")]), "hetzner-cx23-fsn1"), "fsn1: - - - 20000 5.49 0.009 EUR");
}

#[test]
fn digitalocean() {
    let list = import(&[page!("digitalocean")]);
    assert_eq!(list.next.as_deref(), Some("https://api.digitalocean.com/v2/sizes?page=2"));
    assert_eq!(figures(&list, "do-s-1vcpu-512mb-10gb"), "ams3, nyc1: 1 0.5 10 500 4.00 0.00595 USD");
    assert_eq!(figures(&list, "do-m-2vcpu-16gb"), "ams3, nyc1: 2 16 50 4000 84.00 0.125 USD");
    let kind = |id: &str| list.rows.plan(id).unwrap().shape.vcpu_kind.clone().unwrap();
    assert_eq!((kind("do-s-1vcpu-1gb").as_str(), kind("do-c-2").as_str()), ("shared", "dedicated"));
    assert_eq!((list.rows.plans.len(), list.left_out.len()), (5, 2));
}

#[test]
fn linode() {
    let list = import(&[page!("linode-types")]);
    assert_eq!(
        figures(&list, "linode-g6-nanode-1"),
        "core regions except id-cgk and br-gru: 1 1 25 1000 5.00 0.0075 USD"
    );
    assert_eq!(figures(&list, "linode-g6-nanode-1-br-gru"), "br-gru: 1 1 25 1000 7.00 0.0105 USD");
    assert!(!list.rows.plan("linode-g6-nanode-1").unwrap().is_sold_in("br-gru"));
    assert_eq!(figures(&list, "linode-g6-dedicated-2"), "all: 2 4 80 4000 40.00 0.06 USD");
    assert_eq!((list.rows.plans.len(), list.next, list.left_out.len()), (5, None, 1));
    let databases = import(&[page!("linode-databases")]);
    assert_eq!(figures(&databases, "linode-pg-g6-nanode-1"), "all: 1 1 9 - 16.00 0.024 USD");
    assert_eq!(databases.next.as_deref(), Some("https://api.linode.com/v4/databases/types?page=2"));
    let transfer = import(&[page!("linode-transfer")]);
    let rates: Vec<_> = transfer.rows.rates.values().map(|r| (r.id.as_str(), r.price.unwrap().to_string())).collect();
    assert_eq!(rates, [("linode-egress", "0.005".to_owned()), ("linode-egress-id-cgk", "0.015".to_owned())]);
}

#[test]
fn vultr() {
    let list = import(&[page!("vultr")]);
    assert_eq!(list.next.as_deref(), Some("https://api.vultr.com/v2/plans?per_page=500&cursor=WxYzExampleNext"));
    assert_eq!(figures(&list, "vultr-vc2-2c-4gb"), "ewr, fra: 2 4 80 3072 24.50 0.034 USD");
    // Two disks of 80 GB.
    assert_eq!(figures(&list, "vultr-voc-g-4c-16gb-160s-amd"), "ewr, fra: 4 16 160 6144 120.00 - USD");
    assert_eq!((list.rows.plans.len(), list.left_out.len()), (3, 1));
}

/// What a list and the shipped catalogue both have goes by one id.
#[test]
fn ids_are_those_of_the_catalogue() {
    let lists: [&[&str]; 6] = [
        &[page!("azure-1"), page!("azure-2")],
        &[page!("hetzner-types"), page!("hetzner-pricing")],
        &[page!("digitalocean")],
        &[page!("linode-types")],
        &[page!("linode-databases")],
        &[page!("vultr")],
    ];
    let shipped = Catalog::shipped();
    for pages in lists {
        let list = import(pages);
        let known = list.rows.plans.values().filter_map(|plan| Some((plan, shipped.plan(&plan.id)?)));
        let mut count = 0;
        for (plan, known) in known {
            let name = |plan: &CatalogPlan| (plan.provider.clone(), plan.service.clone(), plan.plan.clone());
            assert_eq!((name(plan), plan.os.as_ref()), (name(known), known.os.as_ref()), "{}", plan.id);
            assert!(Vendor::ALL.iter().any(|vendor| vendor.lists().contains(&plan.source.as_str())), "{}", plan.source);
            count += 1;
        }
        assert!(count > 0, "{:?}", list.vendor);
    }
}

#[test]
fn every_problem_of_every_page_at_once() {
    let sizes = r#"{"sizes": [
        {"slug": "s-1", "memory": "much", "vcpus": 1, "disk": -5, "transfer": 1, "price_monthly": 4, "available": true},
        {"slug": "../etc", "memory": 1, "vcpus": 1, "disk": 5, "transfer": 1, "available": true},
        7
    ]}"#;
    let second = r#"{"sizes": {}, "links": {"pages": {"next": "https://api.digitalocean.com.evil.example/v2"}}}"#;
    let found = problems(&[sizes, second]);
    let lines: Vec<&str> = found.lines().collect();
    assert_eq!(
        lines,
        [
            "page 1 sizes.0.memory E010-bad-number: `much` is not a number; \
             write it in digits, such as 29 or 0.125",
            "page 1 sizes.0.disk E011-out-of-domain: -5 is negative; give a number of 0 or more",
            "page 1 sizes.1.slug E015-bad-name: \"../etc\" cannot be the name of a plan or a region; \
             use the list as the vendor gives it",
            "page 1 sizes.1.price_monthly E006-missing-field: `price_monthly` is missing; give a number",
            "page 2 sizes E007-wrong-type: expected a list, found an object; write a list",
            "page 2 links.pages.next E011-out-of-domain: the next page is said to be at \
             \"https://api.digitalocean.com.evil.example/v2\", which is not DigitalOcean's; \
             use the list as the vendor gives it",
        ]
    );
}

#[test]
fn what_is_no_list() {
    let unknown = "page 2 E009-unknown-choice: the page is of no price list that is known; \
                   give a saved page of a list of: Azure, Hetzner, DigitalOcean, Linode, Vultr";
    assert_eq!(problems(&[page!("vultr"), "{}"]), unknown);
    assert!(problems(&["{\"schema\": \"headroom-catalog/1\"}"]).contains("this is a Headroom catalogue"));
    assert!(problems(&[page!("vultr"), page!("linode-types")]).contains("the page is of Linode, the first of Vultr"));
    assert!(problems(&["[1", "{}"]).starts_with("page 1 E001-syntax"));
    assert_eq!(problems(&[]).lines().count(), 1);
}

#[test]
fn one_plan_has_one_price() {
    let dearer = page!("vultr").replace("\"monthly_cost\": 5,", "\"monthly_cost\": 6,");
    assert_eq!(
        problems(&[page!("vultr"), &dearer]),
        "page 1 E004-duplicate-field: `vultr-vc2-1c-1gb` is given twice, with different figures; \
         give the pages of one list, saved at one time"
    );
    assert_eq!(import(&[page!("vultr"), page!("vultr")]).rows.plans.len(), 3);
    let dearer = page!("azure-2").replace("0.017", "0.018");
    assert!(problems(&[page!("azure-1"), &dearer]).contains("has two prices at once, 0.017 and 0.018"));
    let euros = page!("azure-2").replace("\"currencyCode\": \"USD\"", "\"currencyCode\": \"EUR\"");
    assert!(problems(&[page!("azure-1"), &euros]).contains("E026-mixed-currency"));
}

#[test]
fn addresses() {
    for vendor in Vendor::ALL {
        for address in vendor.addresses("eastus") {
            assert!(vendor.owns(&address), "{address}");
            assert!(!address.contains(' ') && !address.contains('\''), "{address}");
        }
    }
    assert_eq!(
        Vendor::Azure.addresses("east' or us").first().unwrap(),
        "https://prices.azure.com/api/retail/prices?api-version=2023-01-01-preview&meterRegion=%27primary%27\
         &$filter=serviceName%20eq%20%27Azure%20App%20Service%27%20and%20armRegionName%20eq%20%27eastorus%27"
    );
    for foreign in ["http://api.vultr.com/", "https://api.vultr.com.example/", "https://x@api.vultr.com/", "file:///"] {
        assert!(!Vendor::Vultr.owns(foreign), "{foreign}");
    }
}

proptest! {
    #[test]
    fn any_text(text in ".*") {
        prop_assert!(Import::read(&[&text], day("2026"), None).is_err());
    }

    /// A page with a piece cut out or doubled never panics, whatever it then says.
    #[test]
    fn damaged_pages(which in 0_usize..8, from in 0_usize..6000, length in 0_usize..40, doubled in any::<bool>()) {
        let pages = [
            page!("azure-1"), page!("azure-2"), page!("hetzner-types"), page!("hetzner-pricing"),
            page!("digitalocean"), page!("linode-types"), page!("linode-databases"), page!("vultr"),
        ];
        let page = pages[which];
        let from = from.min(page.len());
        let to = (from + length).min(page.len());
        let (start, piece, end) = (&page[..from], &page[from..to], &page[to..]);
        let damaged = if doubled { format!("{start}{piece}{piece}{end}") } else { format!("{start}{end}") };
        let _ = Import::read(&[&damaged], day("2026-11"), Some(Currency::EUR));
    }
}
