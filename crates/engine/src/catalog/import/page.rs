//! What the readers of all vendors' pages share: the rows of a list, and their fields.

use rust_decimal::Decimal;

use super::Vendor;
use crate::catalog::PartialDate;
use crate::diagnostic::Code;
use crate::form::{Form, Kind, Node, Reader, decimal};
use crate::money::Currency;

/// Longest name that a vendor gives a plan or a region.
const LONGEST_NAME: usize = 64;

/// Reads every row of a list over all pages. A page without the list is a problem.
pub fn rows<T>(
    pages: &[Node],
    list: &str,
    reader: &mut Reader,
    mut read: impl FnMut(&Node, &mut Reader) -> Option<T>,
) -> Vec<T> {
    let mut found = Vec::new();
    for (index, page) in pages.iter().enumerate() {
        reader.within(&index.to_string(), |reader| found.extend(items(page, list, reader, &mut read)));
    }
    found
}

/// Reads every row of a list that an object has.
pub fn items<T>(
    node: &Node,
    list: &str,
    reader: &mut Reader,
    mut read: impl FnMut(&Node, &mut Reader) -> Option<T>,
) -> Vec<T> {
    reader.within(list, |reader| {
        let Some(node) = reader.need(node.get(list), "a list") else { return Vec::new() };
        let Kind::List(items) = &node.kind else {
            reader.wrong_type(node, "a list");
            return Vec::new();
        };
        let rows = items.iter().enumerate();
        rows.filter_map(|(index, row)| reader.within(&index.to_string(), |reader| read(row, reader))).collect()
    })
}

/// Whether the pages have as many rows as the list says it has in all.
pub fn is_whole<'n>(pages: impl IntoIterator<Item = &'n Node>, list: &str, total: &str) -> bool {
    let (mut rows, mut stated) = (0, None);
    for page in pages {
        rows += page.get(list).map_or(0, |list| list.items().len());
        stated = stated.or(page.at_path(total));
    }
    stated.is_some_and(|total| total.kind == Kind::Number(rows.to_string()))
}

/// A text that must be there.
pub fn text(row: &Node, key: &str, reader: &mut Reader) -> Option<String> {
    reader.within(key, |reader| String::read(row.get(key), reader))
}

/// A text that may be missing, null or empty.
pub fn text_if_any(row: &Node, key: &str, reader: &mut Reader) -> Option<String> {
    let text = reader.within(key, |reader| Option::<String>::read(row.get(key), reader));
    text.flatten().filter(|text| !text.is_empty())
}

/// A name that becomes part of an id: letters, digits, and signs that part them.
pub fn name(row: &Node, key: &str, reader: &mut Reader) -> Option<String> {
    let name = text(row, key, reader)?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "-_. ".contains(c));
    let fits = plain && !name.trim().is_empty() && name.len() <= LONGEST_NAME;
    if !fits {
        let shown: String = name.chars().take(40).collect();
        reader.within(key, |reader| {
            let message = format!("{shown:?} cannot be the name of a plan or a region");
            reader.error(Code::BadName, row.get(key), message, "use the list as the vendor gives it");
        });
    }
    fits.then_some(name)
}

/// A name as it stands in ids.
pub fn id_part(name: &str) -> String {
    name.trim().to_ascii_lowercase().replace([' ', '_', '.'], "-")
}

/// A number that must be there and not negative, its digits as written.
pub fn number(row: &Node, key: &str, reader: &mut Reader) -> Option<Decimal> {
    reader.within(key, |reader| {
        let node = reader.need(row.get(key), "a number")?;
        let value = decimal(node, reader)?;
        if value < Decimal::ZERO {
            reader.error(Code::OutOfDomain, Some(node), format!("{value} is negative"), "give a number of 0 or more");
            return None;
        }
        Some(value)
    })
}

/// A number that may be missing or null.
pub fn number_if_any(row: &Node, key: &str, reader: &mut Reader) -> Option<Decimal> {
    let given = row.get(key).is_some_and(|node| node.kind != Kind::Null);
    given.then(|| number(row, key, reader)).flatten()
}

/// A price for a month as the catalogue writes money: without zeros at its end, but with the minor unit's.
pub fn per_month(price: Decimal, currency: Currency) -> Decimal {
    let places = u32::from(currency.places());
    let mut price = price.normalize();
    if price.scale() < places {
        price.rescale(places);
    }
    price
}

/// Whether a flag is set; what is missing is not.
pub fn flag(row: &Node, key: &str) -> bool {
    row.get(key).is_some_and(|node| node.kind == Kind::Bool(true))
}

/// The texts of a list that may be missing.
pub fn texts<'n>(row: &'n Node, key: &str) -> Vec<&'n str> {
    row.get(key).map(Node::items).unwrap_or_default().iter().filter_map(Node::as_text).collect()
}

/// The date that a time such as `2026-10-08T00:00:00Z` lies on.
pub fn date(row: &Node, key: &str, reader: &mut Reader) -> Option<PartialDate> {
    let time = text(row, key, reader)?;
    let date = time.get(..10).and_then(|date| date.parse().ok());
    if date.is_none() {
        let shown: String = time.chars().take(40).collect();
        reader.within(key, |reader| {
            let hint = "write a time as 2026-10-08T00:00:00Z";
            reader.error(Code::WrongType, row.get(key), format!("{shown:?} is no time"), hint);
        });
    }
    date
}

/// The address of the next page, if it is one of the vendor's own. `at` is where the last page has it.
pub fn next(pages: &[Node], at: &str, vendor: Vendor, reader: &mut Reader) -> Option<String> {
    let last = pages.len().checked_sub(1)?;
    let node = pages.last()?.at_path(at)?;
    let address = node.as_text().filter(|address| !address.is_empty())?;
    if !vendor.owns(address) {
        let shown: String = address.chars().take(80).collect();
        let message = format!("the next page is said to be at {shown:?}, which is not {}'s", vendor.name());
        reader.within(&format!("{last}.{at}"), |reader| {
            reader.error(Code::OutOfDomain, Some(node), message, "use the list as the vendor gives it");
        });
        return None;
    }
    Some(address.to_owned())
}

/// The address of a list's page with a number or a cursor.
pub fn with_query(list: &str, query: &str) -> Option<String> {
    let plain = query.chars().all(|c| c.is_ascii_alphanumeric() || "=&_-.%".contains(c));
    plain.then(|| format!("{list}?{query}"))
}
