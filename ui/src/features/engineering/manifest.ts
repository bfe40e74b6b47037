import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/boms', title: 'BOMs', purpose: 'What goes into each product, to any depth, with its cost.' },
    { path: '/routings', title: 'Routings', purpose: 'The steps each product takes, with times and the material each step consumes.' },
    { path: '/work-centers', title: 'Work centers', purpose: 'Where work is done, what an hour costs, and how many hours there are.' },
    { path: '/materials', title: 'Materials & colours', purpose: 'Plastics and their colours: density, temperature, price and swatch.' },
    { path: '/units', title: 'Units', purpose: 'Units of measure and how they convert.', role: 'admin' },
  ],
});
