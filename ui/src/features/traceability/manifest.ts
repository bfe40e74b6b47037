import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/lots', title: 'Lots & serials', load: () => import('./lots/LotsPage') },
    { path: '/lots/$id', title: 'Lot', load: () => import('./lots/LotPage') },
  ],
});
