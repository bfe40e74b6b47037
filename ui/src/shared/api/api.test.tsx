import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { expect, test } from 'vitest';
import { Refusal } from '../../platform/fake';
import type { CoreEvent, ListRequest } from '../../platform';
import { draw } from '../../testing/render';
import { call, CommandError, connect, followEvents, useJobs, useList, useRead, useWrite, type ListName } from '.';

function Press() {
  const write = useWrite('views.delete');
  return (
    <button type="button" onClick={() => void write.run({ id: 7 }).catch(() => undefined)}>
      {write.error?.message ?? 'press'}
    </button>
  );
}

test('a lost answer is asked for again under the same id, a refusal is not', async () => {
  let lost = 2;
  const { platform } = draw(<Press />, {
    'views.delete': () => {
      if (lost > 0) {
        lost -= 1;
        throw new TypeError('connection lost');
      }
      throw new Refusal('in_use', 'The view is in use.');
    },
  });
  await userEvent.click(screen.getByRole('button'));
  await screen.findByText('The view is in use.');
  expect(platform.calls).toHaveLength(3);
  expect(new Set(platform.calls.map((c) => c.request_id)).size).toBe(1);

  await userEvent.click(screen.getByRole('button'));
  await waitFor(() => expect(platform.calls).toHaveLength(4));
  expect(platform.calls[3]?.request_id).not.toBe(platform.calls[0]?.request_id);
});

test('pressing again after the core stayed silent is the same intent', async () => {
  const { platform } = draw(<Press />, { 'views.delete': () => { throw new TypeError('gone'); } });
  await userEvent.click(screen.getByRole('button'));
  await screen.findByText('gone');
  await userEvent.click(screen.getByRole('button'));
  await waitFor(() => expect(platform.calls).toHaveLength(6));
  expect(new Set(platform.calls.map((c) => c.request_id)).size).toBe(1);
});

function Views() {
  const { data } = useRead('views.list', { grid: 'orders' });
  const jobs = useJobs();
  return <p>{data?.views.length ?? '-'} views, {jobs[0]?.state ?? 'no job'}</p>;
}

test('a change in the core redraws by itself, once for changes that come together', async () => {
  let views = 1;
  const { platform, client } = draw(<Views />, { 'views.list': () => ({ views: Array.from({ length: views }, () => ({})) }) });
  const stop = followEvents(platform, client, () => undefined);
  await screen.findByText('1 views, no job');
  views = 3;
  const changed: CoreEvent = { kind: 'changed', tables: ['saved_views'] };
  platform.emit(changed);
  platform.emit(changed);
  platform.emit({ kind: 'job', job: { command: 'backup.make', id: '1', title: 'Import', done: 1, total: 2, state: 'running' } });
  await screen.findByText('3 views, running');
  expect(platform.calls).toHaveLength(2);
  stop();
});

function List() {
  const list = useList('story.numbers' as ListName, { filters: [] });
  return (
    <>
      <p>{list.rows.length} of {list.total}</p>
      <button type="button" onClick={list.loadMore}>more</button>
      <button type="button" onClick={() => void list.all().then((rows) => { document.title = String(rows.length); })}>all</button>
    </>
  );
}

test('lists load page after page by key, and export every row', async () => {
  const { platform } = draw(<List />, {
    'story.numbers': ({ after, limit = 0 }: ListRequest) => {
      const start = Number(after ?? 0);
      const end = Math.min(1500, start + limit);
      return { rows: Array.from({ length: end - start }, (_, i) => start + i), next: end < 1500 ? String(end) : null, total: 1500 };
    },
  });
  await screen.findByText('200 of 1500');
  await userEvent.click(screen.getByText('more'));
  await screen.findByText('1200 of 1500');
  expect(platform.calls[1]?.payload).toMatchObject({ after: '200' });
  await userEvent.click(screen.getByText('all'));
  await waitFor(() => expect(document.title).toBe('1500'));
});

test('a refusal carries its code, field and details; not signed in is told to the frame', async () => {
  const { platform } = draw(null, { 'views.save': () => { throw new Refusal('sign_in_required', 'Sign in first.', 'name', { a: 1 }); } });
  let out = 0;
  connect(platform, () => { out += 1; });
  const error: unknown = await call('views.save', { grid: 'x', name: '', state: null, is_default: false }).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(CommandError);
  expect(error).toMatchObject({ code: 'sign_in_required', field: 'name', details: { a: 1 } });
  expect(out).toBe(1);
});
