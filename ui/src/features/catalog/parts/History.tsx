import { useRead } from '../../../shared/api';
import { Loaded, Timeline } from '../../../shared/ui';

/** Who did what to a document. `words` says a command's name as a person would. */
export function History({ kind, id, words }: { kind: string; id: number; words: Readonly<Record<string, string>> }) {
  const query = useRead('history.of', { document_type: kind, document_id: id });
  return (
    <Loaded query={query} what="The history">
      {({ rows }) => (
        <Timeline events={rows.map((row) => ({ id: String(row.id), at: row.at, who: row.actor_name, title: words[row.command] ?? row.command.replaceAll(/[._]/g, ' ') }))} />
      )}
    </Loaded>
  );
}
