import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/items', title: 'Items', load: () => import('./items/ItemsPage') },
    { path: '/items/new', title: 'New item', role: 'admin', load: () => import('./items/ItemFormPage') },
    { path: '/items/$id', title: 'Item', load: () => import('./items/ItemPage') },
    { path: '/items/$id/edit', title: 'Edit item', role: 'admin', load: () => import('./items/ItemFormPage') },
    { path: '/categories', title: 'Item categories', role: 'admin', load: () => import('./categories/CategoriesPage') },
  ],
  actions: [
    { id: 'categories.go', title: 'Item categories', words: 'group tree', to: '/categories', role: 'admin' },
    { id: 'items.new', title: 'New item', keys: 'c i', words: 'add product material sku', to: '/items/new', role: 'admin' },
    { id: 'items.short', title: 'Items to reorder', words: 'low stock short', to: '/items?show=short' },
  ],
});
