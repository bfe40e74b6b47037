import { Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { tellJobsOf, useRead } from '../../../shared/api';
import { Loaded } from '../../../shared/ui';
import { ChooseTargets } from './ChooseTargets';
import { SendProgress, type Sent } from './SendProgress';

interface SendDialogProps {
  file: number;
  /** Printers that are chosen from the start. */
  first?: readonly number[];
  onClose: () => void;
}

/** A file to one printer or many: what speaks against it first, then how far it is on each. */
export function SendDialog({ file, first = [], onClose }: SendDialogProps) {
  const found = useRead('print_files.get', { id: file });
  useEffect(() => tellJobsOf('print_files.send'), []);
  const [sent, setSent] = useState<readonly Sent[] | null>(null);
  return (
    <Modal opened onClose={onClose} size={680} styles={{ body: { paddingTop: 6 } }} title={<Text fw={620}>Send {found.data?.file.name ?? 'the file'} to printers</Text>} closeButtonProps={{ 'aria-label': 'Close' }}>
      {sent ? <SendProgress sent={sent} onClose={onClose} /> : (
        <Loaded query={found} what="The print file">
          {(data) => <ChooseTargets plates={data.plates} first={first} onSent={setSent} onClose={onClose} />}
        </Loaded>
      )}
    </Modal>
  );
}
