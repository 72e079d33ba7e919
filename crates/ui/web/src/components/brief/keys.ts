/** Whether a key is meant for what somebody is typing in, or for a dialog over the page. */
export function typingOrDialog(event: KeyboardEvent): boolean {
  const { target } = event;
  if (document.querySelector('.ant-modal-wrap:not([style*="display: none"]), .ant-image-preview')) return true;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName) || target.closest('[role=combobox],[role=listbox]') !== null;
}
