import { ActionIcon, Tooltip } from '@mantine/core';
import { IconChevronDown, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { mayDo, usePreference, useSession } from '../shared/api';
import { useActions } from '../shared/actions';
import { Keys } from '../shared/ui/Keys';
import classes from './Frame.module.css';
import { NAVIGATION, placeOf, type NavGroup, type NavItem } from './navigation';

export function Sidebar() {
  const { company } = useSession();
  const [narrow, setNarrow] = usePreference('frame.narrow', false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const current = placeOf(path)?.item.path;
  const list = useRef<HTMLDivElement>(null);
  // Where I am stays in sight, also after a jump from the palette.
  useEffect(() => {
    // Newer browsers answer a promise here, which is no clean-up.
    void list.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const Fold = narrow ? IconLayoutSidebarLeftExpand : IconLayoutSidebarLeftCollapse;
  useActions([
    { id: 'frame.fold', title: narrow ? 'Widen the navigation' : 'Narrow the navigation', group: 'Window', keys: 'mod+b', run: () => setNarrow(!narrow) },
  ]);
  return (
    <nav className={classes.side} data-narrow={narrow || undefined} aria-label="Main">
      <div className={classes.brand}>
        <img src="/mark.svg" alt="" />
        {!narrow && <span className={classes.brandName}>{company.company_name}</span>}
      </div>
      <div ref={list} className={classes.nav}>
        {NAVIGATION.map((group, i) => (
          <Group key={group.title ?? i} group={group} narrow={narrow} current={current} />
        ))}
      </div>
      <div className={classes.fold}>
        <Tooltip label={narrow ? 'Widen' : 'Narrow'} position="right">
          <ActionIcon aria-label={narrow ? 'Widen the navigation' : 'Narrow the navigation'} onClick={() => setNarrow(!narrow)}>
            <Fold size={17} stroke={1.5} />
          </ActionIcon>
        </Tooltip>
      </div>
    </nav>
  );
}

function Group({ group, narrow, current }: { group: NavGroup; narrow: boolean; current: string | undefined }) {
  const { user } = useSession();
  const [closed, setClosed] = usePreference(`frame.closed.${group.title ?? 'end'}`, false);
  const items = group.items.filter((item) => mayDo(user, item.role));
  if (items.length === 0) return null;
  const open = narrow || !closed || !group.title;
  return (
    <div className={classes.group}>
      {group.title && !narrow && (
        <button type="button" className={classes.groupTitle} aria-expanded={!closed} onClick={() => setClosed(!closed)}>
          {group.title}
          <IconChevronDown size={12} aria-hidden />
        </button>
      )}
      {items
        .filter((item) => open || item.path === current)
        .map((item) => (
          <Item key={item.path} item={item} narrow={narrow} current={item.path === current} />
        ))}
    </div>
  );
}

function Item({ item, narrow, current }: { item: NavItem; narrow: boolean; current: boolean }) {
  const link = (
    <Link
      to={item.path}
      className={classes.item}
      data-current={current || undefined}
      aria-current={current ? 'page' : undefined}
      aria-label={narrow ? item.title : undefined}
    >
      <item.icon size={16} stroke={1.5} aria-hidden />
      {!narrow && item.title}
    </Link>
  );
  if (!narrow && !item.key) return link;
  return (
    <Tooltip
      position="right"
      openDelay={narrow ? 100 : 900}
      label={
        <>
          {item.title} {item.key && <Keys keys={`g ${item.key}`} />}
        </>
      }
    >
      {link}
    </Tooltip>
  );
}
