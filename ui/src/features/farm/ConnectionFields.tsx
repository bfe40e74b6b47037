import { Group, PasswordInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ConnectionValues, Make } from './makes';

interface ConnectionFieldsProps<V extends ConnectionValues> {
  make: Make;
  form: UseFormReturnType<V>;
  /** A code or key is kept already; it is never shown. */
  keepsSecret?: boolean;
}

/** What this make wants to be reached by, each with the place where it stands on the printer. */
export function ConnectionFields<V extends ConnectionValues>({ make, form, keepsSecret = false }: ConnectionFieldsProps<V>) {
  if (!make.address) return null;
  const { getInputProps } = form;
  return (
    <>
      <Group align="flex-start" wrap="nowrap" gap="sm">
        <TextInput size="xs" flex={1} label="Address" required maxLength={50} spellCheck={false} description={make.address} {...getInputProps('host')} />
        <TextInput size="xs" w={120} label="Port" placeholder={String(make.port ?? '')} description="Empty: the usual" maxLength={5} inputMode="numeric" {...getInputProps('port')} />
      </Group>
      {make.user && <TextInput size="xs" label="User" placeholder={make.user.usual} description={make.user.hint} maxLength={100} autoComplete="off" spellCheck={false} {...getInputProps('user')} />}
      {make.secret && (
        <PasswordInput
          size="xs" label={make.secret.label} required={make.secret.required && !keepsSecret} description={make.secret.hint} maxLength={500} autoComplete="new-password" spellCheck={false}
          placeholder={keepsSecret ? 'One is kept; type to replace it' : undefined} visibilityToggleButtonProps={{ 'aria-label': `Show the ${make.secret.label.toLowerCase()}` }} {...getInputProps('secret')}
        />
      )}
    </>
  );
}
