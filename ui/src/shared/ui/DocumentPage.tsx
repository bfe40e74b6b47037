import { ActionIcon, Button, Menu, Tabs, Title, Tooltip } from '@mantine/core';
import { IconDots, IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand } from '@tabler/icons-react';
import { useEffect, type ReactNode } from 'react';
import { useActions } from '../actions';
import { usePreference } from '../api';
import { useSearchParam } from '../go';
import { ActionItems } from '../grid/RowMenu';
import type { RowAction } from '../grid/types';
import classes from './DocumentPage.module.css';
import { UnderHeading } from './heading';
import { Keys } from './Keys';
import { useCrumbs } from './place';
import { StatusBadge, type Tones } from './StatusBadge';

export interface DocAction extends RowAction {
  /** A shortcut on this page: `e`, `mod+Enter`. */
  keys?: string;
  /** Under way. */
  busy?: boolean;
}

interface DocumentPageProps {
  /** `SO-2026-0042`, or a name. */
  title: string;
  /** For whom, what: beside the title. */
  subtitle?: ReactNode;
  state?: string;
  tones?: Tones;
  /** More badges: payment, fulfilment. */
  badges?: ReactNode;
  /** THE button: what most likely comes next. Also Ctrl Enter. */
  next?: DocAction | null;
  /** A step that may be taken instead of the next one, as often: a button beside it. */
  also?: DocAction | null;
  /** Everything else that can be done. */
  actions?: readonly DocAction[];
  /** What stands in the way, with its remedy: `<Notice>` lines. */
  notices?: ReactNode;
  tabs?: readonly { id: string; title: string; count?: number; content: ReactNode }[];
  /** Beside the tabs: events, files. */
  side?: ReactNode;
  /** The content, when there are no tabs. */
  children?: ReactNode;
}

const NONE: readonly DocAction[] = [];

/** One document: its head stays in sight, its next step is one button. */
export function DocumentPage(props: DocumentPageProps) {
  const { title, subtitle, state, tones, badges, next, also, actions = NONE, notices, tabs, side, children } = props;
  const [sideShut, setSideShut] = usePreference('document.side.shut', false);
  const [tab, setTab] = useSearchParam('tab');
  useCrumbs([{ title }]);
  useEffect(() => {
    document.title = `${title} · Spoolyard`;
  }, [title]);
  const nextAction = next ? [{ ...next, keys: next.keys ?? 'mod+Enter' }] : [];
  useActions(
    [...nextAction, ...(also ? [also] : []), ...actions].map((a) => ({
      id: `document.${a.id}`, title: a.title, run: a.run, when: () => !a.refusal && !a.busy,
      ...(a.icon ? { icon: a.icon } : {}), ...(a.keys ? { keys: a.keys } : {}), ...(a.danger ? { danger: true } : {}),
    })),
  );
  const SideIcon = sideShut ? IconLayoutSidebarRightExpand : IconLayoutSidebarRightCollapse;
  const current = tabs?.some((t) => t.id === tab) ? tab : tabs?.[0]?.id;

  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.line}>
          <Title order={1} className={classes.title}>
            {title}
          </Title>
          {state && tones && <StatusBadge state={state} tones={tones} />}
          {badges}
          <span className={classes.subtitle}>{subtitle}</span>
          <span className={classes.space} />
          {also && <StepButton action={also} variant="default" />}
          {next && <StepButton action={next} keys={next.keys ?? 'mod+Enter'} />}
          {actions.length > 0 && (
            <Menu position="bottom-end">
              <Menu.Target>
                <ActionIcon variant="default" size={26} aria-label="More to do with it">
                  <IconDots size={16} />
                </ActionIcon>
              </Menu.Target>
              <Menu.Dropdown>
                <ActionItems actions={actions} />
              </Menu.Dropdown>
            </Menu>
          )}
          {side && (
            <ActionIcon aria-label={sideShut ? 'Show the side panel' : 'Hide the side panel'} onClick={() => setSideShut(!sideShut)}>
              <SideIcon size={17} stroke={1.5} />
            </ActionIcon>
          )}
        </div>
        {notices && <div className={classes.notices}>{notices}</div>}
      </header>
      <UnderHeading value={true}>
        <div className={classes.columns}>
          <div className={classes.main}>
            {tabs && current ? (
              <Tabs value={current} onChange={(value) => setTab(value === tabs[0]?.id ? undefined : (value ?? undefined))}>
                <Tabs.List mb="sm">
                  {tabs.map((t) => (
                    <Tabs.Tab key={t.id} value={t.id}>
                      {t.title}
                      {t.count !== undefined && t.count > 0 && <span className={classes.count}>{t.count}</span>}
                    </Tabs.Tab>
                  ))}
                </Tabs.List>
                {tabs.map((t) => (
                  <Tabs.Panel key={t.id} value={t.id}>
                    {t.content}
                  </Tabs.Panel>
                ))}
              </Tabs>
            ) : (
              children
            )}
          </div>
          {side && !sideShut && (
            <aside className={classes.side} aria-label="More about it">
              {side}
            </aside>
          )}
        </div>
      </UnderHeading>
    </div>
  );
}

/** A step of the document as a button; one that is refused says why and stays where it is. */
function StepButton({ action, keys = action.keys, variant }: { action: DocAction; keys?: string | undefined; variant?: 'default' }) {
  const Icon = action.icon;
  return (
    <Tooltip label={action.refusal ?? <>{action.title} {keys && <Keys keys={keys} />}</>} multiline maw={320}>
      <Button
        {...(variant ? { variant } : {})} loading={action.busy ?? false} onClick={action.refusal ? undefined : action.run}
        leftSection={Icon && <Icon size={15} stroke={1.7} />} color={action.danger ? 'red' : undefined}
        data-disabled={action.refusal ? true : undefined} aria-disabled={action.refusal ? true : undefined}
      >
        {action.title}
      </Button>
    </Tooltip>
  );
}
