import { IconDownload, IconFileText, IconPackageExport, IconTruckDelivery } from '@tabler/icons-react';
import type { ShipmentRow } from '../../../bindings/commands';
import { call } from '../../../shared/api';
import type { RowAction } from '../../../shared/grid';
import { askReason, toast } from '../../../shared/ui';
import { openPackingSlip, savePackingSlip } from './packingSlip';

/** Asks why a parcel never left or came back, then undoes it. */
export function voidShipment(parcel: ShipmentRow): void {
  askReason({
    title: `Void parcel ${parcel.shipment_number}?`,
    what: `Its goods go back on the shelf at what they cost${parcel.invoice_number ? `, invoice ${parcel.invoice_number} is voided` : ''}, and ${parcel.order_number} waits for them again.`,
    verb: 'Void the parcel',
    run: (reason) => call('shipments.void', { id: parcel.id, reason }).then(() => toast.good(`${parcel.shipment_number} was voided`, `${parcel.order_number} holds its goods again.`)),
  });
}

function deliver(parcel: ShipmentRow): void {
  call('shipments.deliver', { id: parcel.id }).then(() => toast.good(`${parcel.shipment_number} arrived`), (error: unknown) => toast.error('Not noted', error));
}

/** What can be done with a parcel. */
export function shipmentActions(parcel: ShipmentRow, admin: boolean, onDescribe: (parcel: ShipmentRow) => void): RowAction[] {
  const left = parcel.status === 'shipped' ? null : 'It did not leave.';
  return [
    { id: 'slip', title: 'Open the packing slip', icon: IconFileText, refusal: left, run: () => void openPackingSlip(parcel.id) },
    { id: 'slip_save', title: 'Save the packing slip', icon: IconDownload, refusal: left, run: () => void savePackingSlip(parcel.id) },
    { id: 'describe', title: 'Carrier and tracking', icon: IconTruckDelivery, refusal: left, run: () => onDescribe(parcel) },
    { id: 'deliver', title: 'It arrived', icon: IconPackageExport, refusal: left ?? (parcel.delivered_at ? 'It arrived already.' : null), run: () => deliver(parcel) },
    ...(admin ? [{ id: 'void', title: 'Void', danger: true, refusal: left, run: () => voidShipment(parcel) }] : []),
  ];
}
