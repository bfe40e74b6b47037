import { Button, Checkbox, Code, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { currentPlatform } from '../../shared/api';
import { toast } from '../../shared/ui/toast';
import { AccountFrame } from './AccountFrame';

interface RecoveryCodeProps {
  code: string;
  intro: string;
  onDone: () => void;
}

const bare = (text: string) => text.replaceAll(/[^a-z0-9]/gi, '').toUpperCase();

/** Shown once. One goes on only after typing its last characters: proof that it was kept. */
export function RecoveryCode({ code, intro, onDone }: RecoveryCodeProps) {
  const [typed, setTyped] = useState('');
  const [kept, setKept] = useState(false);
  const tail = bare(code).slice(-4);
  const right = bare(typed) === tail;
  const save = () =>
    currentPlatform()
      .saveFile({
        suggestedName: 'spoolyard-recovery-code.txt',
        mediaType: 'text/plain',
        bytes: new TextEncoder().encode(`Spoolyard recovery code\n\n${code}\n\nWhoever has it can set a new password for the owner.\n`),
      })
      .catch((error: unknown) => toast.error('The code was not saved', error));
  return (
    <AccountFrame title="Keep this recovery code" intro={intro} width={480}>
      <Stack gap="sm">
        <Code block fz={18} ta="center" py="md" aria-label="Recovery code" style={{ letterSpacing: '0.06em' }}>
          {code}
        </Code>
        <Text size="sm">
          It is the only way back in when the owner's password is lost. It is shown once and not stored in a readable form:
          print it, or put it in a password safe.
        </Text>
        <Group gap="xs">
          <CopyButton value={code}>
            {({ copied, copy }) => (
              <Button variant="default" onClick={copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Button variant="default" onClick={() => void save()}>
            Save as a text file
          </Button>
        </Group>
        <TextInput
          label="Type its last 4 characters" value={typed} onChange={(e) => setTyped(e.target.value)} autoComplete="off"
          error={bare(typed).length >= 4 && !right ? 'These are not the last 4 characters.' : undefined}
        />
        <Checkbox size="xs" label="I keep it somewhere safe" checked={kept} onChange={(e) => setKept(e.target.checked)} />
        <Button disabled={!right || !kept} onClick={onDone}>
          Go on
        </Button>
      </Stack>
    </AccountFrame>
  );
}
