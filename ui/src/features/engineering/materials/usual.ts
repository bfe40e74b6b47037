import type { SaveColor, SaveMaterialType } from '../../../bindings/commands';

const plastic = (code: string, name: string, density: string, base_price_per_kg: string, [nozzle_temp_min, nozzle_temp_max, bed_temp_min, bed_temp_max]: [number, number, number, number], requires_enclosure = false): SaveMaterialType => ({
  code, name, base_material: code, density, base_price_per_kg, nozzle_temp_min, nozzle_temp_max, bed_temp_min, bed_temp_max, requires_enclosure,
});

/** What most farms print with. Prices are a place to begin. */
export const USUAL_MATERIALS: readonly SaveMaterialType[] = [
  plastic('PLA', 'PLA', '1.24', '20', [190, 220, 50, 60]),
  plastic('PETG', 'PETG', '1.27', '22', [230, 250, 70, 85]),
  plastic('ABS', 'ABS', '1.04', '22', [230, 260, 95, 110], true),
  plastic('ASA', 'ASA', '1.07', '28', [240, 260, 95, 110], true),
  plastic('TPU', 'TPU', '1.21', '32', [210, 235, 30, 50]),
];

const tint = (code: string, name: string, hex_code: string): SaveColor => ({ code, name, hex_code });

export const USUAL_COLORS: readonly SaveColor[] = [
  tint('BLACK', 'Black', '#1D1D1F'), tint('WHITE', 'White', '#F4F4F0'), tint('GREY', 'Grey', '#8A8F94'), tint('RED', 'Red', '#C22F2F'),
  tint('ORANGE', 'Orange', '#F08A24'), tint('YELLOW', 'Yellow', '#F2C94C'), tint('GREEN', 'Green', '#2E8B57'), tint('BLUE', 'Blue', '#2457A6'),
];
