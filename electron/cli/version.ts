import manifest from "../../package.json" with { type: "json" };

/** This release's version; the build puts it in. */
export const version = manifest.version;
