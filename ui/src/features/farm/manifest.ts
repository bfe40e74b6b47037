import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/printers', title: 'Printers', load: () => import('./wall/PrintersPage') },
    { path: '/printers/new', title: 'Add printers', load: () => import('./adding/AddPrintersPage'), role: 'admin' },
    { path: '/printers/$id', title: 'Printer', load: () => import('./printer/PrinterPage') },
    { path: '/print-files', title: 'Print files', load: () => import('./files/PrintFilesPage') },
    { path: '/print-files/$id', title: 'Print file', load: () => import('./files/PrintFilePage') },
    { path: '/print-jobs', title: 'Print jobs', load: () => import('./jobs/PrintJobsPage') },
    { path: '/maintenance', title: 'Maintenance', load: () => import('./maintenance/MaintenancePage') },
  ],
  actions: [
    { id: 'printers.new', title: 'Add printers', words: 'find search connect new machine bambu klipper prusa', to: '/printers/new', role: 'admin' },
    { id: 'printers.import', title: 'Add printers from a table', words: 'import csv spreadsheet', to: '/printers/new?way=table', role: 'admin' },
    { id: 'printers.needs', title: 'Printers that need somebody', words: 'error alert paused attention', to: '/printers?show=needs' },
    { id: 'printers.free', title: 'Free printers', words: 'idle ready', to: '/printers?show=free' },
  ],
});
