import { useRead, useSession } from '../../../shared/api';
import { useGo, useRouteParam, useSearchParam } from '../../../shared/go';
import { Loaded, Page } from '../../../shared/ui';
import type { ItemType } from '../../../bindings/commands';
import { ITEM_TYPES } from '../words';
import { ItemForm } from './ItemForm';
import { newItem, valuesOf } from './itemForm';

const isType = (text: string | undefined): text is ItemType => text !== undefined && text in ITEM_TYPES;

/** A new item, or one changed. */
export default function ItemFormPage() {
  const id = useRouteParam();
  return id === '' ? <NewItem /> : <ChangedItem id={Number(id)} />;
}

function NewItem() {
  const go = useGo();
  const [type] = useSearchParam('type');
  return (
    <Page title="New item" crumbs={[{ title: 'New' }]}>
      <ItemForm initial={newItem(isType(type) ? type : 'finished_good')} verb="Add the item" fallback="/items" onSaved={(item) => go(`/items/${item.id}`, { replace: true })} />
    </Page>
  );
}

function ChangedItem({ id }: { id: number }) {
  const go = useGo();
  const { company } = useSession();
  const query = useRead('items.get', { id });
  return (
    <Loaded query={query} what="The item">
      {({ product, names }) => (
        <Page title={`Edit ${product.sku}`} crumbs={[{ title: product.sku, to: `/items/${id}` }, { title: 'Edit' }]}>
          <ItemForm
            key={`${id}.${company.locale}`} id={id} vendor={names.vendor} initial={valuesOf(product)} verb="Save the item" fallback={`/items/${id}`}
            onSaved={() => go(`/items/${id}`, { replace: true })}
          />
        </Page>
      )}
    </Loaded>
  );
}
