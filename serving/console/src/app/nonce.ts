/** The nonce of this response, or undefined where the page was served without one. */
export function nonce(): string | undefined {
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]');
  const value = meta?.content ?? '';
  return value && !value.startsWith('__') ? value : undefined;
}
