import { useEffect } from 'react';
import { call, currentPlatform, hearLive, type LiveEvent } from '../shared/api';
import { useGo } from '../shared/go';
import { toast } from '../shared/ui/toast';

type Call = Extract<LiveEvent, { kind: 'call' }>;

/** Says that a printer needs somebody: in the corner, and by the system where this person wants it. */
export function CallFollower() {
  const go = useGo();
  useEffect(
    () =>
      hearLive((event) => {
        if (event.kind !== 'call') return;
        const page = `/printers/${event.printer_id}`;
        // Whoever has the printer before them reads it there, and may have paused it themselves.
        if (document.hasFocus() && location.pathname === page) return;
        const open = () => go(page);
        const say = event.notice === 'finished' ? toast.good : toast.bad;
        say(event.title, event.text, { about: `printer ${event.printer_id}`, links: [{ title: 'Open the printer', run: open }] });
        if (!document.hasFocus()) void ring(event, open);
      }),
    [go],
  );
  return null;
}

/** Rings by the system, if the core says that it may: kinds and quiet hours are each person's own. */
async function ring({ title, text, printer_id, notice_id }: Call, open: () => void): Promise<void> {
  const may = typeof notice_id === 'number' ? await call('notices.rings', { id: notice_id }).then(({ rings }) => rings, () => false) : true;
  if (!may) return;
  const platform = currentPlatform();
  if (platform.notify) {
    // A desktop without notifications has said so in the corner already.
    await platform.notify(title, text).catch(() => undefined);
    return;
  }
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return;
  // One printer has one notification: what it said before is over.
  const note = new Notification(title, { body: text, tag: `printer ${printer_id}` });
  note.addEventListener('click', () => {
    window.focus();
    open();
    note.close();
  });
}
