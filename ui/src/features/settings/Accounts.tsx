import { Button, Group, PasswordInput, Select, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import type { Account, ResetRow } from '../../bindings/commands';
import { nameOf, useRead, useWrite } from '../../shared/api';
import { FormModal, orNone, textOf, useDocForm } from '../../shared/form';
import { confirmGo, DateText, Loaded, Notice, Section, StatusBadge, toast, type Tones } from '../../shared/ui';
import { passwordProblem } from '../accounts';

const TONES: Tones = { active: ['Active', 'good'], inactive: ['Inactive', 'idle'], suspended: ['Suspended', 'bad'] };
const ROLES = [{ value: 'admin', label: 'Admin: everything' }, { value: 'staff', label: 'Staff: produce, receive, ship, count; no prices' }];
const STATES = [{ value: 'active', label: 'Active' }, { value: 'suspended', label: 'Suspended' }, { value: 'inactive', label: 'Inactive' }];

/** Who signs in, and who asked for a new password. */
export function Accounts() {
  const query = useRead('accounts.list', {});
  const requests = useRead('password.reset_requests', {});
  const [editing, setEditing] = useState<Account | 'new' | null>(null);
  return (
    <Stack gap="lg" maw={980}>
      {requests.data && requests.data.requests.length > 0 && (
        <Section title="Password requests">
          <Stack gap={4}>{requests.data.requests.map((r) => <Request key={r.id} request={r} />)}</Stack>
        </Section>
      )}
      <Section title="Accounts" actions={<Button size="compact-sm" leftSection={<IconPlus size={14} />} onClick={() => setEditing('new')}>New account</Button>}>
        <Loaded query={query} what="The accounts">
          {({ accounts }) => (
            <table className="sy-plain" aria-label="Accounts">
              <thead><tr><th>Name</th><th>Email</th><th>Role</th><th>State</th><th>Last signed in</th></tr></thead>
              <tbody>
                {accounts.map((a) => (
                  <tr key={a.id}>
                    <td><button type="button" className="sy-link" onClick={() => setEditing(a)}>{nameOf(a)}</button></td>
                    <td>{a.email}</td>
                    <td>{a.role === 'admin' ? 'Admin' : 'Staff'}</td>
                    <td><StatusBadge state={a.status} tones={TONES} /></td>
                    <td>{a.last_login_at ? <DateText value={a.last_login_at} time /> : 'Never'}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Loaded>
      </Section>
      {editing === 'new' && <NewAccountForm onClose={() => setEditing(null)} />}
      {editing && editing !== 'new' && <AccountForm account={editing} onClose={() => setEditing(null)} />}
    </Stack>
  );
}

function Request({ request }: { request: ResetRow }) {
  const decide = useWrite('password.decide_reset');
  const say = (approve: boolean) => () =>
    void decide.run({ id: request.id, approve }).then(() => toast.good(approve ? 'Approved' : 'Refused', request.email), (e: unknown) => toast.error('Not decided', e));
  const approve = async () => {
    if (await confirmGo(`Let ${request.email} set a new password?`, 'Approve it only when you know that it was this person who asked.', 'Approve')) say(true)();
  };
  return (
    <Group gap="xs" wrap="nowrap">
      <div style={{ flex: 1 }}><Notice tone="warn"><b>{request.email}</b> asked for a new password on <DateText value={request.created_at} time />.</Notice></div>
      <Button variant="default" loading={decide.pending} onClick={() => void approve()} aria-label={`Approve the request of ${request.email}`}>Approve</Button>
      <Button variant="subtle" color="gray" disabled={decide.pending} onClick={say(false)} aria-label={`Refuse the request of ${request.email}`}>Refuse</Button>
    </Group>
  );
}

function NewAccountForm({ onClose }: { onClose: () => void }) {
  const create = useWrite('accounts.create');
  const [code, setCode] = useState<string | null>(null);
  const doc = useDocForm({
    initial: { first_name: '', last_name: '', email: '', role: 'staff' as Account['role'], password: '' },
    validate: { first_name: (v: string) => (v.trim() ? null : 'Say who it is.'), password: passwordProblem },
    save: (v) => create.run({ ...v, last_name: orNone(v.last_name) }),
    onSaved: (v, made) => { toast.good(`Account of ${v.first_name} added`); if (made.recovery_code) setCode(made.recovery_code); else onClose(); },
  });
  const { form } = doc;
  return (
    <FormModal title="New account" doc={doc} verb={code ? 'Add another' : 'Add the account'} onClose={onClose}>
      {code && <Notice tone="info">Write down this recovery code. It is shown once, and signs this admin in when the password is lost: <b>{code}</b></Notice>}
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="First name" required data-autofocus {...form.getInputProps('first_name')} />
        <TextInput label="Last name" {...form.getInputProps('last_name')} />
      </SimpleGrid>
      <TextInput label="Email" required {...form.getInputProps('email')} />
      <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps('role')} />
      <PasswordInput size="xs" label="First password" description="At least 10 characters; the person can change it." required autoComplete="new-password" {...form.getInputProps('password')} />
    </FormModal>
  );
}

function AccountForm({ account, onClose }: { account: Account; onClose: () => void }) {
  const update = useWrite('accounts.update');
  const doc = useDocForm({
    initial: { first_name: textOf(account.first_name), last_name: textOf(account.last_name), role: account.role, status: account.status },
    save: (v) => update.run({ ...v, id: account.id, last_name: orNone(v.last_name) }),
    onSaved: () => { toast.good('Account saved', account.email); onClose(); },
  });
  const { form } = doc;
  return (
    <FormModal title={`Account ${account.email}`} doc={doc} verb="Save the account" onClose={onClose}>
      <SimpleGrid cols={2} spacing="sm">
        <TextInput label="First name" required data-autofocus {...form.getInputProps('first_name')} />
        <TextInput label="Last name" {...form.getInputProps('last_name')} />
        <Select label="Role" allowDeselect={false} data={ROLES} {...form.getInputProps('role')} />
        <Select label="State" allowDeselect={false} data={STATES} {...form.getInputProps('status')} />
      </SimpleGrid>
      {form.values.status !== 'active' && <Notice tone="warn">This person is signed out everywhere and cannot sign in again until active.</Notice>}
    </FormModal>
  );
}
