import '@fontsource-variable/inter';
import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/notifications/styles.css';
import './app/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { FEATURES } from './app/features';
import { openPlatform } from './platform';
import { whenFirstPageIsUsable } from './platform/firstPage';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
void openPlatform().then((platform) => {
  whenFirstPageIsUsable(root, (firstPaintMs) => {
    // A window that nobody waits for is as good as any.
    void platform.firstPage?.(firstPaintMs).catch(() => undefined);
  });
  createRoot(root).render(<App platform={platform} features={FEATURES} />);
});
