import classes from './StatusBadge.module.css';

/** idle: not begun · info: waiting for somebody · active: under way · good · warn · bad. */
export type Tone = 'idle' | 'info' | 'active' | 'good' | 'warn' | 'bad';

/** For each state of a document its words and its tone: `{ draft: ['Draft', 'idle'] }`. */
export type Tones = Readonly<Record<string, readonly [label: string, tone: Tone]>>;

interface StatusBadgeProps {
  state: string;
  tones: Tones;
}

/** State of a document: words, a colour, and a mark whose shape differs too. */
export function StatusBadge({ state, tones }: StatusBadgeProps) {
  const [label, tone] = tones[state] ?? [state.replaceAll('_', ' '), 'idle'];
  return (
    <span className={classes.badge} data-tone={tone}>
      <svg width="8" height="8" viewBox="0 0 8 8" aria-hidden>
        <path d={SHAPES[tone]} fill="currentColor" fillRule="evenodd" />
      </svg>
      {label}
    </span>
  );
}

/** Ring, half disc, arrow, disc, triangle, square: told apart without colour. */
const SHAPES: Record<Tone, string> = {
  idle: 'M4 0a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 1.6a2.4 2.4 0 1 0 0 4.8a2.4 2.4 0 0 0 0-4.8z',
  info: 'M4 0a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM4 1.4v5.2a2.6 2.6 0 0 0 0-5.2z',
  active: 'M1 0l7 4l-7 4z',
  good: 'M4 0a4 4 0 1 1 0 8a4 4 0 0 1 0-8z',
  warn: 'M4 0l4 8h-8z',
  bad: 'M0 0h8v8h-8z',
};
