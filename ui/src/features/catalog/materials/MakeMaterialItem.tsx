import { Checkbox, Select, SimpleGrid, Text } from '@mantine/core';
import type { MaterialPack, Product } from '../../../bindings/commands';
import { useRead, useWrite } from '../../../shared/api';
import { FormModal, MoneyField, orNone, QuantityField, useDocForm } from '../../../shared/form';
import { Swatch, toast } from '../../../shared/ui';
import { decimal, useFormat } from '../../../shared/values';

interface MakeMaterialItemProps {
  /** Chosen already, from the matrix. */
  materialId?: number;
  colorId?: number;
  onClose: () => void;
  onMade: (item: Product) => void;
}

/** What a gram costs when a kilogram costs `price`. */
export const perGram = (price: string): string | undefined => (orNone(price) === undefined ? undefined : decimal.trim(decimal.divide(price, '1000', 6)));

/** A material and a colour make an item: stocked in grams, bought by the kilogram or the spool. */
export function MakeMaterialItem({ materialId, colorId, onClose, onMade }: MakeMaterialItemProps) {
  const format = useFormat();
  const materials = useRead('materials.list', {});
  const colors = useRead('colors.list', {});
  const make = useWrite('materials.make_item');
  const doc = useDocForm({
    initial: {
      material_type_id: materialId ? String(materialId) : '', color_id: colorId ? String(colorId) : '', pack: 'SPOOL' as MaterialPack,
      spool_mass_g: '1000', last_cost: '', reorder_point: '', track_lots: false,
    },
    validate: {
      material_type_id: (v: string) => (v ? null : 'Choose the material.'),
      color_id: (v: string) => (v ? null : 'Choose the colour.'),
    },
    save: (v) =>
      make.run({
        material_type_id: Number(v.material_type_id), color_id: Number(v.color_id), pack: v.pack, track_lots: v.track_lots,
        spool_mass_g: v.pack === 'SPOOL' ? orNone(v.spool_mass_g) : undefined, last_cost: perGram(v.last_cost), reorder_point: orNone(v.reorder_point),
      }),
    onSaved: (_, item) => {
      toast.good(`${item.sku} added`, item.name);
      onClose();
      onMade(item);
    },
  });
  const { form } = doc;
  const chosen = colors.data?.find((c) => String(c.id) === form.values.color_id);
  return (
    <FormModal title="New material item" doc={doc} verb="Make the item" onClose={onClose} size={480}>
      <SimpleGrid cols={2} spacing="sm">
        <Select
          label="Material" required searchable data-autofocus data={materials.data?.filter((m) => m.active).map((m) => ({ value: String(m.id), label: m.name })) ?? []}
          nothingFoundMessage="No such material. Add it under Materials & colours." {...form.getInputProps('material_type_id')}
        />
        <Select
          label="Colour" required searchable data={colors.data?.filter((c) => c.active).map((c) => ({ value: String(c.id), label: c.name })) ?? []}
          nothingFoundMessage="No such colour. Add it under Materials & colours." {...form.getInputProps('color_id')}
          leftSection={chosen && <Swatch colour={chosen.hex_code} second={chosen.hex_code_secondary} name="" />}
        />
        <Select label="Bought by the" allowDeselect={false} data={[{ value: 'SPOOL', label: 'Spool' }, { value: 'KG', label: 'Kilogram' }]} {...form.getInputProps('pack')} />
        <QuantityField label="Filament on a spool" unit="G" disabled={form.values.pack !== 'SPOOL'} {...form.getInputProps('spool_mass_g')} />
        <MoneyField label="Price of a kilogram" description="What you last paid" {...form.getInputProps('last_cost')} />
        <QuantityField label="Reorder below" unit="G" description="Such as 2 kg" {...form.getInputProps('reorder_point')} />
      </SimpleGrid>
      <Checkbox size="xs" label="Follow its lots: nothing is received without one" {...form.getInputProps('track_lots', { type: 'checkbox' })} />
      {perGram(form.values.last_cost) && <Text size="xs" c="dimmed">That is {format.unitCost(perGram(form.values.last_cost) ?? '0')} a gram.</Text>}
    </FormModal>
  );
}
