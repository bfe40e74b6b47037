import { Fragment, type ReactNode } from 'react';
import classes from './DocumentPage.module.css';

interface FactsProps {
  /** What has no value is left out. */
  facts: readonly (readonly [label: string, value: ReactNode])[];
  /** One column, for the side panel. */
  narrow?: boolean;
}

/** Labels over values, as many beside each other as fit. */
export function Facts({ facts, narrow = false }: FactsProps) {
  return (
    <dl className={classes.facts} data-narrow={narrow || undefined}>
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) => (
          <Fragment key={label}>
            <div>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          </Fragment>
        ))}
    </dl>
  );
}

/** A titled part of a page or of the side panel. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <section className={classes.section} aria-label={title}>
      <h2>
        {title}
        <span />
        {actions}
      </h2>
      {children}
    </section>
  );
}
