// Help: the keys, and how to check that nothing leaves this computer.
import { KEYS, Keys } from "../keys.js";
import { remember } from "../memory.js";
import { Heading, html } from "../parts.js";
import { t } from "../words.js";

/** @param {{month: import("../month.js").Month}} props */
export function Help({ month }) {
  /** @param {"letters" | "goesOn"} name @param {string} label */
  const choice = (name, label) => html`<label class="check"><input type="checkbox" checked=${month.state[name]} onChange=${(/** @type {any} */ event) => use(name, event.target.checked)} /><span>${label}</span></label>`;
  /** @param {"letters" | "goesOn"} name @param {boolean} on */
  const use = (name, on) => {
    remember(name, on);
    month.set(name === "letters" ? { letters: on } : { goesOn: on });
  };
  return html`<${Heading} lead=${t("help.lead")}>${t("help.title")}<//>
    <div class="columns">
      <section class="card"><h2>${t("help.keys")}</h2><table class="dense"><tbody>${KEYS.map(([number, keys]) => html`<tr><th scope="row" class="keys"><${Keys} keys=${keys} /></th><td>${t(`help.key_${number}`)}</td></tr>`)}</tbody></table>
        ${choice("letters", t("help.letters"))}${choice("goesOn", t("help.go_on"))}</section>
      <aside class="card"><h2>${t("safe.label")}</h2><p>${t(month.calls.folder ? "help.safe_desk" : "help.safe")}</p>${month.calls.folder ? null : html`<ol class="points">${[1, 2, 3].map((at) => html`<li>${t(`help.check_${at}`)}</li>`)}</ol>`}
        <p class="small soft">xltrack ${month.state.version}</p></aside>
    </div>`;
}
