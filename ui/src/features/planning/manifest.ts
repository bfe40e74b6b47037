import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/plan', title: 'Plan', load: () => import('./PlanPage') },
    { path: '/plan/$id', title: 'Item over time', load: () => import('./PlanItemPage') },
    { path: '/planned-orders', title: 'Planned orders', load: () => import('./PlannedOrdersPage') },
    { path: '/what-if', title: 'What-if', purpose: 'Try a rush order or a broken printer on a copy of the plan before you promise anything.', role: 'admin' },
  ],
  actions: [
    { id: 'plan.now', title: 'What to make now', words: 'release mrp start', to: '/plan?group=make' },
    { id: 'plan.buy', title: 'What to buy now', words: 'release mrp purchase', to: '/plan?group=buy' },
  ],
});
