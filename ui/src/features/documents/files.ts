import { call, currentPlatform } from '../../shared/api';
import { toast } from '../../shared/ui';

async function fetchFile(id: number) {
  const file = await call('attachments.read', { id });
  const bytes = Uint8Array.from(atob(file.base64), (letter) => letter.charCodeAt(0));
  return { suggestedName: file.file_name, mediaType: file.mime_type, bytes };
}

/** Shows a kept file in the program the person uses for it. */
export const openFile = async (id: number): Promise<void> => currentPlatform().openFile(await fetchFile(id));

/** Saves a kept file where the person says. */
export async function saveFile(id: number): Promise<void> {
  const where = await currentPlatform().saveFile(await fetchFile(id));
  if (where) toast.good('Saved', where);
}

/** What a kept file holds. */
export const readFile = async (id: number): Promise<Uint8Array> => (await fetchFile(id)).bytes;
