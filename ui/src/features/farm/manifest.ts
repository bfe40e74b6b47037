import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/printers', title: 'Printers', load: () => import('./wall/PrintersPage') },
    { path: '/printers/new', title: 'Add a printer', load: () => import('./adding/NewPrinterPage'), role: 'admin' },
    { path: '/printers/$id', title: 'Printer', load: () => import('./printer/PrinterPage') },
    { path: '/print-jobs', title: 'Print jobs', load: () => import('./jobs/PrintJobsPage') },
    { path: '/maintenance', title: 'Maintenance', load: () => import('./maintenance/MaintenancePage') },
  ],
  actions: [
    { id: 'printers.new', title: 'Add a printer', words: 'connect new machine bambu klipper prusa', to: '/printers/new', role: 'admin' },
    { id: 'printers.needs', title: 'Printers that need somebody', words: 'error alert paused attention', to: '/printers?show=needs' },
    { id: 'printers.free', title: 'Free printers', words: 'idle ready', to: '/printers?show=free' },
  ],
});
