import catalog from '../features/catalog/manifest';
import documents from '../features/documents/manifest';
import engineering from '../features/engineering/manifest';
import farm from '../features/farm/manifest';
import inventory from '../features/inventory/manifest';
import planning from '../features/planning/manifest';
import production from '../features/production/manifest';
import purchasing from '../features/purchasing/manifest';
import reports from '../features/reports/manifest';
import sales from '../features/sales/manifest';
import settings from '../features/settings/manifest';
import traceability from '../features/traceability/manifest';
import type { Feature } from '../shared/feature';
import views from '../views/manifest';

/** Every feature the frame knows. A manifest is light: pages load when they are visited. */
export const FEATURES: readonly Feature[] = [
  views, sales, production, farm, planning, catalog, inventory, traceability, purchasing, engineering, documents, reports, settings,
];
