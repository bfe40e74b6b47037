import { storyOrders } from './rows';
import { fakePlatform, Refusal, type FakePlatform } from '../../src/platform/fake';

const owner = {
  id: 1, first_name: 'Ana', last_name: 'Ferreira', email: 'ana@example.com', role: 'admin', status: 'active',
  last_login_at: null, created_at: '2026-01-05T08:00:00.000Z',
};

/** A core in memory. `?story=setup|signin|staff|broken` in the address chooses what it pretends. */
export function storyPlatform(): FakePlatform {
  const story = sessionStorage.getItem('story') ?? new URLSearchParams(location.search).get('story') ?? '';
  let user: typeof owner | null = story === 'setup' || story === 'signin' ? null : { ...owner, role: story === 'staff' ? 'staff' : 'admin' };
  let needsSetup = story === 'setup';
  return fakePlatform({
    'session.state': () => {
      if (story === 'broken') throw new Refusal('store_newer', 'This file was written by a newer Spoolyard (schema 12, this one knows 9). Install the newer version.');
      return {
        needs_setup: needsSetup,
        user,
        company: needsSetup ? null : { company_name: 'Layer & Line', currency_code: 'EUR', timezone: 'Europe/Berlin', locale: 'en-GB' },
        read_only: false,
        trouble: null,
        path: '',
        version: '0.1.0',
      };
    },
    'session.sign_in': (request: { password: string }) => {
      if (request.password !== 'correct horse') {
        throw new Refusal('wrong_credentials', 'The e-mail address or the password is wrong. 3 more tries before you have to wait.', null, { wrong_tries: 2 });
      }
      user = owner;
      return { token: 't', refresh_token: null, user };
    },
    'session.sign_out': () => {
      user = null;
      return null;
    },
    'setup.start': () => {
      needsSetup = false;
      user = owner;
      return { token: 't', user, recovery_code: 'K7QM-2XVD-9RTA-H4WP' };
    },
    'items.list': () => ({ rows: [], total: 0 }),
    'story.orders': storyOrders,
    'story.save': ({ lines }: { lines: { quantity: string }[] }) => {
      const bad = lines.findIndex((line) => line.quantity === '' || line.quantity.startsWith('-'));
      if (bad >= 0) throw new Refusal('invalid', `Line ${bad + 1} needs a quantity above zero.`, `lines[${bad}].quantity`);
      return null;
    },
    'farm.line': () => ({ printing: 14, idle: 3, attention: 1, offline: 2 }),
    'search.all': ({ query }: { query: string }) => ({
      hits: [
        { kind: 'order', id: 42, title: 'SO-2026-0042', subtitle: 'Brightwell Robotics · due Fri' },
        { kind: 'item', id: 7, title: 'FG-0007', subtitle: 'Gear housing, left' },
        { kind: 'customer', id: 3, title: 'Brightwell Robotics', subtitle: 'Leeds' },
      ].filter((hit) => `${hit.title} ${hit.subtitle}`.toLowerCase().includes(query.toLowerCase())),
    }),
  }, 15);
}
