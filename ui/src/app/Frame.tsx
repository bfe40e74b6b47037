import { Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useSession } from '../shared/api';
import { CallFollower } from './CallFollower';
import classes from './Frame.module.css';
import { rememberPlace, useRememberedPlace } from './lastPlace';
import { Palette } from './Palette';
import { ShortcutSheet } from './ShortcutSheet';
import { Sidebar } from './Sidebar';
import { TopBar } from './TopBar';
import { useFullText } from './useFullText';
import { useGlobalActions } from './useGlobalActions';
import { useKeymap } from './useKeymap';

/** Navigation left, where-I-am on top, the page in the middle. */
export function Frame() {
  const session = useSession();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const main = useRef<HTMLElement>(null);
  useGlobalActions();
  useKeymap();
  useFullText();
  useRememberedPlace(session.user.id);

  useEffect(() => {
    rememberPlace(session.user.id, location.pathname + location.search);
    main.current?.scrollTo({ top: 0 });
    // Whoever chose a page wants to work on it: the next key goes there, and not through the rest of the navigation.
    if (document.activeElement?.closest('nav')) main.current?.focus({ preventScroll: true });
  }, [path, session.user.id]);

  return (
    <div className={classes.frame}>
      <a className={classes.skip} href="#main">
        Skip to the page
      </a>
      <Sidebar />
      <div className={classes.body}>
        <TopBar />
        {session.read_only && (
          <div role="status" className={classes.banner} data-tone="warn">
            <strong>Read only.</strong> You can look at everything; changes are refused.
          </div>
        )}
        <main ref={main} id="main" tabIndex={-1} className={classes.main}>
          <Outlet />
        </main>
      </div>
      <Palette />
      <ShortcutSheet />
      <CallFollower />
    </div>
  );
}
