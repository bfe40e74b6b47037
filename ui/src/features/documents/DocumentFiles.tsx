import { Text } from '@mantine/core';
import type { FileOwner } from '../../bindings/commands';
import type { PickedFile } from '../../platform';
import { messageOf, useRead, useWrite } from '../../shared/api';
import { Files, Loaded, Section, toast } from '../../shared/ui';
import { useFormat } from '../../shared/values';
import { readFile } from './files';
import { EXTENSIONS, LARGEST_BYTES, toBase64 } from './sending';

interface DocumentFilesProps {
  /** The kind of document, as the core calls it. */
  owner: FileOwner;
  id: number;
}

/** The files of one document: open, save, add by choosing or dropping, take off. Hidden from whoever may not see them. */
export function DocumentFiles({ owner, id }: DocumentFilesProps) {
  const format = useFormat();
  const files = useRead('attachments.of', { owner_type: owner, owner_id: id });
  const add = useWrite('attachments.add');
  const remove = useWrite('attachments.remove');

  async function send(picked: PickedFile[]) {
    const refused: string[] = [];
    let sent = 0;
    for (const file of picked) {
      try {
        if (file.bytes.length > LARGEST_BYTES) throw new Error(`${file.name} has more than 25 MB. Make it smaller, or keep it elsewhere and note where.`);
        await add.run({ owner_type: owner, owner_id: id, file_name: file.name, base64: toBase64(file.bytes) });
        sent += 1;
      } catch (error) {
        refused.push(messageOf(error));
      }
    }
    if (sent > 0) toast.good(sent === 1 ? 'File added' : `${sent} files added`);
    refused.forEach((why) => toast.error('Not added', new Error(why)));
  }

  if (files.data?.add_refusal && files.data.rows.length === 0) return null;
  return (
    <Section title="Files">
      <Loaded query={files} what="The files">
        {({ rows, add_refusal }) => (
          <>
            <Files
              files={rows.map((row) => ({
                id: row.id, name: row.file_name, size_bytes: row.size, removeRefusal: row.remove_refusal,
                detail: [format.date(row.created_at.slice(0, 10)), row.created_by_name].filter(Boolean).join(' · '),
              }))}
              read={(file) => readFile(file.id)} extensions={EXTENSIONS} {...(add_refusal ? {} : { onAdd: send })}
              onRemove={(file) => remove.run({ id: file.id }).then(() => toast.good('File removed', file.name))}
            />
            {!add_refusal && rows.length === 0 && <Text size="xs" c="dimmed" mt={2}>PDF, images, spreadsheets, texts and models, at most 25 MB each.</Text>}
          </>
        )}
      </Loaded>
    </Section>
  );
}
