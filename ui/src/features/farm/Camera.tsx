import { Text } from '@mantine/core';
import { useMemo } from 'react';
import { useRead } from '../../shared/api';
import { useFormat } from '../../shared/values';
import type { PrinterRow } from '../../bindings/commands';
import classes from './Camera.module.css';

/** Older than this a picture is said to be old. */
const OLD_MS = 10_000;

/** Whether it is worth asking a printer for its camera at all; whether it has one, its answer tells. */
export const mayHaveCamera = ({ protocol }: Pick<PrinterRow, 'protocol'>): boolean => protocol !== null && protocol !== 'generic' && protocol !== 'duet';

/** How old a picture is, in words; null while it is fresh. */
export function ageWords(taken_at: string, now_ms: number): string | null {
  const age_ms = now_ms - Date.parse(taken_at);
  if (age_ms < OLD_MS) return null;
  const seconds = Math.round(age_ms / 1000);
  return seconds < 120 ? `${seconds} s old` : `${Math.floor(seconds / 60)} min old`;
}

interface CameraProps {
  printer: { id: number; code: string };
  /** How often it is looked at. The printer's camera is open only as long as somebody looks. */
  every_ms: number;
  /** On a card there is room for the picture alone. */
  small?: boolean;
}

/** What a printer's camera sees, with the time of the picture. */
export function Camera({ printer, every_ms, small = false }: CameraProps) {
  const format = useFormat();
  const look = useRead('printers.look', { id: printer.id }, { refetchInterval: every_ms, staleTime: 0, gcTime: 0, retry: false });
  const clock = useMemo(() => new Intl.DateTimeFormat(format.locale, { timeZone: format.timezone, timeStyle: 'medium' }), [format.locale, format.timezone]);
  const { picture, taken_at, trouble } = look.data ?? {};
  const words = look.error?.message ?? trouble ?? null;
  // Every answer draws anew, also one with the same picture: its age is that of the answer.
  const age = taken_at ? ageWords(taken_at, look.dataUpdatedAt) : null;
  return (
    <figure className={classes.camera} data-small={small || undefined}>
      {picture
        ? <img src={picture} alt={`What the camera of ${printer.code} sees`} data-old={age ? true : undefined} />
        : <span className={classes.empty}>{words ?? 'The camera is being opened…'}</span>}
      {picture && taken_at && (
        <figcaption className={classes.caption}>
          <span className="sy-num">As of {clock.format(new Date(taken_at))}{age ? `, ${age}` : ''}</span>
          {!small && words && <Text span size="xs">{words}</Text>}
        </figcaption>
      )}
    </figure>
  );
}
