import type { ResponseOf } from '../../shared/api';
import type { Format } from '../../shared/values';

/** An item as a list hands it to a dialog. */
export interface Picked {
  id: number;
  sku: string;
  name: string;
  unit: string;
}

/** Lots of an item that lie at a place, each with what is left of it. */
export function lotChoices(card: ResponseOf<'inventory.stock_card'> | undefined, place: string | undefined, format: Format): { value: string; label: string }[] {
  return (card?.lots ?? [])
    .filter((lot) => lot.location_name === place)
    .map((lot) => ({
      value: String(lot.lot_id),
      label: [lot.lot_number, format.quantity(lot.quantity, card?.unit), lot.expiration_date ? `expires ${format.date(lot.expiration_date)}` : '', lot.status === 'active' ? '' : lot.status].filter(Boolean).join(' · '),
    }));
}
