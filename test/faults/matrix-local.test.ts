import { playMatrix } from "./matrix.ts";
import { localRows } from "./rows/network-disk.ts";

playMatrix("network and disk", localRows);
