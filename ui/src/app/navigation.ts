import {
  IconAdjustments, IconArrowsExchange, IconBox, IconBuildingFactory2, IconBuildingStore, IconCalculator,
  IconCalendarEvent, IconCategory, IconChartBar, IconChecklist, IconClipboardList, IconClockPlay, IconColorSwatch, IconCreditCard,
  IconFileInvoice, IconFiles, IconFileTypography, IconHome, IconListDetails, IconListTree, IconPackageExport, IconPackageImport, IconPrinter, IconReceipt2, IconRoute, IconRulerMeasure,
  IconShoppingCart, IconSitemap, IconSpiral, IconStack2, IconTags, IconTool, IconTruckDelivery, IconUsers,
} from '@tabler/icons-react';
import type { ComponentType } from 'react';

export interface NavItem {
  title: string;
  path: string;
  icon: ComponentType<{ size?: number | string; stroke?: number | string; 'aria-hidden'?: boolean }>;
  /** Second key of `g x`. */
  key?: string;
  role?: 'admin';
}

export interface NavGroup {
  title: string | null;
  items: NavItem[];
}

export const NAVIGATION: NavGroup[] = [
  { title: null, items: [{ title: 'Today', path: '/', icon: IconHome, key: 't' }] },
  {
    title: 'Sales',
    items: [
      { title: 'Quotes', path: '/quotes', icon: IconFileInvoice, key: 'q', role: 'admin' },
      { title: 'Orders', path: '/orders', icon: IconShoppingCart, key: 'o' },
      { title: 'Ship', path: '/ship', icon: IconPackageExport, key: 'h' },
      { title: 'Customers', path: '/customers', icon: IconUsers, key: 'c' },
      { title: 'Payments', path: '/payments', icon: IconCreditCard, role: 'admin' },
      { title: 'Documents', path: '/documents', icon: IconFiles },
    ],
  },
  {
    title: 'Production',
    items: [
      { title: 'Queue', path: '/queue', icon: IconClockPlay, key: 'u' },
      { title: 'Work orders', path: '/work-orders', icon: IconClipboardList, key: 'w' },
      { title: 'Schedule', path: '/schedule', icon: IconCalendarEvent, key: 'd' },
      { title: 'Quality', path: '/quality', icon: IconChecklist },
    ],
  },
  {
    title: 'Farm',
    items: [
      { title: 'Printers', path: '/printers', icon: IconPrinter, key: 'f' },
      { title: 'Print files', path: '/print-files', icon: IconFileTypography },
      { title: 'Print jobs', path: '/print-jobs', icon: IconStack2, key: 'j' },
      { title: 'Maintenance', path: '/maintenance', icon: IconTool },
    ],
  },
  {
    title: 'Planning',
    items: [
      { title: 'Plan', path: '/plan', icon: IconSitemap, key: 'p' },
      { title: 'Planned orders', path: '/planned-orders', icon: IconListDetails },
      { title: 'What-if', path: '/what-if', icon: IconCalculator, role: 'admin' },
    ],
  },
  {
    title: 'Inventory',
    items: [
      { title: 'Items', path: '/items', icon: IconBox, key: 'i' },
      { title: 'Stock', path: '/stock', icon: IconBuildingStore, key: 's' },
      { title: 'Movements', path: '/movements', icon: IconArrowsExchange, key: 'm' },
      { title: 'Counts', path: '/counts', icon: IconChecklist },
      { title: 'Spools', path: '/spools', icon: IconSpiral, key: 'l' },
      { title: 'Lots & serials', path: '/lots', icon: IconTags },
    ],
  },
  {
    title: 'Purchasing',
    items: [
      { title: 'Purchase orders', path: '/purchase-orders', icon: IconReceipt2, key: 'b' },
      { title: 'Vendors', path: '/vendors', icon: IconTruckDelivery, key: 'v', role: 'admin' },
      { title: 'Receiving', path: '/receiving', icon: IconPackageImport, key: 'r' },
      { title: 'Vendor bills', path: '/vendor-bills', icon: IconFileInvoice, role: 'admin' },
    ],
  },
  {
    title: 'Engineering',
    items: [
      { title: 'BOMs', path: '/boms', icon: IconListTree, key: 'e' },
      { title: 'Routings', path: '/routings', icon: IconRoute },
      { title: 'Work centers', path: '/work-centers', icon: IconBuildingFactory2 },
      { title: 'Materials & colours', path: '/materials', icon: IconColorSwatch, key: 'a' },
      { title: 'Item categories', path: '/categories', icon: IconCategory, role: 'admin' },
      { title: 'Units', path: '/units', icon: IconRulerMeasure, role: 'admin' },
    ],
  },
  {
    title: null,
    items: [
      { title: 'Reports', path: '/reports', icon: IconChartBar, role: 'admin' },
      { title: 'Settings', path: '/settings', icon: IconAdjustments, key: ',', role: 'admin' },
    ],
  },
];

/** The group and item whose address is the longest beginning of `path`. */
export function placeOf(path: string): { group: NavGroup; item: NavItem } | null {
  let best: { group: NavGroup; item: NavItem } | null = null;
  for (const group of NAVIGATION) {
    for (const item of group.items) {
      const inside = item.path === '/' ? path === '/' : path === item.path || path.startsWith(`${item.path}/`);
      if (inside && (!best || item.path.length > best.item.path.length)) best = { group, item };
    }
  }
  return best;
}
