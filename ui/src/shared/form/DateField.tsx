import { ActionIcon, Popover } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { useState } from 'react';
import { addDays, isDate, parseDate, useFormat } from '../values';
import { ParsedField, type ParsedFieldProps } from './ParsedField';

/** A business date, typed as `fri`, `+2w`, `24.12.`, or picked; with Alt, arrows go a day. */
export function DateField(props: ParsedFieldProps) {
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const { value, onChange } = props;
  const picker = (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <ActionIcon size="sm" aria-label="Pick from a calendar" disabled={props.disabled || props.readOnly || false} onClick={() => setOpen(!open)}>
          <IconCalendar size={14} stroke={1.5} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <DatePicker
          size="xs" value={value || null} defaultDate={value || format.today()}
          onChange={(picked) => {
            onChange?.(picked ?? '');
            setOpen(false);
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
  return (
    <ParsedField
      placeholder="fri, +2w, 24.12." rightSection={picker} {...props} parse={(typed) => parseDate(typed, format.today(), format.locale)}
      show={format.date}
      onKeyDown={(event) => {
        const step = { ArrowUp: 1, ArrowDown: -1 }[event.key];
        if (!step || !event.altKey) return;
        event.preventDefault();
        onChange?.(addDays(value && isDate(value) ? value : format.today(), step));
      }}
    />
  );
}
