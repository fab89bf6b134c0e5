//! Finding what is in a list already.

use std::hash::{Hash, Hasher};

use super::expression::Expression;

/// Numbers of a list's items by their hash: a table with open addressing that is never more than half full. It is asked,
/// never walked through, so that nothing rests on the order in it.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    places: Vec<u32>,
}

/// What is in a list once.
pub(crate) trait Numbered {
    fn hash(&self, words: &mut Words);
    fn is(&self, other: &Self) -> bool;
}

impl Numbered for Expression {
    fn hash(&self, words: &mut Words) {
        Hash::hash(self, words);
    }

    fn is(&self, other: &Self) -> bool {
        self == other
    }
}

const EMPTY: u32 = u32::MAX;

impl Numbers {
    /// For so many items.
    pub fn with_room(items: usize) -> Numbers {
        Numbers { places: vec![EMPTY; (2 * items).next_power_of_two().max(64)] }
    }

    /// The number of an item in a list, at whose end it is put where it is not there.
    pub fn number<T: Numbered>(&mut self, list: &mut Vec<T>, item: T) -> u32 {
        if 2 * (list.len() + 1) > self.places.len() {
            *self = Numbers::with_room(2 * (list.len() + 1));
            for (number, item) in list.iter().enumerate() {
                let place = self.find(|other| other == number as u32, item);
                self.places[place] = number as u32;
            }
        }
        let place = self.find(|number| list[number as usize].is(&item), &item);
        if self.places[place] == EMPTY {
            self.places[place] = list.len() as u32;
            list.push(item);
        }
        self.places[place]
    }

    /// The place of the number that is meant, or the free one where it belongs.
    fn find(&self, is_it: impl Fn(u32) -> bool, item: &impl Numbered) -> usize {
        let mut words = Words(0);
        item.hash(&mut words);
        let last = self.places.len() - 1;
        let mut place = (words.finish() >> 32) as usize & last;
        while self.places[place] != EMPTY && !is_it(self.places[place]) {
            place = (place + 1) & last;
        }
        place
    }
}

/// Multiplies word by word, as the Rust compiler's own tables do: quick, the same on every run, and good enough for
/// words that nobody chooses to collide.
pub(crate) struct Words(u64);

impl Hasher for Words {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u32(&mut self, word: u32) {
        self.write_u64(u64::from(word));
    }

    fn write_isize(&mut self, word: isize) {
        self.write_u64(word as u64);
    }

    fn write_u64(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
