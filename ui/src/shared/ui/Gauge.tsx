import type { ReactNode } from 'react';
import classes from './Gauge.module.css';

interface GaugeProps {
  /** What is left of a hundred. */
  percent: number;
  /** The figure beside the bar: the bar alone says nothing. */
  children: ReactNode;
  /** Below it the bar turns to a warning; the figure says how much. */
  lowBelow?: number;
  large?: boolean;
}

/** How much is left of what there was. */
export function Gauge({ percent, children, lowBelow = 15, large = false }: GaugeProps) {
  const share = Math.min(100, Math.max(0, percent));
  return (
    <span className={classes.gauge} data-large={large || undefined}>
      <span aria-hidden className={classes.track}>
        <span className={classes.fill} data-low={share < lowBelow || undefined} style={{ width: `${share}%` }} />
      </span>
      <span className="sy-num">{children}</span>
    </span>
  );
}
