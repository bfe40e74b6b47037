import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/stock', title: 'Stock', load: () => import('./StockPage') },
    { path: '/stock/opening', title: 'Opening stock', load: () => import('./OpeningPage'), role: 'admin' },
    { path: '/stock/$id', title: 'Stock of an item', load: () => import('./StockCardPage') },
    { path: '/movements', title: 'Movements', load: () => import('./MovementsPage') },
    { path: '/counts', title: 'Counts', load: () => import('./CountsPage') },
    { path: '/spools', title: 'Spools', load: () => import('./spools/SpoolsPage') },
    { path: '/spools/$id', title: 'Spool', load: () => import('./spools/SpoolPage') },
  ],
  actions: [
    { id: 'spools.low', title: 'Spools that run out', to: '/spools?f.left_percent=lt:20&f.state=eq:active', words: 'low filament' },
    { id: 'stock.opening', title: 'Enter opening stock', to: '/stock/opening', role: 'admin', words: 'first day begin' },
    { id: 'counts.go', title: 'Count stock', to: '/counts', words: 'stocktake inventory cycle count' },
    { id: 'stock.waiting', title: 'Approve stock requests', to: '/stock?tab=waiting', role: 'admin' },
  ],
});
