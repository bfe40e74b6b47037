import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/reports', title: 'Reports', purpose: 'Revenue, margin, on-time delivery, scrap and machine hours, over any period.', role: 'admin' },
  ],
});
