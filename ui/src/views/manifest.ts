import { feature } from '../shared/feature';

export default feature({
  pages: [{ path: '/', title: 'Today', load: () => import('./TodayPage') }],
});
