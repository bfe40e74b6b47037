import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/printers', title: 'Printers', purpose: 'The farm as a wall: what each printer does, how long it still takes, and who needs a hand.' },
    { path: '/print-jobs', title: 'Print jobs', purpose: 'Every print: file, printer, grams, minutes and what became of it.' },
    { path: '/maintenance', title: 'Maintenance', purpose: 'What is due on which printer, by hours or by date, and what was done.' },
  ],
});
