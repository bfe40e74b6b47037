export { DocumentFiles } from './DocumentFiles';
export { openFile, saveFile } from './files';
