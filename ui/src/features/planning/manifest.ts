import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/plan', title: 'Plan', purpose: 'Demand against supply over time: what runs short, when, and what to do about it.' },
    { path: '/planned-orders', title: 'Planned orders', purpose: 'What the plan proposes to make or buy; firm it, change it or release it.' },
    { path: '/what-if', title: 'What-if', purpose: 'Try a rush order or a broken printer on a copy of the plan before you promise anything.', role: 'admin' },
  ],
});
