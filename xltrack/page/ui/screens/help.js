// Help: the keys, and how to check that nothing leaves this computer.
import { remember } from "../memory.js";
import { Heading, html } from "../parts.js";
import { t } from "../words.js";

const KEYS = [["Tab"], ["Alt", "1 … 5"], ["1 … 9"], ["S"], ["L"], ["Ctrl", "Z"], ["Ctrl", "S"], ["?"], ["Esc"], ["O"]];

/** @param {{month: import("../month.js").Month}} props */
export function Help({ month }) {
  /** @param {any} event */
  const use = ({ target }) => {
    remember("letters", target.checked);
    month.set({ letters: target.checked });
  };
  return html`<${Heading} lead=${t("help.lead")}>${t("help.title")}<//>
    <div class="columns">
      <section class="card"><h2>${t("help.keys")}</h2><table class="dense"><tbody>${KEYS.map((keys, at) => html`<tr><th scope="row">${keys.map((key) => html`<kbd>${key}</kbd> `)}</th><td>${t(`help.key_${at + 1}`)}</td></tr>`)}</tbody></table>
        <label class="check"><input type="checkbox" checked=${month.state.letters} onChange=${use} /><span>${t("help.letters")}</span></label></section>
      <aside class="card"><h2>${t("safe.label")}</h2><p>${t(month.calls.folder ? "help.safe_desk" : "help.safe")}</p>${month.calls.folder ? null : html`<ol class="points">${[1, 2, 3].map((at) => html`<li>${t(`help.check_${at}`)}</li>`)}</ol>`}
        <p class="small soft">xltrack ${month.state.version}</p></aside>
    </div>`;
}
