import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { PrinterRow } from '../../../bindings/commands';
import { StatusBadge } from '../../../shared/ui';
import { useFormat } from '../../../shared/values';
import { Camera, mayHaveCamera } from '../Camera';
import { PlatePicture } from '../files/pictures';
import { merge, useLive, type Seen } from '../live';
import { PRINTER_TONES, PROTOCOL_NAMES } from '../words';
import { Slots } from './Slots';
import { endWords, layerWords, leftWords, placeOf, type Placed } from './wall';
import classes from './Wall.module.css';

/** A wall of pictures need not move as fast as one. */
const LOOK_MS = 3000;

interface PrinterCardProps {
  row: PrinterRow;
  kind: Placed['kind'];
  index: number;
  /** Whether its camera is shown. */
  pictured: boolean;
  /** The card that Tab leads to. */
  current: boolean;
  onFocus: (index: number) => void;
}

/** The worst that stands in the way, with what to do about it. */
export function problemOf(seen: Seen): { text: string; tone: 'bad' | 'warn' } | null {
  const alert = seen.alerts[0];
  if (seen.trouble) return { text: seen.trouble, tone: 'warn' };
  if (alert && alert.severity !== 'info') return { text: `${alert.sentence} ${alert.remedy}`.trim(), tone: alert.severity === 'warning' ? 'warn' : 'bad' };
  if (seen.stage && (seen.status === 'paused' || seen.status === 'failed')) return { text: seen.stage, tone: seen.status === 'failed' ? 'bad' : 'warn' };
  return null;
}

/** What a card says when there is no print on it. */
function idleWords(row: PrinterRow, seen: Seen): string {
  if (seen.status === 'maintenance') return 'Out of service; nothing is sent to it.';
  if (seen.stage) return seen.stage;
  if (seen.status === 'offline' && row.protocol === null) return 'Not connected yet.';
  if (seen.status === 'offline') return row.protocol === 'generic' ? 'Kept by hand.' : 'Not reached.';
  return seen.status === 'finished' ? 'The print lies on the plate.' : 'No print.';
}

/** What it speaks, where its model does not say it already. */
function makeWords({ protocol, model }: PrinterRow): string | null {
  if (!protocol || protocol === 'generic') return null;
  const name = PROTOCOL_NAMES[protocol];
  return model?.startsWith(name) ? null : name;
}

/** One printer on the wall. */
export const PrinterCard = memo(function PrinterCard({ row, kind, index, pictured, current, onFocus }: PrinterCardProps) {
  const live = useLive(row.id);
  const format = useFormat();
  const seen = merge(row, live);
  const problem = problemOf(seen);
  const shelf = placeOf(row.location).rest;
  const [word, tone] = PRINTER_TONES[seen.status] ?? [seen.status, 'idle'];
  const picture = seen.title !== null && row.job_has_picture && !problem ? row.job_plate_id : null;
  const percent = seen.permille === null ? null : Math.floor(seen.permille / 10);
  const facts = [layerWords(seen.layer, seen.layers), leftWords(seen.minutesLeft, format), endWords(seen.endsAt, format)].filter(Boolean);
  const spoken = [`${row.code} ${row.name}`, word, seen.title, percent === null ? null : `${percent} %`, ...facts, problem?.text].filter(Boolean).join(', ');
  return (
    <Link
      to="/printers/$id" params={{ id: String(row.id) }} className={classes.card} data-kind={kind} data-card={index} data-stale={seen.stale || undefined} data-pictured={pictured || undefined}
      tabIndex={current ? 0 : -1} aria-label={spoken} onFocus={() => onFocus(index)}
    >
      {pictured && (mayHaveCamera(row) ? <Camera printer={row} every_ms={LOOK_MS} small /> : <span className={classes.blind}>No camera</span>)}
      <span className={classes.head}>
        <b>{row.code}</b>
        <span className={`${classes.clip} ${classes.grow}`}>{row.name === row.code ? '' : row.name}</span>
        <StatusBadge state={seen.status} tones={PRINTER_TONES} />
      </span>
      <span className={`${classes.clip} ${classes.dim}`}>
        {[row.model, makeWords(row), row.work_order, shelf].filter(Boolean).join(' · ')}
      </span>
      <span className={classes.now} data-picture={picture !== null || undefined}>
        {picture !== null && <span className={classes.picture}><PlatePicture plate={picture} size={58} /></span>}
        <span className={`${classes.clip} ${seen.title ? classes.job : classes.dim}`} title={seen.title ?? undefined}>{seen.title ?? (problem ? '' : idleWords(row, seen))}</span>
        {percent !== null && (
          <span className={classes.progress}>
            <span className={classes.track}><span className={classes.fill} data-tone={tone} style={{ width: `${percent}%` }} /></span>
            <span className="sy-num">{percent} %</span>
          </span>
        )}
        {facts.length > 0 && <span className={`${classes.facts} sy-num`}>{facts.map((fact) => <span key={fact}>{fact}</span>)}</span>}
        {problem && <span className={classes.problem} data-tone={problem.tone} data-short={percent !== null || undefined} title={problem.text}>{problem.text}</span>}
      </span>
      {seen.slots.length > 0 && !(problem && facts.length > 0) && <Slots slots={seen.slots} />}
    </Link>
  );
});
