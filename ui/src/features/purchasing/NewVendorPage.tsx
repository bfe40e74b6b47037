import { useGo } from '../../shared/go';
import { Page } from '../../shared/ui';
import { VendorForm } from './VendorForm';

export default function NewVendorPage() {
  const go = useGo();
  return (
    <Page title="New vendor" crumbs={[{ title: 'New' }]}>
      <VendorForm onSaved={(id) => go(`/vendors/${id}`, { replace: true })} />
    </Page>
  );
}
