/** What the core takes; anything more is not worth sending. */
export const LARGEST_BYTES = 25 * 1024 * 1024;

/** What the choice of files offers; the core looks at what they hold. */
export const EXTENSIONS = [
  'pdf', 'png', 'jpg', 'jpeg', 'gif', 'webp', 'tif', 'tiff', 'heic', 'xlsx', 'xls', 'ods', 'csv', 'tsv', 'docx', 'doc', 'odt', 'txt', 'md', 'eml', 'stl', '3mf', 'obj', 'step', 'stp', 'gcode',
];

/** A multiple of three, so that the pieces join without padding between them; small enough for one call. */
const PIECE = 3 * 8192;

/** The bytes in base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; from += PIECE) {
    parts.push(btoa(String.fromCharCode(...bytes.subarray(from, from + PIECE))));
  }
  return parts.join('');
}
