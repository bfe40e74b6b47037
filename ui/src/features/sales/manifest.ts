import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/quotes', title: 'Quotes', purpose: 'Price a model file, show the customer how the price comes about, and turn an approved quote into an order.', role: 'admin' },
    { path: '/orders', title: 'Orders', purpose: 'Every customer order: what is promised, where the goods come from, what is paid and what has shipped.' },
    { path: '/customers', title: 'Customers', purpose: 'Who buys: addresses, prices, open orders and the statement of account.' },
    { path: '/payments', title: 'Payments', purpose: 'Record what customers pay, refund or void it, and see what is still owed.', role: 'admin' },
  ],
});
