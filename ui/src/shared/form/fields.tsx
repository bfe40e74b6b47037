import { Text } from '@mantine/core';
import { decimal, parseMinutes, parseNumber, parseQuantity, useFormat, type Unit } from '../values';
import { ParsedField, type ParsedFieldProps } from './ParsedField';

const rightAligned = { input: { textAlign: 'right' as const, fontVariantNumeric: 'tabular-nums' } };

const suffix = (text: string | undefined) =>
  text
    ? {
        rightSection: <Text size="xs" c="dimmed" pr={8} style={{ whiteSpace: 'nowrap' }}>{text}</Text>,
        rightSectionWidth: Math.max(30, 18 + text.length * 9),
        rightSectionPointerEvents: 'none' as const,
      }
    : {};

/** Numbers are edited with the decimal mark of the company's language. */
const localMark = (locale: string) => (value: string) =>
  new Intl.NumberFormat(locale).format(1.5).includes(',') ? value.replace('.', ',') : value;

interface DecimalFieldProps extends ParsedFieldProps {
  /** Behind the number: `%`, `°C`. */
  unit?: string;
}

export function DecimalField({ unit, ...rest }: DecimalFieldProps) {
  const format = useFormat();
  return (
    <ParsedField
      inputMode="decimal" styles={rightAligned} {...suffix(unit)} {...rest} parse={(typed) => parseNumber(typed, format.locale)}
      show={format.number} edit={(value) => localMark(format.locale)(decimal.trim(value))}
    />
  );
}

interface MoneyFieldProps extends ParsedFieldProps {
  currency?: string;
}

export function MoneyField({ currency, ...rest }: MoneyFieldProps) {
  const format = useFormat();
  const code = currency ?? format.currency;
  return (
    <ParsedField
      inputMode="decimal" styles={rightAligned} {...suffix(code)} {...rest}
      parse={(typed) => parseNumber(typed.replaceAll(/[€$£¥]|[A-Za-z]{3}\b/g, ''), format.locale)}
      show={(value) => format.amount(value, code)} edit={(value) => localMark(format.locale)(decimal.trim(value))}
    />
  );
}

interface QuantityFieldProps extends ParsedFieldProps {
  /** What the value is counted in. `1,5 kg` typed into grams becomes 1500. */
  unit: string;
  units?: readonly Unit[];
}

export function QuantityField({ unit, units, ...rest }: QuantityFieldProps) {
  const format = useFormat();
  return (
    <ParsedField
      styles={rightAligned} {...suffix(unit)} {...rest} parse={(typed) => parseQuantity(typed, unit, format.locale, units)}
      show={format.number} edit={(value) => localMark(format.locale)(decimal.trim(value))}
    />
  );
}

/** Minutes, typed as `1h 30m`, `1:30` or `90`. */
export function MinutesField(props: ParsedFieldProps) {
  const format = useFormat();
  return <ParsedField styles={rightAligned} {...props} parse={(typed) => parseMinutes(typed, format.locale)} show={format.minutes} edit={decimal.trim} />;
}

export { DateField } from './DateField';
