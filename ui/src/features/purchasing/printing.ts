import { call } from '../../shared/api';
import { toast } from '../../shared/ui';
import { openFile, saveFile } from '../documents';

const print = (order: number) => call('documents.purchase_order', { purchase_order_id: order });

/** Makes the order's PDF as it stands now and shows it; it is kept with the order's files. */
export const openPurchaseOrder = (order: number): Promise<void> =>
  print(order).then((file) => openFile(file.id)).catch((error: unknown) => toast.error('The PDF was not made', error));

/** Makes the order's PDF as it stands now and saves it where the person says. */
export const savePurchaseOrder = (order: number): Promise<void> =>
  print(order).then((file) => saveFile(file.id)).catch((error: unknown) => toast.error('The PDF was not made', error));
