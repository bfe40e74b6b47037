//! Low-level codes and cycles.
//!
//! An item is netted once, after everything that can need it. Kahn's algorithm gives each item its low-level code (the
//! longest way down to it); what it cannot reach is part of, or hangs below, a cycle, and Tarjan's components tell
//! these apart.

/// A directed graph in compressed rows: the targets of node `n` are `to[start[n]..start[n + 1]]`.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rows {
    pub(crate) start: Vec<u32>,
    pub(crate) to: Vec<u32>,
}

impl Rows {
    /// Packs `(from, to)` pairs; pairs of one node keep their order.
    pub(crate) fn pack(nodes: usize, pairs: impl Iterator<Item = (u32, u32)> + Clone) -> Self {
        let mut start = vec![0_u32; nodes + 1];
        for (from, _) in pairs.clone() {
            start[from as usize + 1] += 1;
        }
        for node in 0..nodes {
            start[node + 1] += start[node];
        }
        let mut next = start.clone();
        let mut to = vec![0_u32; start[nodes] as usize];
        for (from, target) in pairs {
            let slot = &mut next[from as usize];
            to[*slot as usize] = target;
            *slot += 1;
        }
        Self { start, to }
    }

    /// Targets of a node.
    pub(crate) fn of(&self, node: u32) -> &[u32] {
        &self.to[self.start[node as usize] as usize..self.start[node as usize + 1] as usize]
    }

    fn nodes(&self) -> usize {
        self.start.len().saturating_sub(1)
    }
}

/// Low-level codes; `None` for an item that a cycle keeps from being reached.
pub(crate) fn low_level_codes(graph: &Rows) -> Vec<Option<u32>> {
    let mut waiting = vec![0_u32; graph.nodes()];
    for target in &graph.to {
        waiting[*target as usize] += 1;
    }
    let mut codes = vec![None; graph.nodes()];
    let mut reach = vec![0_u32; graph.nodes()];
    let mut ready: Vec<u32> = (0..graph.nodes() as u32).filter(|node| waiting[*node as usize] == 0).collect();
    while let Some(node) = ready.pop() {
        let level = reach[node as usize];
        codes[node as usize] = Some(level);
        for target in graph.of(node) {
            let target = *target as usize;
            reach[target] = reach[target].max(level + 1);
            waiting[target] -= 1;
            if waiting[target] == 0 {
                ready.push(target as u32);
            }
        }
    }
    codes
}

/// The cycles among the nodes without a code: each the members of one strongly connected component, in walking order.
pub(crate) fn cycles(graph: &Rows, codes: &[Option<u32>]) -> Vec<Vec<u32>> {
    let mut walk = Walk {
        index: vec![u32::MAX; codes.len()],
        low: vec![0; codes.len()],
        on_stack: vec![false; codes.len()],
        stack: Vec::new(),
        counter: 0,
        found: Vec::new(),
    };
    for node in 0..codes.len() as u32 {
        if codes[node as usize].is_none() && walk.index[node as usize] == u32::MAX {
            walk.from(node, graph, codes);
        }
    }
    walk.found
}

struct Walk {
    index: Vec<u32>,
    low: Vec<u32>,
    on_stack: Vec<bool>,
    stack: Vec<u32>,
    counter: u32,
    found: Vec<Vec<u32>>,
}

impl Walk {
    fn enter(&mut self, node: u32) {
        self.index[node as usize] = self.counter;
        self.low[node as usize] = self.counter;
        self.counter += 1;
        self.stack.push(node);
        self.on_stack[node as usize] = true;
    }

    /// Tarjan's walk with its own stack of frames, so that a deep structure cannot exhaust the machine's.
    fn from(&mut self, root: u32, graph: &Rows, codes: &[Option<u32>]) {
        self.enter(root);
        let mut frames = vec![(root, 0_usize)];
        while let Some((node, position)) = frames.last_mut() {
            let node = *node;
            if let Some(target) = graph.of(node).get(*position).copied() {
                *position += 1;
                if codes[target as usize].is_some() {
                    continue;
                }
                if self.index[target as usize] == u32::MAX {
                    self.enter(target);
                    frames.push((target, 0));
                } else if self.on_stack[target as usize] {
                    self.low[node as usize] = self.low[node as usize].min(self.index[target as usize]);
                }
                continue;
            }
            frames.pop();
            if let Some((parent, _)) = frames.last() {
                self.low[*parent as usize] = self.low[*parent as usize].min(self.low[node as usize]);
            }
            if self.low[node as usize] == self.index[node as usize] {
                self.leave(node, graph);
            }
        }
    }

    fn leave(&mut self, root: u32, graph: &Rows) {
        let mut members = Vec::new();
        while let Some(member) = self.stack.pop() {
            self.on_stack[member as usize] = false;
            members.push(member);
            if member == root {
                break;
            }
        }
        members.reverse();
        if members.len() > 1 || graph.of(root).contains(&root) {
            self.found.push(members);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph(nodes: usize, pairs: &[(u32, u32)]) -> Rows {
        Rows::pack(nodes, pairs.iter().copied())
    }

    #[test]
    fn the_deepest_use_sets_the_code() {
        let rows = graph(4, &[(0, 1), (0, 2), (2, 1), (1, 3)]);
        assert_eq!(low_level_codes(&rows), [Some(0), Some(2), Some(1), Some(3)]);
    }

    #[test]
    fn a_cycle_is_told_apart_from_what_hangs_below_it() {
        let rows = graph(6, &[(0, 1), (1, 2), (2, 1), (2, 3), (4, 4), (0, 5)]);
        let codes = low_level_codes(&rows);
        assert_eq!(codes, [Some(0), None, None, None, None, Some(1)]);
        let mut found = cycles(&rows, &codes);
        found.sort();
        assert_eq!(found, [vec![1, 2], vec![4]]);
    }

    #[test]
    fn a_deep_ring_does_not_exhaust_the_stack() {
        let ring: Vec<(u32, u32)> = (0..200_000).map(|node| (node, (node + 1) % 200_000)).collect();
        let rows = graph(200_000, &ring);
        let codes = low_level_codes(&rows);
        assert_eq!(cycles(&rows, &codes)[0].len(), 200_000);
    }
}
