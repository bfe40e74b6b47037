import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/stock', title: 'Stock', purpose: 'What lies where, what is reserved, and what will run short.' },
    { path: '/movements', title: 'Movements', purpose: 'Every receipt, issue, transfer and adjustment, with its reason and its document.' },
    { path: '/counts', title: 'Counts', purpose: 'Count by shelf or category, look at the differences, post them with a reason.' },
    { path: '/spools', title: 'Spools', purpose: 'Each spool with its colour, grams left and the printer it is loaded in.' },
  ],
});
