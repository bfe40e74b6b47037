export { Progress } from './orders/Progress';
export { ReportDialog } from './orders/dialogs';
export { QC_TONES, WORK_ORDER_TONES } from './words';
