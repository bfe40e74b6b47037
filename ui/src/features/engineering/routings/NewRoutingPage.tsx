import { Stack } from '@mantine/core';
import { useState } from 'react';
import { useRead } from '../../../shared/api';
import { useGo, useSearchParam } from '../../../shared/go';
import { Page, toast } from '../../../shared/ui';
import { ItemPicker } from '../../catalog';
import { NEW_ROUTING } from './routingForm';
import { RoutingSteps, useRoutingForm } from './RoutingSteps';

const MADE = [{ field: 'procurement_type', op: 'eq' as const, values: ['make'] }];

/** A routing for a product, or the next version of one that has. */
export default function NewRoutingPage() {
  const go = useGo();
  const [asked, setAsked] = useSearchParam('product');
  const [title, setTitle] = useState<string | null>(null);
  const id = asked ? Number(asked) : null;
  const item = useRead('items.get', { id: id ?? 0 }, { enabled: id !== null });
  const product = id === null ? undefined : item.data?.product;
  const doc = useRoutingForm(NEW_ROUTING, id ?? undefined, undefined, ({ routing }) => {
    toast.good(`Routing ${routing.code} saved`, 'It is in use.');
    go(`/routings/${routing.id}`, { replace: true });
  });
  return (
    <Page title="New routing" crumbs={[{ title: 'New' }]}>
      <Stack gap="md" maw={1240}>
        <ItemPicker
          label="What it makes" required autoFocus={!id} filters={MADE} value={asked ?? null} valueTitle={title ?? (product ? `${product.sku} · ${product.name}` : null)}
          description="Items that are made, not bought" onChange={(next, row) => { setTitle(row ? `${row.sku} · ${row.name}` : null); setAsked(next ?? undefined); }}
        />
        {id !== null && <RoutingSteps doc={doc} editable verb="Save the routing" />}
      </Stack>
    </Page>
  );
}
