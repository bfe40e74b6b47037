import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/boms', title: 'BOMs', load: () => import('./boms/BomsPage') },
    { path: '/boms/new', title: 'New BOM', role: 'admin', load: () => import('./boms/NewBomPage') },
    { path: '/boms/$id', title: 'BOM', load: () => import('./boms/BomPage') },
    { path: '/routings', title: 'Routings', load: () => import('./routings/RoutingsPage') },
    { path: '/routings/new', title: 'New routing', role: 'admin', load: () => import('./routings/NewRoutingPage') },
    { path: '/routings/$id', title: 'Routing', load: () => import('./routings/RoutingPage') },
    { path: '/work-centers', title: 'Work centers', load: () => import('./centers/CentersPage') },
    { path: '/materials', title: 'Materials & colours', load: () => import('./materials/MaterialsPage') },
    { path: '/units', title: 'Units', role: 'admin', load: () => import('./units/UnitsPage') },
  ],
  actions: [
    { id: 'boms.new', title: 'New bill of material', words: 'bom recipe components', to: '/boms/new', role: 'admin' },
    { id: 'routings.new', title: 'New routing', words: 'steps operations', to: '/routings/new', role: 'admin' },
  ],
});
