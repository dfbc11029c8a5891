// Before anything is painted: what the window remembers of the theme (state/memory.ts), so that no other one flashes first.
try {
  const theme = JSON.parse(localStorage.getItem("detour.theme"));
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Without storage it comes with the settings.
}
