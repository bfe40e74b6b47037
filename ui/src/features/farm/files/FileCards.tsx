import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRef, useState, type ReactNode } from 'react';
import { useActions } from '../../../shared/actions';
import { useList } from '../../../shared/api';
import { EmptyState, ErrorPanel, Page } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import classes from './Files.module.css';
import { PlatePicture } from './pictures';
import { gramsWords, materialsWords, minutesWords, shortWords } from './words';

interface FileCardsProps {
  actions: ReactNode;
  above: ReactNode;
  empty: { title: string; hint: string; action: ReactNode };
}

/** The library for people who know their parts by sight. */
export function FileCards({ actions, above, empty }: FileCardsProps) {
  const format = useFormat();
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 150);
  const field = useRef<HTMLInputElement>(null);
  useActions([{ id: 'print-files.search', title: 'Search the files', keys: '/', run: () => field.current?.focus() }]);
  const list = useList('print_files.list', { filters: [], ...(search ? { search } : {}) });
  return (
    <Page title="Print files" actions={actions} fill>
      {above}
      <TextInput
        ref={field} size="xs" w={280} mb={8} aria-label="Search the files" placeholder="Name, note, item or order" leftSection={<IconSearch size={14} stroke={1.5} />}
        value={typed} onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <div className={classes.scroll}>
        {list.error ? <ErrorPanel title="The files cannot be shown" error={list.error} onRetry={list.retry} /> : list.rows.length === 0 && !list.loading ? (
          search ? <EmptyState title="No such file" hint="Search by the beginnings of words of name, note, item or order." /> : <EmptyState title={empty.title} hint={empty.hint} action={empty.action} />
        ) : (
          <ul className={classes.cards}>
            {list.rows.map((f) => (
              <li key={f.id}>
                <Link to="/print-files/$id" params={{ id: String(f.id) }} className={classes.card}>
                  <PlatePicture plate={f.has_picture ? f.plate_id : null} size={150} />
                  <b>{f.name}</b>
                  <span className="sy-num">{shortWords([minutesWords(f.print_minutes, format), gramsWords(f.material_grams, format), materialsWords(f.materials)])}</span>
                  <small>{shortWords([f.plates > 1 ? `${f.plates} plates` : null, f.printer_model, f.sku])}</small>
                </Link>
              </li>
            ))}
          </ul>
        )}
        {list.hasMore && <Button variant="default" size="xs" loading={list.loadingMore} onClick={list.loadMore}>Show more</Button>}
      </div>
    </Page>
  );
}
