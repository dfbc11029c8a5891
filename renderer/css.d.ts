/** Vite bundles style sheets that a module imports for their effect. */
declare module "*.css";
declare module "@fontsource-variable/inter/wght.css";
declare module "@fontsource-variable/jetbrains-mono/wght.css";
