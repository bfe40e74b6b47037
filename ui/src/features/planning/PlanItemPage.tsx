import { SegmentedControl, Stack, Text } from '@mantine/core';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import type { Bucket, PlanItemTable, PlanningMessageRow } from '../../bindings/commands';
import { useList, usePreference, useRead } from '../../shared/api';
import { StepChart } from '../../shared/charts';
import { useGo, useRouteParam } from '../../shared/go';
import { DocumentPage, EmptyState, Facts, LinkTo, Loaded, Notice, Quantity, Section } from '../../shared/ui';
import { counted, decimal, useFormat, type Format } from '../../shared/values';
import { ItemOrders } from './ItemOrders';
import classes from './PlanPage.module.css';
import { MESSAGES } from './words';

const LENGTHS: readonly { value: Bucket; label: string; columns: number }[] = [
  { value: 'day', label: 'Days', columns: 21 }, { value: 'week', label: 'Weeks', columns: 13 }, { value: 'month', label: 'Months', columns: 12 },
];

/** One item over time: needs, receipts, what is left, and whom it serves. */
export default function PlanItemPage() {
  const id = Number(useRouteParam());
  const [bucket, setBucket] = usePreference<Bucket>('plan.bucket', 'week');
  const length = LENGTHS.find((l) => l.value === bucket) ?? LENGTHS[1];
  const table = useRead('plan.item', { product_id: id, bucket, buckets: length?.columns ?? 13 });
  const messages = useList('plan.messages', { filters: [{ field: 'product_id', op: 'eq', values: [String(id)] }, { field: 'is_dismissed', op: 'eq', values: ['false'] }] });
  const item = useRead('items.get', { id });
  const go = useGo();
  return (
    <Loaded query={table} what="The item's plan">
      {(found) => (
        <DocumentPage
          title={found.sku} subtitle={item.data?.product.name}
          actions={[
            { id: 'item', title: 'Open the item', icon: IconListDetails, run: () => go(`/items/${id}`) },
            ...(item.data?.product.procurement_type === 'make' ? [{ id: 'make', title: 'New work order for it', icon: IconPlus, run: () => go(`/work-orders/new?product=${id}`) }] : []),
          ]}
          notices={alike(messages.rows).slice(0, 4).map(({ row: m, count }) => (
            <Notice key={m.id} tone={m.severity === 'error' ? 'bad' : m.severity === 'warning' ? 'warn' : 'info'}><b>{MESSAGES[m.message_type].title}{count > 1 && `, ${count} times`}.</b> {m.why}</Notice>
          ))}
          tabs={[
            { id: 'time', title: 'Over time', content: <OverTime table={found} bucket={bucket} onBucket={setBucket} /> },
            { id: 'orders', title: 'Orders and pegging', content: <ItemOrders productId={id} /> },
          ]}
          side={
            <Section title="Now">
              <Facts
                narrow
                facts={[
                  ['On hand', <Quantity key="o" value={found.on_hand} unit={found.unit} />], ['Promised', <Quantity key="a" value={found.allocated} unit={found.unit} />],
                  ['Safety stock', <Quantity key="s" value={found.safety_stock} unit={found.unit} />], ['Lead time', counted(found.lead_time_days, 'day')],
                  ['Levels above it', String(found.low_level_code)], ['Item', <LinkTo key="i" to={`/items/${id}`}>Open the item</LinkTo>],
                ]}
              />
            </Section>
          }
        />
      )}
    </Loaded>
  );
}

/** Messages that say the same thing are said once. */
function alike(rows: readonly PlanningMessageRow[]): { row: PlanningMessageRow; count: number }[] {
  const found = new Map<string, { row: PlanningMessageRow; count: number }>();
  for (const row of rows) {
    const key = `${row.message_type} ${row.why}`;
    found.set(key, { row, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found.values()];
}

function OverTime({ table, bucket, onBucket }: { table: PlanItemTable; bucket: Bucket; onBucket: (bucket: Bucket) => void }) {
  const safety = decimal.isZero(table.safety_stock) ? {} : { floor: { value: table.safety_stock, label: 'Safety stock' } };
  const until = table.buckets.at(-1)?.to;
  const points = table.projection.filter((p) => until === undefined || p.date <= until).map((p) => ({ date: p.date, value: p.on_hand }));
  return (
    <Stack gap="lg">
      <Section title="Projected stock">
        {points.length === 0 ? <EmptyState compact title="Nothing moves" hint="No demand and no receipt touches this item." /> : <StepChart label={`Projected stock of ${table.sku}`} points={points} unit={table.unit} {...safety} {...(until ? { until } : {})} height={200} />}
      </Section>
      <Section title="By period" actions={<SegmentedControl size="xs" aria-label="Length of a column" value={bucket} onChange={(v) => onBucket(v as Bucket)} data={LENGTHS.map(({ value, label }) => ({ value, label }))} />}>
        <Periods table={table} bucket={bucket} />
      </Section>
    </Stack>
  );
}

const ROWS = [
  ['gross_requirements', 'Needed', 'Sales orders, safety stock and parents'], ['scheduled_receipts', 'Comes from open orders', 'Purchase and work orders on their own dates'],
  ['projected_without_plan', 'Left without the plan', 'On hand at the end if nothing more is ordered'], ['net_requirements', 'Still missing', 'What planned orders have to bring'],
  ['planned_receipts', 'Comes from planned orders', 'After yield'], ['planned_releases', 'Planned orders to start', 'As started'], ['projected_on_hand', 'Left with the plan', 'On hand at the end'],
] as const;

function head(from: string, bucket: Bucket, format: Format): string {
  return bucket === 'month' ? from.slice(0, 7) : format.date(from);
}

function Periods({ table, bucket }: { table: PlanItemTable; bucket: Bucket }) {
  const format = useFormat();
  return (
    // A region that scrolls has to be reached by keyboard.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={classes.table} tabIndex={0} role="region" aria-label="By period, scrolls sideways">
      <table className="sy-plain" aria-label="By period">
        <thead><tr><th>{table.unit}</th>{table.buckets.map((b) => <th key={b.from} data-align="right">{head(b.from, bucket, format)}</th>)}</tr></thead>
        <tbody>
          {ROWS.map(([field, title, hint]) => (
            <tr key={field} style={field === 'projected_on_hand' ? { fontWeight: 600 } : undefined}>
              <th scope="row" title={hint} style={{ fontWeight: 'inherit', textAlign: 'left' }}>{title}</th>
              {table.buckets.map((b) => {
                const value = b[field];
                return (
                  <td key={b.from} data-align="right" className={`sy-num ${decimal.isNegative(value) ? classes.negative : ''}`}>
                    {decimal.isZero(value) && !field.startsWith('projected') ? <Text span c="dimmed" size="xs">·</Text> : format.number(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
