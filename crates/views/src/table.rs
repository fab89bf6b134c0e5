//! Building tables: a column is a label, a key and an alignment; a cell has a text for people and one for machines.

use headroom_engine::money::{Currency, Money, decimal_of};
use headroom_frames::{Key, Span};
use headroom_pages::{Align, Block, Cell, Column, RowStyle, Table, TableRow};
use rust_decimal::Decimal;

use crate::format;
use crate::glossary;

/// A left-aligned column of text.
pub fn text(key: &str, label: &str) -> Column {
    Column { key: key.into(), label: label.into(), align: Align::Left, define: glossary::define(label) }
}

/// A right-aligned column of numbers.
pub fn number(key: &str, label: &str) -> Column {
    Column { align: Align::Right, ..text(key, label) }
}

/// A right-aligned column of money; the key carries the currency.
pub fn money(key: &str, label: &str, currency: Currency) -> Column {
    number(&format!("{key}_{}", currency.code().to_lowercase()), label)
}

pub fn row(cells: Vec<Cell>) -> TableRow {
    TableRow { cells, style: RowStyle::Plain }
}

/// A heading over the rows that follow, in a table of so many columns.
pub fn group(label: impl Into<String>, columns: usize) -> TableRow {
    let label = std::iter::once(Cell::text(label));
    styled(label.chain((1..columns).map(|_| Cell::new("", ""))).collect(), RowStyle::Group)
}

pub fn styled(cells: Vec<Cell>, style: RowStyle) -> TableRow {
    TableRow { cells, style }
}

pub fn table(id: &str, title: &str, subtitle: &str, columns: Vec<Column>, rows: Vec<TableRow>, empty: &str) -> Table {
    let (id, title, subtitle, empty) = (id.into(), title.into(), subtitle.into(), empty.into());
    let mut table =
        Table { id, title, subtitle, columns, rows, fold: None, empty, idle: Vec::new(), terms: Vec::new() };
    table.idle = table.idle();
    table
}

/// Some of a table's columns, by their keys.
pub fn with_columns(table: &Table, wanted: impl Fn(&str) -> bool) -> Table {
    let kept: Vec<bool> = table.columns.iter().map(|column| wanted(&column.key)).collect();
    let cells = |cells: &[Cell]| cells.iter().zip(&kept).filter(|(_, k)| **k).map(|(c, _)| c.clone()).collect();
    let rows = table.rows.iter().map(|row| TableRow { cells: cells(&row.cells), style: row.style }).collect();
    let columns = table.columns.iter().zip(&kept).filter(|(_, k)| **k).map(|(c, _)| c.clone()).collect();
    let mut table = Table { columns, rows, ..table.clone() };
    table.idle = table.idle();
    table
}

/// A long table of which pages show the first rows only; one that is hardly longer is shown whole.
pub fn folded(table: Table, rows: usize) -> Table {
    let fold = (table.rows.len() > rows + rows / 4).then_some(rows);
    Table { fold, ..table }
}

pub fn block(table: Table) -> Block {
    Block::Table { table }
}

pub fn of_money(amount: Money, currency: Currency) -> Cell {
    Cell::new(format::money(amount, currency), format::plain_money(amount, currency))
}

/// Money to the whole unit for people, exact for machines.
pub fn of_money_brief(amount: Money, currency: Currency) -> Cell {
    Cell::new(format::money_brief(amount, currency), format::plain_money(amount, currency))
}

pub fn of_price(amount: Decimal, currency: Currency) -> Cell {
    Cell::new(format::price(amount, currency), format::plain(amount))
}

pub fn of_ratio(value: Option<f64>, currency: Currency) -> Cell {
    match value {
        Some(v) => Cell::new(format::money_ratio(v, currency), format::plain_count(v)),
        None => Cell::new("—", ""),
    }
}

pub fn of_count(value: f64) -> Cell {
    Cell::new(format::count(value), format::plain_count(value))
}

/// A measured figure, to three significant digits for people.
pub fn of_figure(value: f64) -> Cell {
    let plain = decimal_of(value).map_or(String::new(), |_| format::plain_count(value));
    Cell::new(format::figure(value), plain)
}

pub fn of_share(value: f64) -> Cell {
    Cell::new(format::share(value), format::plain_count(value))
}

pub fn nothing() -> Cell {
    Cell::new("—", "")
}

/// A period in words: "Jan 2026", "Q1 2026", "2026".
pub fn span_label(span: &Span) -> String {
    match span.key {
        Key::Month(month) => format::month(month),
        key => key.to_string(),
    }
}

/// A period's cell; ISO for machines.
pub fn of_span(span: &Span) -> Cell {
    Cell::new(span_label(span), span.key.iso())
}

/// A column of money for one period.
pub fn of_period(what: &str, span: &Span, currency: Currency) -> Column {
    let key = span.key.iso().to_lowercase().replace('-', "_");
    Column { define: String::new(), ..money(&format!("{what}_{key}"), &span_label(span), currency) }
}

/// Amounts by period: a row for each of what is counted, and their totals.
#[derive(Debug)]
pub struct ByPeriod<'a> {
    /// The column of what each row is: its key and label.
    pub of: (&'a str, &'a str),
    /// What the amounts are, for the keys of their columns.
    pub what: &'a str,
    pub spans: &'a [Span],
    pub currency: Currency,
}

impl ByPeriod<'_> {
    pub fn columns(&self) -> Vec<Column> {
        let spans = self.spans.iter().map(|span| of_period(self.what, span, self.currency));
        std::iter::once(text(self.of.0, self.of.1))
            .chain(spans)
            .chain([money("total", "Total", self.currency)])
            .collect()
    }

    pub fn cells(&self, label: &str, amounts: &[Money], total: Money) -> Vec<Cell> {
        let amounts = amounts.iter().chain([&total]).map(|amount| of_money_brief(*amount, self.currency));
        std::iter::once(Cell::text(label)).chain(amounts).collect()
    }
}
