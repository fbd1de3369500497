// Sets the colour scheme before the first paint, so that a dark screen never flashes white.
(function () {
  var kept = null;
  try {
    kept = localStorage.getItem('trm.theme');
  } catch (error) {
    kept = null;
  }
  var dark = kept === 'dark' || (kept !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
