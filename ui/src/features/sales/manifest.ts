import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/quotes', title: 'Quotes', purpose: 'Price a model file, show the customer how the price comes about, and turn an approved quote into an order.', role: 'admin' },
    { path: '/orders', title: 'Orders', load: () => import('./orders/OrdersPage') },
    { path: '/orders/new', title: 'New order', load: () => import('./orders/OrderFormPage') },
    { path: '/orders/$id', title: 'Order', load: () => import('./orders/OrderPage') },
    { path: '/orders/$id/edit', title: 'Edit the order', load: () => import('./orders/OrderFormPage') },
    { path: '/ship', title: 'Ship', load: () => import('./shipping/ShipPage') },
    { path: '/customers', title: 'Customers', load: () => import('./customers/CustomersPage') },
    { path: '/customers/new', title: 'New customer', load: () => import('./customers/CustomerFormPage') },
    { path: '/customers/$id', title: 'Customer', load: () => import('./customers/CustomerPage') },
    { path: '/customers/$id/edit', title: 'Edit the customer', load: () => import('./customers/CustomerFormPage') },
    { path: '/payments', title: 'Payments', load: () => import('./payments/PaymentsPage'), role: 'admin' },
  ],
  actions: [
    { id: 'orders.new', title: 'New order', keys: 'c o', words: 'sell sales', to: '/orders/new' },
    { id: 'customers.new', title: 'New customer', keys: 'c c', to: '/customers/new' },
  ],
});
