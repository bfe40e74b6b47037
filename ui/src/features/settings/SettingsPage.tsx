import { Tabs } from '@mantine/core';
import { useRead } from '../../shared/api';
import { useSearchParam } from '../../shared/go';
import { EmptyState, Loaded, Page } from '../../shared/ui';
import { Accounts } from './Accounts';
import { CompanyForm } from './CompanyForm';
import { About, Appearance, BackupPart } from './ThisComputer';

/** The company, who signs in, and what concerns this computer. */
export default function SettingsPage() {
  const [tab, setTab] = useSearchParam('tab');
  const company = useRead('settings.company', {});
  return (
    <Page title="Settings">
      <Tabs value={tab ?? 'company'} onChange={(v) => setTab(v === 'company' ? undefined : (v ?? undefined))}>
        <Tabs.List mb="md">
          <Tabs.Tab value="company">Company</Tabs.Tab>
          <Tabs.Tab value="accounts">Accounts</Tabs.Tab>
          <Tabs.Tab value="backup">Backup</Tabs.Tab>
          <Tabs.Tab value="appearance">Appearance</Tabs.Tab>
          <Tabs.Tab value="about">About</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="company">
          <Loaded query={company} what="The company">
            {(c) => (c ? <CompanyForm company={c} /> : <EmptyState title="No company yet" hint="The first start of Spoolyard asks for it." />)}
          </Loaded>
        </Tabs.Panel>
        <Tabs.Panel value="accounts"><Accounts /></Tabs.Panel>
        <Tabs.Panel value="backup"><BackupPart /></Tabs.Panel>
        <Tabs.Panel value="appearance"><Appearance /></Tabs.Panel>
        <Tabs.Panel value="about"><About /></Tabs.Panel>
      </Tabs>
    </Page>
  );
}
