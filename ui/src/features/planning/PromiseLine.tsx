import { UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconAlertTriangle, IconCalendarCheck } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import type { PromiseAnswer } from '../../bindings/commands';
import { useRead } from '../../shared/api';
import { LinkTo } from '../../shared/ui';
import { decimal, useFormat } from '../../shared/values';
import classes from './PlanPage.module.css';
import { leftWords, promiseWords } from './promise';

/** What a line of an order form has to say to be promised. */
export interface PromisedLine {
  key: string;
  id: number | null;
  product_id: number | null;
  quantity: string;
  requested_date: string;
}

const PAUSE_MS = 250;

/** When each line can be had, by its key; asked a moment after the last change, and never in the way of typing. */
export function usePromises(lines: readonly PromisedLine[], wanted: string): ReadonlyMap<string, PromiseAnswer> {
  const asked = lines.filter((l) => l.product_id !== null && decimal.isDecimal(l.quantity) && decimal.compare(l.quantity, '0') > 0);
  const question = JSON.stringify(asked.map((l) => ({
    key: l.key,
    line: { product_id: l.product_id, quantity: l.quantity, ...(l.requested_date || wanted ? { wanted_date: l.requested_date || wanted } : {}), ...(l.id === null ? {} : { line_id: l.id }) },
  })));
  const [settled] = useDebouncedValue(question, PAUSE_MS);
  const sent = JSON.parse(settled) as { key: string; line: never }[];
  const { data } = useRead('plan.promise', { lines: sent.map((s) => s.line) }, { enabled: sent.length > 0, placeholderData: keepPreviousData, retry: false });
  const found = new Map<string, PromiseAnswer>();
  // An answer to an earlier question may be shorter or of other lines: each names its product.
  data?.lines.forEach((answer, at) => {
    const line = sent[at];
    const product = asked.find((l) => l.key === line?.key)?.product_id;
    if (line && product === answer.product_id) found.set(line.key, answer);
  });
  return found;
}

/** The small line below an order line; pressing it takes the day. */
export function PromiseLine({ answer, onTake }: { answer: PromiseAnswer | undefined; onTake: (date: string) => void }) {
  const format = useFormat();
  const words = answer && promiseWords(answer, format);
  if (!answer || !words) return null;
  const late = answer.in_time === false;
  const Icon = late || answer.doubt ? IconAlertTriangle : IconCalendarCheck;
  return (
    <span className={classes.promise} data-late={late || undefined}>
      <Icon size={13} stroke={1.5} aria-hidden />
      <UnstyledButton className={classes.take} title={`Take this day. ${leftWords(answer, format)}`} onClick={() => onTake(answer.date)}>{words}</UnstyledButton>
      {late && <span>later than wanted</span>}
      {answer.doubt && <span>{answer.doubt}</span>}
      <LinkTo to={`/plan/${answer.chain.at(-1)?.product_id ?? answer.product_id}`}>Why</LinkTo>
    </span>
  );
}
