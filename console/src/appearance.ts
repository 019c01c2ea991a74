const CHOICE = 'caravan.theme';
const DARK = 'pf-v5-theme-dark';
/** Hawtio's logo leaves the name of the user no room on a phone. */
const NARROW = '@media (max-width: 36rem) { #hawtio-header-brand .pf-v5-c-brand { max-width: 5rem; margin-right: 0; } }';

/** Whether pages are dark: as chosen here before, else as the system is. */
export function isDark(): boolean {
  const chosen = localStorage.getItem(CHOICE);
  return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
}

/** For the whole console, Hawtio's own pages too. */
export function choose(dark: boolean): void {
  localStorage.setItem(CHOICE, dark ? 'dark' : 'light');
  apply();
}

/** Dresses the console; it follows the system from now on, as long as nothing is chosen. */
export function dress(): void {
  document.head.append(Object.assign(document.createElement('style'), { textContent: NARROW }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', apply);
  apply();
}

function apply(): void {
  document.documentElement.classList.toggle(DARK, isDark());
}
