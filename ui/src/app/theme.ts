import {
  ActionIcon, Autocomplete, Badge, Button, createTheme, Menu, Modal, NumberInput, PasswordInput, Select, Table, Tabs, TagsInput, Textarea, TextInput, Tooltip,
  type CSSVariablesResolver, type MantineColorsTuple,
} from '@mantine/core';
import { DateInput } from '@mantine/dates';

/** Petrol: calm enough to look at all day, dark enough for white text from shade 6 on. */
const yard: MantineColorsTuple = [
  '#e9f6f4', '#d0eae6', '#a3d5ce', '#70beb4', '#45a79b', '#238f83', '#10746a', '#0b5f57', '#094d47', '#063a36',
];
/** Greys with a breath of the petrol in them. */
const gray: MantineColorsTuple = [
  '#f7f9f9', '#eff2f2', '#e3e8e8', '#d0d7d8', '#b3bdbf', '#8a9699', '#657276', '#4b575b', '#333d41', '#1e2629',
];
const dark: MantineColorsTuple = [
  '#d5dcdd', '#b4bec0', '#929da0', '#6c787c', '#3c474b', '#2c3539', '#20282b', '#171d20', '#111618', '#0b0f10',
];
const amber: MantineColorsTuple = [
  '#fff6e0', '#ffeabf', '#fdd588', '#fabf4e', '#f5a524', '#da8a0c', '#a96500', '#8a5100', '#6c3f00', '#4d2c00',
];

const red: MantineColorsTuple = [
  '#fdeeec', '#fad7d3', '#f3aca4', '#ec7f74', '#e05b4e', '#cf3a2c', '#b42318', '#951b12', '#77150e', '#58100a',
];

const dense = { size: 'xs' as const };

export const theme = createTheme({
  colors: { yard, gray, dark, amber, red },
  primaryColor: 'yard',
  primaryShade: { light: 6, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  fontFamily: '"Inter Variable", "Inter", system-ui, -apple-system, "Segoe UI", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '12px', sm: '13px', md: '14px', lg: '16px', xl: '20px' },
  lineHeights: { xs: '1.35', sm: '1.4', md: '1.45', lg: '1.45', xl: '1.3' },
  spacing: { xs: '6px', sm: '10px', md: '14px', lg: '20px', xl: '28px' },
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'sm',
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '20px', lineHeight: '1.25' },
      h2: { fontSize: '16px', lineHeight: '1.3' },
      h3: { fontSize: '14px', lineHeight: '1.35' },
      h4: { fontSize: '13px', lineHeight: '1.4' },
    },
  },
  shadows: {
    xs: 'none', sm: 'none',
    md: '0 2px 6px rgb(10 20 22 / 0.10)', lg: '0 4px 12px rgb(10 20 22 / 0.14)', xl: '0 6px 18px rgb(10 20 22 / 0.16)',
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: dense, styles: { label: { fontWeight: 550 } } }),
    ActionIcon: ActionIcon.extend({ defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } }),
    TextInput: TextInput.extend({ defaultProps: dense }),
    Autocomplete: Autocomplete.extend({ defaultProps: { ...dense, comboboxProps: { shadow: 'md' } } }),
    TagsInput: TagsInput.extend({ defaultProps: dense }),
    PasswordInput: PasswordInput.extend({ defaultProps: dense }),
    NumberInput: NumberInput.extend({ defaultProps: dense }),
    Textarea: Textarea.extend({ defaultProps: dense }),
    Select: Select.extend({ defaultProps: { ...dense, comboboxProps: { shadow: 'md' } } }),
    DateInput: DateInput.extend({ defaultProps: dense }),
    Badge: Badge.extend({ defaultProps: { tt: 'none', fw: 550, radius: 'sm' } }),
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false, shadow: 'md', transitionProps: { duration: 60 }, withinPortal: true } }),
    Modal: Modal.extend({
      defaultProps: { centered: true, shadow: 'xl', transitionProps: { duration: 80 }, overlayProps: { backgroundOpacity: 0.4, blur: 0 } },
      styles: { content: { border: '1px solid var(--sy-line-strong)' } },
    }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 350, transitionProps: { duration: 60 }, withArrow: false } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 5, horizontalSpacing: 'sm' } }),
    Tabs: Tabs.extend({ defaultProps: { keepMounted: false } }),
  },
});

/** Surfaces and lines of our own, beside Mantine's variables. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b2326',
    '--mantine-color-dimmed': '#59666a',
    '--mantine-color-placeholder': '#5c696d',
    '--mantine-color-error': '#b42318',
    '--mantine-color-anchor': '#0b5f57',
    '--sy-rail': '#f4f7f7',
    '--sy-sunken': '#f7f9f9',
    '--sy-line': '#e3e8e8',
    '--sy-line-strong': '#c9d2d3',
    '--sy-hover': '#eef4f3',
    '--sy-selected': '#dcf0ed',
    '--sy-accent': '#10746a',
    '--sy-good': '#18713c', '--sy-good-bg': '#e2f4e8',
    '--sy-warn': '#855000', '--sy-warn-bg': '#fff0cf',
    '--sy-bad': '#b42318', '--sy-bad-bg': '#fde8e6',
    '--sy-info': '#1c5ba6', '--sy-info-bg': '#e4effc',
    '--sy-active': '#0b5f57', '--sy-active-bg': '#d8eeeb',
    '--sy-idle': '#4f5c60', '--sy-idle-bg': '#eaeeee',
  },
  dark: {
    '--mantine-color-body': '#13191b',
    '--mantine-color-text': '#dfe5e6',
    '--mantine-color-dimmed': '#98a5a8',
    '--mantine-color-placeholder': '#8a979a',
    '--mantine-color-error': '#ff8f86',
    '--mantine-color-anchor': '#6fc9bd',
    '--mantine-color-default': '#1b2326',
    '--mantine-color-default-border': '#39454a',
    '--sy-rail': '#0f1416',
    '--sy-sunken': '#171e20',
    '--sy-line': '#272f33',
    '--sy-line-strong': '#39454a',
    '--sy-hover': '#1c2629',
    '--sy-selected': '#153a37',
    '--sy-accent': '#45a79b',
    '--sy-good': '#6fd394', '--sy-good-bg': '#12301f',
    '--sy-warn': '#f3bd5b', '--sy-warn-bg': '#382708',
    '--sy-bad': '#ff9c94', '--sy-bad-bg': '#431815',
    '--sy-info': '#8dbdf5', '--sy-info-bg': '#14294a',
    '--sy-active': '#74d0c4', '--sy-active-bg': '#10302d',
    '--sy-idle': '#b4bec0', '--sy-idle-bg': '#262f32',
  },
});
