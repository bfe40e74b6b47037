import { Button, Checkbox, Group, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { SaveUnit, Unit } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { messageOf, useRead, useWrite } from '../../../shared/api';
import { DecimalField, FormModal, orNone, textOf, useDocForm } from '../../../shared/form';
import { Keys, Loaded, Page, Section, StatusBadge, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';
import { ACTIVE_TONES, activeState, choices } from '../../catalog';

type Class = SaveUnit['uom_class'];
const CLASSES: Readonly<Record<Class, string>> = { each: 'Pieces', mass: 'Mass', length: 'Length', volume: 'Volume', time: 'Time' };

/** Units of measure by what they count, and how they convert. */
export default function UnitsPage() {
  const query = useRead('units.list', {});
  const [editing, setEditing] = useState<Unit | 'new' | null>(null);
  useActions([{ id: 'units.add', title: 'New unit', keys: 'n', run: () => setEditing('new') }]);
  return (
    <Page title="Units" actions={<Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={() => setEditing('new')}>New unit</Button>}>
      <Loaded query={query} what="The units">
        {(units) => (
          <Stack gap="lg" maw={900}>
            <Convert units={units} />
            {choices(CLASSES).map(({ value, label }) => (
              <Section key={value} title={label}>
                <Table units={units.filter((u) => u.uom_class === value)} label={label} onEdit={setEditing} />
              </Section>
            ))}
            {editing && <UnitForm unit={editing === 'new' ? null : editing} units={units} onClose={() => setEditing(null)} />}
          </Stack>
        )}
      </Loaded>
    </Page>
  );
}

function Table({ units, label, onEdit }: { units: readonly Unit[]; label: string; onEdit: (unit: Unit) => void }) {
  const format = useFormat();
  return (
    <table className="sy-plain" aria-label={label} style={{ tableLayout: 'fixed' }}>
      <thead><tr><th style={{ width: 110 }}>Code</th><th>Name</th><th>Is worth</th><th style={{ width: 120 }}>State</th></tr></thead>
      <tbody>
        {units.map((u) => (
          <tr key={u.id}>
            <td><button type="button" className="sy-link" onClick={() => onEdit(u)}>{u.code}</button></td>
            <td>{u.name}</td>
            <td className="sy-num">{u.base_unit ? format.quantity(decimal.trim(u.conversion_factor), u.base_unit) : 'The base of these'}</td>
            <td><StatusBadge state={activeState(u.active)} tones={ACTIVE_TONES} /></td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Convert({ units }: { units: readonly Unit[] }) {
  const format = useFormat();
  const [quantity, setQuantity] = useState('1');
  const [from, setFrom] = useState('KG');
  const [to, setTo] = useState('G');
  const answer = useRead('units.convert', { quantity: quantity || '0', from, to }, { retry: false });
  const data = units.filter((u) => u.active).map((u) => ({ value: u.code, label: `${u.code} · ${u.name}` }));
  return (
    <Section title="Convert">
      <Group align="end" gap="sm">
        <DecimalField label="Quantity" w={120} value={quantity} onChange={setQuantity} />
        <Select label="From" w={190} searchable allowDeselect={false} data={data} value={from} onChange={(v) => v && setFrom(v)} />
        <Select label="To" w={190} searchable allowDeselect={false} data={data} value={to} onChange={(v) => v && setTo(v)} />
        <Text size="sm" pb={4} role="status" c={answer.error ? 'var(--sy-bad)' : undefined}>
          {answer.error ? messageOf(answer.error) : answer.data && <>is <b className="sy-num">{format.quantity(answer.data.quantity, answer.data.unit)}</b></>}
        </Text>
      </Group>
    </Section>
  );
}

function UnitForm({ unit, units, onClose }: { unit: Unit | null; units: readonly Unit[]; onClose: () => void }) {
  const save = useWrite('units.save');
  const doc = useDocForm({
    initial: { code: unit?.code ?? '', name: unit?.name ?? '', uom_class: (unit?.uom_class ?? 'each') as Class, base_unit: textOf(unit?.base_unit), conversion_factor: unit ? decimal.trim(unit.conversion_factor) : '1', active: unit?.active ?? true },
    validate: { code: (v: string) => (v.trim() ? null : 'Give it a short code, such as REEL.'), name: (v: string) => (v.trim() ? null : 'Say what it is called.') },
    save: (v) => save.run({ ...v, id: unit?.id, base_unit: orNone(v.base_unit), conversion_factor: v.conversion_factor || '1' }),
    onSaved: (v) => { toast.good(`${v.code.toUpperCase()} saved`); onClose(); },
  });
  const { form } = doc;
  const bases = units.filter((u) => u.uom_class === form.values.uom_class && !u.base_unit && u.code !== unit?.code);
  return (
    <FormModal title={unit ? `Unit ${unit.code}` : 'New unit'} doc={doc} verb={unit ? 'Save the unit' : 'Add the unit'} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Code" required data-autofocus {...form.getInputProps('code')} />
        <TextInput label="Name" required {...form.getInputProps('name')} />
        <Select label="Counts" allowDeselect={false} data={choices(CLASSES)} {...form.getInputProps('uom_class')} />
        <Select label="In terms of" clearable data={bases.map((u) => ({ value: u.code, label: `${u.code} · ${u.name}` }))} placeholder="Nothing: it stands alone" {...form.getInputProps('base_unit')} value={form.values.base_unit || null} onChange={(v) => form.setFieldValue('base_unit', v ?? '')} />
        <DecimalField label="One of it is" unit={form.values.base_unit || form.values.code} disabled={!form.values.base_unit} {...form.getInputProps('conversion_factor')} />
      </SimpleGrid>
      <Checkbox size="xs" label="May be chosen" {...form.getInputProps('active', { type: 'checkbox' })} />
    </FormModal>
  );
}
