import { Checkbox, ColorInput, Group, Select, SimpleGrid, Textarea, TextInput } from '@mantine/core';
import type { Color, MaterialType } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { DecimalField, FormModal, MoneyField, orNone, textOf, useDocForm, wholeOrNone } from '../../../shared/form';
import { toast } from '../../../shared/ui';

/** A material, new or changed. */
export function MaterialForm({ material: m, onClose }: { material: MaterialType | null; onClose: () => void }) {
  const save = useWrite('materials.save');
  const doc = useDocForm({
    initial: {
      code: m?.code ?? '', name: m?.name ?? '', base_material: m?.base_material ?? '', process_type: m?.process_type ?? ('FDM' as MaterialType['process_type']), density: textOf(m?.density),
      volumetric_flow_limit: textOf(m?.volumetric_flow_limit), nozzle_temp_min: textOf(m?.nozzle_temp_min), nozzle_temp_max: textOf(m?.nozzle_temp_max), bed_temp_min: textOf(m?.bed_temp_min),
      bed_temp_max: textOf(m?.bed_temp_max), base_price_per_kg: textOf(m?.base_price_per_kg), price_multiplier: textOf(m?.price_multiplier), strength_rating: textOf(m?.strength_rating),
      display_order: textOf(m?.display_order), description: textOf(m?.description), requires_enclosure: m?.requires_enclosure ?? false, is_customer_visible: m?.is_customer_visible ?? true, active: m?.active ?? true,
    },
    validate: {
      code: (v: string) => (v.trim() ? null : 'Give it a short code, such as PLA.'), name: (v: string) => (v.trim() ? null : 'Say what it is called.'),
      density: (v: string) => (v ? null : 'Grams of a cubic centimetre: PLA has 1.24.'), base_price_per_kg: (v: string) => (v ? null : 'What a quote charges for a kilogram.'),
    },
    save: (v) => save.run({
      ...v, id: m?.id, base_material: v.base_material.trim() || v.code.trim().slice(0, 20), volumetric_flow_limit: orNone(v.volumetric_flow_limit), nozzle_temp_min: wholeOrNone(v.nozzle_temp_min), nozzle_temp_max: wholeOrNone(v.nozzle_temp_max),
      bed_temp_min: wholeOrNone(v.bed_temp_min), bed_temp_max: wholeOrNone(v.bed_temp_max), price_multiplier: orNone(v.price_multiplier), strength_rating: wholeOrNone(v.strength_rating),
      display_order: wholeOrNone(v.display_order), description: orNone(v.description),
    }),
    onSaved: (v) => { toast.good(`${v.name} saved`); onClose(); },
  });
  const { form } = doc;
  const degrees = { unit: '°C', inputMode: 'numeric' as const };
  return (
    <FormModal title={m ? `Material ${m.name}` : 'New material'} doc={doc} verb={m ? 'Save the material' : 'Add the material'} onClose={onClose} size={620}>
      <SimpleGrid cols={4} spacing="sm">
        <TextInput label="Name" required data-autofocus style={{ gridColumn: 'span 2' }} {...form.getInputProps('name')} />
        <TextInput label="Code" required {...form.getInputProps('code')} />
        <TextInput label="Kind of" placeholder="PLA" {...form.getInputProps('base_material')} />
        <Select label="Process" allowDeselect={false} data={[{ value: 'FDM', label: 'Filament' }, { value: 'SLA', label: 'Resin' }, { value: 'SLS', label: 'Powder' }]} {...form.getInputProps('process_type')} />
        <DecimalField label="Density" required unit="g/cm³" {...form.getInputProps('density')} />
        <MoneyField label="Quoted a kilogram" required {...form.getInputProps('base_price_per_kg')} />
        <DecimalField label="Times" placeholder="1" {...form.getInputProps('price_multiplier')} />
        <DecimalField label="Nozzle from" {...degrees} {...form.getInputProps('nozzle_temp_min')} />
        <DecimalField label="Nozzle to" {...degrees} {...form.getInputProps('nozzle_temp_max')} />
        <DecimalField label="Bed from" {...degrees} {...form.getInputProps('bed_temp_min')} />
        <DecimalField label="Bed to" {...degrees} {...form.getInputProps('bed_temp_max')} />
        <DecimalField label="Flow at most" unit="mm³/s" {...form.getInputProps('volumetric_flow_limit')} />
        <DecimalField label="Strength, 1 to 10" inputMode="numeric" {...form.getInputProps('strength_rating')} />
        <DecimalField label="Place in lists" inputMode="numeric" {...form.getInputProps('display_order')} />
      </SimpleGrid>
      <Textarea label="Description" autosize minRows={1} {...form.getInputProps('description')} />
      <Group gap="lg">
        <Checkbox size="xs" label="Needs an enclosure" {...form.getInputProps('requires_enclosure', { type: 'checkbox' })} />
        <Checkbox size="xs" label="Shown to customers" {...form.getInputProps('is_customer_visible', { type: 'checkbox' })} />
        <Checkbox size="xs" label="May be chosen" {...form.getInputProps('active', { type: 'checkbox' })} />
      </Group>
    </FormModal>
  );
}

/** A colour, new or changed. */
export function ColorForm({ color: c, onClose }: { color: Color | null; onClose: () => void }) {
  const save = useWrite('colors.save');
  const doc = useDocForm({
    initial: { code: c?.code ?? '', name: c?.name ?? '', hex_code: textOf(c?.hex_code), hex_code_secondary: textOf(c?.hex_code_secondary), display_order: textOf(c?.display_order), is_customer_visible: c?.is_customer_visible ?? true, active: c?.active ?? true },
    validate: { name: (v: string) => (v.trim() ? null : 'Say what it is called.'), code: (v: string) => (v.trim() ? null : 'Give it a short code, such as BLACK.') },
    save: (v) => save.run({ ...v, id: c?.id, hex_code: orNone(v.hex_code), hex_code_secondary: orNone(v.hex_code_secondary), display_order: wholeOrNone(v.display_order) }),
    onSaved: (v) => { toast.good(`${v.name} saved`); onClose(); },
  });
  const { form } = doc;
  return (
    <FormModal title={c ? `Colour ${c.name}` : 'New colour'} doc={doc} verb={c ? 'Save the colour' : 'Add the colour'} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="Code" required {...form.getInputProps('code')} />
        <ColorInput size="xs" label="Colour" format="hex" placeholder="#1D1D1F" {...form.getInputProps('hex_code')} />
        <ColorInput size="xs" label="Second colour" description="Of a blend" format="hex" {...form.getInputProps('hex_code_secondary')} />
        <DecimalField label="Place in lists" inputMode="numeric" {...form.getInputProps('display_order')} />
      </SimpleGrid>
      <Group gap="lg">
        <Checkbox size="xs" label="Shown to customers" {...form.getInputProps('is_customer_visible', { type: 'checkbox' })} />
        <Checkbox size="xs" label="May be chosen" {...form.getInputProps('active', { type: 'checkbox' })} />
      </Group>
    </FormModal>
  );
}
