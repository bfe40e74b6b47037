import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { LinkTo, type Tone } from '../shared/ui';
import { useFormat } from '../shared/values';
import classes from './TodayPage.module.css';

export interface TodayRow {
  key: string;
  to: string;
  /** The number or name that is the link. */
  title: string;
  what: ReactNode;
  /** Right: a date, a quantity. */
  side?: ReactNode;
}

interface TodayCardProps {
  title: string;
  /** Undefined while it is being asked for. */
  rows: readonly TodayRow[] | undefined;
  /** How many there are in all; the rows' when left out. */
  count?: number | null | undefined;
  tone: Tone;
  /** The list that holds them all. */
  all: string;
  /** What it means that there are none. */
  none: string;
  /** Why it could not be read. */
  error?: Error | null | undefined;
  /** Each row stands for many, so that the count is not that of the rows. */
  piles?: boolean;
}

const SHOWN = 6;

/** A short list of one kind of thing that wants attention, and the way to all of them. */
export function TodayCard({ title, rows, count, tone, all, none, error, piles = false }: TodayCardProps) {
  const { count: many } = useFormat();
  const total = count ?? rows?.length ?? 0;
  const hidden = piles ? 0 : total - SHOWN;
  return (
    <section className={classes.card} aria-label={title}>
      <h2>
        {title} {rows && <span className={classes.count} data-tone={total > 0 ? tone : 'idle'}>{many(total)}</span>}
        <span><LinkTo to={all}>All</LinkTo></span>
      </h2>
      {error && !rows ? <p className={classes.none} role="alert">{error.message}</p> : rows === undefined ? <Skeleton h={56} /> : rows.length === 0 ? <p className={classes.none}>{none}</p> : (
        <ul className={classes.rows}>
          {(piles ? rows : rows.slice(0, SHOWN)).map((row) => (
            <li key={row.key}>
              <LinkTo to={row.to}>{row.title}</LinkTo>
              <span className={classes.what}>{row.what}</span>
              {row.side && <span className="sy-num">{row.side}</span>}
            </li>
          ))}
          {hidden > 0 && <li><LinkTo to={all}>{`and ${many(hidden)} more`}</LinkTo></li>}
        </ul>
      )}
    </section>
  );
}

/** A day by which something is wanted: red, with a word, once it is past. */
export function Due({ date }: { date: string | null | undefined }) {
  const format = useFormat();
  if (!date) return null;
  const today = format.today();
  if (date < today) return <span className={classes.late}>{format.date(date)} late</span>;
  return <>{date === today ? 'today' : format.date(date)}</>;
}
