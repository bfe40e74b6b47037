import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/plan', title: 'Plan', load: () => import('./PlanPage') },
    { path: '/plan/$id', title: 'Item over time', load: () => import('./PlanItemPage') },
    { path: '/planned-orders', title: 'Planned orders', load: () => import('./PlannedOrdersPage') },
    { path: '/plan-history', title: 'Plan history', load: () => import('./PlanHistoryPage') },
    { path: '/plan-settings', title: 'How it plans', load: () => import('./PlanSettingsPage'), role: 'admin' },
    { path: '/what-if', title: 'What-if', load: () => import('./WhatIfPage'), role: 'admin' },
  ],
  actions: [
    { id: 'plan.history', title: 'What moved in the plan', words: 'runs undo history', to: '/plan-history' },
    { id: 'plan.whatIf', title: 'What if', words: 'scenario simulate suppose', to: '/what-if' },
    { id: 'plan.now', title: 'What to make now', words: 'release mrp start', to: '/plan?group=make' },
    { id: 'plan.buy', title: 'What to buy now', words: 'release mrp purchase', to: '/plan?group=buy' },
  ],
});
