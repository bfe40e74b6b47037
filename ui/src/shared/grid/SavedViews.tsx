import { ActionIcon, Button, Group, Menu, Modal, Stack, Text, TextInput } from '@mantine/core';
import { IconBookmark, IconTrash } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useActions } from '../actions';
import { confirmDestroy } from '../ui/confirm';
import { toast } from '../ui/toast';
import type { GridColumns } from './layout';
import { useSavedViews, type NamedView } from './storedViews';
import type { GridLayout } from './types';
import type { GridView, ViewState } from './view';

interface SavedViewsProps<T> {
  list: string;
  view: GridView;
  columns: GridColumns<T>;
}

/** Search, filters, sort and columns under a name. */
export function SavedViews<T>({ list, view, columns }: SavedViewsProps<T>) {
  const { views, save, remove } = useSavedViews(list);
  const [name, setName] = useState('');
  const [naming, setNaming] = useState(false);

  function apply({ state }: NamedView) {
    view.set({ ...state.view });
    columns.setLayout(state.layout);
  }
  useActions(views.map((v) => ({ id: `view.${list}.${v.id}`, title: `View: ${v.name}`, run: () => apply(v) })));

  function keep() {
    const title = name.trim();
    if (!title) return;
    const current: ViewState = { search: view.search, filters: view.filters, sort: view.sort };
    const layout: GridLayout = columns.layout;
    save(title, { view: current, layout }).then(
      () => toast.good(`View "${title}" saved`),
      (error: unknown) => toast.error('The view was not saved', error),
    );
    setName('');
    setNaming(false);
  }

  return (
    <>
      <Modal opened={naming} onClose={() => setNaming(false)} title={<Text fw={620}>Save this view</Text>} size="sm">
        <Stack gap="xs" component="form" onSubmit={(event: FormEvent) => { event.preventDefault(); keep(); }}>
          <TextInput data-autofocus label="Name of the view" value={name} onChange={(e) => setName(e.target.value)} />
          <Group justify="flex-end">
            <Button type="submit" disabled={!name.trim()}>
              Save the view
            </Button>
          </Group>
        </Stack>
      </Modal>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <Button variant="subtle" color="gray" leftSection={<IconBookmark size={15} stroke={1.5} />}>
            Views
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {views.length === 0 && (
            <Text size="xs" c="dimmed" p="xs">
              Filter, sort and arrange the list, then save it under a name.
            </Text>
          )}
          {views.map((v) => (
            <Group key={v.id} gap={0} wrap="nowrap">
              <Menu.Item onClick={() => apply(v)}>{v.name}</Menu.Item>
              <ActionIcon
                aria-label={`Delete the view ${v.name}`}
                onClick={() =>
                  confirmDestroy({
                    title: `Delete the view "${v.name}"?`, what: 'Only the arrangement goes; no record is touched.', verb: 'Delete the view',
                    run: () => remove(v.id),
                  })
                }
              >
                <IconTrash size={14} stroke={1.5} />
              </ActionIcon>
            </Group>
          ))}
          <Menu.Divider />
          <Menu.Item onClick={() => setNaming(true)}>Save this view…</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
