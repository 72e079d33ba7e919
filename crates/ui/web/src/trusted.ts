/**
 * What may become part of the page without being built by it.
 *
 * The pages are served with `require-trusted-types-for 'script'`: the browser takes a bare text for
 * markup or for the address of a program from nobody, and asks here. Style sheets, which the
 * components write as the text of an element, hold no tag; programs come from the page's own address.
 */

interface Policy {
  createHTML: (text: string) => string | null;
  createScriptURL: (address: string) => string | null;
}

interface TrustedTypes {
  createPolicy: (name: string, policy: Policy) => unknown;
}

/** Text without a tag is only text, wherever it is put. To anything else the browser is told nothing, and it says so aloud. */
export function markup(text: string): string | null {
  return text.includes('<') ? null : text;
}

/** The address of a program of ours. */
export function program(address: string): string | null {
  const { origin } = new URL(address, window.location.href);
  return origin === window.location.origin ? address : null;
}

/** Answers the browser's question; browsers that do not ask know nothing of it. */
export function trustNothingElse(): void {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  trustedTypes?.createPolicy('default', { createHTML: markup, createScriptURL: program });
}
