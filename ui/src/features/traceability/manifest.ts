import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/lots', title: 'Lots & serials', purpose: 'Follow a lot or a serial number back to the spool and forward to the customer.' },
  ],
});
