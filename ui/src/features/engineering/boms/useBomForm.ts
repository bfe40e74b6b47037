import { useState } from 'react';
import type { BomDetail } from '../../../bindings/commands';
import { useWrite } from '../../../shared/api';
import { useDocForm, type DocForm } from '../../../shared/form';
import { circleOf, saveOf, type BomValues } from './bomForm';

export interface BomForm {
  doc: DocForm<BomValues>;
  /** Why it was refused: through these it would go into itself. */
  circle: string[] | null;
}

/** The form of a bill of material: a new one when `id` is left out. */
export function useBomForm(initial: BomValues, productId: number, id: number | undefined, onSaved: (saved: BomDetail) => void): BomForm {
  const save = useWrite('boms.save');
  const [circle, setCircle] = useState<string[] | null>(null);
  const doc = useDocForm<BomValues, BomDetail>({
    initial,
    save: (values) => {
      setCircle(null);
      return save.run(saveOf(values, productId, id)).catch((error: unknown) => {
        setCircle(circleOf(error));
        throw error;
      });
    },
    onSaved: (_, saved) => onSaved(saved),
  });
  return { doc, circle };
}
