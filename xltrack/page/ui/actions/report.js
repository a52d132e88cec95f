// Makes the summary.
import { t } from "../words.js";
import { papersForm, writePapersAlone } from "./writing.js";

/** @typedef {import("../month.js").Month} Month */

/** @param {Month} month @param {string} since */
export async function lookAtReport(month, since) {
  await month.quietly(async () => {
    const { value, files } = await month.calls.call("summary", { as_of: month.state.asOf, form: "html", since });
    month.set({ report: { ...value, html: new TextDecoder().decode(files[0]) } });
  });
}

/** @param {Month} month @param {Record<string, string>} forms the endings of the files and the forms they are rendered in */
export async function saveReport(month, forms) {
  await month.doing(t("busy.report"), async () => {
    const { since } = month.state.report;
    const { value, files } = await month.calls.call("report", { as_of: month.state.asOf, forms, since, how: papersForm(month) });
    month.set({ saved: await writePapersAlone(month, value.names, files) });
  });
}
