/** The loader, which publishers name in a `<script type="module">`. */

import { start } from "./core";

start(import.meta.url);
