import { Button, Card, Group, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { Resource, WorkCenter } from '../../../bindings/commands';
import { useActions } from '../../../shared/actions';
import { mayDo, useRead, useSession, useWrite } from '../../../shared/api';
import { confirmDestroy, EmptyState, Facts, Keys, Loaded, Money, Page, StatusBadge, toast } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { ACTIVE_TONES } from '../../catalog';
import { RESOURCE_TONES } from '../words';
import { CenterForm, ResourceForm } from './CenterForms';

/** Where work is done, what an hour costs, how many hours there are. */
export default function CentersPage() {
  const query = useRead('work_centers.list', {});
  const admin = mayDo(useSession().user, 'admin');
  const [editing, setEditing] = useState<WorkCenter | 'new' | null>(null);
  useActions([{ id: 'centers.add', title: 'New work center', keys: 'n', when: () => admin, run: () => setEditing('new') }]);
  const button = admin && <Button leftSection={<IconPlus size={15} />} rightSection={<Keys keys="n" />} onClick={() => setEditing('new')}>New work center</Button>;
  return (
    <Page title="Work centers" actions={button}>
      <Loaded query={query} what="The work centers">
        {(centers) =>
          centers.length === 0 ? (
            <EmptyState title="No work centers yet" hint="A work center is where a step of a routing is done: the printers, the wash station, the packing bench." action={button} />
          ) : (
            <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="md">
              {centers.map((center) => <Center key={center.id} center={center} admin={admin} onEdit={() => setEditing(center)} />)}
            </SimpleGrid>
          )
        }
      </Loaded>
      {editing && <CenterForm center={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Page>
  );
}

function Center({ center, admin, onEdit }: { center: WorkCenter; admin: boolean; onEdit: () => void }) {
  const format = useFormat();
  const resources = useRead('resources.list', { id: center.id });
  const remove = useWrite('work_centers.delete');
  const [editing, setEditing] = useState<Resource | 'new' | null>(null);
  const rate = (value: string | null) => (admin && value ? <Money value={value} /> : null);
  return (
    <Card withBorder p="sm" radius="md" component="section" aria-label={center.name}>
      <Group justify="space-between" wrap="nowrap" mb={8}>
        <Group gap="xs" wrap="nowrap">
          <Text fw={620}>{center.name}</Text>
          <Text size="xs" c="dimmed">{center.code}</Text>
          {!center.is_active && <StatusBadge state="inactive" tones={ACTIVE_TONES} />}
          {center.is_bottleneck && <StatusBadge state="b" tones={{ b: ['Bottleneck', 'warn'] }} />}
          {center.is_default && <StatusBadge state="d" tones={{ d: ['Usual one', 'info'] }} />}
        </Group>
        {admin && (
          <Group gap={4} wrap="nowrap">
            <Button size="compact-xs" variant="subtle" color="gray" leftSection={<IconPencil size={13} />} onClick={onEdit} aria-label={`Edit ${center.name}`}>Edit</Button>
            <Button
              size="compact-xs" variant="subtle" color="gray" leftSection={<IconTrash size={13} />} aria-label={`Delete ${center.name}`}
              onClick={() => confirmDestroy({
                title: `Delete the work center ${center.name}?`, verb: 'Delete the work center',
                what: `Its ${center.resource_count} resources go with it. A work center that routings or work orders name is not deleted; make it inactive instead.`,
                run: () => remove.run({ id: center.id }).then(() => toast.good(`${center.name} deleted`)),
              })}
            >
              Delete
            </Button>
          </Group>
        )}
      </Group>
      {center.description && <Text size="sm" c="dimmed" mb={8}>{center.description}</Text>}
      <Facts facts={[
        ['Hours a day', center.capacity_hours_per_day && format.number(center.capacity_hours_per_day)], ['Units an hour', center.capacity_units_per_hour && format.number(center.capacity_units_per_hour)],
        ['Open operations', center.open_operations > 0 ? String(center.open_operations) : null],
        ['Machine an hour', rate(center.machine_rate_per_hour)], ['Labour an hour', rate(center.labor_rate_per_hour)], ['Overhead an hour', rate(center.overhead_rate_per_hour)],
      ]} />
      <Stack gap={4} mt={10}>
        {resources.data && resources.data.length > 0 && (
          <table className="sy-plain" aria-label={`Resources of ${center.name}`}>
            <thead><tr><th>Resource</th><th>Kind</th><th data-align="right">Hours a day</th><th>State</th></tr></thead>
            <tbody>
              {resources.data.map((r) => (
                <tr key={r.id}>
                  <td>{admin ? <button type="button" className="sy-link" onClick={() => setEditing(r)}>{r.code}</button> : <b>{r.code}</b>} {r.name}{!r.is_active && ' · inactive'}</td>
                  <td>{r.machine_type ?? '–'}</td>
                  <td data-align="right">{r.capacity_hours_per_day ? format.number(r.capacity_hours_per_day) : '–'}</td>
                  <td><StatusBadge state={r.status} tones={RESOURCE_TONES} /></td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {admin && <div><Button size="compact-xs" variant="subtle" leftSection={<IconPlus size={13} />} onClick={() => setEditing('new')} aria-label={`Add a resource to ${center.name}`}>Add a resource</Button></div>}
      </Stack>
      {editing && <ResourceForm center={center} resource={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}
