/** Where the renderer begins: it connects to its host and puts the app on the page. */
import { connect } from "./client/client.ts";
import { start } from "./start.tsx";

const root = document.querySelector("#root");
if (root) void start(root, connect());
