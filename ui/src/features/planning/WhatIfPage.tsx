import { ActionIcon, Button, Checkbox, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconCheck, IconDeviceFloppy, IconPlus, IconTrash, IconX } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import type { Supposition, WhatIf } from '../../bindings/commands';
import { useRead, useWrite } from '../../shared/api';
import { useSearchParam } from '../../shared/go';
import { confirmGo, EmptyState, Loaded, Money, Notice, Page, Section, toast } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import classes from './PlanPage.module.css';
import { useUndoPlan } from './plannedActions';
import { SuppositionDialog } from './SuppositionDialog';
import { inWords } from './suppositions';
import { DifferingGrid, ServedGrid } from './WhatIfGrids';

/** Suppositions beside the real plan. Nothing here touches the farm until a scenario is adopted. */
export default function WhatIfPage() {
  const [asked, setAsked] = useSearchParam('scenario');
  const id = asked && /^\d+$/.test(asked) ? Number(asked) : null;
  const open = (next: number | null) => setAsked(next === null ? undefined : String(next));
  return id === null ? <Bench key="new" id={null} name="" kept={[]} onOpen={open} /> : <Kept key={id} id={id} onOpen={open} />;
}

function Kept({ id, onOpen }: { id: number; onOpen: (id: number | null) => void }) {
  const scenario = useRead('plan.scenario', { id });
  return <Loaded query={scenario} what="The scenario">{(found) => <Bench id={id} name={found.name} kept={found.edits} onOpen={onOpen} />}</Loaded>;
}

interface BenchProps {
  id: number | null;
  name: string;
  kept: readonly Supposition[];
  onOpen: (id: number | null) => void;
}

function Bench({ id, name, kept, onOpen }: BenchProps) {
  const [edits, setEdits] = useState<readonly Supposition[]>(kept);
  const [title, setTitle] = useState(name);
  const [adding, setAdding] = useState(false);
  const [asked] = useDebouncedValue(edits, 120);
  const answer = useRead('plan.what_if', { edits: [...asked] }, { placeholderData: keepPreviousData, retry: false });
  const format = useFormat();
  const dirty = JSON.stringify(edits) !== JSON.stringify(kept) || title !== name;
  return (
    <Page title="What if" fill aside={<Scenarios id={id} dirty={dirty} onOpen={onOpen} />} actions={<Keep id={id} title={title} edits={edits} dirty={dirty} onOpen={onOpen} />}>
      <div className={classes.bench}>
        <section className={classes.suppositions} aria-label="What is supposed">
          <TextInput label="Scenario" placeholder="Name it to keep it" value={title} onChange={(e) => setTitle(e.currentTarget.value)} maxLength={100} />
          <h2>Suppose that</h2>
          {edits.length === 0 && <Text size="sm" c="dimmed">Nothing yet: add a rush order, a late vendor, another lead time. It is planned on a copy, beside the real plan.</Text>}
          <ul>
            {edits.map((edit, at) => (
              <li key={JSON.stringify(edit) + String(at)}>
                <span>{inWords(edit, answer.data?.names[at] ?? '…', format.date)}</span>
                <ActionIcon size="sm" variant="subtle" aria-label={`Take out: ${inWords(edit, answer.data?.names[at] ?? '', format.date)}`} onClick={() => setEdits(edits.filter((_, i) => i !== at))}><IconX size={14} stroke={1.5} /></ActionIcon>
              </li>
            ))}
          </ul>
          <Button size="compact-sm" variant="light" leftSection={<IconPlus size={14} />} onClick={() => setAdding(true)}>Suppose something</Button>
          {answer.error && <Notice tone="bad">{answer.error.message}</Notice>}
        </section>
        <section className={classes.scroll} aria-label="What would be" aria-busy={answer.isFetching && !answer.data}>
          {answer.data && <Answer answer={answer.data} empty={edits.length === 0} />}
        </section>
      </div>
      {adding && <SuppositionDialog onAdd={(edit) => { setEdits([...edits, edit]); setAdding(false); }} onClose={() => setAdding(false)} />}
    </Page>
  );
}

function Scenarios({ id, dirty, onOpen }: { id: number | null; dirty: boolean; onOpen: (id: number | null) => void }) {
  const list = useRead('plan.scenarios', {});
  const rows = list.data?.rows ?? [];
  const choose = async (value: string | null) => {
    if (dirty && !(await confirmGo('Leave this scenario?', 'What was supposed since it was kept is lost.', 'Leave it'))) return;
    onOpen(value ? Number(value) : null);
  };
  return (
    <Select
      size="xs" aria-label="Kept scenarios" placeholder={rows.length === 0 ? 'No scenario kept yet' : 'Open a scenario'} disabled={rows.length === 0} clearable value={id === null ? null : String(id)} w={220}
      data={rows.map((s) => ({ value: String(s.id), label: s.adopted_at ? `${s.name} (adopted)` : s.name }))} onChange={(v) => void choose(v)}
    />
  );
}

function Keep({ id, title, edits, dirty, onOpen }: { id: number | null; title: string; edits: readonly Supposition[]; dirty: boolean; onOpen: (id: number | null) => void }) {
  const save = useWrite('plan.save_scenario');
  const drop = useWrite('plan.drop_scenario');
  const adopt = useWrite('plan.adopt');
  const undo = useUndoPlan();
  const [firm, setFirm] = useState(false);
  const failed = (error: unknown) => toast.error('That did not work', error);
  const keep = () => save.run({ ...(id === null ? {} : { id }), name: title, edits: [...edits] }).then((kept) => { toast.good(`“${kept.name}” is kept`); onOpen(kept.id); }, failed);
  const take = () => id !== null && adopt.run({ id, firm_orders: firm }).then((did) => {
    toast.good('The scenario is the plan now', [...did.done, ...did.left.map((l) => `Left to do: ${l}`)].slice(0, 4).join('. '), { undo: undo(did.act_id) });
  }, failed);
  return (
    <Group gap="xs">
      {id !== null && (
        <Button variant="subtle" color="red" leftSection={<IconTrash size={15} />} onClick={() => void confirmGo('Drop this scenario?', `“${title}” and what it supposes are forgotten. The plan stays as it is.`, 'Drop it').then((yes) => (yes ? drop.run({ id }).then(() => onOpen(null), failed) : undefined))}>Drop</Button>
      )}
      <Button variant="default" leftSection={<IconDeviceFloppy size={15} />} disabled={!title.trim() || (!dirty && id !== null)} loading={save.pending} onClick={() => void keep()}>Keep</Button>
      <Checkbox size="xs" label="Firm its orders" checked={firm} onChange={(e) => setFirm(e.currentTarget.checked)} disabled={id === null} />
      <Button leftSection={<IconCheck size={15} />} disabled={id === null || dirty || edits.length === 0} loading={adopt.pending} onClick={() => void take()}>Adopt</Button>
    </Group>
  );
}

function Answer({ answer, empty }: { answer: WhatIf; empty: boolean }) {
  const format = useFormat();
  const { live, supposed } = answer;
  const rows = [
    ['Orders to make', live.make, supposed.make, false], ['Orders to buy', live.buy, supposed.buy, false], ['Should have started', live.late_starts, supposed.late_starts, true],
    ['Sales orders late', live.late_orders, supposed.late_orders, true], ['Sales orders not served', live.short_orders, supposed.short_orders, true], ['Messages', live.messages, supposed.messages, true],
  ] as const;
  return (
    <Stack gap="lg">
      <Section title="Side by side">
        <table className="sy-plain" aria-label="Side by side">
          <thead><tr><th>What</th><th data-align="right">Now</th><th data-align="right">If</th><th data-align="right">Difference</th></tr></thead>
          <tbody>
            {rows.map(([what, now, then, bad]) => (
              <tr key={what}><td>{what}</td><td data-align="right" className="sy-num">{format.count(now)}</td><td data-align="right" className="sy-num">{format.count(then)}</td><td data-align="right" className={`sy-num ${bad && then > now ? classes.worse : ''}`}>{then === now ? '·' : then > now ? `+${format.count(then - now)}` : format.count(then - now)}</td></tr>
            ))}
            {live.buy_value !== null && supposed.buy_value !== null && (
              <tr><td>To spend on them</td><td data-align="right"><Money value={live.buy_value} /></td><td data-align="right"><Money value={supposed.buy_value} /></td><td data-align="right"><Money value={decimal.subtract(supposed.buy_value, live.buy_value)} /></td></tr>
            )}
          </tbody>
        </table>
      </Section>
      {(answer.sales.length > 0 || answer.demands.length > 0) && <Section title="Who is served otherwise"><ServedGrid answer={answer} /></Section>}
      <Section title="Orders that differ">
        {answer.is_cut && <Notice tone="info">More differ than are shown.</Notice>}
        {answer.orders.length === 0 ? <EmptyState compact title={empty ? 'Nothing is supposed yet' : 'No order differs'} hint={empty ? 'Suppose something, and what would change shows here.' : 'The plan takes it as it is.'} /> : <DifferingGrid answer={answer} />}
      </Section>
    </Stack>
  );
}
