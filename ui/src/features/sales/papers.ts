import { call } from '../../shared/api';
import { toast } from '../../shared/ui';
import { openFile, saveFile } from '../documents';

type Show = (file: number) => Promise<void>;

const shown = (what: string, print: () => Promise<{ id: number }>, show: Show): Promise<void> =>
  print().then((file) => show(file.id)).catch((error: unknown) => toast.error(`The ${what} was not made`, error));

const invoice = (id: number, show: Show) => shown('invoice', () => call('documents.invoice', { invoice_id: id }), show);

/** Makes an invoice's PDF and shows it. */
export const openInvoice = (id: number): Promise<void> => invoice(id, openFile);

/** Makes an invoice's PDF and saves it where the person says. */
export const saveInvoice = (id: number): Promise<void> => invoice(id, saveFile);

/** Makes the confirmation of an order and shows it. */
export const openConfirmation = (order: number): Promise<void> =>
  shown('order confirmation', () => call('documents.order_confirmation', { sales_order_id: order }), openFile);
