import { Button, Group, Menu, Tabs } from '@mantine/core';
import { IconAdjustments, IconArrowsTransferDown, IconChevronDown, IconDoorEnter, IconPackageExport } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';
import { useActions } from '../../shared/actions';
import { mayDo, useRead, useSession } from '../../shared/api';
import { useGo, useSearchParam } from '../../shared/go';
import { AdjustDialog } from './AdjustDialog';
import { TakeDialog, TransferDialog } from './MoveDialogs';
import type { Picked } from './picked';
import { StockByItem } from './StockByItem';
import { StockByPlace } from './StockByPlace';
import { StockValue } from './StockValue';
import { WaitingList } from './WaitingList';

export type Move = 'adjust' | 'transfer' | 'take';
export type OpenMove = (move: Move, item?: Picked | null, locationId?: string) => void;

/** What lies where, what it is worth, who holds it, and what waits to be approved. */
export default function StockPage() {
  const admin = mayDo(useSession().user, 'admin');
  const go = useGo();
  const [tab = 'items', setTab] = useSearchParam('tab');
  const [open, setOpen] = useState<{ move: Move; item: Picked | null; locationId: string } | null>(null);
  const waiting = useRead('inventory.waiting', { filters: [], limit: 100 }).data?.rows.length ?? 0;
  const openMove: OpenMove = (move, item = null, locationId = '') => setOpen({ move, item, locationId });
  const close = () => setOpen(null);
  useActions([
    { id: 'stock.adjust', title: 'Adjust stock', keys: 'n', run: () => openMove('adjust') },
    { id: 'stock.transfer', title: 'Transfer stock', run: () => openMove('transfer') },
    { id: 'stock.take', title: 'Take from stock', words: 'issue scrap', run: () => openMove('take') },
  ]);

  const actions = (
    <Group gap={6}>
      <Button leftSection={<IconAdjustments size={15} stroke={1.6} />} onClick={() => openMove('adjust')}>Adjust</Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" rightSection={<IconChevronDown size={13} />}>More</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconArrowsTransferDown size={15} stroke={1.5} />} onClick={() => openMove('transfer')}>Transfer</Menu.Item>
          <Menu.Item leftSection={<IconPackageExport size={15} stroke={1.5} />} onClick={() => openMove('take')}>Take or scrap</Menu.Item>
          {admin && <Menu.Item leftSection={<IconDoorEnter size={15} stroke={1.5} />} onClick={() => go('/stock/opening')}>Enter opening stock</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
  const above: ReactNode = (
    <>
      {admin && <StockValue />}
      <Tabs value={tab} onChange={(next) => setTab(next === 'items' ? undefined : (next ?? undefined))} mb="xs">
        <Tabs.List aria-label="Stock seen">
          <Tabs.Tab value="items">By item</Tabs.Tab>
          <Tabs.Tab value="places">By place</Tabs.Tab>
          <Tabs.Tab value="waiting">Waiting for approval{waiting > 0 ? ` (${waiting}${waiting === 100 ? '+' : ''})` : ''}</Tabs.Tab>
        </Tabs.List>
      </Tabs>
    </>
  );
  const view = { actions, above, onMove: openMove };
  return (
    <>
      {tab === 'places' ? <StockByPlace {...view} /> : tab === 'waiting' ? <WaitingList actions={actions} above={above} admin={admin} /> : <StockByItem {...view} admin={admin} />}
      {open?.move === 'adjust' && <AdjustDialog item={open.item} locationId={open.locationId} onClose={close} />}
      {open?.move === 'transfer' && <TransferDialog item={open.item} locationId={open.locationId} onClose={close} />}
      {open?.move === 'take' && <TakeDialog item={open.item} locationId={open.locationId} onClose={close} />}
    </>
  );
}
