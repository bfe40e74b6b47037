//! Rows that several looks and plans hold together.
//!
//! A change touches a few items. A copy of all rows for each change would cost more than the change itself: rows are
//! shared until somebody changes them.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A value that its copies hold together until one of them changes it.
#[derive(Debug, Default)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Whether both hold the very same value, neither having changed it since.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.is(other) || self.0 == other.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<'a, T> IntoIterator for &'a Shared<Vec<T>> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<T> FromIterator<T> for Shared<Vec<T>> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self::from(rows.into_iter().collect::<Vec<T>>())
    }
}

/// Rows item by item; those of one item are changed without touching the others.
#[derive(Debug, Clone)]
pub struct ByItem<T> {
    rows: Vec<Shared<Vec<T>>>,
    /// Rows of items that are nowhere: those of the position `u32::MAX`.
    astray: Shared<Vec<T>>,
}

impl<T> Default for ByItem<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), astray: Shared::from(Vec::new()) }
    }
}

impl<T> ByItem<T> {
    /// The rows of an item.
    #[must_use]
    pub fn of(&self, item: u32) -> &[T] {
        match self.rows.get(item as usize) {
            Some(rows) => rows,
            None if item == u32::MAX => &self.astray,
            None => &[],
        }
    }

    /// The rows of items at this position and beyond it.
    pub fn beyond(&self, item: usize) -> impl Iterator<Item = &T> {
        self.rows.iter().skip(item).flatten().chain(&self.astray)
    }

    /// All rows.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.beyond(0)
    }

    /// How many there are in all.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.iter().map(|rows| rows.len()).sum::<usize>() + self.astray.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.astray.is_empty() && self.rows.iter().all(|rows| rows.is_empty())
    }

    fn slot(&mut self, item: u32) -> &mut Shared<Vec<T>> {
        if item == u32::MAX {
            return &mut self.astray;
        }
        let place = item as usize;
        if self.rows.len() <= place {
            self.rows.resize(place + 1, Shared::from(Vec::new()));
        }
        &mut self.rows[place]
    }

    /// Puts rows in the place of all that an item had.
    pub fn set(&mut self, item: u32, rows: Vec<T>) {
        *self.slot(item) = Shared::from(rows);
    }
}

impl<T: Clone> ByItem<T> {
    /// Adds a row of an item.
    pub fn push(&mut self, item: u32, row: T) {
        self.slot(item).push(row);
    }

    /// The rows of an item, to be changed.
    pub fn of_mut(&mut self, item: u32) -> &mut Vec<T> {
        self.slot(item)
    }
}

impl<T: PartialEq> PartialEq for ByItem<T> {
    fn eq(&self, other: &Self) -> bool {
        let longest = self.rows.len().max(other.rows.len()) as u32;
        let alike = |item: u32| self.of(item) == other.of(item);
        self.astray == other.astray && (0..longest).all(alike)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_is_the_same_until_it_is_changed() {
        let first: Shared<Vec<i32>> = vec![1, 2].into();
        let mut second = first.clone();
        assert!(second.is(&first));
        second.push(3);
        assert!(!second.is(&first));
        assert_eq!((first.len(), second.len()), (2, 3));
    }

    #[test]
    fn rows_lie_with_their_items_and_those_of_none_are_kept() {
        let mut rows = ByItem::default();
        rows.push(2, 'b');
        rows.push(u32::MAX, 'z');
        rows.push(0, 'a');
        let before = rows.clone();
        rows.set(2, vec!['c', 'd']);
        assert_eq!(rows.iter().collect::<String>(), "acdz");
        assert_eq!(before.beyond(1).collect::<String>(), "bz");
        assert_eq!((rows.of(1), rows.of(u32::MAX), rows.of(9)), (&[][..], &['z'][..], &[][..]));
        assert_eq!((rows.len(), before == rows), (4, false));
    }
}
