import { feature } from '../../shared/feature';

export default feature({
  pages: [{ path: '/documents', title: 'Documents', load: () => import('./DocumentsPage') }],
});
