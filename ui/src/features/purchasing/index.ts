export { isDue, PO_TONES } from './words';
export { VendorPicker } from './VendorPicker';
export { VendorItems } from './VendorItems';
