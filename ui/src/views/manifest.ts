import { feature } from '../shared/feature';

export default feature({
  pages: [
    { path: '/', title: 'Today', purpose: 'What needs you today: late orders, idle printers, short materials and goods to ship.' },
  ],
});
