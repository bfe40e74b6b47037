import { EmptyState } from '../shared/ui/EmptyState';
import { Page } from '../shared/ui/Page';
import { placeOf } from './navigation';

/** A page that only says what it is for. */
export function PurposePage({ title, purpose }: { title: string; purpose: string }) {
  return (
    <Page title={title}>
      <EmptyState icon={placeOf(location.pathname)?.item.icon} title={title} hint={purpose} />
    </Page>
  );
}
