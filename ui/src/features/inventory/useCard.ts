import { useRead, type ResponseOf } from '../../shared/api';

export type Card = ResponseOf<'inventory.stock_card'>;

/** The stock of the item chosen in a form; nothing while none is chosen. */
export function useCard(productId: string): Card | undefined {
  return useRead('inventory.stock_card', { product_id: Number(productId) }, { enabled: productId !== '' }).data;
}

/** What lies at a place, as the card tells. No place chosen means the default one, as in the core. */
export function useShelf(card: Card | undefined, locationId: string) {
  const places = useRead('locations.list', {}).data;
  const place = places?.find((p) => (locationId === '' ? p.is_default : String(p.id) === locationId));
  const row = card?.places.find((p) => p.location_id === place?.id);
  return { name: place?.name, on_hand: row?.on_hand ?? '0', available: row?.available ?? '0' };
}
