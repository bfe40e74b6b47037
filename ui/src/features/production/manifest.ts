import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/queue', title: 'Queue', load: () => import('./queue/QueuePage') },
    { path: '/work-orders', title: 'Work orders', load: () => import('./orders/WorkOrdersPage') },
    { path: '/work-orders/new', title: 'New work order', load: () => import('./orders/WorkOrderFormPage') },
    { path: '/work-orders/$id', title: 'Work order', load: () => import('./orders/WorkOrderPage') },
    { path: '/work-orders/$id/edit', title: 'Edit work order', load: () => import('./orders/WorkOrderFormPage') },
    { path: '/schedule', title: 'Schedule', purpose: 'Work on a time line, machine by machine: drag to move, see what becomes late.' },
    { path: '/quality', title: 'Quality', purpose: 'Goods that wait for inspection: pass them, or send them to rework or scrap.' },
  ],
  actions: [
    { id: 'work_orders.new', title: 'New work order', keys: 'c w', words: 'make produce print job', to: '/work-orders/new' },
    { id: 'work_orders.late', title: 'Late work orders', words: 'overdue', to: '/work-orders?show=late' },
    { id: 'work_orders.inspect', title: 'Goods to inspect', words: 'quality qc', to: '/work-orders?show=inspect' },
  ],
});
