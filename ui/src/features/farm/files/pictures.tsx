import { useQuery } from '@tanstack/react-query';
import { IconFileTypography } from '@tabler/icons-react';
import { useState } from 'react';
import { call } from '../../../shared/api';
import classes from './Files.module.css';

/** What a plate looks like never changes: it is read once, whatever else changes in the farm. */
function usePicture(plate: number | null) {
  return useQuery({
    queryKey: [['print_files.picture'], plate], enabled: plate !== null, staleTime: Infinity, gcTime: 10 * 60_000, retry: false,
    queryFn: () => call('print_files.picture', { id: plate ?? 0 }),
  });
}

interface PlatePictureProps {
  /** The plate; null when there is no picture of it. */
  plate: number | null;
  /** Pixels of a side. */
  size: number;
}

/** The slicer's picture of a plate. It only adorns: what it is stands beside it in words. */
export function PlatePicture({ plate, size }: PlatePictureProps) {
  const { data } = usePicture(plate);
  const [isBroken, setBroken] = useState(false);
  return (
    <span className={classes.picture} style={{ width: size, height: size }} aria-hidden>
      {data && !isBroken ? <img src={`data:${data.mime_type};base64,${data.base64}`} alt="" draggable={false} onError={() => setBroken(true)} /> : <IconFileTypography size={Math.round(size * 0.45)} stroke={1.2} />}
    </span>
  );
}
