//! The tables of a list, and which of them a question needs.

/// A table with its joins, read from the text of a list.
pub(super) struct Tables<'s> {
    base: &'s str,
    joins: Vec<Join<'s>>,
}

struct Join<'s> {
    /// What it is called: `p` of `JOIN products AS p ON …`.
    alias: &'s str,
    /// All of it.
    text: &'s str,
}

impl<'s> Tables<'s> {
    pub(super) fn read(from: &'s str) -> Self {
        let mut starts: Vec<usize> = Vec::new();
        let words = words_outside(from);
        for (index, (at, word)) in words.iter().enumerate() {
            if *word == "JOIN" {
                let left = index
                    .checked_sub(1)
                    .and_then(|before| words.get(before))
                    .filter(|(_, word)| *word == "LEFT");
                starts.push(left.map_or(*at, |(at, _)| *at));
            }
        }
        let base = from.get(..starts.first().copied().unwrap_or(from.len())).unwrap_or(from).trim();
        let ends = starts.iter().skip(1).copied().chain([from.len()]);
        let joins = starts
            .iter()
            .zip(ends)
            .filter_map(|(start, end)| from.get(*start..end))
            .map(Join::read)
            .collect();
        Self { base, joins }
    }

    /// Every table.
    pub(super) fn all(&self) -> String {
        self.with(self.joins.iter())
    }

    /// The base and the joins that these expressions name, with the joins that those stand on.
    pub(super) fn needed_for(&self, expressions: &[&str]) -> String {
        let mut asked: Vec<&str> = expressions.to_vec();
        let mut needed: Vec<&Join<'_>> = Vec::new();
        for join in self.joins.iter().rev() {
            if asked.iter().any(|text| names(text, join.alias)) {
                asked.push(join.text);
                needed.push(join);
            }
        }
        self.with(needed.into_iter().rev())
    }

    /// A condition on a column of one joined table, as one on the column of the base that leads there. None where it is
    /// about the base, several tables, or a join by anything but a row's id.
    pub(super) fn lookup(&self, column: &str, condition: &str) -> Option<String> {
        let (alias, _) = column.split_once('.').filter(|_| is_column(column))?;
        let join = self.joins.iter().find(|join| join.alias == alias)?;
        let (table, from) = join.by_id()?;
        let here = format!("{from} IN (SELECT {alias}.id FROM {table} AS {alias} WHERE {condition})");
        let (owner, _) = from.split_once('.')?;
        if self.base.rsplit(' ').next() == Some(owner) { Some(here) } else { self.lookup(from, &here) }
    }

    fn with<'j>(&self, joins: impl Iterator<Item = &'j Join<'j>>) -> String {
        let mut text = self.base.to_owned();
        for join in joins {
            text.push(' ');
            text.push_str(join.text);
        }
        text
    }
}

impl<'s> Join<'s> {
    fn read(text: &'s str) -> Self {
        let text = text.trim();
        let words = words_outside(text);
        let on = words.iter().position(|(_, word)| *word == "ON").unwrap_or(words.len());
        let alias = on.checked_sub(1).and_then(|before| words.get(before)).map_or("", |&(_, word)| word);
        Self { alias, text }
    }

    /// Table and reference of a join of the form `JOIN table AS a ON a.id = b.column`.
    fn by_id(&self) -> Option<(&'s str, &'s str)> {
        let (table, on) = self.text.split_once(" ON ")?;
        let table = table.strip_prefix("LEFT ").unwrap_or(table).strip_prefix("JOIN ")?.split(' ').next()?;
        let (id, from) = on.split_once(" = ")?;
        let is_id = id.strip_suffix(".id") == Some(self.alias);
        (is_id && is_column(from) && is_word(table)).then_some((table, from))
    }
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_')
}

/// Whether this is `table.column` and nothing else.
fn is_column(text: &str) -> bool {
    text.split_once('.').is_some_and(|(table, column)| is_word(table) && is_word(column))
}

/// The words of a text that stand in no parentheses, with where they begin.
fn words_outside(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let (mut depth, mut start) = (0_u32, None);
    for (at, letter) in text.char_indices().chain([(text.len(), ' ')]) {
        let is_word = depth == 0 && (letter.is_ascii_alphanumeric() || letter == '_');
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                words.extend(text.get(from..at).map(|word| (from, word)));
                start = None;
            }
            (true, Some(_)) | (false, None) => {}
        }
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    words
}

/// Whether an expression has a column of `alias`.
fn names(expression: &str, alias: &str) -> bool {
    let is_part = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    expression.match_indices(alias).any(|(at, _)| {
        let before = expression.get(..at).and_then(|text| text.chars().next_back());
        let behind = expression.get(at + alias.len()..).unwrap_or_default();
        !before.is_some_and(|letter| is_part(letter) || letter == '.') && behind.starts_with('.')
    })
}

#[cfg(test)]
mod tests {
    use super::Tables;

    const FROM: &str = "purchase_order_lines l JOIN purchase_orders AS o ON o.id = l.purchase_order_id
         LEFT JOIN vendors v ON v.id = coalesce(o.vendor_id, l.vendor_id)
         LEFT JOIN (SELECT x.id, sum(x.a) AS total FROM t AS x JOIN u ON u.id = x.u GROUP BY x.id) AS s ON s.id = l.id";

    #[test]
    fn a_question_reads_the_tables_it_names_and_those_they_stand_on() {
        let tables = Tables::read(FROM);
        assert_eq!(tables.needed_for(&["l.id", " WHERE l.product_id = ?1"]), "purchase_order_lines l");
        assert_eq!(
            tables.needed_for(&["o.po_number"]),
            "purchase_order_lines l JOIN purchase_orders AS o ON o.id = l.purchase_order_id"
        );
        let by_vendor = tables.needed_for(&["v.name COLLATE NOCASE"]);
        assert!(
            by_vendor.contains("JOIN purchase_orders AS o") && by_vendor.contains("LEFT JOIN vendors v"),
            "{by_vendor}"
        );
        assert!(!by_vendor.contains("total"), "{by_vendor}");
        let by_total = tables.needed_for(&["coalesce(s.total, 0)"]);
        assert!(
            by_total.ends_with("GROUP BY x.id) AS s ON s.id = l.id") && !by_total.contains("vendors"),
            "{by_total}"
        );
    }

    #[test]
    fn text_of_another_table_is_looked_for_there() {
        let tables = Tables::read(FROM);
        let found = tables.lookup("o.po_number", "o.po_number LIKE ?1");
        assert_eq!(
            found,
            Some(
                "l.purchase_order_id IN (SELECT o.id FROM purchase_orders AS o WHERE o.po_number LIKE ?1)"
                    .to_owned()
            )
        );
        for column in ["l.unit", "v.name", "s.total", "coalesce(o.a, o.b)", "x.y"] {
            assert_eq!(tables.lookup(column, "true"), None, "{column}");
        }
        let chain = Tables::read("a JOIN b ON b.id = a.b_id LEFT JOIN c AS c ON c.id = b.c_id");
        assert_eq!(
            chain.lookup("c.name", "c.name LIKE ?1").as_deref(),
            Some(
                "a.b_id IN (SELECT b.id FROM b AS b WHERE b.c_id IN (SELECT c.id FROM c AS c WHERE c.name LIKE ?1))"
            )
        );
    }

    #[test]
    fn a_name_within_a_name_is_another() {
        let tables = Tables::read("a JOIN b AS o ON o.id = a.o");
        assert_eq!(tables.needed_for(&["so.o_id", "x.o.y", "too.id"]), "a");
        assert_eq!(tables.all(), "a JOIN b AS o ON o.id = a.o");
    }
}
