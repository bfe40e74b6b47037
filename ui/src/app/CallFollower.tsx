import { useEffect } from 'react';
import { hearLive } from '../shared/api';
import { useGo } from '../shared/go';
import { toast } from '../shared/ui/toast';

/** Says that a printer needs somebody: in the corner, and by the system where a person has allowed it. */
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
        toast.bad(event.title, event.text, { about: `printer ${event.printer_id}`, links: [{ title: 'Open the printer', run: open }] });
        if (typeof Notification === 'undefined' || Notification.permission !== 'granted' || document.hasFocus()) return;
        // One printer has one notification: what it said before is over.
        const note = new Notification(event.title, { body: event.text, tag: `printer ${event.printer_id}` });
        note.addEventListener('click', () => {
          window.focus();
          open();
          note.close();
        });
      }),
    [go],
  );
  return null;
}
