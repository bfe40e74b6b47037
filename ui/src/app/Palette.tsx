import { Loader, Modal } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { activeActions, useActions, useRegistry } from '../shared/actions';
import { useRead } from '../shared/api';
import { useGo, pageOf } from '../shared/go';
import { Keys } from '../shared/ui/Keys';
import { KIND_NAMES, rankActions, type PaletteEntry } from './paletteEntries';
import classes from './Palette.module.css';

/** Ctrl K: any document, item, customer or action by typing a few letters of it. */
export function Palette() {
  const [open, setOpen] = useState(false);
  useActions([
    { id: 'frame.palette', title: 'Search or do anything', group: 'Window', keys: 'mod+k', hidden: true, run: () => setOpen(true) },
  ]);
  return (
    <Modal.Root opened={open} onClose={() => setOpen(false)} size={620} yOffset="12vh" centered={false} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label="Search or do anything">
        <PaletteBody close={() => setOpen(false)} />
      </Modal.Content>
    </Modal.Root>
  );
}

function PaletteBody({ close }: { close: () => void }) {
  const go = useGo();
  const field = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  // At once: the first letters come with the same movement of the hand.
  useLayoutEffect(() => field.current?.focus(), []);
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(query.trim(), 90);
  const registry = useRegistry();
  const search = useRead(
    'search.all',
    { query: asked },
    { enabled: asked.length > 1, placeholderData: (old) => old, retry: false },
  );

  const entries = useMemo(() => {
    const actions = rankActions(registry.length ? activeActions() : [], query);
    const hits = asked.length > 1 && query.trim().length > 1 ? (search.data?.hits ?? []) : [];
    const found = hits.map((hit): PaletteEntry => ({
      id: `${hit.kind}:${hit.id}:${hit.title}`,
      title: hit.title,
      subtitle: hit.subtitle ?? '',
      group: KIND_NAMES[hit.kind] ?? 'Found',
      run: () => go(pageOf(hit)),
    }));
    return [...found, ...actions].slice(0, 60);
  }, [registry, query, asked, search.data, go]);

  const current = Math.min(at, entries.length - 1);
  useEffect(() => {
    document.getElementById(`palette-${current}`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);

  function run(entry: PaletteEntry | undefined) {
    if (!entry) return;
    close();
    entry.run();
  }

  function onKeyDown(event: KeyboardEvent) {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    if (step) {
      event.preventDefault();
      setAt(Math.max(0, Math.min(entries.length - 1, current + step)));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      run(entries[current]);
    }
  }

  return (
    <div className={classes.palette}>
      <div className={classes.field}>
        <IconSearch size={16} aria-hidden />
        <input
          ref={field} data-autofocus value={query} onChange={(e) => { setQuery(e.target.value); setAt(0); }} onKeyDown={onKeyDown} className={classes.input}
          placeholder="A number, a name, or what you want to do" aria-label="Search or do anything" role="combobox"
          aria-expanded aria-controls="palette-list" aria-activedescendant={entries.length ? `palette-${current}` : undefined}
          spellCheck={false} autoComplete="off"
        />
        {search.isFetching && <Loader size={14} />}
      </div>
      <div role="listbox" id="palette-list" aria-label="Found" className={classes.list}>
        {entries.length === 0 && (
          <p className={classes.nothing}>{search.isFetching ? 'Looking…' : `Nothing matches "${query}". Try a document number, or part of a name.`}</p>
        )}
        {entries.map((entry, i) => (
          <div key={entry.id}>
            {entry.group !== entries[i - 1]?.group && <div className={classes.group}>{entry.group}</div>}
            {/* Keys are handled by the field, which keeps the focus. */}
            <div
              id={`palette-${i}`} role="option" tabIndex={-1} aria-selected={i === current} className={classes.entry}
              data-danger={entry.danger || undefined} onMouseMove={() => setAt(i)} onClick={() => run(entry)} onKeyDown={onKeyDown}
            >
              {entry.icon ? <entry.icon size={15} stroke={1.5} /> : <span style={{ width: 15 }} />}
              <span className={classes.title}>{entry.title}</span>
              <span className={classes.subtitle}>{entry.subtitle}</span>
              {entry.keys && <Keys keys={entry.keys} />}
            </div>
          </div>
        ))}
      </div>
    </div>
  );
}
