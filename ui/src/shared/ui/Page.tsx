import { Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { UnderHeading } from './heading';
import classes from './Page.module.css';
import { useCrumbs, type Crumb } from './place';

interface PageProps {
  title: string;
  /** Beside the title: counts, badges. */
  aside?: ReactNode;
  /** Right of the title: buttons. */
  actions?: ReactNode;
  /** After the page's place in the navigation, for pages below it. */
  crumbs?: readonly Crumb[];
  /** The content scrolls by itself (a grid): the page takes the window's height. */
  fill?: boolean;
  children: ReactNode;
}

const NONE: readonly Crumb[] = [];

/** Every page: one heading, its buttons, and the content. */
export function Page({ title, aside, actions, crumbs = NONE, fill = false, children }: PageProps) {
  useCrumbs(crumbs);
  useEffect(() => {
    document.title = `${title} · Spoolyard`;
  }, [title]);
  return (
    <div className={classes.page} data-fill={fill || undefined}>
      <header className={classes.header}>
        <Title order={1} className={classes.title}>
          {title}
        </Title>
        {aside}
        <span className={classes.space} />
        {actions}
      </header>
      <div className={classes.content}>
        <UnderHeading value={true}>{children}</UnderHeading>
      </div>
    </div>
  );
}
