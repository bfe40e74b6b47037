import { call, messageOf } from '../../../shared/api';

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

/** Hands a file to the core piece by piece; it is read in the background, whose end every page hears. */
export async function uploadFile(file: File, belongs: Belongs, onProgress: (share: number) => void): Promise<void> {
  const { upload, most_piece_bytes } = await call('print_files.begin', { file_name: file.name, size: file.size });
  for (let offset = 0; offset < file.size; offset += most_piece_bytes) {
    const piece = file.slice(offset, offset + most_piece_bytes);
    await call('print_files.piece', { upload, offset, base64: await toBase64(piece) });
    onProgress(Math.min(1, (offset + piece.size) / file.size));
  }
  await call('print_files.finish', { upload, file_name: file.name, ...belongs });
}

/** Files one after the other; what was not taken, each with its reason. */
export async function uploadFiles(files: readonly File[], belongs: Belongs, onProgress: (name: string, share: number) => void): Promise<string[]> {
  const refused: string[] = [];
  for (const file of files) {
    try {
      await uploadFile(file, belongs, (share) => onProgress(file.name, share));
    } catch (error) {
      refused.push(messageOf(error));
    }
  }
  return refused;
}
