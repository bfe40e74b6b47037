import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/purchase-orders', title: 'Purchase orders', purpose: 'What is on order from whom, what is late, and what has arrived.' },
    { path: '/vendors', title: 'Vendors', purpose: 'Who you buy from: prices, lead times measured and how often they deliver on time.', role: 'admin' },
    { path: '/receiving', title: 'Receiving', purpose: 'Book in what arrives: quantities, lots, spools and where they go.' },
  ],
});
