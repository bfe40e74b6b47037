import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/settings', title: 'Settings', purpose: 'The company, users, numbering, taxes, costing, printers and backups.', role: 'admin' },
  ],
});
