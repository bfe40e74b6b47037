import { IconSearch } from '@tabler/icons-react';
import { Link, useRouterState } from '@tanstack/react-router';
import { runAction } from '../shared/actions';
import { Keys } from '../shared/ui/Keys';
import { usePlaceCrumbs } from '../shared/ui/place';
import { FarmLine } from './FarmLine';
import classes from './Frame.module.css';
import { JobsMenu } from './JobsMenu';
import { placeOf } from './navigation';
import { NoticesMenu } from './NoticesMenu';
import { UserMenu } from './UserMenu';

export function TopBar() {
  return (
    <header className={classes.top}>
      <Breadcrumbs />
      <span className={classes.space} />
      <FarmLine />
      <button type="button" className={classes.search} onClick={() => runAction('frame.palette')}>
        <IconSearch size={14} aria-hidden />
        <span>Search or do…</span>
        <Keys keys="mod+k" />
      </button>
      <NoticesMenu />
      <JobsMenu />
      <UserMenu />
    </header>
  );
}

function Breadcrumbs() {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const own = usePlaceCrumbs();
  const place = placeOf(path);
  const crumbs = [
    ...(place?.group.title ? [{ title: place.group.title }] : []),
    ...(place ? [{ title: place.item.title, to: place.item.path }] : []),
    ...own,
  ];
  return (
    <nav aria-label="Where you are" style={{ minWidth: 0 }}>
      <ol className={classes.crumbs}>
        {crumbs.map((crumb, i) => {
          const last = i === crumbs.length - 1;
          return (
            <li key={`${i}${crumb.title}`} aria-current={last ? 'page' : undefined}>
              {crumb.to && !last ? <Link to={crumb.to}>{crumb.title}</Link> : crumb.title}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
