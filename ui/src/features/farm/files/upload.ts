import { call, jobEnd, messageOf, tellJobsOf } from '../../../shared/api';

/** What the file dialog offers. */
export const ENDINGS = '.gcode,.gco,.g,.bgcode,.3mf';

/** A piece of a file as text. */
function toBase64(piece: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(String(reader.result).replace(/^data:[^,]*,/, '')));
    reader.addEventListener('error', () => reject(new Error('The file cannot be read any more. Choose it again.')));
    reader.readAsDataURL(piece);
  });
}

/** What a file is for, where that is known when it comes. */
export interface Belongs {
  product_id?: number;
  sales_order_id?: number;
}

/** Hands a file to the core piece by piece; it is read in the background. Answers with that job. */
async function uploadFile(file: File, belongs: Belongs, onProgress: (share: number) => void): Promise<string> {
  const { upload, most_piece_bytes } = await call('print_files.begin', { file_name: file.name, size: file.size });
  for (let offset = 0; offset < file.size; offset += most_piece_bytes) {
    const piece = file.slice(offset, offset + most_piece_bytes);
    await call('print_files.piece', { upload, offset, base64: await toBase64(piece) });
    onProgress(Math.min(1, (offset + piece.size) / file.size));
  }
  return (await call('print_files.finish', { upload, file_name: file.name, ...belongs })).id;
}

/** What came of files that were added together. */
export interface Uploaded {
  added: string[];
  /** What was not taken, each with its reason. */
  refused: string[];
}

/** Files one after the other. Answers when all are here, with the promise of what came of reading them: one word for all instead of one for each. */
export async function uploadFiles(files: readonly File[], belongs: Belongs, onProgress: (name: string, share: number) => void): Promise<{ read: Promise<Uploaded> }> {
  const said = tellJobsOf('print_files.finish');
  const came: Uploaded = { added: [], refused: [] };
  const reading: Promise<void>[] = [];
  const read = async (name: string, id: string) => {
    const job = await jobEnd(id);
    if (job.state === 'done') came.added.push(name);
    else if (job.error) came.refused.push(job.error.message);
  };
  for (const file of files) {
    try {
      reading.push(read(file.name, await uploadFile(file, belongs, (share) => onProgress(file.name, share))));
    } catch (error) {
      came.refused.push(messageOf(error));
    }
  }
  return { read: Promise.all(reading).then(() => came).finally(said) };
}
