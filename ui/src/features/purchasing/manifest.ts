import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/purchase-orders', title: 'Purchase orders', load: () => import('./OrdersPage') },
    { path: '/purchase-orders/new', title: 'New purchase order', load: () => import('./NewOrderPage'), role: 'admin' },
    { path: '/purchase-orders/$id', title: 'Purchase order', load: () => import('./OrderPage') },
    { path: '/purchase-orders/$id/edit', title: 'Change a purchase order', load: () => import('./EditOrderPage'), role: 'admin' },
    { path: '/vendor-bills', title: 'Vendor bills', load: () => import('./BillsPage'), role: 'admin' },
    { path: '/vendors', title: 'Vendors', load: () => import('./VendorsPage'), role: 'admin' },
    { path: '/vendors/new', title: 'New vendor', load: () => import('./NewVendorPage'), role: 'admin' },
    { path: '/vendors/$id', title: 'Vendor', load: () => import('./VendorPage'), role: 'admin' },
    { path: '/receiving', title: 'Receiving', load: () => import('./ReceivingPage') },
  ],
  actions: [
    { id: 'purchasing.new', title: 'New purchase order', to: '/purchase-orders/new', role: 'admin', words: 'buy po' },
    { id: 'bills.go', title: 'Vendor bills', to: '/vendor-bills', role: 'admin', words: 'payable invoice supplier pay' },
    { id: 'vendors.new', title: 'New vendor', to: '/vendors/new', role: 'admin', words: 'supplier' },
    { id: 'receiving.go', title: 'Receive goods', to: '/receiving', words: 'delivery dock' },
  ],
});
