import { Autocomplete, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { useState } from 'react';
import type { FoundPrinter } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { EmptyState, Notice } from '../../../shared/ui';
import { isNew, keyOf } from './found';
import { FoundTable } from './FoundTable';
import type { Search } from './useSearch';

interface FindPrintersProps {
  search: Search;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onContinue: (found: readonly FoundPrinter[]) => void;
}

/** Looks for printers, and lets a person choose among those that were found. */
export function FindPrinters({ search, chosen, onChoose, onContinue }: FindPrintersProps) {
  const networks = useRead('printers.networks', {}, { staleTime: Infinity });
  const [at, setAt] = useState('');
  const { found, running, percent, done, problem, start, stop } = search;
  const picked = found.filter((f) => isNew(f) && chosen.has(keyOf(f)));
  const fresh = found.filter(isNew);
  return (
    <Stack gap="md" maw={1120}>
      <Group align="flex-end" gap="sm">
        <Button leftSection={<IconRadar2 size={15} aria-hidden />} disabled={running} onClick={() => start()}>Find printers</Button>
        <form onSubmit={(event) => { event.preventDefault(); if (at.trim() && !running) start(at.trim()); }}>
          <Group align="flex-end" gap="xs">
            <Autocomplete
              size="xs" w={300} label="Address or range" placeholder="192.168.1.40 or 192.168.1.0/24" maxLength={100} spellCheck={false} value={at} onChange={setAt}
              data={(networks.data ?? []).map((n) => n.range)}
            />
            <Button size="xs" variant="default" type="submit" disabled={running || !at.trim()}>Ask there</Button>
          </Group>
        </form>
      </Group>
      {running && (
        <Group gap="sm" wrap="nowrap">
          <Progress flex={1} value={percent} animated aria-label="Looking for printers" />
          <Button size="compact-xs" variant="default" onClick={stop}>Stop</Button>
        </Group>
      )}
      {problem && <Notice tone="bad">{problem}</Notice>}
      <Text size="sm" role="status">{told(found, running, done)}</Text>
      {found.length > 0 && <FoundTable found={found} chosen={chosen} onChoose={onChoose} />}
      {found.length === 0 && done && !problem && (
        <EmptyState
          compact title="No printer was found" hint="Is it switched on, on this network, and set to be used there (LAN Only on a Bambu Lab)? Printers behind another network or without an announcement are found by their address or range."
        />
      )}
      {fresh.length > 0 && (
        <Group gap="xs">
          <Button disabled={picked.length === 0 || running} onClick={() => onContinue(picked)}>
            {picked.length === 0 ? 'Choose printers to add' : `Continue with ${picked.length === 1 ? 'one printer' : `${picked.length} printers`}`}
          </Button>
          <Button variant="subtle" color="gray" onClick={() => onChoose(new Set(picked.length === fresh.length ? [] : fresh.map(keyOf)))}>
            {picked.length === fresh.length ? 'Choose none' : 'Choose all that are new'}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

function told(found: readonly FoundPrinter[], running: boolean, done: boolean): string {
  const many = found.length === 1 ? 'One printer' : `${found.length} printers`;
  const fresh = found.filter(isNew).length;
  const news = found.length > 0 && fresh < found.length ? `, ${fresh} of them new` : '';
  if (running) return found.length > 0 ? `Looking… ${many} found so far${news}.` : 'Looking… Printers announce themselves every few seconds.';
  if (found.length > 0) return `${many} found${news}.`;
  return done ? '' : 'Printers on this network make themselves known within a few seconds. Nothing is asked before you press the button.';
}
