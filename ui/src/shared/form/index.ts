export { EntityPicker } from './EntityPicker';
export { fieldPath, showFieldErrors } from './errors';
export { DateField, DecimalField, MinutesField, MoneyField, QuantityField } from './fields';
export { FormShell } from './FormShell';
export { LinesGrid, type LineColumn, type LinesGridHandle } from './LinesGrid';
export { useDocForm, type DocForm } from './useDocForm';
export { useUnsavedGuard } from './useUnsavedGuard';
export { FormModal } from './FormModal';
export { orNone, textOf, wholeOrNone } from './blank';
