import { Stack, Text } from '@mantine/core';
import type { WorkOrderDetail } from '../../../bindings/commands';
import { StackedBar } from '../../../shared/charts';
import { EmptyState, Facts, Money, Section } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';

type Sums = readonly [material: string | null, labor: string | null, total: string | null];

/** What is neither material nor work: overhead and the like. */
export function partsOf([material, labor, total]: Sums): { label: string; value: string }[] {
  const m = material ?? '0';
  const l = labor ?? '0';
  const rest = total === null ? '0' : decimal.subtract(decimal.subtract(total, m), l);
  return [{ label: 'Materials', value: m }, { label: 'Machine and labour', value: l }, ...(decimal.isZero(rest) || decimal.isNegative(rest) ? [] : [{ label: 'Overhead', value: rest }])];
}

/** What it was expected to cost beside what it cost. */
export function Costs({ detail: { order, work_in_process } }: { detail: WorkOrderDetail }) {
  const format = useFormat();
  const { estimated_total_cost: estimate, actual_total_cost: actual } = order;
  if (estimate === null && actual === null) return <EmptyState compact title="No costs yet" hint="The estimate is made when the order is released, the actual cost grows with each report." />;
  const difference = estimate !== null && actual !== null ? decimal.subtract(actual, estimate) : null;
  return (
    <Stack gap="lg">
      <Section title="Estimate">
        {estimate === null ? <Text size="sm" c="dimmed">None was made.</Text> : <StackedBar label="Estimated cost" parts={partsOf([order.estimated_material_cost, order.estimated_labor_cost, estimate])} show={format.money} />}
      </Section>
      <Section title="Actual">
        {actual === null ? <Text size="sm" c="dimmed">Nothing was reported yet.</Text> : <StackedBar label="Actual cost" parts={partsOf([order.actual_material_cost, order.actual_labor_cost, actual])} show={format.money} />}
      </Section>
      <Facts
        facts={[
          ['Estimate', <Money key="e" value={estimate} />], ['Actual', <Money key="a" value={actual} />],
          ['Difference', difference && <span key="d" style={{ color: difference.startsWith('-') || decimal.isZero(difference) ? 'var(--sy-good)' : 'var(--sy-bad)' }}>{decimal.isNegative(difference) ? '' : '+'}{format.money(difference)}</span>],
          ['In process now', <Money key="w" value={work_in_process} />],
          ['Planned time', order.estimated_time_minutes === null ? null : format.minutes(String(order.estimated_time_minutes))],
          ['Reported time', order.actual_time_minutes === null ? null : format.minutes(String(order.actual_time_minutes))],
        ]}
      />
    </Stack>
  );
}
