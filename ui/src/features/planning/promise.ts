import type { PromiseAnswer, PromiseWait } from '../../bindings/commands';
import { counted, type Format } from '../../shared/values';

const days = (count: number) => counted(count, 'day');

function deepest(wait: PromiseWait, format: Format): string {
  const from = wait.vendor ? ` from ${wait.vendor}` : '';
  switch (wait.source) {
    case 'on_order': return wait.document_number ? `waits for ${wait.name} on ${wait.document_number}${from}, there ${format.date(wait.ready)}` : `waits for ${wait.name}${from}, planned for ${format.date(wait.ready)}`;
    case 'buy': return `waits for ${wait.name}${from}, ${days(wait.days)}`;
    case 'make': return `waits for ${wait.name} to be made, ${days(wait.days)}`;
    case 'stock':
    case 'service': return `waits for ${wait.name}`;
  }
}

function own(wait: PromiseWait): string {
  const from = wait.vendor ? ` from ${wait.vendor}` : '';
  switch (wait.source) {
    case 'on_order': return wait.document_number ? `on ${wait.document_number}${from}` : 'from an order that is planned';
    case 'buy': return `bought${from}, ${days(wait.days)}`;
    case 'make': return `${days(wait.days)} to make`;
    case 'stock':
    case 'service': return '';
  }
}

/** `from stock, today`; `Fri 12 Dec — waits for PLA Black from Prusament, 9 days`. Nothing is said of services. */
export function promiseWords(answer: PromiseAnswer, format: Format): string | null {
  const last = answer.chain.at(-1);
  if (answer.source === 'service') return null;
  if (!last) return answer.source === 'stock' ? 'from stock, today' : answer.source === 'make' ? 'made today' : 'today';
  return `${format.date(answer.date)} — ${answer.chain.length === 1 ? own(last) : deepest(last, format)}`;
}

/** What stays free of the item afterwards, over time. */
export function leftWords(answer: PromiseAnswer, format: Format): string {
  const [first, ...later] = answer.left;
  if (!first) return '';
  const more = later.slice(0, 3).map((l) => `${format.quantity(l.quantity, answer.unit)} from ${format.date(l.date)}`);
  return [`Left free afterwards: ${format.quantity(first.quantity, answer.unit)} today`, ...more].join(', ');
}
