// Settings: the usual ones as a form, all of xltrack.toml as text, and the office's own fields. Python checks and writes all of it.
import { useEffect, useRef, useState } from "preact/hooks";
import { addOwnField, changeSettings, fillSettings, lookAtSettings, takeSettings } from "../actions/settings.js";
import { writesInPlace } from "../actions/writing.js";
import { Button, DropZone, FootBar, Heading, Icon, Message, html } from "../parts.js";
import { list, t } from "../words.js";

/** @typedef {import("../month.js").Month} Month */

const SIGNS = ["name", "signature", "reply_to"];

/** @param {{month: Month}} props */
export function Settings({ month }) {
  const { settings, tracker } = month.state;
  const [text, setText] = useState(/** @type {string | null} */ (null));
  const [typed, setTyped] = useState(/** @type {Record<string, string>} */ ({})); // it reaches the text once its field is left
  useEffect(() => void lookAtSettings(month), []);
  const now = text ?? settings?.text ?? "";
  const latest = useRef(now); // what a change that is still under way has made of it
  latest.current = now;
  /** @param {string} table @param {Record<string, any>} values */
  const fill = (table, values) => fillSettings(month, () => latest.current, (filled) => setText((latest.current = filled)), table, values);
  return html`<${Heading} lead=${t("settings.lead")}>${settings?.set.length ? t("settings.title", { n: settings.set.length }) : t("settings.title_none")}<//>
    <${Message} month=${month} />
    <${DropZone} slim=${true} many=${true} label=${t("settings.drop")} take=${(/** @type {any} */ files) => (setText(null), takeSettings(month, files))} button=${t("collect.choose")}><b>${t("settings.drop")}</b> <span class="soft">${t("settings.drop_what")}</span><//>
    ${settings?.missing.length ? html`<p class="message"><${Icon} name="warn" /> ${t("settings.missing", { names: list(settings.missing) })}</p>` : null}
    <div class="columns">
      <div>
        ${settings ? html`<${Usual} settings=${settings} fill=${fill} typed=${typed} type=${(/** @type {any} */ { target: { name, value } }) => setTyped({ ...typed, [name]: value })} />` : null}
        <section class="card"><div class="field"><label for="settings-text">${t("settings.text")}</label><textarea id="settings-text" rows="14" spellcheck="false" dir="ltr" value=${now} onInput=${(/** @type {any} */ event) => setText(event.target.value)}></textarea></div></section>
      </div>
      <div>
        <section class="card"><h2>${t("settings.now")}</h2>${settings?.set.length ? html`<table class="dense"><tbody>${settings.set.map((/** @type {any} */ one) => html`<tr><th scope="row" class="soft"><code><bdi>${one.key}</bdi></code></th><td>${one.value}</td></tr>`)}</tbody></table>` : html`<p class="soft">${t("settings.usual")}</p>`}</section>
        ${tracker && settings ? html`<${OwnFields} month=${month} tracker=${tracker} ready=${settings.ready} kinds=${settings.kinds} />` : null}
      </div>
    </div>
    <${FootBar} say=${html`<b>xltrack.toml</b> <span class="soft">${t(writesInPlace(month) ? "settings.into_folder" : "settings.into_downloads")}</span>`}>
      <${Button} kind="main" disabled=${!Object.keys(typed).length && (text === null || text === settings?.text)} onClick=${async () => (await changeSettings(month, () => latest.current)) && (setText(null), setTyped({}))}>${t("settings.save")}<//>
    <//>`;
}

/** What most offices set; each change goes into the text. @param {{settings: any, fill: (table: string, values: Record<string, any>) => void, typed: Record<string, string>, type: (event: any) => void}} props */
function Usual({ settings, fill, typed, type }) {
  /** @type {{formats: string[], all_formats: string[]}} */
  const { formats, all_formats } = settings;
  /** @param {string} one @param {boolean} on */
  const choose = (one, on) => fill("summary", { formats: all_formats.filter((each) => (each === one ? on : formats.includes(each))) });
  return html`<section class="card">
    <fieldset class="plain"><legend>${t("settings.signs")}</legend>
      ${SIGNS.map((one) => {
        const common = { id: `signs-${one}`, name: one, value: typed[one] ?? settings.coordinator[one], onInput: type, onChange: (/** @type {any} */ event) => fill("coordinator", { [one]: event.target.value }) };
        return html`<div class="field"><label for=${common.id}>${t(`settings.signs_${one}`)}</label>${one === "signature" ? html`<textarea rows="2" ...${common}></textarea>` : html`<input type=${one === "reply_to" ? "email" : "text"} ...${common} />`}</div>`;
      })}
    </fieldset>
    <fieldset class="plain"><legend>${t("settings.formats")}</legend>
      ${all_formats.map((one) => html`<label class="check"><input type="checkbox" checked=${formats.includes(one)} onChange=${(/** @type {any} */ event) => choose(one, event.target.checked)} /><span>${t(`report.form_${one}`)}</span></label>`)}
    </fieldset>
  </section>`;
}

/** The columns of an office's own, and one more. @param {{month: Month, tracker: any, ready: {key: string, label: string}[], kinds: string[]}} props */
function OwnFields({ month, tracker, ready, kinds }) {
  const known = new Set(tracker.fields.map((/** @type {any} */ one) => one.key));
  const offered = ready.filter((one) => !known.has(one.key));
  const [key, setKey] = useState(/** @type {string | null} */ (null));
  const [label, setLabel] = useState("");
  const [kind, setKind] = useState("text");
  const [choices, setChoices] = useState("");
  const [editor, setEditor] = useState("staff");
  const chosen = key ?? offered[0]?.key ?? "";
  const own = chosen === "";
  const lines = choices.split("\n").map((one) => one.trim()).filter(Boolean);
  const field = own ? { label, kind, editor, ...(kind === "choice" ? { choices: lines } : {}) } : { key: chosen };
  const add = async () => (await addOwnField(month, field)) && (setKey(null), setLabel(""), setChoices(""));
  const whole = !own || (label.trim() && (kind !== "choice" || lines.length));
  return html`<section class="card"><h2>${t("settings.own")}</h2>
    <p class="soft small">${t("settings.own_lead")}</p>
    ${tracker.fields.length ? html`<ul>${tracker.fields.map((/** @type {any} */ one) => html`<li>${one.label}</li>`)}</ul>` : null}
    <div class="field"><label for="own-key">${t("settings.own_which")}</label><select id="own-key" value=${chosen} onChange=${(/** @type {any} */ event) => setKey(event.target.value)}>${offered.map((one) => html`<option value=${one.key}>${one.label}</option>`)}<option value="">${t("settings.own_other")}</option></select></div>
    ${own ? html`
      <div class="field"><label for="own-label">${t("settings.own_label")}</label><input id="own-label" type="text" maxlength="60" value=${label} onInput=${(/** @type {any} */ event) => setLabel(event.target.value)} /></div>
      <div class="field"><label for="own-kind">${t("settings.own_kind")}</label><select id="own-kind" value=${kind} onChange=${(/** @type {any} */ event) => setKind(event.target.value)}>${kinds.map((one) => html`<option value=${one}>${t(`settings.kind_${one}`)}</option>`)}</select></div>
      ${kind === "choice" ? html`<div class="field"><label for="own-choices">${t("settings.own_choices")}</label><textarea id="own-choices" rows="4" value=${choices} onInput=${(/** @type {any} */ event) => setChoices(event.target.value)}></textarea></div>` : null}
      <div class="field"><label for="own-editor">${t("settings.own_editor")}</label><select id="own-editor" value=${editor} onChange=${(/** @type {any} */ event) => setEditor(event.target.value)}><option value="staff">${t("settings.editor_staff")}</option><option value="coordinator">${t("settings.editor_coordinator")}</option></select></div>` : null}
    <p><${Button} disabled=${!whole} onClick=${add}>${t("settings.own_add")}<//></p>
  </section>`;
}
