import { feature } from '../../shared/feature';

export default feature({
  pages: [{ path: '/settings', title: 'Settings', role: 'admin', load: () => import('./SettingsPage') }],
  actions: [
    { id: 'settings.accounts', title: 'Accounts and password requests', words: 'users staff role suspend', to: '/settings?tab=accounts', role: 'admin' },
    { id: 'settings.backup', title: 'Back up the data', words: 'backup copy save', to: '/settings?tab=backup', role: 'admin' },
  ],
});
