import { call } from '../../../shared/api';
import { toast } from '../../../shared/ui';
import { openFile, saveFile } from '../../documents';

const print = (shipment: number) => call('documents.packing_slip', { shipment_id: shipment });

/** Makes a parcel's packing slip and shows it. */
export const openPackingSlip = (shipment: number): Promise<void> =>
  print(shipment).then((file) => openFile(file.id)).catch((error: unknown) => toast.error('The packing slip was not made', error));

/** Makes a parcel's packing slip and saves it where the person says. */
export const savePackingSlip = (shipment: number): Promise<void> =>
  print(shipment).then((file) => saveFile(file.id)).catch((error: unknown) => toast.error('The packing slip was not made', error));
