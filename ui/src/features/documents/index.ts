export { openFile, saveFile } from './files';
