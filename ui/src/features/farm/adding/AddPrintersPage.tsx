import { Tabs } from '@mantine/core';
import { useState } from 'react';
import type { FoundPrinter } from '../../../bindings/commands';
import { useRead } from '../../../shared/api';
import { useSearchParam } from '../../../shared/go';
import { Loaded, Page } from '../../../shared/ui';
import { ByHand } from './ByHand';
import { Chosen } from './Chosen';
import { FindPrinters } from './FindPrinters';
import { ImportTable } from './ImportTable';
import { useSearch } from './useSearch';

/** Three ways to add printers: find them, write one down, or take a table. */
export default function AddPrintersPage() {
  const printers = useRead('printers.list', {}, { staleTime: Infinity });
  const [way, setWay] = useSearchParam('way');
  const [round, setRound] = useState(0);
  const search = useSearch();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [going, setGoing] = useState<readonly FoundPrinter[] | null>(null);
  const again = () => {
    void printers.refetch().then(() => setRound(round + 1));
  };
  return (
    <Page title="Add printers" crumbs={[{ title: 'New' }]}>
      <Loaded query={printers} what="The printers">
        {(rows) => {
          const codes = rows.map((row) => row.code);
          return (
            <Tabs value={way ?? 'find'} onChange={(next) => setWay(next === 'find' ? undefined : (next ?? undefined))} keepMounted={false}>
              <Tabs.List mb="md">
                <Tabs.Tab value="find">On the network</Tabs.Tab>
                <Tabs.Tab value="hand">One by hand</Tabs.Tab>
                <Tabs.Tab value="table">From a table</Tabs.Tab>
              </Tabs.List>
              <Tabs.Panel value="find">
                {going
                  ? <Chosen found={going} codes={codes} onBack={() => setGoing(null)} />
                  : <FindPrinters search={search} chosen={chosen} onChoose={setChosen} onContinue={setGoing} />}
              </Tabs.Panel>
              <Tabs.Panel value="hand"><ByHand key={round} codes={codes} onAnother={again} /></Tabs.Panel>
              <Tabs.Panel value="table"><ImportTable /></Tabs.Panel>
            </Tabs>
          );
        }}
      </Loaded>
    </Page>
  );
}
