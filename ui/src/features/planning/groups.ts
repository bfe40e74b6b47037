import type { MessageType, PlanOverview } from '../../bindings/commands';
import type { Tone } from '../../shared/ui';
import { MESSAGES, severityTone } from './words';

/** A pile of things to do: planned orders to start, or messages of a kind. */
export interface Group {
  id: string;
  title: string;
  hint: string;
  count: number | null;
  tone: Tone;
  kind: 'make' | 'buy' | 'message' | 'aside';
  type?: MessageType;
}

/** The two that speak of planned orders which the first two piles hold already. */
const SHOWN_AS_ORDERS: readonly MessageType[] = ['release', 'release_past_due'];

/** The piles of today, what matters most first. Empty ones are left out. */
export function groupsOf(overview: PlanOverview): Group[] {
  const releases = overview.release
    .filter((r) => r.due_now > 0)
    .map((r): Group => {
      const make = r.order_type === 'production';
      return {
        id: make ? 'make' : 'buy', kind: make ? 'make' : 'buy', title: make ? 'Make: start now' : 'Buy: order now', count: r.due_now, tone: r.late > 0 ? 'bad' : 'active',
        hint: `${make ? 'Work orders' : 'Purchases'} that have to start today or earlier${r.late > 0 ? `; ${r.late} should have started before` : ''}. Release turns them into drafts.`,
      };
    });
  const messages = overview.messages
    .filter((m) => m.count > 0 && !SHOWN_AS_ORDERS.includes(m.message_type))
    .map((m): Group => ({ id: m.message_type, kind: 'message', type: m.message_type, ...MESSAGES[m.message_type], count: m.count, tone: severityTone(m.severity) }));
  return [...releases, ...messages];
}

export const ASIDE: Group = { id: 'aside', kind: 'aside', title: 'Put aside', hint: 'Messages that were put aside; they come back when they say something else.', count: null, tone: 'idle' };
