import { Button, SegmentedControl, Switch, TextInput } from '@mantine/core';
import { useElementSize, useMergedRef } from '@mantine/hooks';
import { IconBellRinging, IconPlus, IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useDeferredValue, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import type { PrinterRow } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { currentPlatform, mayDo, usePreference, useRead, useSession } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { EmptyState, Keys, Loaded, Page } from '../../../shared/ui';
import { counted } from '../../../shared/values';
import { useFloor, useStates } from '../live';
import { PrinterCard } from './PrinterCard';
import { countsOf, isShown, matches, nextCard, place, rowsOf, SHOWN, SHOWN_TITLES, type Placed, type Shown, type WallRow } from './wall';
import classes from './Wall.module.css';

const CARD_PX = 158;
const PICTURED_PX = 294;
const GAP_PX = 10;
const PLACE_PX = 36;
const NARROWEST_PX = 255;

/** The farm as a wall: what each printer does, how long it still takes, and who needs a hand. */
export default function PrintersPage() {
  const printers = useRead('printers.list', {});
  const admin = mayDo(useSession().user, 'admin');
  const go = useGo();
  useFloor();
  useActions([{ id: 'printers.add', title: 'Add printers', keys: 'n', when: () => admin, run: () => go('/printers/new') }]);
  const add = admin && (
    <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={() => go('/printers/new')}>Add printers</Button>
  );
  return (
    <Page title="Printers" fill actions={<><CallMe />{add}</>}>
      <Loaded query={printers} what="The printers">
        {(rows) =>
          rows.some((row) => row.active) ? <Wall rows={rows} /> : (
            <EmptyState
              title="No printers yet" action={add}
              hint={admin ? 'Add the first printer: Spoolyard watches Bambu Lab, Klipper, OctoPrint, Prusa, Elegoo, Creality and Duet on your own network, and keeps any other by hand.' : 'An admin adds the printers; then this wall shows what each of them does.'}
            />
          )
        }
      </Loaded>
    </Page>
  );
}

/** In a browser: offers the system's own notifications, as long as nobody has said yes or no to them. */
function CallMe() {
  const [asked, setAsked] = useState(() => currentPlatform().notify !== undefined || typeof Notification === 'undefined' || Notification.permission !== 'default');
  if (asked) return null;
  return (
    <Button variant="default" leftSection={<IconBellRinging size={15} />} onClick={() => void Notification.requestPermission().then(() => setAsked(true))}>
      Call me when a printer needs somebody
    </Button>
  );
}

function Wall({ rows }: { rows: readonly PrinterRow[] }) {
  const [param, setParam] = useSearchParam('show');
  const [typed, setTyped] = useState('');
  const search = useDeferredValue(typed.trim());
  const field = useRef<HTMLInputElement>(null);
  const states = useStates();
  const shown = SHOWN.find((s) => s === param) ?? 'all';
  useActions([{ id: 'printers.find', title: 'Find a printer', keys: '/', run: () => field.current?.focus() }]);
  const all = useMemo(() => rows.filter((row) => row.active).map((row) => place(row, states.of(row.id))), [rows, states]);
  const [pictured, setPictured] = usePreference('wall.pictures', false);
  const counts = useMemo(() => countsOf(all), [all]);
  const found = useMemo(
    () => all.filter((p) => isShown(p, shown) && (search === '' || matches(p, search))),
    [all, shown, search],
  );
  return (
    <>
      <div className={classes.bar}>
        <SegmentedControl
          size="xs" aria-label="Which printers" value={shown} onChange={(value) => setParam(value === 'all' ? undefined : value)}
          data={SHOWN.map((value: Shown) => ({ value, label: `${SHOWN_TITLES[value]} ${counts[value]}` }))}
        />
        <TextInput
          ref={field} size="xs" w={220} aria-label="Find a printer" placeholder="Code, name, model, file…" leftSection={<IconSearch size={14} />}
          value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => event.key === 'Escape' && typed && (event.stopPropagation(), setTyped(''))}
        />
        <Switch size="xs" label="Cameras" checked={pictured} onChange={(event) => setPictured(event.currentTarget.checked)} />
      </div>
      {found.length === 0 ? (
        <EmptyState
          compact title={search ? `No printer with “${search}”` : EMPTY[shown]}
          action={<Button variant="default" onClick={() => { setTyped(''); setParam(undefined); }}>Show all printers</Button>}
        />
      ) : (
        <Cards key={`${shown} ${search} ${pictured}`} printers={found} pictured={pictured} />
      )}
    </>
  );
}

const EMPTY: Readonly<Record<Shown, string>> = {
  all: 'No printers', printing: 'No printer prints now', needs: 'No printer needs anybody', free: 'No printer is free', offline: 'Every printer is reached',
};

/** Only the rows in sight are drawn, so five hundred printers cost as much as thirty. */
function Cards({ printers, pictured }: { printers: readonly Placed[]; pictured: boolean }) {
  const { ref: sized, width } = useElementSize<HTMLDivElement>();
  const scroller = useRef<HTMLDivElement>(null);
  const ref = useMergedRef(sized, scroller);
  const [at, setAt] = useState(0);
  const columns = Math.max(1, Math.floor((width + GAP_PX) / (NARROWEST_PX + GAP_PX)));
  const rows = useMemo(() => rowsOf(printers, columns), [printers, columns]);
  const virtual = useVirtualizer({
    count: rows.length, getScrollElement: () => scroller.current, overscan: 3,
    estimateSize: (index) => (rows[index]?.kind === 'place' ? PLACE_PX : (pictured ? PICTURED_PX : CARD_PX) + GAP_PX),
  });
  const current = Math.min(at, printers.length - 1);

  function move(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = nextCard(rows, current, event.key);
    if (next === null) return;
    event.preventDefault();
    event.stopPropagation();
    setAt(next);
    virtual.scrollToIndex(rows.findIndex((row) => row.kind === 'cards' && next >= row.first && next < row.first + row.printers.length), { align: 'auto' });
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-card="${next}"]`)?.focus({ preventScroll: true }));
  }

  return (
    // The keys belong to the cards, whose events arrive here.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div ref={ref} className={classes.scroll} onKeyDown={move} role="group" aria-label={counted(printers.length, 'printer')}>
      <div className={classes.inner} style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          return row && <Line key={item.key} row={row} columns={columns} pictured={pictured} top={item.start} current={current} onFocus={setAt} />;
        })}
      </div>
    </div>
  );
}

function Line({ row, columns, pictured, top, current, onFocus }: { row: WallRow; columns: number; pictured: boolean; top: number; current: number; onFocus: (at: number) => void }) {
  const style = { transform: `translateY(${top}px)` };
  if (row.kind === 'place') {
    const counts = countsOf(row.printers);
    const words = [counted(counts.all, 'printer'), counts.printing > 0 && `${counts.printing} printing`, counts.needs > 0 && `${counts.needs} ${counts.needs === 1 ? 'needs' : 'need'} somebody`, counts.free > 0 && `${counts.free} free`, counts.offline > 0 && `${counts.offline} offline`];
    return (
      <div className={classes.place} style={style}>
        <h2>{row.title}</h2>
        <span>{words.filter(Boolean).join(' · ')}</span>
      </div>
    );
  }
  return (
    <div className={classes.line} style={{ ...style, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {row.printers.map((printer, i) => (
        <PrinterCard key={printer.row.id} row={printer.row} kind={printer.kind} pictured={pictured} index={row.first + i} current={row.first + i === current} onFocus={onFocus} />
      ))}
    </div>
  );
}
