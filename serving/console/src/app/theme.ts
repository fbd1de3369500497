import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core';

const ink: MantineColorsTuple = [
  '#eef1fb', '#dfe5f7', '#bdc9ee', '#97aae4', '#7690dc', '#5f7dd6', '#3f5fc4', '#3550a9', '#2b428b', '#20326b',
];

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 6, dark: 6 },
  colors: { ink },
  fontFamily:
    '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  defaultRadius: 'sm',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.25rem', lineHeight: '1.75rem' } } },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'xs' } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray', size: 'md' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Textarea: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { openDelay: 350, fz: 'xs' } },
    Modal: { defaultProps: { transitionProps: { duration: 80 }, padding: 'lg' } },
    Menu: { defaultProps: { shadow: 'sm', transitionProps: { duration: 60 } } },
    Popover: { defaultProps: { shadow: 'sm', transitionProps: { duration: 60 } } },
  },
});

/** Greys of our own, so that both schemes keep AA contrast. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1b1b1f',
    '--mantine-color-dimmed': '#63636e',
    '--mantine-color-placeholder': '#6e6e79',
    '--mantine-color-default-border': '#d6d6dc',
    '--mantine-color-gray-light-color': '#4b4b55',
    '--mantine-color-error': '#a4262c',
  },
  dark: {
    '--mantine-color-body': '#17181b',
    '--mantine-color-text': '#e9e9ee',
    '--mantine-color-dimmed': '#a1a2ad',
    '--mantine-color-placeholder': '#8f909b',
    '--mantine-color-default': '#1f2024',
    '--mantine-color-default-hover': '#26272c',
    '--mantine-color-default-border': '#3a3b43',
    '--mantine-color-anchor': '#9db2f0',
    '--mantine-color-gray-light-color': '#bdbec7',
    '--mantine-color-error': '#f2a0a0',
  },
});
