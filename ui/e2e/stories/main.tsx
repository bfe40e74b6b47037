import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import '../../src/app/global.css';
import { createRoot } from 'react-dom/client';
import { App } from '../../src/app/App';
import { FEATURES } from '../../src/app/features';
import { feature } from '../../src/shared/feature';
import { storyPlatform } from './core';

const STORIES = feature({
  pages: [
    { path: '/orders', title: 'Orders', load: () => import('./OrdersStory') },
    { path: '/orders/$id', title: 'Order', load: () => import('./DocumentStory') },
    { path: '/orders/$id/edit', title: 'Order', load: () => import('./FormStory') },
  ],
});
const told = new Set(STORIES.pages.map((page) => page.path));
const others = FEATURES.map((f) => ({ ...f, pages: f.pages.filter((page) => !told.has(page.path)) }));

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App platform={storyPlatform()} features={[STORIES, ...others]} />);
