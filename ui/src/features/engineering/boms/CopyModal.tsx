import { ItemPicker } from '../../catalog';
import { FormModal, useDocForm } from '../../../shared/form';

interface CopyModalProps<R> {
  /** `BOM of FG-0001`. */
  what: string;
  copy: (productId: number) => Promise<R>;
  onCopied: (answer: R) => void;
  onClose: () => void;
}

const MADE = [{ field: 'procurement_type', op: 'eq' as const, values: ['make'] }];

/** Asks for which product to copy. */
export function CopyModal<R>({ what, copy, onCopied, onClose }: CopyModalProps<R>) {
  const doc = useDocForm<{ product_id: string }, R>({
    initial: { product_id: '' },
    validate: { product_id: (v: string) => (v ? null : 'Choose the product.') },
    save: (v) => copy(Number(v.product_id)),
    onSaved: (_, answer) => onCopied(answer),
  });
  const { form } = doc;
  return (
    <FormModal title={`Copy the ${what}`} doc={doc} verb="Copy" onClose={onClose}>
      <ItemPicker
        label="For" required autoFocus filters={MADE} value={form.values.product_id || null} error={form.errors['product_id']}
        onChange={(id) => form.setFieldValue('product_id', id ?? '')} description="It becomes the version in use there when it is the first."
      />
    </FormModal>
  );
}
