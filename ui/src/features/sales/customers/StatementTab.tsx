import { Button, Group } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import type { Statement } from '../../../bindings/commands';
import { currentPlatform, useRead } from '../../../shared/api';
import { DateField } from '../../../shared/form';
import { DateText, Loaded, Money, toast } from '../../../shared/ui';
import classes from '../sales.module.css';

const KINDS = { invoice: 'Invoice', payment: 'Payment', refund: 'Refund' } as const;

/** What a customer was invoiced and paid, day by day, with what is owed after each. */
export function StatementTab({ id }: { id: number }) {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const statement = useRead('customers.statement', { id, from: from || null, to: to || null }, { placeholderData: (old) => old });
  return (
    <>
      <Group gap="sm" align="flex-end" mb="sm">
        <DateField label="From" value={from} onChange={setFrom} placeholder="the beginning" w={160} />
        <DateField label="To" value={to} onChange={setTo} placeholder="today" w={160} error={statement.error?.message} />
        {statement.data && statement.data.entries.length > 0 && (
          <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => save(statement.data)}>Save as CSV</Button>
        )}
      </Group>
      <Loaded query={statement} what="The statement">{(data) => <StatementTable statement={data} />}</Loaded>
    </>
  );
}

function StatementTable({ statement }: { statement: Statement }) {
  return (
    <div className={classes['tableBox']}>
      <table className={classes['table']} aria-label="Statement of account">
        <thead>
          <tr><th>Date</th><th>What</th><th>Number</th><th>Order</th><th data-align="right">Invoiced</th><th data-align="right">Paid</th><th data-align="right">Owed</th></tr>
        </thead>
        <tbody>
          {statement.from && <tr><td colSpan={6}>Owed before</td><td data-align="right"><Money value={statement.opening} /></td></tr>}
          {statement.entries.map((entry) => (
            <tr key={`${entry.kind}-${entry.number}`}>
              <td><DateText value={entry.date} /></td>
              <td>{KINDS[entry.kind]}</td>
              <td>{entry.number}</td>
              <td>{entry.order_number}</td>
              <td data-align="right">{entry.kind === 'payment' ? null : <Money value={entry.amount} />}</td>
              <td data-align="right">{entry.kind === 'payment' ? <Money value={entry.amount?.replace(/^-/, '') ?? null} /> : null}</td>
              <td data-align="right"><Money value={entry.balance} /></td>
            </tr>
          ))}
          {statement.entries.length === 0 && <tr><td colSpan={7} className={classes['dim']}>Nothing was invoiced or paid in these days.</td></tr>}
        </tbody>
        <tfoot>
          <tr><td colSpan={6}>Owed on <DateText value={statement.to} /></td><td data-align="right"><Money value={statement.closing} /></td></tr>
        </tfoot>
      </table>
    </div>
  );
}

const quoted = (text: string) => (/[",\n;]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function save(statement: Statement): void {
  const rows = [
    ['date', 'kind', 'number', 'order', 'amount', 'balance'],
    ...statement.entries.map((e) => [e.date, e.kind, e.number, e.order_number, e.amount ?? '', e.balance ?? '']),
  ];
  const bytes = new TextEncoder().encode(rows.map((row) => row.map(quoted).join(',')).join('\r\n'));
  currentPlatform()
    .saveFile({ suggestedName: `statement-${statement.customer.customer_number}-${statement.to}.csv`, mediaType: 'text/csv', bytes })
    .then((where) => where && toast.good('Statement saved', where), (error: unknown) => toast.error('Not saved', error));
}
