import { Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Bom, BomDetail, LineChange } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { DateText, EmptyState, LinkTo, Loaded, Money, Section, StatusBadge } from '../../../shared/ui';
import { useFormat, type Format } from '../../../shared/values';
import { STAGES, VERSION_TONES } from '../words';

const nameOf = (bom: Bom) => `Version ${bom.version}${bom.revision ? ` (${bom.revision})` : ''}`;
const state = (bom: Bom) => (bom.active ? 'active' : 'inactive');

/** Every version of the bill, and two of them beside each other. */
export function BomVersions({ detail, admin }: { detail: BomDetail; admin: boolean }) {
  const { bom, versions } = detail;
  const others = versions.filter((v) => v.id !== bom.id);
  const [with_, setWith] = useState<string | null>(null);
  const other = others.find((v) => String(v.id) === with_) ?? others[0];
  return (
    <Stack gap="lg">
      <table className="sy-plain" aria-label="Versions">
        <thead><tr><th>Version</th><th>State</th><th data-align="right">Lines</th>{admin && <th data-align="right">Cost</th>}<th>Valid from</th><th>Written</th></tr></thead>
        <tbody>
          {versions.map((v) => (
            <tr key={v.id}>
              <td>{v.id === bom.id ? <b>{nameOf(v)}, this one</b> : <LinkTo to={`/boms/${v.id}`}>{nameOf(v)}</LinkTo>}</td>
              <td><StatusBadge state={state(v)} tones={VERSION_TONES} /></td>
              <td data-align="right">{v.line_count}</td>
              {admin && <td data-align="right"><Money value={v.total_cost} /></td>}
              <td><DateText value={v.effective_date} /></td>
              <td><DateText value={v.created_at} time /></td>
            </tr>
          ))}
        </tbody>
      </table>
      {other ? (
        <Section title="Compare">
          <Group mb="xs">
            <Select label="This version with" size="xs" w={240} allowDeselect={false} value={String(other.id)} onChange={setWith} data={others.map((v) => ({ value: String(v.id), label: nameOf(v) }))} />
          </Group>
          <Comparison before={Math.min(bom.id, other.id)} after={Math.max(bom.id, other.id)} />
        </Section>
      ) : (
        <EmptyState compact title="There is one version" hint="Make a new version to change what goes into it and keep this one readable." />
      )}
    </Stack>
  );
}

const WORDS = { same: 'Same', changed: 'Changed', added: 'Added', gone: 'Taken out' } as const;
const COLOUR = { same: undefined, changed: 'var(--sy-warn)', added: 'var(--sy-good)', gone: 'var(--sy-bad)' } as const;

/** What became of a line between two versions. */
export function changeOf(line: Pick<LineChange, 'before' | 'after' | 'changed'>): keyof typeof WORDS {
  if (!line.before) return 'added';
  if (!line.after) return 'gone';
  return line.changed ? 'changed' : 'same';
}

function lineWords(line: LineChange['before'], format: Format): string {
  if (!line) return '–';
  const more = [line.scrap_factor !== '0' && `${format.percent(line.scrap_factor)} scrap`, line.consume_stage === 'shipping' && STAGES.shipping.toLowerCase(), line.is_cost_only && 'cost only'];
  return [format.quantity(line.quantity, line.unit), ...more.filter(Boolean)].join(', ');
}

function Comparison({ before, after }: { before: number; after: number }) {
  const query = useRead('boms.compare', { before, after });
  const format = useFormat();
  return (
    <Loaded query={query} what="The comparison">
      {(both) => (
        <table className="sy-plain" aria-label="Two versions beside each other">
          <thead><tr><th>Component</th><th>{nameOf(both.before)}</th><th>{nameOf(both.after)}</th><th>What changed</th></tr></thead>
          <tbody>
            {both.lines.map((line) => {
              const change = changeOf(line);
              return (
                <tr key={`${line.component_id}.${line.before?.consume_stage}.${line.after?.consume_stage}`}>
                  <td><LinkTo to={`/items/${line.component_id}`}>{line.sku}</LinkTo> {line.component_name}</td>
                  <td>{lineWords(line.before, format)}</td>
                  <td style={change === 'changed' ? { fontWeight: 600 } : undefined}>{lineWords(line.after, format)}</td>
                  <td style={{ color: COLOUR[change] }}>{WORDS[change]}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
    </Loaded>
  );
}
