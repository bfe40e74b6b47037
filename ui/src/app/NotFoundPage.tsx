import { Button } from '@mantine/core';
import { useGo } from '../shared/go';
import { EmptyState } from '../shared/ui/EmptyState';
import { Page } from '../shared/ui/Page';

export function NotFoundPage() {
  const go = useGo();
  return (
    <Page title="Nothing here">
      <EmptyState
        title="There is no page at this address"
        hint="It may have moved. Press Ctrl K to look for a document, an item, a customer or a page."
        action={<Button onClick={() => go('/')}>Go to Today</Button>}
      />
    </Page>
  );
}
