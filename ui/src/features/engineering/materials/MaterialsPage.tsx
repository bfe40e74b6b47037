import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Color, MaterialColor, MaterialType } from '../../../bindings/commands';
import { call, mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { useSearchParam } from '../../../shared/go';
import { EmptyState, LinkTo, Loaded, Money, Page, StatusBadge, Swatch, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { ACTIVE_TONES, activeState, MakeMaterialItem } from '../../catalog';
import { ColorForm, MaterialForm } from './MaterialForms';
import { USUAL_COLORS, USUAL_MATERIALS } from './usual';

/** Plastics, colours, and which item each pair is. */
export default function MaterialsPage() {
  const admin = mayDo(useSession().user, 'admin');
  const materials = useRead('materials.list', {});
  const colors = useRead('colors.list', {});
  const [tab, setTab] = useSearchParam('tab');
  const [material, setMaterial] = useState<MaterialType | 'new' | null>(null);
  const [color, setColor] = useState<Color | 'new' | null>(null);
  const saveMaterial = useWrite('materials.save');
  const saveColor = useWrite('colors.save');

  async function addUsual() {
    for (const one of USUAL_MATERIALS) await saveMaterial.run(one);
    for (const one of USUAL_COLORS) await saveColor.run(one);
    toast.good('Materials and colours added', 'Change their prices, and take away what you do not use.');
  }
  const buttons = admin && (
    <Group gap="xs">
      <Button variant="default" leftSection={<IconPlus size={15} />} onClick={() => setColor('new')}>New colour</Button>
      <Button leftSection={<IconPlus size={15} />} onClick={() => setMaterial('new')}>New material</Button>
    </Group>
  );
  return (
    <Page title="Materials & colours" actions={buttons}>
      <Loaded query={materials} what="The materials">
        {(all) => (
          <Loaded query={colors} what="The colours">
            {(palette) =>
              all.length === 0 && palette.length === 0 ? (
                <EmptyState
                  title="No materials yet" hint="Materials carry density, temperatures and price; colours carry a swatch. Together they make the filament items you stock in grams."
                  action={admin && <Button variant="default" loading={saveMaterial.pending || saveColor.pending} onClick={() => void addUsual().catch((e: unknown) => toast.error('Not all could be added', e))}>Start with the usual ones</Button>}
                />
              ) : (
                <Tabs value={tab ?? 'matrix'} onChange={(v) => setTab(v === 'matrix' ? undefined : (v ?? undefined))}>
                  <Tabs.List mb="sm">
                    <Tabs.Tab value="matrix">Matrix</Tabs.Tab>
                    <Tabs.Tab value="materials">Materials</Tabs.Tab>
                    <Tabs.Tab value="colours">Colours</Tabs.Tab>
                  </Tabs.List>
                  <Tabs.Panel value="matrix"><Matrix materials={all.filter((m) => m.active)} colors={palette.filter((c) => c.active)} admin={admin} /></Tabs.Panel>
                  <Tabs.Panel value="materials"><Materials materials={all} admin={admin} onEdit={setMaterial} /></Tabs.Panel>
                  <Tabs.Panel value="colours"><Colours colors={palette} admin={admin} onEdit={setColor} /></Tabs.Panel>
                </Tabs>
              )
            }
          </Loaded>
        )}
      </Loaded>
      {material && <MaterialForm material={material === 'new' ? null : material} onClose={() => setMaterial(null)} />}
      {color && <ColorForm color={color === 'new' ? null : color} onClose={() => setColor(null)} />}
    </Page>
  );
}

function Matrix({ materials, colors, admin }: { materials: readonly MaterialType[]; colors: readonly Color[]; admin: boolean }) {
  const format = useFormat();
  const [making, setMaking] = useState<{ materialId: number; colorId: number } | null>(null);
  const pairs = useQueries({
    queries: materials.map((m) => ({ queryKey: ['materials.colors', { id: m.id }], queryFn: () => call('materials.colors', { id: m.id }) })),
    combine: (answers) => new Map(answers.flatMap((a) => a.data ?? []).map((p): [string, MaterialColor] => [`${p.material_type_id}.${p.color_id}`, p])),
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">Each filled cell is an item, with what is on hand. {admin && 'An empty cell makes it.'}</Text>
      <div style={{ overflowX: 'auto', border: '1px solid var(--sy-line)', borderRadius: 6 }}>
        <table className="sy-plain" aria-label="Materials and colours">
          <thead>
            <tr><th>Colour</th>{materials.map((m) => <th key={m.id} data-align="right">{m.name}</th>)}</tr>
          </thead>
          <tbody>
            {colors.map((c) => (
              <tr key={c.id}>
                <th scope="row" style={{ fontWeight: 500, color: 'var(--mantine-color-text)' }}><Swatch colour={c.hex_code} second={c.hex_code_secondary} name={c.name} size={18} /></th>
                {materials.map((m) => {
                  const pair = pairs.get(`${m.id}.${c.id}`);
                  return (
                    <td key={m.id} data-align="right">
                      {pair?.product_id ? (
                        <LinkTo to={`/items/${pair.product_id}`}>{format.quantity(decimal.trim(decimal.round(pair.on_hand_g, 1)), 'G')}</LinkTo>
                      ) : admin ? (
                        <Button size="compact-xs" variant="subtle" color="gray" aria-label={`Make the item ${m.name} ${c.name}`} onClick={() => setMaking({ materialId: m.id, colorId: c.id })}>Make</Button>
                      ) : '–'}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {making && <MakeMaterialItem {...making} onClose={() => setMaking(null)} onMade={() => undefined} />}
    </Stack>
  );
}

const range = (from: number | null, to: number | null, unit: string) => (from === null && to === null ? '–' : `${[from, to].filter((v) => v !== null).join('–')} ${unit}`);

function Materials({ materials, admin, onEdit }: { materials: readonly MaterialType[]; admin: boolean; onEdit: (m: MaterialType) => void }) {
  const format = useFormat();
  return (
    <table className="sy-plain" aria-label="Materials">
      <thead><tr><th>Material</th><th>Process</th><th data-align="right">Density</th><th>Nozzle</th><th>Bed</th><th>Enclosure</th>{admin && <th data-align="right">Quoted a kg</th>}<th data-align="right">Items</th><th>State</th></tr></thead>
      <tbody>
        {materials.map((m) => (
          <tr key={m.id}>
            <td>{admin ? <button type="button" className="sy-link" onClick={() => onEdit(m)}>{m.name}</button> : <b>{m.name}</b>} <Text span size="xs" c="dimmed">{m.code}</Text></td>
            <td>{m.process_type}</td>
            <td data-align="right">{format.quantity(m.density, 'g/cm³')}</td>
            <td>{range(m.nozzle_temp_min, m.nozzle_temp_max, '°C')}</td>
            <td>{range(m.bed_temp_min, m.bed_temp_max, '°C')}</td>
            <td>{m.requires_enclosure ? 'Needed' : '–'}</td>
            {admin && <td data-align="right"><Money value={m.base_price_per_kg} /></td>}
            <td data-align="right">{m.product_count}</td>
            <td><StatusBadge state={activeState(m.active)} tones={ACTIVE_TONES} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Colours({ colors, admin, onEdit }: { colors: readonly Color[]; admin: boolean; onEdit: (c: Color) => void }) {
  return (
    <table className="sy-plain" aria-label="Colours" style={{ maxWidth: 720 }}>
      <thead><tr><th>Colour</th><th>Code</th><th>Hex</th><th>Shown to customers</th><th>State</th></tr></thead>
      <tbody>
        {colors.map((c) => (
          <tr key={c.id}>
            <td>
              <Group gap={8} wrap="nowrap">
                <Swatch colour={c.hex_code} second={c.hex_code_secondary} name="" size={18} />
                {admin ? <button type="button" className="sy-link" onClick={() => onEdit(c)}>{c.name}</button> : c.name}
              </Group>
            </td>
            <td>{c.code}</td>
            <td className="sy-num">{[c.hex_code, c.hex_code_secondary].filter(Boolean).join(' + ') || '–'}</td>
            <td>{c.is_customer_visible ? 'Yes' : 'No'}</td>
            <td><StatusBadge state={activeState(c.active)} tones={ACTIVE_TONES} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
