import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { Page, toast } from '../../../shared/ui';
import { ItemPicker } from '../../catalog';
import { NEW_BOM } from './bomForm';
import { BomLines } from './BomLines';
import { useBomForm } from './useBomForm';

const MADE = [{ field: 'procurement_type', op: 'eq' as const, values: ['make'] }];

/** A bill of material for a product that has none, or the next version of one that has. */
export default function NewBomPage() {
  const go = useGo();
  const [asked, setAsked] = useSearchParam('product');
  const [title, setTitle] = useState<string | null>(null);
  const id = asked ? Number(asked) : null;
  const item = useRead('items.get', { id: id ?? 0 }, { enabled: id !== null });
  const product = id === null ? undefined : item.data?.product;
  const form = useBomForm(NEW_BOM, id ?? 0, undefined, (saved) => {
    toast.good(`BOM of ${saved.bom.sku} saved`, `Version ${saved.bom.version} is in use.`);
    go(`/boms/${saved.bom.id}`, { replace: true });
  });
  return (
    <Page title="New BOM" crumbs={[{ title: 'New' }]}>
      <Stack gap="md" maw={1120}>
        <ItemPicker
          label="What it makes" required autoFocus={!id} filters={MADE} value={asked ?? null} valueTitle={title ?? (product ? `${product.sku} · ${product.name}` : null)}
          description="Items that are made, not bought" onChange={(next, row) => { setTitle(row ? `${row.sku} · ${row.name}` : null); setAsked(next ?? undefined); }}
        />
        {id !== null && <BomLines form={form} editable verb="Save the BOM" />}
      </Stack>
    </Page>
  );
}
