import { Avatar, Menu, SegmentedControl, Text, UnstyledButton, useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout } from '@tabler/icons-react';
import { runAction, useActions } from '../shared/actions';
import { useSession, nameOf } from '../shared/api';
import { Keys } from '../shared/ui/Keys';

export function UserMenu() {
  const { user, version, signOut } = useSession();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  useActions([
    { id: 'frame.light', title: 'Light colours', group: 'Window', words: 'theme day', run: () => setColorScheme('light') },
    { id: 'frame.dark', title: 'Dark colours', group: 'Window', words: 'theme night', run: () => setColorScheme('dark') },
    { id: 'frame.auto', title: 'Colours follow the system', group: 'Window', words: 'theme auto', run: () => setColorScheme('auto') },
    { id: 'frame.sign_out', title: 'Sign out', group: 'Window', words: 'log out leave', run: signOut },
  ]);
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target>
        <UnstyledButton aria-label={`Signed in as ${nameOf(user)}`}>
          <Avatar size={26} radius="xl" color="yard" variant="filled" name={nameOf(user)} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">
            {nameOf(user)}
          </Text>
          {user.role === 'admin' ? 'Admin' : 'Staff'}
          {` · ${user.email}`}
        </Menu.Label>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        <SegmentedControl
          size="xs" fullWidth mx={6} mb={6} value={colorScheme} aria-label="Colours"
          onChange={(value) => setColorScheme(value as MantineColorScheme)}
          data={[{ value: 'auto', label: 'System' }, { value: 'light', label: 'Light' }, { value: 'dark', label: 'Dark' }]}
        />
        <Menu.Divider />
        <Menu.Item leftSection={<IconKeyboard size={15} />} rightSection={<Keys keys="?" />} onClick={() => runAction('frame.shortcuts')}>
          Shortcuts
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={signOut}>
          Sign out
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Spoolyard {version}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
