import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/stock', title: 'Stock', load: () => import('./StockPage') },
    { path: '/stock/opening', title: 'Opening stock', load: () => import('./OpeningPage'), role: 'admin' },
    { path: '/stock/$id', title: 'Stock of an item', load: () => import('./StockCardPage') },
    { path: '/movements', title: 'Movements', load: () => import('./MovementsPage') },
    { path: '/counts', title: 'Counts', load: () => import('./CountsPage') },
    { path: '/spools', title: 'Spools', purpose: 'Each spool with its colour, grams left and the printer it is loaded in.' },
  ],
  actions: [
    { id: 'stock.opening', title: 'Enter opening stock', to: '/stock/opening', role: 'admin', words: 'first day begin' },
    { id: 'counts.go', title: 'Count stock', to: '/counts', words: 'stocktake inventory cycle count' },
    { id: 'stock.waiting', title: 'Approve stock requests', to: '/stock?tab=waiting', role: 'admin' },
  ],
});
