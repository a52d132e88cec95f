// Makes the summary.
import { t } from "../words.js";
import { papersForm, writePapersAlone } from "./writing.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month @param {string} since @param {string} language */
export async function lookAtReport(month, since, language) {
  await month.quietly(async () => {
    const { value, files } = await month.calls.call("summary", { as_of: month.state.asOf, form: "html", since, language });
    month.set({ report: { ...value, language, html: new TextDecoder().decode(files[0]) } });
  });
}

/** @param {Month} month @param {string[]} endings of the files */
export async function saveReport(month, endings) {
  await month.doing(t("busy.report"), async () => {
    const { since, language } = month.state.report;
    const { value, files } = await month.calls.call("report", { as_of: month.state.asOf, endings, since, language, how: papersForm(month) });
    month.set({ saved: await writePapersAlone(month, value.names, files) });
  });
}
