import { Stack } from '@mantine/core';
import { IconCheck, IconPencil, IconPrinter, IconX } from '@tabler/icons-react';
import { StackedBar, StepChart } from '../../src/shared/charts';
import { LinesGrid } from '../../src/shared/form';
import { useGo, useRouteParam } from '../../src/shared/go';
import { confirmDestroy, DateText, DocumentPage, Facts, Files, LinkTo, Money, Notice, Section, StatusBadge, Swatch, Timeline, toast } from '../../src/shared/ui';
import { useFormat } from '../../src/shared/values';
import { STORY_LINES, storyLineColumns } from './lines';

const TONES = { confirmed: ['Confirmed', 'info'] } as const;
const PAY = { part: ['Part paid', 'warn'] } as const;

export default function DocumentStory() {
  const id = useRouteParam();
  const go = useGo();
  const format = useFormat();
  const number = `SO-2026-${id.padStart(4, '0')}`;
  return (
    <DocumentPage
      title={number} subtitle={<>for <LinkTo to="/customers/3">Brightwell Robotics</LinkTo></>} state="confirmed" tones={TONES}
      badges={<StatusBadge state="part" tones={PAY} />}
      next={{ id: 'start', title: 'Start production', icon: IconCheck, run: () => toast.good('3 work orders released', 'WO-2026-0101 to WO-2026-0103', { undo: () => undefined }) }}
      actions={[
        { id: 'edit', title: 'Edit', icon: IconPencil, keys: 'e', run: () => go(`/orders/${id}/edit`) },
        { id: 'print', title: 'Print the confirmation', icon: IconPrinter, run: () => undefined },
        { id: 'ship', title: 'Ship', refusal: 'Nothing is ready: 2 work orders are still printing.', run: () => undefined },
        { id: 'cancel', title: 'Cancel the order', icon: IconX, danger: true, run: () => confirmDestroy({ title: `Cancel order ${number}?`, what: 'Its 3 reservations are released and 2 draft work orders are cancelled. Payments stay and must be refunded.', verb: 'Cancel the order', run: () => undefined }) },
      ]}
      notices={<Notice tone="warn" remedy={{ title: 'Buy 2 spools', run: () => undefined }}>PLA Black runs short by 1,240 G on Thu 3 Dec; line 2 would be 4 days late.</Notice>}
      tabs={[
        {
          id: 'lines', title: 'Lines', count: STORY_LINES.length,
          content: <LinesGrid label="Lines" columns={storyLineColumns} lines={STORY_LINES} keyOf={(l) => l.sku} footer={<span>Total <b><Money value="5431.20" /></b></span>} />,
        },
        {
          id: 'goods', title: 'Where goods come from',
          content: (
            <Stack gap="lg">
              <StepChart
                label="PLA Black, projected" unit="G" floor={{ value: '1000', label: 'Safety stock' }} until="2026-12-20"
                points={[
                  { date: '2026-11-22', value: '3400' }, { date: '2026-11-27', value: '2100', note: 'WO-2026-0099' }, { date: '2026-12-03', value: '-1240', note: number },
                  { date: '2026-12-07', value: '3760', note: 'PO-2026-0031' }, { date: '2026-12-14', value: '2900', note: 'WO-2026-0107' },
                ]}
              />
              <StackedBar
                label="What it costs" show={(v) => format.money(v)}
                parts={[{ label: 'Material', value: '812.40' }, { label: 'Machine', value: '640.00' }, { label: 'Labour', value: '410.25' }, { label: 'Overhead', value: '96.10' }]}
              />
            </Stack>
          ),
        },
        { id: 'payments', title: 'Payments', count: 1, content: <Facts facts={[['Paid', <Money key="m" value="2000.00" />]]} /> },
      ]}
      side={
        <>
          <Section title="Order">
            <Facts narrow facts={[
              ['Promised', <DateText key="d" value="2026-12-10" />], ['Ships to', 'Unit 4, Kirkstall Road, Leeds'], ['Colour', <Swatch key="s" colour="#1d1d1f" name="Black" />],
              ['Terms', '30 days'],
            ]} />
          </Section>
          <Section title="Files">
            <Files read={() => Promise.resolve(new Uint8Array())} files={[{ id: 1, name: 'gear-housing-v4.3mf', size_bytes: 2_481_000 }, { id: 2, name: 'PO-Brightwell-8841.pdf', size_bytes: 88_120 }]} onAdd={async () => undefined} onRemove={async () => undefined} />
          </Section>
          <Section title="Events">
            <Timeline events={[
              { id: '3', at: '2026-11-22T10:12:00Z', title: 'Payment of €2,000.00 recorded', who: 'Ana Ferreira', tone: 'good' },
              { id: '2', at: '2026-11-21T15:40:00Z', title: 'Confirmed', who: 'Ana Ferreira', detail: '2 lines reserved, 1 becomes demand' },
              { id: '1', at: '2026-11-21T15:22:00Z', title: 'Made from quote Q-2026-0018', who: 'Ana Ferreira' },
            ]} />
          </Section>
        </>
      }
    />
  );
}
