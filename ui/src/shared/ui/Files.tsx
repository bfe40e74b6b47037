/* Dropping a file is a convenience of the mouse; the button beside it does the same. */
/* oxlint-disable jsx-a11y/no-noninteractive-element-interactions */
import { ActionIcon, Button, Text } from '@mantine/core';
import { IconDownload, IconFile, IconTrash, IconUpload } from '@tabler/icons-react';
import { useState } from 'react';
import type { PickedFile } from '../../platform';
import { currentPlatform } from '../api';
import { confirmDestroy } from './confirm';
import classes from './DocumentPage.module.css';
import { toast } from './toast';

export interface StoredFile {
  id: number;
  name: string;
  size_bytes: number;
  /** Under its name: who added it, and when. */
  detail?: string;
  /** Why it may not be taken off; absent or null: it may. */
  removeRefusal?: string | null;
}

interface FilesProps {
  files: readonly StoredFile[];
  /** Fetches what a file holds. */
  read: (file: StoredFile) => Promise<Uint8Array>;
  /** Endings without a dot; absent: any file. */
  extensions?: string[];
  onAdd?: (files: PickedFile[]) => Promise<unknown>;
  onRemove?: (file: StoredFile) => Promise<unknown>;
}

/** `1536` → `1.5 kB`. */
export function fileSize(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

/** Files beside a document: open, save, add by choosing or by dropping. */
export function Files({ files, read, extensions, onAdd, onRemove }: FilesProps) {
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  const failed = (error: unknown) => toast.error('That did not work', error);

  async function add(picked: Promise<PickedFile[]>) {
    setBusy(true);
    try {
      const chosen = await picked;
      if (chosen.length > 0) await onAdd?.(chosen);
    } catch (error) {
      failed(error);
    } finally {
      setBusy(false);
    }
  }
  const dropped = (list: FileList) =>
    Promise.all(Array.from(list, async (file) => ({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })));

  return (
    <section
      aria-label="Files" className={classes.drop} data-over={over || undefined}
      onDragOver={(event) => { if (onAdd) { event.preventDefault(); setOver(true); } }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); if (onAdd) void add(dropped(event.dataTransfer.files)); }}
    >
      {files.length === 0 && <Text size="sm" c="dimmed">{onAdd ? 'Drop a file here, or choose one.' : 'No files.'}</Text>}
      <ul className={classes.files}>
        {files.map((file) => (
          <li key={file.id}>
            <IconFile size={15} stroke={1.4} aria-hidden />
            <button
              type="button" className={classes.open} title={`Open ${file.name}`} aria-label={`Open ${file.name}`}
              onClick={() => void read(file).then((bytes) => currentPlatform().openFile({ suggestedName: file.name, bytes })).catch(failed)}
            >
              {file.name}
              <small>{[fileSize(file.size_bytes), file.detail].filter(Boolean).join(' · ')}</small>
            </button>
            <ActionIcon size="sm" aria-label={`Save ${file.name}`} onClick={() => void read(file).then((bytes) => currentPlatform().saveFile({ suggestedName: file.name, bytes })).catch(failed)}>
              <IconDownload size={14} stroke={1.5} />
            </ActionIcon>
            {onRemove && (
              <ActionIcon
                size="sm" aria-label={`Remove ${file.name}`} disabled={Boolean(file.removeRefusal)} title={file.removeRefusal ?? undefined}
                onClick={() => confirmDestroy({ title: `Remove the file "${file.name}"?`, what: 'It no longer stands here. To have it back, add it again: keep a copy of your own if you need it.', verb: 'Remove the file', run: () => onRemove(file) })}
              >
                <IconTrash size={14} stroke={1.5} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {onAdd && (
        <Button
          mt={6} variant="subtle" color="gray" loading={busy} leftSection={<IconUpload size={14} />}
          onClick={() => void add(currentPlatform().pickFile({ multiple: true, ...(extensions ? { extensions } : {}) }))}
        >
          Add a file
        </Button>
      )}
    </section>
  );
}
