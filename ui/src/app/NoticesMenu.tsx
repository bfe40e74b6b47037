import { ActionIcon, Button, Group, Indicator, Popover, Stack, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconAlertTriangle, IconBell, IconCheck, IconPlugX, IconSettings, type TablerIcon } from '@tabler/icons-react';
import { useState } from 'react';
import type { Notice, NoticeKind } from '../bindings/commands';
import { useActions } from '../shared/actions';
import { useRead, useWrite } from '../shared/api';
import { useGo } from '../shared/go';
import { DateText } from '../shared/ui';
import { EmptyState } from '../shared/ui/EmptyState';
import { toast } from '../shared/ui/toast';
import classes from './Notices.module.css';
import { NoticeSettings } from './NoticeSettings';

const ICONS: Readonly<Record<NoticeKind, TablerIcon>> = {
  finished: IconCheck, failed: IconAlertTriangle, runout: IconAlertTriangle, paused: IconAlertTriangle, attention: IconAlertTriangle, offline: IconPlugX,
};

/** What the bell says to who cannot see it. */
export const bellLabel = (unread: number): string => (unread === 0 ? 'Notices' : unread === 1 ? '1 unread notice' : `${unread} unread notices`);

/** What printers want somebody to know, kept by the core: it waits for whoever was not at the window. */
export function NoticesMenu() {
  const [open, setOpen] = useState(false);
  const [settings, setSettings] = useState(false);
  const { data } = useRead('notices.list', {}, { retry: false });
  const read = useWrite('notices.read');
  const go = useGo();
  useActions([{ id: 'frame.notices', title: 'Notices of the printers', group: 'Window', words: 'bell unread calls', run: () => setOpen(true) }]);
  const rows = data?.rows ?? [];
  const unread = data?.unread ?? 0;
  const newest = rows[0];
  const mark = (id: number, alone: boolean) => void read.run({ id, alone }).catch((error: unknown) => toast.error('Not marked as read', error));
  const follow = (notice: Notice) => {
    if (!notice.is_read) mark(notice.id, true);
    setOpen(false);
    go(`/printers/${notice.printer_id}`);
  };
  return (
    <>
      <Popover position="bottom-end" width={380} shadow="md" trapFocus opened={open} onChange={setOpen}>
        <Indicator disabled={unread === 0} label={unread > 99 ? '99+' : unread} size={15} offset={4} color="var(--sy-bad)" styles={{ indicator: { color: 'var(--mantine-color-body)', fontSize: 10 } }}>
          <Popover.Target>
            <Tooltip label={bellLabel(unread)} disabled={open}>
              <ActionIcon aria-label={bellLabel(unread)} onClick={() => setOpen(!open)}>
                <IconBell size={17} stroke={1.5} />
              </ActionIcon>
            </Tooltip>
          </Popover.Target>
        </Indicator>
        <Popover.Dropdown p={0}>
          <Group justify="space-between" px="sm" py={6} className={classes.head}>
            <Text size="sm" fw={600}>Notices</Text>
            <Group gap={4}>
              {newest && unread > 0 && <Button size="compact-xs" variant="subtle" color="gray" loading={read.pending} onClick={() => mark(newest.id, false)}>Mark all as read</Button>}
              <ActionIcon size="sm" aria-label="What the system rings for" onClick={() => { setOpen(false); setSettings(true); }}><IconSettings size={15} stroke={1.5} /></ActionIcon>
            </Group>
          </Group>
          {rows.length === 0
            ? <EmptyState compact title="No notices" hint="When a print ends, fails or runs out of filament, or a printer is lost, it is kept here until you have read it." />
            : <ul className={classes.list}>{rows.map((notice) => <li key={notice.id}><Line notice={notice} onOpen={() => follow(notice)} /></li>)}</ul>}
        </Popover.Dropdown>
      </Popover>
      {settings && <NoticeSettings onClose={() => setSettings(false)} />}
    </>
  );
}

function Line({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const Icon = ICONS[notice.kind];
  return (
    <UnstyledButton className={classes.line} data-unread={notice.is_read ? undefined : true} onClick={onOpen}>
      <Icon size={15} aria-hidden color={notice.kind === 'finished' ? 'var(--sy-good)' : 'var(--sy-bad)'} />
      <Stack gap={1} miw={0}>
        <Text size="sm" fw={notice.is_read ? 400 : 600}>{notice.printer_code}{notice.printer_name === notice.printer_code ? '' : ` ${notice.printer_name}`}{notice.is_read ? '' : ' · unread'}</Text>
        <Text size="xs">{notice.text}</Text>
        <Text size="xs" c="dimmed"><DateText value={notice.created_at} time /></Text>
      </Stack>
    </UnstyledButton>
  );
}
