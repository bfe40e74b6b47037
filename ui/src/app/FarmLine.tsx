import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconPlugX } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useRead } from '../shared/api';
import classes from './Frame.module.css';

/** The farm in one line. Stays away until there are printers. */
export function FarmLine() {
  const { data } = useRead('farm.line', {}, { retry: false });
  if (!data || data.printing + data.idle + data.attention + data.offline === 0) return null;
  return (
    <Link to="/printers" className={classes.farm} aria-label="State of the farm">
      {data.attention > 0 && (
        <span data-tone="bad">
          <IconAlertTriangle size={13} aria-hidden />
          <b>{data.attention}</b> {data.attention === 1 ? 'needs' : 'need'} you
        </span>
      )}
      <span>
        <IconPlayerPlay size={13} aria-hidden />
        <b>{data.printing}</b> printing
      </span>
      <span>
        <IconPlayerPause size={13} aria-hidden />
        <b>{data.idle}</b> idle
      </span>
      {data.offline > 0 && (
        <span>
          <IconPlugX size={13} aria-hidden />
          <b>{data.offline}</b> offline
        </span>
      )}
    </Link>
  );
}
