import { IconAdjustments, IconArrowsTransferDown, IconPackageExport } from '@tabler/icons-react';
import type { RowAction } from '../../shared/grid';
import type { Picked } from './picked';
import type { OpenMove } from './StockPage';

/** What can be done to the stock of an item by hand. */
export const moveActions = (open: OpenMove, item: Picked, locationId = ''): RowAction[] => [
  { id: 'adjust', title: 'Adjust', icon: IconAdjustments, run: () => open('adjust', item, locationId) },
  { id: 'transfer', title: 'Transfer', icon: IconArrowsTransferDown, run: () => open('transfer', item, locationId) },
  { id: 'take', title: 'Take or scrap', icon: IconPackageExport, run: () => open('take', item, locationId) },
];
