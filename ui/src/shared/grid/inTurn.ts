/** What became of rows that were worked on one after the other. */
export interface Outcome<T> {
  done: T[];
  /** Each with why it was refused; the rest went on. */
  refused: { row: T; why: unknown }[];
}

/** Works on rows one after the other; one that is refused does not stop the others. */
export async function inTurn<T>(rows: readonly T[], act: (row: T) => Promise<unknown>): Promise<Outcome<T>> {
  const outcome: Outcome<T> = { done: [], refused: [] };
  for (const row of rows) {
    try {
      await act(row);
      outcome.done.push(row);
    } catch (why) {
      outcome.refused.push({ row, why });
    }
  }
  return outcome;
}
