import { useRouter } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useActions, type Action } from '../shared/actions';
import { mayDo, useSession } from '../shared/api';
import type { Feature } from '../shared/feature';
import { useGo, useGoBack } from '../shared/go';
import { NAVIGATION } from './navigation';

/** What can be done from everywhere: go to each place, and what the features add. */
export function useGlobalActions(): void {
  const go = useGo();
  const back = useGoBack();
  const { user } = useSession();
  const router = useRouter();
  const features = (router.options.context as { features: readonly Feature[] }).features;

  const actions = useMemo(() => {
    const places = NAVIGATION.flatMap((group) =>
      group.items
        .filter((item) => mayDo(user, item.role))
        .map((item): Action => ({
          id: `go${item.path}`,
          title: item.title,
          group: 'Go to',
          icon: item.icon,
          words: `go to open ${group.title ?? ''}`,
          run: () => go(item.path),
          ...(item.key ? { keys: `g ${item.key}` } : {}),
        })),
    );
    const added = features
      .flatMap((feature) => feature.actions ?? [])
      .filter((action) => mayDo(user, action.role))
      .map((action): Action => ({ ...action, group: 'Do', run: () => go(action.to) }));
    return [
      ...places,
      ...added,
      { id: 'frame.back', title: 'Back', group: 'Window', keys: 'Escape', hidden: true, run: back },
    ];
  }, [go, back, user, features]);
  useActions(actions);
}
