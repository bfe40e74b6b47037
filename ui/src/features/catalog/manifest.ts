import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/items', title: 'Items', purpose: 'Everything you make, buy or keep: finished goods, materials, components and services.' },
  ],
});
