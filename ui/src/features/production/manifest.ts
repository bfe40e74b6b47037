import { feature } from '../../shared/feature';

export default feature({
  pages: [
    { path: '/queue', title: 'Queue', purpose: 'One column with big buttons: what to load, start, pause and report, printer by printer.' },
    { path: '/work-orders', title: 'Work orders', purpose: 'What is being made: release, start, report good and scrap, and complete.' },
    { path: '/schedule', title: 'Schedule', purpose: 'Work on a time line, machine by machine: drag to move, see what becomes late.' },
    { path: '/quality', title: 'Quality', purpose: 'Goods that wait for inspection: pass them, or send them to rework or scrap.' },
  ],
});
