import { ActionIcon, Button, Checkbox, Menu, Select, SimpleGrid, Text, Textarea, TextInput } from '@mantine/core';
import { IconArchive, IconArchiveOff, IconCategory, IconDots, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { Category, SaveCategory } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { useRead, useWrite } from '../../../shared/api';
import { DecimalField, FormModal, orNone, textOf, useDocForm, wholeOrNone } from '../../../shared/form';
import { gridUrl, TreeTable, type TreeColumn } from '../../../shared/grid';
import { confirmDestroy, EmptyState, Keys, LinkTo, Loaded, Page, StatusBadge, toast } from '../../../shared/ui';
import { ACTIVE_TONES, activeState } from '../words';
import { categoryTree, codeFrom, pathOf, withBelow } from './tree';

type Editing = { category: Category | null; parent: number | null };

/** Categories as a tree: items hang in them, counts and reports go by them. */
export default function CategoriesPage() {
  const query = useRead('categories.list', {});
  const [editing, setEditing] = useState<Editing | null>(null);
  const add = (parent: number | null = null) => setEditing({ category: null, parent });
  useActions([{ id: 'categories.add', title: 'New category', keys: 'n', run: () => add() }]);
  const button = <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={() => add()}>New category</Button>;
  return (
    <Page title="Item categories" actions={button}>
      <Loaded query={query} what="The categories">
        {(all) => (
          <>
            {all.length === 0 ? (
              <EmptyState icon={IconCategory} title="No categories yet" hint="Group your items, such as Filament, Hardware and Packaging: lists filter by them, counts go shelf by shelf, and the stock's worth is shown by them." action={button} />
            ) : (
              <Tree all={all} onEdit={(category) => setEditing({ category, parent: category.parent_id })} onAdd={add} />
            )}
            {editing && <CategoryForm editing={editing} all={all} onClose={() => setEditing(null)} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}

const requestOf = (c: Category, patch: Partial<SaveCategory>): SaveCategory => ({
  id: c.id, code: c.code, name: c.name, sort_order: c.sort_order, is_active: c.is_active,
  ...(c.parent_id === null ? {} : { parent_id: c.parent_id }), ...(c.description ? { description: c.description } : {}), ...patch,
});

interface Doing {
  onEdit: (c: Category) => void;
  onAdd: (parent: number) => void;
  onFlip: (c: Category) => void;
  onDelete: (c: Category) => void;
}

function Tree({ all, onEdit, onAdd }: { all: readonly Category[] } & Pick<Doing, 'onEdit' | 'onAdd'>) {
  const save = useWrite('categories.save');
  const remove = useWrite('categories.delete');
  const roots = useMemo(() => categoryTree(all), [all]);
  const onFlip = (c: Category) =>
    void save.run(requestOf(c, { is_active: !c.is_active })).then(
      () => toast.good(`${c.name} ${c.is_active ? 'deactivated' : 'is in use again'}`, c.is_active ? 'Items keep it; it is no longer offered.' : undefined),
      (error: unknown) => toast.error('That did not work', error),
    );
  const onDelete = (c: Category) =>
    confirmDestroy({
      title: `Delete the category ${c.name}?`, what: 'It is gone for good. This works only while no item and no other category lies in it.', verb: 'Delete the category',
      run: () => remove.run({ id: c.id }).then(() => toast.good(`${c.name} deleted`)),
    });
  return <TreeTable label="Item categories" columns={columnsFor({ onEdit, onAdd, onFlip, onDelete })} roots={roots} onOpen={onEdit} />;
}

const columnsFor = (doing: Doing): TreeColumn<Category>[] => [
  { id: 'name', header: 'Category', width: 300, cell: (c) => <button type="button" className="sy-link" onClick={() => doing.onEdit(c)}>{c.name}</button> },
  { id: 'code', header: 'Code', width: 180, cell: (c) => c.code },
  { id: 'items', header: 'Items in it', width: 110, align: 'right', cell: (c, f) => (c.product_count === 0 ? '–' : <LinkTo to={itemsOf(c)}>{f.number(String(c.product_count))}</LinkTo>) },
  { id: 'state', header: 'State', width: 110, cell: (c) => <StatusBadge state={activeState(c.is_active)} tones={ACTIVE_TONES} /> },
  { id: 'more', header: '', width: 44, cell: (c) => <More category={c} {...doing} /> },
];

const itemsOf = (c: Category) => gridUrl('/items', [{ field: 'category_id', op: 'eq', values: [String(c.id)] }]);

function More({ category: c, onEdit, onAdd, onFlip, onDelete }: { category: Category } & Doing) {
  return (
    <Menu position="bottom-end">
      <Menu.Target><ActionIcon size="sm" aria-label={`More to do with ${c.name}`}><IconDots size={15} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={14} stroke={1.5} />} onClick={() => onEdit(c)}>Rename or move</Menu.Item>
        <Menu.Item leftSection={<IconPlus size={14} stroke={1.5} />} onClick={() => onAdd(c.id)}>New category in it</Menu.Item>
        <Menu.Item leftSection={c.is_active ? <IconArchive size={14} stroke={1.5} /> : <IconArchiveOff size={14} stroke={1.5} />} onClick={() => onFlip(c)}>{c.is_active ? 'Deactivate' : 'Activate again'}</Menu.Item>
        <Menu.Item color="red" leftSection={<IconTrash size={14} stroke={1.5} />} onClick={() => onDelete(c)}>Delete</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function CategoryForm({ editing: { category: c, parent }, all, onClose }: { editing: Editing; all: readonly Category[]; onClose: () => void }) {
  const save = useWrite('categories.save');
  const doc = useDocForm({
    initial: { name: c?.name ?? '', code: c?.code ?? '', parent_id: textOf(parent), description: textOf(c?.description), sort_order: textOf(c?.sort_order), is_active: c?.is_active ?? true },
    validate: { name: (v: string) => (v.trim() ? null : 'Say what it is called.'), code: (v: string, all) => (v.trim() || codeFrom(all.name) ? null : 'Give it a short code.') },
    save: (v) => {
      const parent_id = wholeOrNone(v.parent_id);
      const description = orNone(v.description);
      const sort_order = wholeOrNone(v.sort_order);
      return save.run({
        name: v.name, code: v.code.trim() || codeFrom(v.name), is_active: v.is_active, ...(c ? { id: c.id } : {}),
        ...(parent_id === undefined ? {} : { parent_id }), ...(description === undefined ? {} : { description }), ...(sort_order === undefined ? {} : { sort_order }),
      });
    },
    onSaved: (v) => { toast.good(`${v.name} saved`); onClose(); },
  });
  const { form } = doc;
  const barred = c ? withBelow(all, c.id) : new Set<number>();
  const places = all.filter((o) => !barred.has(o.id)).map((o) => ({ value: String(o.id), label: pathOf(all, o.id) }));
  return (
    <FormModal title={c ? `Category ${c.name}` : 'New category'} doc={doc} verb={c ? 'Save the category' : 'Add the category'} onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="Name" required data-autofocus {...form.getInputProps('name')} />
        <TextInput label="Code" placeholder={codeFrom(form.values.name) || 'From the name'} {...form.getInputProps('code')} />
        <Select label="Lies in" clearable searchable placeholder="Nothing: at the top" data={places} {...form.getInputProps('parent_id')} value={form.values.parent_id || null} onChange={(v) => form.setFieldValue('parent_id', v ?? '')} />
        <DecimalField label="Place among its siblings" inputMode="numeric" placeholder="0" {...form.getInputProps('sort_order')} />
      </SimpleGrid>
      <Textarea label="Description" autosize minRows={1} {...form.getInputProps('description')} />
      <Checkbox size="xs" label="May be chosen" {...form.getInputProps('is_active', { type: 'checkbox' })} />
      {c && !form.values.is_active && c.product_count > 0 && <Text size="xs" c="dimmed">{c.product_count} {c.product_count === 1 ? 'item keeps' : 'items keep'} it; it is only no longer offered.</Text>}
    </FormModal>
  );
}
