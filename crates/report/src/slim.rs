//! Columns that say nothing: on paper they cost the others their room, and are named below the table instead.

use std::collections::BTreeSet;

use headroom_pages::Table;

/// The table without the columns that are zero or empty in all of its rows, and what is said of them; empty where every
/// column says something. The first names the rows, and stays.
pub(crate) fn slim(table: &Table) -> (Table, String) {
    let idle: BTreeSet<usize> = table.idle().into_iter().collect();
    if idle.is_empty() {
        return (table.clone(), String::new());
    }
    let labels: Vec<&str> = idle.iter().map(|i| table.columns[*i].label.as_str()).collect();
    let mut slimmer = table.clone();
    keep(&mut slimmer.columns, &idle);
    slimmer.rows.iter_mut().for_each(|row| keep(&mut row.cells, &idle));
    (slimmer, format!("zero or empty in every row: {}", labels.join(", ")))
}

fn keep<T>(all: &mut Vec<T>, idle: &BTreeSet<usize>) {
    let mut i = 0;
    all.retain(|_| {
        i += 1;
        !idle.contains(&(i - 1))
    });
}

#[cfg(test)]
mod tests {
    use headroom_pages::{Align, Cell, Column, RowStyle, TableRow};

    use super::*;

    fn table(rows: &[[&str; 4]]) -> Table {
        let column = |label: &&str| Column {
            key: label.to_lowercase(),
            label: (*label).into(),
            align: Align::Right,
            define: String::new(),
        };
        let row = |cells: &[&str; 4]| TableRow {
            cells: cells.iter().map(|cell| Cell::text(*cell)).collect(),
            style: RowStyle::Plain,
        };
        Table {
            id: "t".into(),
            title: String::new(),
            subtitle: String::new(),
            columns: ["Month", "New", "Churned", "Note"].iter().map(column).collect(),
            rows: rows.iter().map(row).collect(),
            fold: None,
            empty: String::new(),
            idle: Vec::new(),
            terms: Vec::new(),
        }
    }

    #[test]
    fn columns_without_a_figure_are_named_below() {
        let rows = [["0", "$5.00", "$0.00", ""], ["0", "$0.00", "−$0.00", "—"], ["0", "$7.00", "$0", ""]];
        let (slimmer, said) = slim(&table(&rows));
        assert_eq!(said, "zero or empty in every row: Churned, Note");
        assert_eq!(slimmer.columns.iter().map(|c| c.label.as_str()).collect::<Vec<_>>(), ["Month", "New"]);
        assert!(slimmer.rows.iter().all(|row| row.cells.len() == 2));
    }

    #[test]
    fn what_says_something_once_stays() {
        let rows = [["a", "$0.00", "0", "x"], ["b", "$0.00", "0", ""], ["c", "$0.01", "1 %", ""]];
        assert_eq!(slim(&table(&rows)), (table(&rows), String::new()));
        assert_eq!(slim(&table(&rows[..2])).1, "");
    }
}
